#!/usr/bin/env bash
# make -- takes the pictures of the tutor that the README shows.
#
# Use:    docs/pictures/make.sh [NAME...]   after `make`; without names all
# Needs:  tmux, Xvfb, xterm, ImageMagick, the fonts DejaVu Sans Mono and Noto
#         Sans Mono CJK (Debian: tmux xvfb xterm x11-utils imagemagick
#         fonts-dejavu-core fonts-noto-cjk)
#
# A real xterm on a display that nobody sees, the real tutor in it, a shop of
# its own; keys are sent through tmux, and a picture is taken when the text that
# it is about has come. The figures are measured while it runs, so they differ
# from run to run. Not part of `make test`.
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$here/../../build/bin" && pwd) || exit 1
display=:$((70 + $$ % 20))
socket=cleave-pictures-$$
home= screen= window=
unset CLEAVE_LANG LC_ALL LC_CTYPE NO_COLOR COLORFGBG TMUX
export LANG=C.UTF-8 CLEAVE_QUIZ_SEED=7 CLEAVE_MONOLITH_PORT=0 CLEAVE_GATEWAY_PORT=0 EDITOR=true

t() { tmux -L "$socket" -f /dev/null "$@"; }
pause() { read -rt "$1" <> <(:); } # seconds, while nothing can be waited for

leave() {
    [ -z "$home" ] && return
    t kill-server 2>/dev/null
    [ -z "$window" ] || { kill "$window"; wait "$window"; } 2>/dev/null
    CLEAVE_HOME=$home "$bin/cleave" down >/dev/null 2>&1
    rm -rf "$home"
    home= window=
}
finish() {
    leave
    [ -z "$screen" ] || { kill "$screen"; wait "$screen"; } 2>/dev/null
}
trap finish EXIT

start() { # LANGUAGE COLUMNSxROWS: a shop that is up, the tutor, a window
    home=$(mktemp -d /tmp/cleave-picture-XXXXXX)
    export CLEAVE_HOME=$home HOME=$home CLEAVE_LANG=$1
    t new-session -d -s a -x "${2%x*}" -y "${2#*x}" "$bin/cleave tutor"
    t set -g status off
    t set -g default-terminal tmux-256color
    DISPLAY=$display xterm -tn xterm-256color -u8 -geometry "$2+0+0" -b 6 \
        -fa 'DejaVu Sans Mono' -fd 'Noto Sans Mono CJK KR' -fs 10 \
        -bg '#101418' -fg '#d8dee4' +sb -e \
        tmux -L "$socket" -f /dev/null attach -t a &
    window=$!
    until t list-clients 2>/dev/null | grep -q .; do pause 0.05; done
}

# Words in double quotes are typed, others are tmux's names of keys.
keys() {
    local key
    for key in "$@"; do
        case $key in
        text:*) t send-keys -t a -l "${key#text:}" ;;
        *) t send-keys -t a "$key" ;;
        esac
        pause 0.15
    done
}

see() { # TEXT: waits until the screen has it
    local until=$((SECONDS + 60))
    until t capture-pane -p -t a | grep -qF -- "$1"; do
        if [ $SECONDS -ge $until ]; then
            echo "no \"$1\" on this screen:" >&2
            t capture-pane -p -t a >&2
            exit 1
        fi
        pause 0.1
    done
}

take() { # NAME: without the empty display around the window
    pause 1
    DISPLAY=$display import -window root "$home/shot.png"
    convert "$home/shot.png" -bordercolor black -trim +repage \
        -bordercolor '#101418' -border 6 -colors 48 "PNG8:$here/$1.png"
    echo "$1.png $(identify -format '%wx%h' "$here/$1.png")" \
        "$(stat -c %s "$here/$1.png") bytes"
    leave
}

first() { # LANGUAGE WORDS
    start "$1" 84x21
    see "$2"
    keys Enter
    see CONFIRMED
    take "first.$1"
}
first_en() { first en 'Press Enter'; }
first_ko() { first ko 'Enter 키를'; }

lesson_en() {
    start en 150x34
    see 'Press Enter'
    keys 'text:load orders 20/s for 20s' Enter
    see 'cleave> load'
    keys Escape
    pause 0.3
    keys 'text:lesson 8' Enter
    see 'The question'
    keys NPage NPage
    pause 12
    take lesson.en
}

quiz_ko() {
    start ko 100x30
    see 'Enter 키를'
    keys 'text:lesson 8' Enter
    see '던지는 질문'
    keys F7
    see '08-'
    keys 1 Enter
    see '확신'
    keys 3
    pause 0.5
    take quiz.ko
}

# A trace is whole when its events have been delivered.
trace_en() {
    start en 120x34
    see 'Press Enter'
    keys Enter
    see CONFIRMED
    pause 2
    keys 'text:trace last' Enter
    see 'orders > Charge'
    take trace.en
}
diagram_ko() {
    start ko 100x26
    see 'Enter 키를'
    keys Enter
    see CONFIRMED
    pause 2
    keys 'text:trace last' Enter
    see 'orders > Charge'
    keys F7
    see 'OrderConfirmed'
    take diagram.ko
}

compare_en() {
    start en 110x24
    see 'Press Enter'
    keys text:compare Enter
    see 'answers/s'
    keys F7
    pause 8
    keys 3
    pause 4
    take compare.en
}

failures_ko() {
    start ko 140x32
    see 'Enter 키를'
    keys text:failures Enter
    see 'slow-sync'
    keys Tab Tab Tab Tab Tab Tab Right Right
    pause 8
    keys Enter
    pause 10
    take failures.ko
}

all='first_en first_ko lesson_en quiz_ko trace_en diagram_ko compare_en failures_ko'
[ $# -gt 0 ] || set -- $all
Xvfb "$display" -screen 0 1600x1000x24 >/dev/null 2>&1 &
screen=$!
until DISPLAY=$display xwininfo -root >/dev/null 2>&1; do
    kill -0 "$screen" || exit 1
    pause 0.1
done
for name in "$@"; do "$name"; done

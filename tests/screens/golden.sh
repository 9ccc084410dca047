#!/usr/bin/env bash
# golden -- every screen, cell by cell, against the one that was kept, in both
# languages, at two sizes, without colours, and in the C locale.
#
# Use: tests/screens/golden.sh VTDRIVE RECORDED BIN [VARIANT...]
#      CLEAVE_GOLDEN=write keeps what is seen (make golden).
#
# The screens are the rows of tests/screens/golden/screens.txt; a kept screen is
# tests/screens/golden/VARIANT/NAME.txt. The tutor is the real one in a home of
# its own; the supervisor's and the collector's sockets are answered by what a
# shop once said there (tests/screens/recorded), so that no figure moves.
set -u
vtdrive=$1 recorded=$2
bin=$(cd "$3" && pwd)
shift 3
here=$(cd "$(dirname "$0")" && pwd)
all="ko-80x24 en-80x24 ko-120x40 en-120x40 mono-80x24 mono-120x40 c-80x24 c-120x40"
[ $# -gt 0 ] || set -- $all
unset CLEAVE_LANG LC_ALL LC_CTYPE LC_MESSAGES NO_COLOR COLORFGBG ESCDELAY \
    LINES COLUMNS INPUTRC CLEAVE_JOB_OF EDITOR VISUAL
export TERM=xterm-256color LANG=C.UTF-8 TZ=UTC CLEAVE_QUIZ_SEED=7 PATH=$bin:$PATH \
    CLEAVE_RECORDED=$here/recorded
home= platform=
finish() {
    [ -z "$platform" ] || { kill "$platform"; wait "$platform"; } 2>/dev/null
    # Where the platform died, the tutor has started a real one.
    [ -z "$home" ] || CLEAVE_HOME=$home cleave down >/dev/null 2>&1
    [ -z "$home" ] || rm -rf "$home"
    home= platform=
}
trap finish EXIT

# The recorded platform, and proof that it answers: where nobody does, the
# tutor would start a real one.
start_platform() {
    local until=$((SECONDS + 20))
    mkdir -p "$home/run"
    "$recorded" --listen "unix:$home/run/supervisor.sock" \
        --listen "unix:$home/run/collector.sock" >"$home/platform.log" 2>&1 &
    platform=$!
    until cleave status >/dev/null 2>&1; do
        if [ $SECONDS -ge $until ] || ! kill -0 "$platform" 2>/dev/null; then
            cat "$home/platform.log"
            return 1
        fi
    done
}

# The rows of the table as a script.
script() { # LANGUAGE SIZE FIRST
    echo "env CLEAVE_LANG=$1"
    echo "size ${2#*x} ${2%x*}"
    grep '^mask ' "$here/golden/screens.txt"
    echo 'run cleave tutor'
    while IFS='|' read -r name typed back; do
        case $name in '' | \#* | mask*) continue ;; esac
        [ -z "${typed// /}" ] || echo "send $typed"
        echo "golden $name"
        [ -z "${back// /}" ] || printf 'send %s\nrow -2 "%s"\n' "$back" "$3"
    done <"$here/golden/screens.txt"
    echo 'send "\e[21~"'
    echo 'exit 0'
}

failed=0 count=0
for variant in "$@"; do
    size=${variant#*-} language=en first='Enter Order  F12'
    home=$(mktemp -d /tmp/cleave-golden-XXXXXX)
    export CLEAVE_HOME=$home HOME=$home CLEAVE_GOLDEN_DIR=$here/golden/$variant
    mkdir -p "$CLEAVE_GOLDEN_DIR"
    set_of=()
    case $variant in
    ko-*) language=ko first='Enter 주문  F12' ;;
    mono-*) set_of=(NO_COLOR=1) ;;
    c-*) set_of=(LC_ALL=C TERM=vt220) ;;
    esac
    start=${EPOCHREALTIME/./}
    script $language "$size" "$first" >"$home/golden.vt"
    word=ok
    start_platform && env "${set_of[@]}" "$vtdrive" "$home/golden.vt" || {
        word=FAILED
        failed=$((failed + 1))
        kill -0 "$platform" 2>/dev/null || echo "the recorded platform died"
        tail -n 3 "$home/platform.log" "$home"/state/log/supervisor.log 2>/dev/null
    }
    finish
    count=$((count + 1))
    printf '%-6s %-12s %5d ms\n' "$word" "$variant" \
        $(((${EPOCHREALTIME/./} - start) / 1000))
done
echo "$count variants, $failed failed"
[ "$failed" = 0 ]

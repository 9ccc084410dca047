#!/usr/bin/env bash
# screens -- the tutor on a terminal: each script with a home, free ports and
# a shop of its own, which is stopped and removed afterwards.
#
# Use: tests/screens/screens.sh VTDRIVE BIN [--seed N] [SCRIPT...]
#      without scripts all of tests/screens/*.vt
set -u
vtdrive=$1
bin=$(cd "$2" && pwd)
shift 2
seed=()
[ "${1:-}" = --seed ] && { seed=(--seed "$2"); shift 2; }
here=$(dirname "$0")
[ $# -gt 0 ] || set -- "$here"/*.vt
# What the caller's terminal and language are must not matter.
unset CLEAVE_LANG LC_ALL LC_CTYPE LC_MESSAGES NO_COLOR COLORFGBG ESCDELAY \
    LINES COLUMNS INPUTRC CLEAVE_JOB_OF
# What the library forgets is not ours to free.
export LSAN_OPTIONS="suppressions=$(cd "$here" && pwd)/lsan.supp:print_suppressions=0"
export TERM=xterm-256color LANG=C.UTF-8 PATH=$bin:$PATH \
    CLEAVE_MONOLITH_PORT=0 CLEAVE_GATEWAY_PORT=0
# An editor that a screen starts ends at once.
export EDITOR=true VISUAL=true
# The names of all screens, for the random keys.
export CLEAVE_SCREENS=$(CLEAVE_HOME=/tmp/cleave-none CLEAVE_LANG=en cleave help tutor |
    sed -n '/screens:$/,$s/^  \([a-z][a-z-]*\) .*/\1/p' | tr '\n' ' ')
home=
finish() {
    [ -n "$home" ] || return 0
    # A tutor that was left at once may have a supervisor that only begins:
    # `up` waits for it, so that `down` finds it.
    CLEAVE_HOME=$home "$bin/cleave" up both >/dev/null 2>&1
    CLEAVE_HOME=$home "$bin/cleave" down >/dev/null 2>&1
    # A script may have wanted a second shop.
    CLEAVE_HOME=$home/second "$bin/cleave" down >/dev/null 2>&1
    rm -rf "$home"
    home=
}
trap finish EXIT
ulimit -c 0 # crashes here are asked for
failed=0
for script in "$@"; do
    home=$(mktemp -d /tmp/cleave-screen-XXXXXX)
    start=${EPOCHREALTIME/./}
    word=ok
    CLEAVE_HOME=$home HOME=$home "$vtdrive" "${seed[@]}" "$script" || {
        word=FAILED
        failed=$((failed + 1))
        tail -n 5 "$home"/*.log "$home"/*/*.log 2>/dev/null
    }
    finish
    printf '%-6s %-24s %5d ms\n' "$word" "$(basename "$script" .vt)" \
        $(((${EPOCHREALTIME/./} - start) / 1000))
done
echo "$# scripts, $failed failed"
[ "$failed" = 0 ]

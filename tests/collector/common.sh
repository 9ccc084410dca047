# shellcheck shell=bash
# common -- what the scripts of this directory share; sourced by them.
#
# Runs inside tests/support/with_shape.sh: CLEAVE_HOME and CLEAVE_BIN are set,
# the shop is up. The script ends with `exit $failed`.
set -u
cleave=$CLEAVE_BIN/cleave
failed=0
fail() {
    echo "$(basename "$0" .sh): $*"
    failed=$((failed + 1))
}
# until_true WHAT COMMAND...: asks until it holds, 20 s at most.
until_true() {
    local what=$1 deadline=$((SECONDS + 20))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || { fail "$what"; return; }
    done
}

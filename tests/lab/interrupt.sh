#!/usr/bin/env bash
# interrupt -- an experiment that is stopped or killed leaves nothing behind.
#
# Use:    tests/lab/interrupt.sh BIN
# Checks: SIGINT and SIGTERM: no process, no directory; SIGKILL: no process, and
#         the next run removes the directory.
set -u
bin=$(cd "$1" && pwd)
CLEAVE_HOME=$(mktemp -d /tmp/cleave-test-XXXXXX)
TMPDIR=$CLEAVE_HOME
export CLEAVE_HOME TMPDIR CLEAVE_LANG=en
trap 'rm -rf "$CLEAVE_HOME"' EXIT
fail() {
    echo "interrupt: $*"
    exit 1
}
# until_true WHAT COMMAND...: at most 20 s
until_true() {
    local what=$1 tries=0
    shift
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 400 ] || fail "$what"
        read -rt 0.05 <> <(:) || true
    done
}
homes() { ls -d "$TMPDIR"/cleave-lab-* 2>/dev/null; }
runs() { grep -q 'kill payments' "$CLEAVE_HOME/out"; }
# The sockets of a home are named in the environment of its processes.
processes() {
    grep -lz "^CLEAVE_HOME=$1\$" /proc/[0-9]*/environ 2>/dev/null | wc -l
}
gone() { [ "$(processes "$1")" = 0 ]; }
for signal in INT TERM KILL; do
    # A shell without job control starts its children with SIGINT ignored.
    : >"$CLEAVE_HOME/out"
    env --default-signal=INT "$bin/cleave" lab run isolation \
        >"$CLEAVE_HOME/out" 2>&1 </dev/null &
    pid=$!
    until_true "the run did not come so far" runs
    home=$(homes)
    [ -n "$home" ] && [ "$(processes "$home")" -gt 5 ] ||
        fail "no shop of its own runs"
    kill -s "$signal" "$pid"
    wait "$pid" 2>/dev/null && fail "SIG$signal: it ended as if nothing was"
    until_true "SIG$signal: processes are left" gone "$home"
    [ "$signal" = KILL ] || [ ! -e "$home" ] || fail "SIG$signal: $home is left"
done
"$bin/cleave" lab run one-order >"$CLEAVE_HOME/out" 2>&1 </dev/null ||
    fail "the next run: $(tail -3 "$CLEAVE_HOME/out")"
[ -z "$(homes)" ] || fail "the next run did not remove $(homes)"
echo "interrupt: nothing is left behind"

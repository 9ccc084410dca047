#!/usr/bin/env bash
# stopped -- a collector that hangs, dies or is fed garbage is nobody's trouble.
#
# Use: tests/support/with_shape.sh split BIN tests/collector/stopped.sh
set -u
cleave=$CLEAVE_BIN/cleave
failed=0
fail() {
    echo "stopped: $*"
    failed=$((failed + 1))
}
# until WHAT COMMAND...: asks until it holds, 10 s at most.
until_true() {
    local what=$1 deadline=$((SECONDS + 10))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || { fail "$what"; return; }
    done
}
dropped() {
    "$cleave" rpc gateway.ListGauges '{}' | grep -o '"name":"dropped"[^}]*' |
        grep -vq '"value":"\{0,1\}0'
}
place() { "$cleave" order split --customer 7 --line MUG×1; }
"$cleave" pause collector >/dev/null || fail 'it cannot be paused'
"$cleave" load orders 200/s for 3s --shape split >"$CLEAVE_HOME/load.txt" ||
    { cat "$CLEAVE_HOME/load.txt"; fail 'the shop suffers from it'; }
grep -qE 'failed \(5xx\) +0' "$CLEAVE_HOME/load.txt" ||
    { cat "$CLEAVE_HOME/load.txt"; fail 'calls failed'; }
until_true 'nothing was counted as dropped' dropped
"$cleave" resume collector >/dev/null || fail 'it cannot be resumed'
until_true 'it does not answer again' "$cleave" trace list
"$cleave" kill collector >/dev/null || fail 'it cannot be killed'
place >/dev/null || fail 'no order without a collector'
"$cleave" restart collector >/dev/null || fail 'it cannot be restarted'
seen() { place && "$cleave" trace list | grep -q 'POST /api/orders'; }
until_true 'it sees nothing after its restart' seen
echo "stopped: $failed failed"
exit $failed

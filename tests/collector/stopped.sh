#!/usr/bin/env bash
# stopped -- a collector that hangs, dies or is fed garbage is nobody's trouble.
#
# Use: tests/support/with_shape.sh split BIN tests/collector/stopped.sh
. "$(dirname "$0")/common.sh"
dropped() { # records, so far
    "$cleave" rpc gateway.ListGauges '{}' |
        sed -n 's/.*"name":"dropped"[^}]*"value":"\{0,1\}\([0-9]*\).*/\1/p' | head -1
}
more_dropped() { [ "$(dropped)" -gt "$before" ]; }
place() { "$cleave" order split --customer 7 --line MUG×1; }
# unharmed WHAT: orders go on as if nothing was.
unharmed() {
    CLEAVE_LANG=en "$cleave" load orders 200/s for 3s --shape split \
        >"$CLEAVE_HOME/load.txt" ||
        { cat "$CLEAVE_HOME/load.txt"; fail "$1: the shop suffers from it"; }
    grep -qE 'failed \(5xx\) +0' "$CLEAVE_HOME/load.txt" ||
        { cat "$CLEAVE_HOME/load.txt"; fail "$1: calls failed"; }
}
# One that is slow: it works for a tenth of the time.
pid=$("$cleave" status --json | tr '{' '\n' |
    sed -n '/"name":"collector"/s/.*"pid":\([0-9]*\).*/\1/p')
mkfifo "$CLEAVE_HOME/never"
nap() { read -r -t "$1" <>"$CLEAVE_HOME/never"; }
while kill -STOP "$pid"; do
    nap 0.18
    kill -CONT "$pid"
    nap 0.02
done 2>/dev/null &
brake=$!
unharmed slow
kill $brake
wait $brake 2>/dev/null
kill -CONT "$pid"
before=$(dropped)
"$cleave" pause collector >/dev/null || fail 'it cannot be paused'
unharmed stopped
until_true 'nothing was counted as dropped' more_dropped
"$cleave" resume collector >/dev/null || fail 'it cannot be resumed'
until_true 'it does not answer again' "$cleave" trace list
"$cleave" kill collector >/dev/null || fail 'it cannot be killed'
place >/dev/null || fail 'no order without a collector'
"$cleave" restart collector >/dev/null || fail 'it cannot be restarted'
seen() { place && "$cleave" trace list | grep -q 'POST /api/orders'; }
until_true 'it sees nothing after its restart' seen
echo "stopped: $failed failed"
exit $failed

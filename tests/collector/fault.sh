#!/usr/bin/env bash
# fault -- a trace says who delayed a call, and that it was done on purpose.
#
# Use: tests/support/with_shape.sh split BIN tests/collector/fault.sh
. "$(dirname "$0")/common.sh"
trace=$CLEAVE_HOME/trace.txt
place() {
    order=$("$cleave" order split --customer 7 --line MUG×1 --json |
        grep -oE '01[0-9A-Z]{24}' | head -1)
    [ -n "$order" ] || fail 'no order'
}
# charge PROCESS: milliseconds of its span; empty while it has not come.
charge() {
    sed -n "s/^ *[!E]* *< payments.Payments\/Charge  *$1  *\([0-9.]*\) .*/\1/p" \
        "$trace" | head -1
}
# told: both spans of the hop are here; a process tells its own a moment late.
told() {
    CLEAVE_LANG=en "$cleave" trace "$order" >"$trace" 2>&1
    [ -n "$(charge payments-sidecar)" ] && [ -n "$(charge payments)" ]
}
wait_told() {
    local deadline=$((SECONDS + 20))
    until told; do
        [ $SECONDS -lt $deadline ] || { fail "no span of the hop, $1"; return; }
    done
}
"$cleave" mesh on payments >/dev/null || fail 'no sidecar'
place
wait_told 'unharmed'
grep -q 'injected fault' "$trace" && fail 'a fault where there is none'
"$cleave" fault payments delay 300ms for 1m >/dev/null || fail 'no fault'
place
wait_told 'delayed'
grep -q 'injected fault: delay$' "$trace" || fail 'the delay has no name'
# Of the sidecar's time the callee has all but the delay: a slow machine makes
# both longer.
awk -v all="$(charge payments-sidecar)" -v own="$(charge payments)" \
    'BEGIN { exit !(all - own > 290) }' ||
    fail "the sidecar's span is not longer by the delay"
[ $failed = 0 ] || cat "$trace"
"$cleave" heal all >/dev/null
echo "fault: $failed failed"
exit $failed

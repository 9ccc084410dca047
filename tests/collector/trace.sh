#!/usr/bin/env bash
# trace -- one order, one tree: every hop is there and below the one before it,
# each step of its saga and each of its messages. An order that is refused in
# the end shows its compensations; one whose coordinator died in the middle goes
# on in the same trace; a request without a token leaves its mark.
#
# Use: tests/support/with_shape.sh SHAPE BIN tests/collector/trace.sh
. "$(dirname "$0")/common.sh"
export CLEAVE_LANG=en
# place WORDS...: the id of the new order, also of one that is refused.
place() {
    "$cleave" order "$CLEAVE_SHAPE" "$@" --json 2>/dev/null |
        grep -oE '01[0-9A-Z]{24}' | head -1
}
# row INDENT NAME PROCESS: a span of that name, that deep, of that process.
row() {
    grep -qE "^.{2}( {$1})[<>]* ?$2 +$3 " "$CLEAVE_HOME/trace.txt" ||
        missing="no \"$2\" of $3, $1 columns in"
}
# hops STEP METHOD PEER INDENT: a step, its call, and the one who is asked.
hops() {
    row "$4" "$1" orders
    row $(($4 + 2)) "$2" orders
    row $(($4 + 4)) "$2" "$3"
}
message() {
    row "$1" "send $2" orders
    row $(($1 + 2)) events.Events/Deliver orders
    for taker in inventory customers; do
        row $(($1 + 2)) "process $2" "$taker"
        row $(($1 + 4)) events.Events/Deliver "$taker"
    done
}
forward() {
    hops 'step pay' payments.Payments/Charge payments "$1"
    hops 'step reserve' inventory.Inventory/Reserve inventory "$1"
    hops 'step ship' shipping.Shipping/Book shipping "$1"
}
# What must be there; `missing` names the last one that is not.
whole_monolith() {
    row 0 'POST /api/orders' monolith
    row 2 COMMIT monolith
}
begun() {
    row 0 'POST /api/orders' gateway
    row 2 orders.Orders/Place gateway
    row 4 orders.Orders/Place orders
}
whole_order() {
    begun
    forward 6
    for peer in payments inventory shipping; do
        row 12 COMMIT "$peer"
    done
    message 6 OrderConfirmed
}
whole_refusal() {
    begun
    forward 6
    hops 'undo ship' shipping.Shipping/Recall shipping 6
    hops 'undo reserve' inventory.Inventory/Release inventory 6
    hops 'undo pay' payments.Payments/Refund payments 6
}
# Who died never told of the request, so what it caused stands at the top.
whole_resumed() {
    row 0 'POST /api/orders' gateway
    row 2 orders.Orders/Place gateway
    hops 'step ship' shipping.Shipping/Book shipping 0
    message 0 OrderConfirmed
}
whole_stranger() {
    row 0 'POST /api/orders' gateway
    grep -q unauthenticated "$CLEAVE_HOME/trace.txt" || missing='no reason'
}
# until_whole WHAT TRACE: each process tells its own spans a moment later, in no
# order among them.
until_whole() {
    deadline=$((SECONDS + 20))
    while :; do
        missing=
        "$cleave" trace "$2" >"$CLEAVE_HOME/trace.txt" 2>&1 ||
            missing="no trace of $2"
        "whole_$1"
        [ -n "$missing" ] || return 0
        [ $SECONDS -lt $deadline ] || break
    done
    fail "$1: $missing"
    cat "$CLEAVE_HOME/trace.txt"
}
order=$(place --customer 7 --line MUG×1)
[ -n "$order" ] || { echo 'trace: no order'; exit 1; }
if [ "$CLEAVE_SHAPE" = monolith ]; then
    until_whole monolith "$order"
else
    until_whole order "$order"
    # No parcel goes to the island of customer 15: the last step refuses.
    until_whole refusal "$(place --customer 15 --line MUG×1)"
    grep -q '^! .*step ship' "$CLEAVE_HOME/trace.txt" ||
        fail 'refusal: the step is not marked'
    "$cleave" crash orders at orders.after-step >/dev/null
    place --customer 8 --line PEN×1 >"$CLEAVE_HOME/nobody.txt"
    deadline=$((SECONDS + 20))
    until order=$("$cleave" trace list --json | tr '{' '\n' |
        grep '"error":true' | grep -oE '01[0-9A-Z]{24}' | head -1)
    [ -n "$order" ] || [ $SECONDS -ge $deadline ]; do :; done
    "$cleave" restart orders >/dev/null
    until_whole resumed "$order"
    if command -v curl >/dev/null; then
        until_whole stranger "$(curl -si "$CLEAVE_URL/api/orders" -d '{}' \
            -H 'Content-Type: application/json' |
            sed -n 's/^traceparent: 00-\([0-9a-f]*\)-.*/\1/p')"
    fi
fi
echo "trace: $failed failed"
exit $failed

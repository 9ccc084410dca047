#!/usr/bin/env bash
# trace -- one order, one tree: every hop is there and below the one before it.
#
# Use: tests/support/with_shape.sh SHAPE BIN tests/collector/trace.sh
set -u
cleave=$CLEAVE_BIN/cleave
failed=0
fail() {
    echo "trace: $*"
    failed=$((failed + 1))
}
order=$("$cleave" order "$CLEAVE_SHAPE" --customer 7 --line MUG×1 --json |
    grep -oE '01[0-9A-Z]{24}' | head -1)
[ -n "$order" ] || { echo 'trace: no order'; exit 1; }
# row INDENT NAME PROCESS: a span of that name, that deep, of that process.
row() {
    grep -qE "^.{2}( {$1})[<>]* ?$2 +$3 " "$CLEAVE_HOME/trace.txt" ||
        missing="no \"$2\" of $3, $1 columns in"
}
# whole: every hop is there; `missing` names the last one that is not.
whole() {
    missing=
    CLEAVE_LANG=en "$cleave" trace "$order" \
        >"$CLEAVE_HOME/trace.txt" 2>&1 || missing="no trace of $order"
    if [ "$CLEAVE_SHAPE" = monolith ]; then
        row 0 'POST /api/orders' monolith
        row 2 COMMIT monolith
    else
        row 0 'POST /api/orders' gateway
        row 2 'orders.Orders/Place' gateway
        row 4 'orders.Orders/Place' orders
        for step in payments:payments.Payments/Charge \
            inventory:inventory.Inventory/Reserve \
            shipping:shipping.Shipping/Book; do
            row 6 "${step#*:}" orders
            row 8 "${step#*:}" "${step%%:*}"
            row 10 COMMIT "${step%%:*}"
        done
    fi
    [ -z "$missing" ]
}
# Each process tells its own spans a moment later, in no order among them.
deadline=$((SECONDS + 20))
until whole; do
    [ $SECONDS -lt $deadline ] || { fail "$missing"; break; }
done
[ $failed = 0 ] || cat "$CLEAVE_HOME/trace.txt"
echo "trace: $failed failed"
exit $failed

#!/usr/bin/env bash
# trace -- one order, one trace id, in the log of every service it passes.
#
# Use: tests/support/with_shape.sh split BIN tests/acceptance/trace.sh
set -u
cleave=$CLEAVE_BIN/cleave
command -v curl >/dev/null || { echo 'trace: skipped: no curl'; exit 0; }
id=0af7651916cd43dd8448eb211c80319c
hops='gateway orders payments inventory shipping'
for name in $hops; do
    "$cleave" rpc "$name.SetLog" '{"level":"debug"}' >/dev/null || exit 1
done
token=$(curl -s "$CLEAVE_URL/api/tokens" -H 'Content-Type: application/json' \
    -d '{"customer_id":7,"pin":"0007"}' | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
back=$(curl -s -i "$CLEAVE_URL/api/orders" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' -H 'Idempotency-Key: traced' \
    -H "traceparent: 00-$id-b7ad6b7169203331-01" \
    -d '{"customer_id":7,"lines":[{"sku":"MUG","quantity":1}]}')
failed=0
printf '%s' "$back" | grep -q "traceparent: 00-$id-" || {
    echo 'trace: the answer does not carry the trace'
    failed=1
}
spans=
for name in $hops; do
    line=$(timeout 20 tail -n +1 -f "$CLEAVE_HOME/state/log/$name.log" |
        grep -m 1 "\"trace_id\":\"$id\"") || true
    span=$(printf '%s' "$line" | sed -n 's/.*"span_id":"\([0-9a-f]*\)".*/\1/p')
    [ -n "$span" ] || {
        echo "trace: $name has no line of it"
        failed=1
    }
    case " $spans " in
    *" $span "*) echo "trace: $name shares a span"; failed=1 ;;
    esac
    spans="$spans $span"
done
echo "trace: $failed failed"
exit $failed

#!/usr/bin/env bash
# growth -- neither descriptors nor memory grow with the number of orders.
#
# Use:     tests/support/with_shape.sh SHAPE BIN tests/soak/growth.sh [ORDERS]
# How:     a warm-up fills every cache and pool; then that many orders; then
#          each process must hold as many descriptors as before and no more
#          than SLACK_KB of memory above it (pools that had not met their
#          fullest turn yet may still grow a little).
set -u
orders=${1:-100000}
rate=${CLEAVE_GROWTH_RATE:-4000}
SLACK_KB=6144
cleave=$CLEAVE_BIN/cleave

pids() {
    "$cleave" status --json | tr '{' '\n' | sed -n \
        's/.*"name":"\([a-z]*\)".*"pid":\([1-9][0-9]*\).*/\1 \2/p'
}
descriptors() { find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l; }
memory() { sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$1/status"; }

order() { # COUNT
    left=$1
    while [ "$left" -gt 0 ]; do
        now=$((left < rate * 5 ? left : rate * 5))
        "$cleave" load orders "$rate/s" for "$((now * 1000 / rate))ms" \
            >"$CLEAVE_HOME/load.txt" 2>&1 || {
            cat "$CLEAVE_HOME/load.txt"
            echo "growth: the load was not served"
            exit 1
        }
        left=$((left - now))
    done
}

order $((orders / 5 > 20000 ? 20000 : orders / 5))
before=$(pids | while read -r name pid; do
    echo "$name $pid $(descriptors "$pid") $(memory "$pid")"
done)
order "$orders"
failed=0
worst=0
while read -r name pid fds kb; do
    # The connections of `cleave load` itself may still be closing.
    for _ in $(seq 100); do
        fds_now=$(descriptors "$pid")
        [ "$fds_now" -gt $((fds + 2)) ] || break
        read -rt 0.1 <> <(:) || :
    done
    kb_now=$(memory "$pid")
    [ $((kb_now - kb)) -le $worst ] || worst=$((kb_now - kb))
    if [ "$fds_now" -gt $((fds + 2)) ]; then
        echo "growth: $name held $fds descriptors and now $fds_now"
        failed=1
    fi
    if [ $((kb_now - kb)) -gt $SLACK_KB ]; then
        echo "growth: $name held $kb kB and now $kb_now kB"
        failed=1
    fi
done <<<"$before"
echo "growth: $CLEAVE_SHAPE, $orders orders: largest growth $worst kB, $failed failed"
exit $failed

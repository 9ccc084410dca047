#!/usr/bin/env bash
# life -- zero and the first call, a hung and a killed process, a crash loop,
#         and that nothing outlives `down`.
#
# Use:    tests/support/with_shape.sh split BIN tests/deploy/life.sh
# Output: one line a fact; exit 1 at the first thing that is not so.
. "$(dirname "$0")/common.sh"

# ---- scale to zero ----
want 'scale shipping 0' "$cleave" scale shipping 0 --idle 500ms
state_is shipping 1 asleep || fail 'shipping is not asleep'
confirmed 'the first call' 1
cold=$(row shipping 1 | field cold_start_ms)
[ -n "$cold" ] && [ "$cold" -gt 0 ] || fail 'no cold start is told'
until_true 'shipping sleeps again' state_is shipping 1 asleep
want 'scale shipping 1' "$cleave" scale shipping 1
state_is shipping 1 ready || fail 'shipping did not come back'
echo "shipping: asleep, woken by a call, asleep, up"

# ---- a process that hangs is not alive ----
pid=$(row inventory 1 | field pid)
kill -STOP "$pid"
gone() { ! kill -0 "$pid" 2>/dev/null; }
until_true 'the hung one is killed' gone
until_true 'and started again' state_is inventory 1 ready
"$cleave" status | grep -q 'did not answer' || fail 'status does not say why'
echo "inventory: hung, found by the probes, up"

# ---- one that was paused by command is left alone ----
want 'pause' "$cleave" pause customers
pid=$(row customers 1 | field pid)
echo "customers: paused as pid $pid while the next lines run"

# ---- killed from outside: back; killed by command: stays ----
want 'scale payments 2' "$cleave" scale payments 2
dead=$(row payments 2 | field pid)
kill -9 "$dead"
again() {
    local now
    now=$(row payments 2 | field pid)
    state_is payments 2 ready && [ "$now" != "$dead" ]
}
until_true 'payments-2 is back' again
want 'kill payments-2' "$cleave" kill payments-2
state_is payments 2 killed || fail 'payments-2 is not down'
state_is payments 1 ready || fail 'payments-1 went with it'
# `heal` may ask for that of one that has gone, or only begins, meanwhile.
! command -v curl >/dev/null ||
    want 'one that is down has nothing to heal' curl -sf --unix-socket \
        "$CLEAVE_HOME/run/supervisor.sock" --json \
        '{"target":"payments-2","signal":"heal"}' \
        http://supervisor/rpc/supervisor.Supervisor/Signal
want 'restart' "$cleave" restart payments-2
echo "payments-2: killed from outside, back; by command, down"

# ---- a crash loop is shown ----
# another_life: it is up as another process, or waits as one in a loop.
another_life() {
    now=$(row shipping 1)
    looping && return
    [ "$(field state <<<"$now")" = ready ] &&
        [ "$(field pid <<<"$now")" != "$dead" ]
}
looping() { [ "$(field state <<<"$now")" = crash-loop ]; }
for _ in 1 2 3 4 5 6; do
    dead=$(row shipping 1 | field pid)
    [ "${dead:-0}" -gt 0 ] && kill -9 "$dead"
    until_true 'shipping is up or in a loop' another_life
    looping && break
done
looping || fail 'the crash loop is not shown'
wait_ms=$(field restart_in_ms <<<"$now")
[ -n "$wait_ms" ] && [ "$wait_ms" -gt 0 ] || fail 'no wait is told'
until_true 'shipping comes back' state_is shipping 1 ready
echo "shipping: a crash loop, $wait_ms ms left of the wait, up"

[ "$(row customers 1 | field pid)" = "$pid" ] || fail 'the paused one died'
state_is customers 1 paused || fail 'the paused one is not paused'
want 'resume' "$cleave" resume customers

# ---- nothing outlives down ----
want 'sidecars' "$cleave" mesh all on
pids=$("$cleave" status --json | tr ',{}' '\n' |
    sed -n 's/^"\(pid\|sidecar_pid\)":\([1-9][0-9]*\)$/\2/p')
[ "$(echo "$pids" | wc -w)" -ge 14 ] || fail "too few processes: $pids"
want 'down' "$cleave" down
# The supervisor itself ends right after its answer has left.
all_gone() {
    local one
    for one in $pids; do
        ! kill -0 "$one" 2>/dev/null || return 1
    done
    [ -z "$(find "$CLEAVE_HOME/run" -name '*.sock')" ]
}
until_true 'no process and no socket outlives down' all_gone
echo "down: $(echo "$pids" | wc -w) processes ended"
want 'up again' "$cleave" up split --gateway-port 0

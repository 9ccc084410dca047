#!/usr/bin/env bash
# faults -- every fault of disk, clock and process, in one shape: injected
# while orders are under way, its effect seen, healed, and all as before.
#
# Use:     tests/support/with_shape.sh SHAPE BIN tests/faults/faults.sh
# Plant:   CLEAVE_PLANT=KIND leaves that kind out, so that its check must fail.
# Target:  payments (or $CLEAVE_TARGET) in the split, else the monolith itself.
# Ends:    1 when an effect was not seen, or an order after healing is not as
#          one before. The audit is with_shape's.
set -u
cleave=$CLEAVE_BIN/cleave
target=${CLEAVE_TARGET:-payments}
[ "$CLEAVE_SHAPE" = monolith ] && target=monolith
log=$CLEAVE_HOME/state/log/$target.log
failed=0
complain() {
    echo "faults: $*"
    failed=$((failed + 1))
}

number() { sed -n "s/.*\"$1\":\(-\{0,1\}[0-9]*\).*/\1/p"; }
row() { # of the target in the status
    "$cleave" status --json | tr '{' '\n' | grep "\"name\":\"$target\"" | head -1
}
state() { row | sed -n 's/.*"state":"\([a-z-]*\)".*/\1/p'; }
pid() { row | number pid; }

# Waits until the command succeeds, at most 30 s.
until_true() {
    local end=$((SECONDS + 30))
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        read -r -t 0.02 <>"$CLEAVE_HOME/never" || true
    done
}
mkfifo "$CLEAVE_HOME/never"
pause_for() { read -r -t "$1" <>"$CLEAVE_HOME/never" || true; }

# An order is as it should be: accepted, confirmed, charged.
order() { "$cleave" order "$CLEAVE_SHAPE" --customer 7 --line MUG×1 --json; }
order_is_good() { order | grep -q '"status":"CONFIRMED"'; }

inject() {
    [ "$1" != "${CLEAVE_PLANT:-}" ] || set -- slow-sync 1ms
    "$cleave" fault "$target" "$@" >/dev/null || complain "$*: not injected"
}
heal() {
    "$cleave" heal >/dev/null || complain "$1: cannot be healed"
    "$cleave" faults | grep -q '^No fault' || complain "$1: still listed"
}
as_before() {
    until_true order_is_good || complain "$1: orders are not as before"
}
fails() { grep -c '"event":"turn_failed"' "$log"; }
more_fails_than() { order >/dev/null; [ "$(fails)" -gt "$1" ]; }
status() { "$cleave" rpc "$target.Status"; }

# ---- the disk ----

commits_fail() { # KIND [VALUE ...]
    local before
    before=$(fails)
    inject "$@"
    until_true more_fails_than "$before" || complain "$1: no commit failed"
    heal "$1"
    as_before "$1"
}

# In the monolith the client meets the disk itself.
full_is_told() {
    [ "$target" = monolith ] || return
    inject full
    order | grep -q '"status":507' || complain "full: the client was not told"
    heal full
}

slow_sync() {
    local took
    inject slow-sync 150ms
    took=$(order | number took_us)
    [ "${took:-0}" -ge 150000 ] || complain "slow-sync: an order took $took us"
    heal slow-sync
    as_before slow-sync
}

# A kill that feels like a power cut: with_shape's audit is the judge.
power_cut() { # KIND
    inject "$1"
    until_true order_is_good || complain "$1: felt before the cut"
    "$cleave" kill "$target" split >/dev/null 2>&1 ||
        "$cleave" kill "$target" >/dev/null || complain "$1: not killed"
    "$cleave" restart "$target" >/dev/null || complain "$1: not started again"
    heal "$1"
    as_before "$1"
}

# ---- the clock ----

# The times of Status, as the log has told them from line $from on.
times() {
    tail -n "+$((from + 1))" "$log" |
        sed -n 's/.*"time":"\([^"]*\)".*"method":"Status".*/\1/p'
}
have() { [ "$(times | wc -l)" -ge "$1" ]; }
lines() { # COUNT: so many calls of Status, each a line at level debug
    local from i
    from=$(wc -l <"$log")
    for ((i = 0; i < $1; i++)); do status >/dev/null; done
    until_true have "$1"
    times
}
seconds() { date -ud "$1" +%s; }

off() { # TIME: by how many seconds it differs from now, either way
    local by=$(($(seconds "$1") - $(date +%s)))
    echo "${by#-}"
}
# The clock has gone far ahead and back. How many calls fit into one of its
# periods is the machine's affair: more are made until it has turned twice.
turned_twice() {
    status >/dev/null
    [ "$(times | while read -r time; do
        [ "$(off "$time")" -gt 600 ] && echo far || echo near
    done | uniq | wc -l)" -ge 3 ]
}

clock() { # KIND VALUES
    local kind=$1 from by
    inject "$@"
    case $kind in
    offset | jump)
        by=$(off "$(lines 1 | head -1)")
        [ "$by" -gt 3000 ] || complain "$kind: the clock is off by $by s" ;;
    freeze)
        by=$(lines 1 | tail -1)
        pause_for 0.1 # of true time
        [ "$(lines 1 | tail -1)" = "$by" ] ||
            complain "freeze: the clock went on" ;;
    strobe)
        from=$(wc -l <"$log")
        until_true turned_twice ||
            complain "strobe: the clock was steady: $(times | head -8)" ;;
    esac
    until_true order_is_good || complain "$kind: orders fail by the clock alone"
    heal "$kind"
    by=$(off "$(lines 1 | tail -1)")
    [ "$by" -le 60 ] || complain "$kind: the clock is still off by $by s"
    as_before "$kind"
}

# ---- the process ----

ticks() { cut -d' ' -f14 "/proc/$1/stat"; }
resident() { number_kb VmRSS "$1"; }
number_kb() { sed -n "s/^$1:[[:space:]]*\([0-9]*\).*/\1/p" "/proc/$2/status"; }
grown() { [ $(($(resident "$1") - $2)) -ge 60000 ]; }
shrunk() { [ $(($(resident "$1") - $2)) -le 20000 ]; }

cpu() {
    local p before
    p=$(pid)
    before=$(ticks "$p")
    inject cpu 80%
    busy() { [ $(($(ticks "$p") - before)) -ge 20 ]; } # 200 ms of 80 %
    until_true busy || complain "cpu: nothing was burnt"
    heal cpu
    as_before cpu
}

memory() {
    local p before
    p=$(pid)
    before=$(resident "$p")
    inject memory 64MiB
    until_true grown "$p" "$before" || complain "memory: not held"
    heal memory
    until_true shrunk "$p" "$before" || complain "memory: not given back"
    as_before memory
}

fd_limit() {
    local p before
    p=$(pid)
    limit() { sed -n 's/^Max open files *\([0-9]*\).*/\1/p' "/proc/$p/limits"; }
    before=$(limit)
    inject fd-limit 0
    [ "$(limit)" -lt "$before" ] || complain "fd-limit: no limit was set"
    used=$(ticks "$p")
    began=$(date +%s%N)
    status >/dev/null 2>&1
    status >/dev/null 2>&1
    pause_for 0.3
    used=$(($(ticks "$p") - used))
    began=$((($(date +%s%N) - began) / 10000000)) # in ticks, too
    [ $used -lt $((began * 4 / 5)) ] ||
        complain "fd-limit: it spins: $used ticks of $began"
    heal fd-limit
    [ "$(limit)" = "$before" ] || complain "fd-limit: the limit is still there"
    as_before fd-limit
}

not_ready() {
    inject not-ready
    status | grep -q '"ready": false' || complain "not-ready: it says it is"
    heal not-ready
    status | grep -q '"ready": true' || complain "not-ready: it still says so"
    as_before not-ready
}

supervised() { # KIND STATE
    inject "$1"
    is() { grep -qxE "$1" <<<"$(state)"; }
    until_true is "$2" || complain "$1: its state is $(state)"
    heal "$1"
    until_true is ready || complain "$1: it did not come back"
    as_before "$1"
}

expires() {
    inject slow-sync 1ms for 300ms
    gone() { "$cleave" faults | grep -q '^No fault'; }
    until_true gone || complain "a fault did not expire"
}

# ---- all of them, with orders under way ----

"$cleave" rpc "$target.SetLog" '{"level":"debug"}' >/dev/null
until_true order_is_good || complain "orders fail before anything was broken"
"$cleave" load orders 20/s for 12s --shape "$CLEAVE_SHAPE" \
    >"$CLEAVE_HOME/load.txt" 2>&1 &
load=$!
[ $# -gt 0 ] || set -- disk clock process
for family; do
    case $family in
    disk)
        full_is_told
        commits_fail full
        commits_fail full 20KiB
        commits_fail sync-error
        commits_fail sync-error 50% --seed 1
        commits_fail read-error
        slow_sync
        power_cut lost-unsynced
        power_cut torn-write
        expires ;;
    clock)
        "$cleave" rpc "$target.SetLog" '{"level":"debug"}' >/dev/null
        clock offset 1h
        clock offset -1h
        clock jump -1h 60s
        clock freeze
        # By less than the hour that a token lasts: an order logs in first.
        clock strobe 20m 30ms ;;
    process)
        cpu
        memory
        fd_limit
        not_ready
        supervised pause paused
        supervised kill killed
        supervised term stopped
        # How far it is when it is looked at is the machine's affair.
        supervised crash-loop 'crashed|crash-loop' ;;
    esac
done
wait "$load" || true
grep -E '^(monolith|split) +HTTP' "$CLEAVE_HOME/load.txt"
as_before "all of them"
echo "faults: $CLEAVE_SHAPE: $failed failed"
[ "$failed" = 0 ]

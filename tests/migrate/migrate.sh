#!/usr/bin/env bash
# migrate -- the monolith split up under load and put together again, with
#            nobody refused; then with a mover and a service that are killed.
#
# Use:     tests/migrate/migrate.sh BIN
# Shows:   every stage forwards and back while orders come in: each request is
#          answered well, the answers that are compared agree, and the books
#          are clean at each stage. A mover killed at many moments leaves the
#          old place or the new one, and the next one goes on from there.
# Ends:    only what was started here, by `cleave down`.
set -u
CLEAVE_HOME=$(mktemp -d /tmp/cleave-migrate-XXXXXX)
# A supervisor that was killed has forgotten its ports: any free one, always.
export CLEAVE_HOME CLEAVE_MONOLITH_PORT=0
unset CLEAVE_LANG CLEAVE_GATEWAY_PORT
cleave=$(cd "$1" && pwd)/cleave
out=$CLEAVE_HOME/out
load_pid= # while there is one
finish() {
    "$cleave" down >/dev/null 2>&1
    rm -rf "$CLEAVE_HOME"
}
trap finish EXIT

fail() {
    echo "migrate: $*"
    cat "$out" 2>/dev/null
    "$cleave" status
    "$cleave" migrate
    exit 1
}
stage() {
    "$cleave" migrate --json | sed 's/.*"stage":"\([a-z]*\)".*/\1/'
}
# What unfinished orders explain under load waits for the audit behind it.
audit() {
    "$cleave" audit >"$out" 2>&1 && return
    [ -n "$load_pid" ] && "$cleave" audit --allow-running >"$out" 2>&1 ||
        fail "the audit is not clean $1"
}
# one_step next|back STAGE: it leads there, and the books are clean.
one_step() {
    "$cleave" migrate "$1" --gateway-port 0 >"$out" 2>&1 ||
        fail "$1 did not lead to $2"
    [ "$(stage)" = "$2" ] || fail "$1 led to $(stage), not to $2"
    echo "migrate: $(cat "$out")"
    audit "at $2 (by $1)"
}
# The sum of a figure over all methods, as "same" or "different".
compared() {
    "$cleave" migrate --json | tr ',{}' '\n\n\n' |
        sed -n "s/^\"$1\":\([0-9]*\)$/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'
}
# agree COUNT: so many comparisons agree, within ten seconds, and none differs.
agree() {
    local tries=100 same different
    while same=$(compared same) && [ "$same" -lt "$1" ]; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "only $same answers were compared"
        sleep 0.1
    done
    different=$(compared different)
    [ "$different" = 0 ] || fail "$different answers differ"
    echo "migrate: $same answers of monolith and services are the same"
}
load() { # as long as it takes, until load_ended
    "$cleave" load checkout 60/s for 20m --shape split --json \
        >"$CLEAVE_HOME/load.json" 2>&1 &
    load_pid=$!
}
load_ended() {
    kill -INT "$load_pid"
    wait "$load_pid"
    load_pid=
    cat "$CLEAVE_HOME/load.json" >"$out"
    grep -q '"refused":0,"failed":0,"lost":0,"dropped":0' "$out" ||
        fail "not every request was answered well"
    audit "behind the load"
    cat "$CLEAVE_HOME/load.json" >"$out"
    echo "migrate: $(sed 's/.*\("sent":[0-9]*,"ok":[0-9]*\).*/\1/' "$out"), none failed"
}

# ---- forwards and back, under load ----

"$cleave" up monolith --monolith-port 0 >"$out" || fail "the monolith"
"$cleave" load orders 100/s for 1s --shape monolith >"$out" || fail "first orders"
audit "before"
one_step next facade
load
one_step next shadow
agree 60
one_step next seams
agree 60
for to in payments inventory shipping orders; do one_step next $to; done
for to in shipping inventory payments seams; do one_step back $to; done
agree 30
for to in shadow facade; do one_step back $to; done
load_ended

# ---- a mover that is killed ----

# goes_to COMMAND STAGE: the mover is killed again and again, a little later
# each time, until one of them gets there.
goes_to() {
    local kills=0 mover
    for delay in 0.01 0.03 0.05 0.08 0.1 0.13 0.16 0.2 0.3 0.5 1 2 4 8 16; do
        "$cleave" migrate "$1" >"$out" 2>&1 &
        mover=$!
        sleep $delay
        kill -9 $mover 2>/dev/null && kills=$((kills + 1))
        wait $mover 2>/dev/null
        [ "$(stage)" = "$2" ] && break
    done
    [ "$(stage)" = "$2" ] || fail "killed $kills times, never at $2"
    echo "migrate: $1 to $2, the mover killed $kills times"
}

one_step next shadow
one_step next seams
for service in orders payments; do # several instances move together
    "$cleave" scale $service 2 >"$out" || fail "scale $service"
done
load
goes_to next payments
one_step next inventory # settles payments first
goes_to back payments
one_step back seams
load_ended
audit "after the mover was killed"

# ---- a service that is killed while its tables are on the move ----

load
"$cleave" migrate next >"$out" 2>&1 &
mover=$!
"$cleave" kill payments >/dev/null 2>&1
wait $mover || "$cleave" migrate next >"$out" 2>&1 ||
    fail "payments was killed, and the next mover did not go on"
[ "$(stage)" = payments ] || fail "at $(stage), not at payments"
"$cleave" kill orders >/dev/null 2>&1 # and one beside it
"$cleave" restart orders >/dev/null 2>&1
kill -INT "$load_pid"
wait "$load_pid" # some were refused; what was acknowledged must hold
load_pid=
audit "after payments and orders were killed"

# ---- a supervisor that is killed in the middle of a step ----

supervisor=$("$cleave" status --json | sed 's/.*],"pid":\([0-9]*\).*/\1/')
"$cleave" migrate next >"$out" 2>&1 &
mover=$!
sleep 0.03
kill -9 "$supervisor" || fail "there is no supervisor $supervisor"
wait $mover 2>/dev/null
"$cleave" up both --monolith-port 0 --gateway-port 0 >"$out" 2>&1 ||
    fail "up after the supervisor was killed"
[ "$(stage)" = payments ] || one_step back payments
audit "after the supervisor was killed"

# ---- orders of one side, cancelled on the other ----

id_of() { sed 's/.*"id":"\([0-9A-Z]*\)".*/\1/' "$out"; }
order() { # order: its id, by the gateway
    "$cleave" order split --customer 7 --line PEN×1 --json >"$out" ||
        fail "an order was refused"
    id_of
}
cancel() {
    "$cleave" call POST "/api/orders/$1/cancel" --customer 7 --shape split \
        >"$out" || fail "order $1 was not cancelled at $(stage)"
}
by_saga=$(order)
by_saga_too=$(order)
one_step back seams
one_step back shadow
cancel "$by_saga" # by the monolith, in one transaction
by_monolith=$(order)
audit "after the monolith cancelled what a saga had made"
one_step next seams
one_step next payments
cancel "$by_monolith" # by a saga, step by step
cancel "$by_saga_too"
audit "after a saga cancelled what the monolith had made"

# ---- everything down, and up again, in the middle ----

"$cleave" down >"$out" || fail "down"
"$cleave" up both --monolith-port 0 --gateway-port 0 >"$out" || fail "up again"
[ "$(stage)" = payments ] || fail "the stage was forgotten"
audit "after everything was down"
for to in seams shadow facade none; do one_step back $to; done
[ ! -e "$CLEAVE_HOME/state/orders.db" ] || fail "books were left behind"
"$cleave" load orders 50/s for 1s --shape monolith >"$out" || fail "last orders"
audit "at the end"

#!/usr/bin/env bash
# streams.sh -- `cleave rpc` drives Inventory.WatchStock in a running split.
#
# Use:    tests/support/with_shape.sh split BIN tests/acceptance/streams.sh
# Proves: words and lines become messages, replies come as they happen, each
#         way of ending ends it, and a watcher does not hold a shop that stops.
set -u
cleave=$CLEAVE_BIN/cleave
out=$CLEAVE_HOME/watch.txt
fails=0
same() { # NAME WANTED GOT
    [ "$2" = "$3" ] && return
    echo "$1: wanted \"$2\", got \"$3\""
    fails=$((fails + 1))
}
watch() { "$cleave" --json rpc inventory.WatchStock "$@"; }
# Until $out has N lines: ten seconds, looked at every 50 ms.
until_lines() {
    for _ in $(seq 200); do
        [ "$(wc -l <"$out")" -ge "$1" ] && return
        read -r -t 0.05 <>"$CLEAVE_HOME/never"
    done
    echo "line $1 never came"
    fails=$((fails + 1))
}
mkfifo "$CLEAVE_HOME/never" "$CLEAVE_HOME/input"

lamp='"sku":"LAMP","available":5,"reserved":0,"shipped":0'
same "words" 2 "$(watch '{"watch":["LAMP"]}' '{"watch":["VASE"]}' </dev/null |
    grep -c available)"
same "lines" "{$lamp}" "$(printf '\n{"watch":["LAMP"]}' | watch)"

printf '{"watch":["LAMP"]}\n{"wach":[]}\n' | watch >"$out" 2>&1
same "a line that is no message" 2 $?
same "its number" 1 "$(grep -c 'line 2' "$out")"
watch '{"watch":["UNICORN"]}' </dev/null >"$out" 2>&1
same "an unknown product" 1 $?
same "its name" 1 "$(grep -c UNICORN "$out")"
"$cleave" rpc inventory.Restock '{}' '{}' >/dev/null 2>&1
same "two messages for one" 2 $?
# It may be over before an answer has come: then with more time.
for time in 200ms 2s 10s; do
    told=$(watch '{"watch":["LAMP"]}' --for $time </dev/null)
    [ -z "$told" ] || break
done
same "a duration ends it" "{$lamp}" "$told"

# A change is told while the input is still open, and its end ends all.
: >"$out"
watch <"$CLEAVE_HOME/input" >"$out" &
watcher=$!
exec 3>"$CLEAVE_HOME/input"
printf '{"watch":["VASE"]}\n' >&3
until_lines 1
"$cleave" rpc inventory.Restock '{"sku":"VASE","quantity":7}' >/dev/null
until_lines 2
same "a change" 1 "$(sed -n 2p "$out" | grep -c '"available":7')"
exec 3>&-
wait $watcher
same "the end of input" 0 $?

# Nobody waits for a watcher: a stop is no slower for it.
: >"$out"
watch '{"watch":["LAMP"]}' --for 1m </dev/null >"$out" 2>&1 &
watcher=$!
until_lines 1
began=$(date +%s%3N)
"$cleave" down >/dev/null
took=$(($(date +%s%3N) - began))
wait $watcher
same "a stopped server" 1 $?
[ $took -lt 5000 ] || same "milliseconds to stop" "under 5000" "$took"
"$cleave" up split --monolith-port 0 --gateway-port 0 >/dev/null

[ $fails = 0 ] && echo "streams: all well"
exit $((fails > 0))

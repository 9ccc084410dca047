#!/usr/bin/env bash
# shop -- a shop whose registry is killed goes on, and finds it again.
#
# Use:    under tests/support/with_shape.sh split BIN; reads CLEAVE_BIN.
# Output: one line for each claim; exit 1 at the first that does not hold.
set -u
cleave=$CLEAVE_BIN/cleave

fail() {
    echo "shop: $*"
    exit 1
}

# order HOW_MANY WHEN: each must be confirmed. (Customers 1 to 5 live where
# parcels go.)
order() {
    local i answer
    for ((i = 0; i < $1; i++)); do
        answer=$("$cleave" order split --customer $((i % 5 + 1)) --line MUG×1 2>&1)
        [[ $answer == *CONFIRMED* ]] ||
            fail "an order failed while the registry was $2: $answer"
    done
}

# members: how many instances the registry lists as up.
members() {
    "$cleave" rpc registry.List '{}' 2>/dev/null | grep -o '"state": *"up"' |
        wc -l
}

# until_members COUNT: within ten seconds, by asking.
until_members() {
    local end=$((SECONDS + 10))
    while [ "$(members)" != "$1" ]; do
        [ $SECONDS -lt $end ] || fail "$(members) instances are up, not $1"
    done
}

until_members 6
echo "all six have joined"
order 5 there
"$cleave" kill registry >/dev/null || fail "the registry cannot be killed"
order 20 dead
echo "20 orders without a registry"
"$cleave" restart registry >/dev/null || fail "the registry does not start"
until_members 6
echo "all six have joined the new one"
order 5 back
"$cleave" kill payments >/dev/null
until_members 5
"$cleave" restart payments >/dev/null
until_members 6
order 5 back
echo "a killed instance leaves, and comes back"

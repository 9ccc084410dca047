#!/usr/bin/env bash
# mesh -- every fault of connections and requests, in the split: injected at
# the sidecar before payments while orders are under way, its effect seen,
# healed, and all as before. And what a mesh does to calls on purpose.
#
# Use:     tests/support/with_shape.sh split BIN tests/faults/mesh.sh [PART...]
#          PART is aim, requests, connections, corrupt alone, or policy; all
#          where none is named.
# Seed:    SEED is that of the bytes that corrupt changes.
# Plant:   CLEAVE_PLANT=KIND leaves that kind out, so that its check must fail.
# Ends:    1 when an effect was not seen, or an order after healing is not as
#          one before. The audit is with_shape's.
set -u
cleave=$CLEAVE_BIN/cleave
run=$CLEAVE_HOME/run
slack=${CLEAVE_SLACK:-1} # under a sanitizer everything takes so much longer
failed=0
pended=()
mkfifo "$CLEAVE_HOME/never"
complain() {
    echo "mesh: $*"
    failed=$((failed + 1))
}

# ---- waiting and reading ----

# Waits until the command succeeds, at most 15 s.
until_true() {
    local end=$((SECONDS + 15 * slack))
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        read -r -t 0.02 <>"$CLEAVE_HOME/never" || true
    done
}
number() { sed -n "s/.*\"$1\": *\(-\{0,1\}[0-9]*\).*/\1/p"; }
word() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
# How often the active faults struck, and how many events they met.
struck() { "$cleave" faults --json | number struck; }
met() { "$cleave" faults --json | number events; }
gauge() { # COMMAND FIGURE: of orders' calls to payments
    "$cleave" "$1" show payments --json | sed 's/.*"orders":{"settings"//' |
        number "$2"
}
ms() { echo $(($(date +%s%N) / 1000000)); }

# An order, as $http, $state, $took (us) and $id.
place() { # [CUSTOMER]
    local all
    all=$("$cleave" order split --customer "${1:-7}" --line MUG×1 --json)
    http=$(sed -n 's/.*"split":{"status":\([0-9]*\).*/\1/p' <<<"$all")
    took=$(number took_us <<<"$all")
    state=$(grep -o '"status":"[A-Z]*"' <<<"$all" | head -1 | word status)
    id=$(sed -n 's/.*"body":{"id":"\([^"]*\)".*/\1/p' <<<"$all")
    [ "$state" != PENDING ] || pended+=("$id")
}
order_is_good() { place && [ "$http $state" = "201 CONFIRMED" ]; }
is_usual() { order_is_good && [ "$took" -le $((usual * 4 + 30000 * slack)) ]; }
is_confirmed() {
    "$cleave" get "/api/orders/$1" --customer 7 --json | grep -q CONFIRMED
}
charge_of() { "$cleave" rpc payments.Find "{\"order_id\":\"$1\"}"; }
balance() { "$cleave" rpc payments.Wallet '{"customer_id":7}' | number balance; }

# Payments is asked for a wallet through its sidecar, by nobody of the shop:
# "HTTP-status gRPC-status ". A sidecar may refuse a call before it has read
# the message, and curl 7 then says nothing of the answer: where nothing is
# aimed at what stands in the message, wallet_is() asks again.
sidecar() { printf '%s' "$run"/payments-"${1:-1}".sidecar.sock; }
wallet() { # CUSTOMER [INSTANCE]
    # shellcheck disable=SC2059
    printf "\0\0\0\0\2\10\\$(printf %o "$1")" |
        curl -s -m 5 --http2-prior-knowledge --data-binary @- -D - -o /dev/null \
            -H 'content-type: application/grpc' -H 'te: trailers' \
            --unix-socket "$(sidecar "${2:-1}")" \
            http://x/payments.Payments/Wallet | tr -d '\r' |
        sed -n 's/^HTTP.2 \([0-9]*\).*/\1/p; s/^grpc-status: //p' | tr '\n' ' '
}
wallet_is() { # STATUS ...
    local answer
    told() { answer=$(wallet 7) && [ -n "$answer" ]; }
    until_true told
    [ "$answer" = "$* " ]
}
wallets() { # COUNT [INSTANCE]: how each ended, in one line
    local i
    for ((i = 0; i < $1; i++)); do printf '%s|' "$(wallet 7 "${2:-1}")"; done
}
count_of() { grep -o "$1" <<<"$2" | wc -l; }

# ---- breaking and healing ----

inject() {
    [ "$1" != "${CLEAVE_PLANT:-}" ] || set -- latency 0
    "$cleave" fault payments "$@" >/dev/null || complain "$*: not injected"
}
heal() {
    "$cleave" heal payments >/dev/null || complain "$1: cannot be healed"
    "$cleave" faults | grep -q '^No fault' || complain "$1: still listed"
}
as_before() {
    until_true is_usual ||
        complain "$1: an order is $http $state in $took us, usually in $usual us"
    for id in "${pended[@]}"; do
        until_true is_confirmed "$id" || complain "$1: order $id hangs"
    done
    pended=()
}
over() { # KIND: it must have struck
    [ "$(struck)" -gt 0 ] || complain "$1: it says that it struck nothing"
    heal "$1"
    as_before "$1"
}
slower() { # US KIND VALUE ...
    local least=$1
    shift
    inject "$@"
    place
    [ "${took:-0}" -ge "$least" ] || complain "$*: an order took $took us"
    over "$1"
}
pends() { # KIND VALUE ...: orders are taken, and wait
    inject "$@"
    place
    [ "$http $state" = "202 PENDING" ] || complain "$*: an order is $http $state"
}

# ---- whom it strikes, and for how long; nobody else calls meanwhile ----

aim() {
    local first second
    inject abort 50% --seed 5 --customer 7
    first=$(wallets 24)
    [ "$(struck)" = "$(count_of '503 |' "$first")" ] ||
        complain "50 %: $(struck) struck, seen $first"
    [ "$(struck)" -gt 3 ] && [ "$(struck)" -lt 21 ] ||
        complain "50 %: $(struck) of 24 were struck"
    heal '50 %'
    inject abort 50% --seed 5 --customer 7
    second=$(wallets 24)
    [ "$first" = "$second" ] || complain "seed: $first, then $second"
    heal seed
    inject abort 14 --customer 7
    [ "$(wallet 7)" = '200 14 ' ] || complain "customer 7 was spared"
    [ "$(wallet 8)" = '200 0 ' ] || complain "customer 8 was struck"
    place 8
    [ "$http" = 201 ] || complain "an order of customer 8 is $http"
    heal customer
    inject abort --method Wallet
    wallet_is 503 || complain "method: a wallet was read"
    order_is_good || complain "method: a charge was struck"
    heal method
    inject abort --from gateway
    order_is_good || complain "from gateway: orders was struck"
    wallet_is_missing || complain "from gateway: it was not struck"
    heal from
    inject latency 300ms for 1s
    gone() { "$cleave" faults | grep -q '^No fault'; }
    place
    [ "$took" -ge 600000 ] || gone || complain "for 1s: it never began"
    # Without a word it lasts a minute.
    until_true gone || complain "for 1s: it is still there"
    as_before expiry
    allow
}
wallet_is_missing() {
    "$cleave" get /api/users/7 --json | grep -q '"unavailable":\["payments"\]'
}
allow() {
    "$cleave" mesh allow payments orders >/dev/null
    order_is_good || complain "allow: orders may not charge"
    wallet_is_missing || complain "allow: the gateway may read a wallet"
    wallet_is 200 7 || complain "allow: nobody may read a wallet"
    "$cleave" mesh allow payments all >/dev/null
    [ "$(wallet 7)" = '200 0 ' ] || complain "allow: all may not read a wallet"
    wallet_is_missing && complain "allow: the gateway may still not"
}

# ---- requests ----

served() { "$cleave" rpc payments.Status | number requests_ok; }

charged_once() { # KIND BALANCE
    [ "$(balance)" = $(($2 - 12000)) ] ||
        complain "$1: the wallet went from $2 to $(balance)"
}
requests() {
    local money opened served
    money=$(balance)
    served=$(served)
    inject duplicate 3
    order_is_good || complain "duplicate: an order is $http $state"
    all_came() { [ "$(served)" -ge $((served + 4)) ]; }
    until_true all_came || complain "duplicate: $(($(served) - served)) came"
    charged_once duplicate "$money"
    over duplicate
    money=$(balance)
    pends reply-lost
    charge_of "$id" | grep -q CHARGED || complain "reply-lost: nothing was done"
    heal reply-lost
    until_true is_confirmed "$id" || complain "reply-lost: it was not charged"
    charged_once reply-lost "$money"
    as_before reply-lost
    under_way
    pends reply-lost 14
    over 'reply-lost 14'
    slower 300000 delay 300ms
    slower 300000 delay 300ms --direction from
    opened=$(gauge breaker rejected)
    pends abort
    wallet_is 503 || complain "abort: a wallet is $(wallet 7)"
    [ "$(gauge breaker rejected)" -gt "$opened" ] ||
        complain "abort: the breaker of orders never opened"
    over abort
    pends abort 14
    wallet_is 200 14 || complain "abort 14: it is $(wallet 7)"
    over 'abort 14'
    retried_by_orders
    throttle
}
retried_by_orders() { # a third of the calls fails, and no order does
    local saved i
    saved=$(gauge retry 'saved by a retry')
    inject abort 30% --seed 3
    for ((i = 0; i < 8; i++)); do
        order_is_good || complain "abort 30 %: an order is $http $state"
    done
    [ "$(gauge retry 'saved by a retry')" -gt "$saved" ] ||
        complain "abort 30 %: orders did not try again"
    over 'abort 30 %'
}
throttle() { # a long answer, of orders to the gateway
    local before during
    listed() { "$cleave" get /api/orders --customer 7 --json | number took_us; }
    before=$(listed)
    "$cleave" mesh on orders >/dev/null || complain "no sidecar before orders"
    "$cleave" fault orders throttle 8 >/dev/null || complain "throttle: refused"
    during=$(listed)
    [ "$during" -ge $((before + 100000)) ] ||
        complain "throttle: a list took $before us, then $during us"
    "$cleave" heal orders >/dev/null
    quicker() { [ "$(listed)" -lt "$during" ]; }
    until_true quicker || complain "throttle: still slow"
    "$cleave" mesh off orders >/dev/null || complain "the sidecar stays"
    as_before throttle
}

# ---- connections ----

# How long until the other end of a connection is closed, in ms.
closing() {
    local begun
    begun=$(ms)
    curl -s -m 5 --unix-socket "$(sidecar)" 'gopher://x/1?%0d%0a%0d%0a' >/dev/null
    echo $(($(ms) - begun))
}
connections() {
    slower 300000 latency 150ms
    slower 150000 latency 150ms --direction to
    slower $((usual + 80000)) bandwidth 1
    slower $((usual + 80000)) slicer 1 0 1ms
    slower 150000 clog 300ms
    refused
    renewed timeout 300
    renewed limit-data 100
    renewed reset
    standing partition
    standing slow-reader
    standing timeout 0
    closes() { [ "$(closing)" -lt $((600 * slack)) ]; }
    until_true closes || complain "slow-close: it is slow without"
    inject slow-close $((600 * slack))ms
    [ "$(closing)" -ge $((600 * slack)) ] || complain "slow-close: it was not slow"
    order_is_good || complain "slow-close: an order is $http $state"
    over slow-close
    pends half-close --direction to
    over half-close
    inject half-close --direction from
    order_is_good || complain "half-close from: an order is $http $state"
    until_true met_more 1 || complain "half-close from: no new connection"
    over 'half-close from'
    corrupt
}
met_more() { [ "$(met)" -gt "$1" ]; }
renewed() { # it pends, and again and again a new connection is tried
    pends "$@"
    until_true met_more 1 || complain "$1: no new connection"
    over "$1"
}
standing() { # it pends, and the connections stand
    pends "$@"
    curl -s -m 0.3 --unix-socket "$(sidecar)" http://x/healthz
    [ $? = 28 ] || complain "$1: a connection does not hang"
    over "$1"
}
refused() {
    pends down
    curl -s --unix-socket "$(sidecar)" http://x/healthz
    [ $? = 7 ] || complain "down: a connection was not refused"
    heal down
    as_before down
    pends down 1
    [ ! -e "$(sidecar)" ] || complain "down 1: the socket is there"
    heal 'down 1'
    [ -S "$(sidecar)" ] || complain "heal: the socket is not there"
    as_before 'down 1'
}
# Reads and writes, both ways: no changed byte may be believed, and the books
# say in the end whether one was.
corrupt() {
    local i seed=${SEED:-1}
    echo "mesh: corrupt with SEED=$seed"
    inject corrupt 1 --seed "$seed"
    until_true wallet_is_missing || complain "corrupt: a wallet was read"
    for i in 1 2 3 4 5; do place; done
    over corrupt
    until_true wallet_is_there || complain "corrupt: the wallet is missing"
}
wallet_is_there() { "$cleave" get /api/users/7 --json | grep -q '"balance"'; }

# ---- two versions, one of them bad: shares of calls, retries of the mesh ----

calls_of() { # INSTANCE
    "$cleave" mesh show --json | sed 's/{"instance"/\n&/g' |
        grep "^{\"instance\":\"payments-$1\"" |
        sed -n 's/.*"counts":{[^[]*"calls":\([0-9]*\).*/\1/p'
}
policy() {
    local first second bad good i
    "$cleave" deploy payments 2 blue-green --with fail-percent=30 --step 1m \
        --detach >/dev/null || complain "version 2 is not deployed"
    both() { # all calls have moved to the new one: that comes only once
        "$cleave" discovery show payments --json | tr '{' '\n' |
            grep -c -e '"version":"1".*"weight":0,' \
                -e '"version":"2".*"weight":100,' | grep -q 2
    }
    until_true both || complain "the two versions do not stand side by side"
    "$cleave" mesh split payments 1=90 2=10 >/dev/null ||
        complain "the two versions do not share the calls"
    as_before versions
    first=$(calls_of 1)
    second=$(calls_of 2)
    for ((i = 0; i < 100; i++)); do # none of 100 for a tenth: 3 in 100,000
        order_is_good || complain "split: an order is $http $state"
    done
    first=$(($(calls_of 1) - first))
    second=$(($(calls_of 2) - second))
    [ "$second" -gt 0 ] && [ "$first" -gt $((second * 2)) ] ||
        complain "split: 90 to 10 became $first to $second"
    bad=$(count_of ' 14 ' "$(wallets 40 2)")
    "$cleave" mesh policy payments attempts=5 retry-on=unavailable >/dev/null
    good=$(count_of ' 14 ' "$(wallets 40 2)")
    [ "$bad" -gt 2 ] && [ $((good * 3)) -lt "$bad" ] ||
        complain "policy: $bad of 40 failed without retries, $good with"
    "$cleave" mesh policy payments none >/dev/null
    "$cleave" mesh split payments none >/dev/null
    "$cleave" rollback payments >/dev/null || complain "version 2 stays"
    as_before versions
}

# ---- all of them ----

under_way() { # orders, until the end
    [ -z "${load:-}" ] || return
    "$cleave" load orders 10/s for 5m --shape split >"$CLEAVE_HOME/load.txt" 2>&1 &
    load=$!
}
"$cleave" mesh on payments >/dev/null || complain "no sidecar before payments"
# An open breaker is what orders are for, not what this waits for.
for change in 'open-ms 100' 'open-growth 100'; do
    # shellcheck disable=SC2086
    "$cleave" breaker set payments $change >/dev/null || complain "breaker"
done
order_is_good || complain "an order failed before anything was broken"
usual=$(for _ in 1 2 3 4 5; do place && echo "$took"; done | sort -n | sed -n 3p)
[ $# -gt 0 ] || set -- aim requests under_way connections policy
for part; do
    start=$SECONDS
    "$part"
    echo "mesh: $part took $((SECONDS - start)) s"
done
if [ -n "${load:-}" ]; then
    kill -INT "$load"
    wait "$load"
    grep -E '^split +HTTP' "$CLEAVE_HOME/load.txt"
fi
as_before "all of them"
"$cleave" mesh off payments >/dev/null || complain "the sidecar stays"
order_is_good || complain "an order without the sidecar is $http $state"
echo "mesh: an order takes $usual us; $failed failed"
[ "$failed" = 0 ]

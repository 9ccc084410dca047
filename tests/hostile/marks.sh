#!/usr/bin/env bash
# marks -- bytes that a terminal obeys, and secrets, in everything that we
# write.
#
# Use:    tests/support/with_shape.sh SHAPE BIN tests/hostile/marks.sh
# Says the marks below wherever a name, a number or a path may stand: as a
# learner on the command line, as a client at the front door, as a neighbour
# on the Unix sockets. Then reads all that was printed, answered, logged and
# counted: no mark may stand there as it was sent, each log line is one line,
# and no token, identity or signing key stands anywhere.
set -u
run=$CLEAVE_HOME/run
out=$CLEAVE_HOME/marks
cleave=$CLEAVE_BIN/cleave
mkdir -p "$out"
failed=0
count=0
fail() {
    echo "FAILED $*"
    failed=$((failed + 1))
}

# ESC with a title, a clipboard, a link, a question that is answered on stdin,
# a reset, a DCS and an OSC without end; %n; a line of its own; C1 in eight
# bits and in UTF-8; what turns the direction of a line or is not seen.
marks=(
    $'\e]0;t\a\e]52;c;eA==\a\e[2J\e[6n\ec'
    $'\e]8;;http://x\e\\y\eP1$r\e_a\e]0;open'
    $'%n%s%n%99999d'
    $'a\r\nb\n{"level":"info","event":"forged"}'
    $'\x9b2J\x9d0;x\x90'
    $'\xc2\x9b2J\xc2\x9d0;x\xc2\x90'
    $'\xe2\x80\xaeUGM\xe2\x81\xa6x\xe2\x80\x8b\xef\xbb\xbf'
)
# What may stand in no output: C0 but tab and newline, DEL, C1, marks of
# direction, characters without a width.
raw='[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf'

# clean FILE WHAT
clean() {
    if LC_ALL=C grep -aqP "$raw" "$1"; then
        fail "$2: $(LC_ALL=C grep -aP "$raw" "$1" | head -n 1 | cut -c1-200 |
            cat -v)"
    elif ! iconv -f utf-8 -t utf-8 "$1" >/dev/null 2>&1; then
        fail "$2: it is not UTF-8: $(head -c 200 "$1" | cat -v)"
    fi
}

# ---- a learner on the command line ----

typed() {
    count=$((count + 1))
    timeout 20 "$cleave" "$@" >"$out/typed-$count" 2>&1 </dev/null
    local status=$?
    [ $status -lt 124 ] || fail "cleave $1: exit status $status"
    clean "$out/typed-$count" "cleave $(printf '%q ' "$@")"
}
everywhere() {
    local m=$1
    typed "$m"
    typed help "$m"
    typed lang "$m"
    typed up "$m"
    typed order --customer 7 --line "$m"
    typed order --customer "$m" --line MUG
    typed order "$m"
    typed get "/api/products/$m"
    typed call "$m" /api/products
    typed call POST /api/orders "$m"
    typed call POST /api/orders \
        '{"customer_id":7,"lines":[{"sku":"'"$m"'","quantity":1}]}'
    typed rpc "payments.$m" '{}'
    typed rpc "$m.Wallet" '{}'
    typed rpc payments.Wallet "$m"
    typed rpc inventory.GetProduct '{"sku":"'"$m"'"}'
    typed load "$m"
    for command in kill pause resume restart heal discovery rollback; do
        typed "$command" "$m"
    done
    typed crash payments "$m"
    typed scale "$m" 2
    typed scale payments "$m"
    typed mesh "$m"
    typed deploy payments "$m"
    typed deploy "$m" 2
    typed deploy payments 2 "$m"
    typed deploy payments 2 --with "$m"
    for command in breaker retry limits balancer; do
        typed "$command" "$m"
        typed "$command" show "$m"
        typed "$command" set "$m" attempts 3
        typed "$command" set payments "$m" 3
        typed "$command" set payments attempts "$m"
    done
    typed fault "$m" clock-skew
    typed fault payments "$m"
    typed fault payments abort "$m"
    for flag in --customer --sku --method --from --seed --direction; do
        typed fault payments abort "$flag" "$m"
    done
    typed faults
    typed status
}
for m in "${marks[@]}"; do everywhere "$m"; done
export CLEAVE_LANG=ko
typed deploy payments "${marks[0]}"
typed fault payments "${marks[6]}"
typed get "/api/products/${marks[4]}"
unset CLEAVE_LANG
typed heal all
typed status --json

# ---- a client at the front door, a neighbour on the sockets ----

command -v curl >/dev/null || {
    echo 'skip   the rest: curl is not installed'
    [ "$failed" = 0 ]
    exit
}
asked() {
    count=$((count + 1))
    curl -s -m 10 -o "$out/asked-$count" -D "$out/head-$count" "$@"
    [ -e "$out/asked-$count" ] || return 0
    clean "$out/asked-$count" "the answer to $(printf '%q ' "$@" | cut -c1-200)"
    tr -d '\r' <"$out/head-$count" >"$out/head"
    clean "$out/head" "the head of the answer to $(printf '%q ' "$@")"
}
login=$(curl -s "$CLEAVE_URL/api/tokens" --json '{"customer_id":7,"pin":"0007"}')
token=$(printf %s "$login" | sed -n 's/.*"token":"\([^"]*\).*/\1/p')
[ -n "$token" ] || fail 'no token'
bearer="Authorization: Bearer $token"
# As JSON text: what is below a space is written \u00XX.
quoted() {
    local text=$1 all='' i c
    for ((i = 0; i < ${#text}; i++)); do
        c=${text:i:1}
        case $c in
        [\"\\]) all+=\\$c ;;
        [[:cntrl:]]) all+=$(printf '\\u%04x' "'$c") ;;
        *) all+=$c ;;
        esac
    done
    printf %s "$all"
}
percent() {
    printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}
for socket in "$run"/*.sock; do
    asked --unix-socket "$socket" --json '{"level":"debug"}' \
        http://x/rpc/control.Control/SetLog
done
at_the_door() {
    local m=$1 q p
    q=$(quoted "$m") p=$(percent "$m")
    for url in "/api/products/$p" "/api/orders/$p" "/api/$p" \
        "/api/orders?status=$p" "/api/orders?$p=1" "/rpc/$p/$p" "/$p"; do
        asked -H "$bearer" "$CLEAVE_URL$url"
    done
    asked -H "$bearer" -H "Idempotency-Key: marks-$count" \
        "$CLEAVE_URL/api/orders" --json \
        '{"customer_id":7,"lines":[{"sku":"'"$q"'","quantity":1}]}'
    asked "$CLEAVE_URL/api/tokens" --json '{"customer_id":7,"pin":"'"$q"'"}'
    asked "$CLEAVE_URL/api/tokens" --json '{"'"$q"'":7}'
    asked "$CLEAVE_URL/api/tokens" --json "$q"
    for name in traceparent tracestate Authorization Content-Type User-Agent \
        Idempotency-Key Accept-Language X-Forwarded-For; do
        asked -H "$name: $(printf %s "$m" | tr -d '\r\n')" \
            "$CLEAVE_URL/api/products/MUG"
    done
}
# Who is asked, and what; @ is the mark.
calls=(
    'payments-1 control.Control/SetLog {"level":"@"}'
    'payments-1 control.Control/ArmCrash {"point":"@"}'
    'gateway-1 control.Control/SetSetting {"name":"@","value":1}'
    'monolith-1 faults.Faults/Inject {"kind":"@"}'
    'payments-1 faults.Faults/Inject {"kind":"offset","values":[{"name":"@"}]}'
    'payments-1 faults.Faults/Heal {"kind":"@"}'
    'supervisor supervisor.Supervisor/Restart {"target":"@"}'
    'supervisor supervisor.Supervisor/Deploy {"service":"payments","version":"@"}'
    'registry registry.Registry/Join {"service":"@","instance":1,"address":"@"}'
    'registry registry.Registry/List {"service":"@"}'
    'inventory-1 inventory.Inventory/GetProduct {"sku":"@"}'
    'payments-1 payments.Payments/Charge {"key":"@","order_id":"@","amount":1}'
    'shipping-1 shipping.Shipping/Find {"order_id":"@"}'
    'orders-1 orders.Orders/Get {"id":"@"}'
    'gateway-1 no.@/@ {}'
    'monolith-1 no.@/@ {}'
)
beside() {
    local q call socket path body
    q=$(quoted "$1")
    for call in "${calls[@]}"; do
        read -r socket path body <<<"$call"
        [ -S "$run/$socket.sock" ] || continue
        asked --unix-socket "$run/$socket.sock" --json "${body//@/"$q"}" \
            -H "cleave-identity: $(printf %s "$1" | tr -d '\r\n')" \
            "http://x/rpc/${path//@/$(percent "$1")}"
    done
}
for m in "${marks[@]}"; do
    at_the_door "$m"
    beside "$m"
done
typed status
typed faults
typed discovery
typed heal all

# ---- what was logged and counted ----

for socket in "$run"/*.sock; do
    name=$(basename "$socket" .sock)
    curl -s -m 10 --unix-socket "$socket" http://x/metrics >"$out/metrics-$name"
    clean "$out/metrics-$name" "/metrics of $name"
    grep -vqE '^(# .*|[a-z_]+(\{[^{}]*\})? [-+0-9.eE]+(Inf|NaN)?)$' \
        "$out/metrics-$name" && fail "/metrics of $name: $(grep -vE \
            '^(# .*|[a-z_]+(\{[^{}]*\})? [-+0-9.eE]+(Inf|NaN)?)$' \
            "$out/metrics-$name" | head -n 1)"
    # Who asks for another path each time must not make a line for each.
    lines=$(wc -l <"$out/metrics-$name")
    [ "$lines" -lt 2000 ] || fail "/metrics of $name has $lines lines"
done
for log in "$CLEAVE_HOME"/state/log/*.log; do
    clean "$log" "$log"
    grep -aqF '"event":"forged"' "$log" && fail "$log has a forged line"
    grep -avqE '^\{"time":".*\}$' "$log" && fail "$log has half a line: $(
        grep -avE '^\{"time":".*\}$' "$log" | head -n 1 | cut -c1-200)"
done

# ---- secrets ----

# Where a learner might put a token by mistake, or an attacker on purpose.
for url in "/api/orders?token=$token" "/api/orders?access_token=$token"; do
    asked "$CLEAVE_URL$url"
done
asked -H "Authorization: Basic $token" "$CLEAVE_URL/api/orders"
asked -H "Authorization: Bearer ${token%?}A" "$CLEAVE_URL/api/orders"
asked -H "Cookie: token=$token" "$CLEAVE_URL/api/orders"
asked -H "Authorization: Bearer $token" -H "Authorization: Bearer $token" \
    "$CLEAVE_URL/api/orders"
asked "$CLEAVE_URL/api/tokens" --json '{"customer_id":7,"pin":"pin-9173"}'
for pid in $(sed -n 's/.*"pid":\([1-9][0-9]*\).*/\1/p' < <("$cleave" status --json |
    tr '{' '\n')); do
    tr '\0' ' ' <"/proc/$pid/cmdline" >"$out/cmdline-$pid"
    tr '\0' '\n' <"/proc/$pid/environ" |
        sed -n 's/^CLEAVE_IDENTITY=.*\.//p' >>"$CLEAVE_HOME/identities"
done
[ -s "$CLEAVE_HOME/identities" ] || fail 'no process has an identity'
secret=$CLEAVE_HOME/state/secret
{
    cat "$CLEAVE_HOME/identities"
    od -An -v -tx1 "$secret" | tr -d ' \n' && echo
    od -An -v -tx1 "$secret" | tr -d ' \n' | tr a-f A-F && echo
    base64 -w0 "$secret" | tr -d = && echo
    base64 -w0 "$secret" | tr -d = | tr '+/' '-_' && echo
    echo "${token##*.}"
    echo pin-9173
} >"$CLEAVE_HOME/secrets"
leaked=$(grep -alFf "$CLEAVE_HOME/secrets" -r "$out" "$CLEAVE_HOME/state/log")
[ -z "$leaked" ] || fail "a secret stands in $leaked: $(
    grep -ahFf "$CLEAVE_HOME/secrets" $leaked | head -n 3 | cut -c1-300)"
[ "$(stat -c %a "$secret")" = 600 ] || fail 'the signing key may be read'

echo "marks: $count things were said, $failed failed"
[ "$failed" = 0 ]

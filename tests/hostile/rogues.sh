#!/usr/bin/env bash
# rogues -- a program that does not behave as a service, in a service's place,
# and a neighbour that poses as one.
#
# Use:    tests/hostile/rogues.sh BIN
# The programs of BIN are linked into a directory of this test's own, so that
# cleave-payments-VERSION can lie beside them. Each rogue is deployed, must be
# found out and stopped, and the shop must take orders before and after.
set -u
real=$(cd "${1:?usage: rogues.sh BIN}" && pwd)
base=$(mktemp -d /tmp/cleave-rogues-XXXXXX)
bin=$base/bin
cleave=$bin/cleave
export CLEAVE_HOME=$base/home
unset CLEAVE_LANG CLEAVE_MONOLITH_PORT CLEAVE_GATEWAY_PORT
run=$CLEAVE_HOME/run
failed=0
finish() {
    "$cleave" down >/dev/null 2>&1
    rm -rf "$base"
}
trap finish EXIT
fail() {
    echo "FAILED $*"
    failed=$((failed + 1))
}
# works TITLE COMMAND..., refused TITLE WORD COMMAND...
works() {
    local title=$1
    shift
    if timeout 60 "$@" >"$base/out" 2>&1; then
        echo "ok     $title"
    else
        fail "$title: $(head -c 300 "$base/out")"
    fi
}
refused() {
    local title=$1 word=$2
    shift 2
    if timeout 60 "$@" >"$base/out" 2>&1; then
        fail "$title: it was done: $(head -c 300 "$base/out")"
    elif ! grep -qE -- "$word" "$base/out"; then
        fail "$title: no \"$word\" in: $(head -c 300 "$base/out")"
    else
        echo "ok     $title"
    fi
}
order() { works "an order $1" "$cleave" order split --customer 7 --line MUG; }
# gone WORD: no process of ours has that word in its arguments
gone() {
    local pid end=$((SECONDS + 15))
    while [ $SECONDS -lt $end ]; do
        local left=
        for pid in /proc/[0-9]*; do
            grep -aqsF -- "$bin/$1" "$pid/cmdline" && left=$pid
        done
        [ -z "$left" ] && return 0
        read -r -t 0.1 <> <(:)
    done
    fail "$2: $left is still there: $(tr '\0' ' ' <"$left/cmdline")"
}

mkdir -p "$bin" "$CLEAVE_HOME" && chmod 0700 "$CLEAVE_HOME"
for program in "$real"/cleave*; do ln "$program" "$bin" 2>/dev/null ||
    cp "$program" "$bin"; done
rogue() { cat >"$bin/cleave-payments-$1" && chmod +x "$bin/cleave-payments-$1"; }

rogue deaf <<'R'
#!/bin/bash
# Never ready, and deaf to whoever asks it to stop.
trap '' TERM INT HUP
while :; do read -r -t 5 <> <(:); done
R
rogue loud <<'R'
#!/bin/bash
# Says more than any pipe holds, on both, and is never ready.
yes '{"ready":true' | head -c 3000000
yes $'\e]0;loud\a' | head -c 3000000 >&2
exec cat /dev/zero
R
rogue liar <<'R'
#!/bin/bash
# Says that it is ready, at once and in every way but the right one.
printf '{"ready":"yes","listen":7}\n[[[[\n{"ready":true' >&3
head -c 100000 /dev/zero | tr '\0' '[' >&3
printf '\n\xff\xfe\n' >&3
exec cat
R
rogue forks <<'R'
#!/bin/bash
# Leaves a child behind that outlives it and keeps what it inherited.
(trap '' TERM HUP; exec sleep 20) &
exit 7
R
rogue thief <<'R'
#!/bin/bash
# Writes down what it was given that is not its own.
for fd in /proc/$$/fd/*; do
    readlink "$fd"
done >"$CLEAVE_HOME/thief.txt" 2>/dev/null
exit 3
R

works 'the shop starts' "$cleave" up split --gateway-port 0
order 'before'

# ---- versions that are no names ----

works 'payments is there' "$cleave" status
for version in ../../bin/true ../payments a/b . .. '' ' ' -x --name \
    "$(printf 'v%.0s' $(seq 200))" $'a\nb' '$(id)' '%s%n'; do
    refused "a version named $(printf %q "$version" | head -c 20)" . \
        "$cleave" deploy payments "$version"
done

# ---- descriptors ----

# All but the standard three, the lifeline and an inherited door close when a
# program is started; and nobody has a foreign database open.
for pid in $(sed -n 's/.*"pid":\([1-9][0-9]*\).*/\1/p' < <("$cleave" status \
    --json | tr '{' '\n')); do
    name=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n '/^--name$/{n;p}')
    for fd in /proc/"$pid"/fd/*; do
        number=${fd##*/}
        flags=$(sed -n 's/^flags:[[:space:]]*//p' "/proc/$pid/fdinfo/$number" \
            2>/dev/null)
        [ -n "$flags" ] || continue
        [ "$number" -le 4 ] || [ $((flags & 02000000)) != 0 ] ||
            fail "$name would leak $number, $(readlink "$fd")"
        case $(readlink "$fd") in
        *.db | *.db-wal | *.db-shm)
            [[ $(readlink "$fd") == */$name.db* ]] ||
                fail "$name has $(readlink "$fd") open" ;;
        esac
    done
done

# ---- a neighbour that poses as a service, at the registry ----

if [ -S "$run/registry.sock" ]; then
    identity_of() {
        local pid
        pid=$("$cleave" status --json | tr '{' '\n' |
            sed -n "/\"name\":\"$1\"/s/.*\"pid\":\([1-9][0-9]*\).*/\1/p" |
            head -n 1)
        tr '\0' '\n' <"/proc/$pid/environ" | sed -n 's/^CLEAVE_IDENTITY=//p'
    }
    # asks WORD TITLE IDENTITY METHOD BODY: `cleave rpc` speaks with the
    # identity that its environment has, as any process does.
    asks() {
        CLEAVE_IDENTITY=$3 timeout 20 "$cleave" rpc "registry.$4" "$5" \
            >"$base/out" 2>&1
        if grep -qE -- "$1" "$base/out"; then
            echo "ok     registry: $2"
        else
            fail "registry: $2: $(head -c 300 "$base/out")"
        fi
    }
    orders=$(identity_of orders)
    payments=$(identity_of payments)
    [ -n "$orders" ] && [ -n "$payments" ] || fail 'no identities'
    join='"service":"payments","instance":1,"version":"1","lease_ms":3000'
    own='"address":"unix:'$run/payments-1.sock'"'
    lease='{"service":"payments","instance":1,"epoch":1}'
    asks 'without an identity' 'nobody joins as payments' '' Join "{$join,$own}"
    asks 'cannot speak for' 'orders joins as payments' "$orders" Join "{$join,$own}"
    asks "is not this shop's" 'a signature with one letter changed' \
        "${payments%?}$([ "${payments: -1}" = 0 ] && echo 1 || echo 0)" \
        Join "{$join,$own}"
    asks "is not this shop's" 'an identity for the next instance' \
        "${payments/payments.1/payments.2}" Join \
        "{${join/\"instance\":1/\"instance\":2},$own}"
    for address in "unix:$base/else.sock" "unix:$run/orders-1.sock" \
        "unix:$run/../run/payments-1.sock" "unix:$run//payments-1.sock"; do
        asks 'listens on' "payments at ${address##*/}" "$payments" Join \
            "{$join,\"address\":\"$address\"}"
    done
    for method in Renew Drain Leave; do
        asks 'cannot speak for' "$method of payments by orders" "$orders" $method "$lease"
        asks 'without an identity' "$method of payments by nobody" '' $method "$lease"
    done
    asks 'cannot speak for' 'a sidecar put before payments by orders' "$orders" SetSidecar \
        '{"service":"payments","instance":1,"sidecar":"unix:'"$base"'/x.sock"}'
    asks 'cannot speak for' 'all calls sent elsewhere by orders' "$orders" SetSplit \
        '{"service":"payments","weights":[{"version":"evil","weight":100}]}'
    asks 'address|unix:' 'an address that is none' "$payments" Join \
        "{$join,\"address\":\"ftp://x\"}"
    order 'after the registry was lied to'
else
    echo 'skip   the registry: there is none here'
fi

# ---- somebody sits on a service's socket ----

socket=$run/payments-1.sock
works 'payments stops' "$cleave" kill payments
rm -f "$socket"
ln -s "$base/nowhere" "$socket"
refused 'a link that points nowhere' 'not a socket' "$cleave" restart payments
[ ! -e "$base/nowhere" ] || fail 'a socket was made where a link points'
rm -f "$socket" && ln -s "$run/orders-1.sock" "$socket"
refused 'a link to the socket of orders' 'not a socket' \
    "$cleave" restart payments
[ -S "$run/orders-1.sock" ] || fail 'the socket of orders is gone'
rm -f "$socket"
"$bin/cleave-shipping" --name shipping --instance 7 --listen "unix:$socket" \
    --database "$base/squatter.db" --log-level off &
squatter=$!
until [ -S "$socket" ] || ! kill -0 $squatter 2>/dev/null; do
    read -r -t 0.1 <> <(:)
done
refused 'somebody else on the socket' 'another process' \
    "$cleave" restart payments
kill $squatter && wait $squatter 2>/dev/null
rm -f "$socket"
works 'payments on its own socket' "$cleave" restart payments
order 'after the socket was taken'

# ---- rogues in a service's place ----

for name in deaf loud liar forks thief; do
    timeout 120 "$cleave" deploy payments "$name" --step 300ms \
        >"$base/out" 2>&1 && fail "a $name program was deployed"
    LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]' "$base/out" &&
        fail "what a $name program said reached the terminal as it was"
    gone "cleave-payments-$name" "a $name program"
    order "after a $name program"
done
# One that serves, and does not listen when it is asked to stop.
rogue stubborn <<'R'
#!/bin/bash
trap '' TERM INT HUP
"${0%-stubborn}" "$@" &
while kill -0 $! 2>/dev/null; do wait $!; done
R
works 'a stubborn program is deployed' \
    "$cleave" deploy payments stubborn --step 300ms
order 'with a stubborn program'
works 'a stubborn program is replaced' "$cleave" deploy payments 9 --step 300ms
gone cleave-payments-stubborn 'a stubborn program'
order 'after a stubborn program'
if [ -s "$CLEAVE_HOME/thief.txt" ]; then
    grep -E '\.db|/secret|registry|gateway' "$CLEAVE_HOME/thief.txt" &&
        fail 'a service inherited what is not its own'
else
    fail 'the thief was never started'
fi
size=$(du -sk "$CLEAVE_HOME/state/log" | cut -f1)
# 64 MiB a program, and what comes between two looks.
[ "$size" -lt 524288 ] || fail "the logs take $size KiB"

works 'audit' "$cleave" audit
echo "rogues: $failed failed"
[ "$failed" = 0 ]

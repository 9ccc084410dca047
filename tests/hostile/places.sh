#!/usr/bin/env bash
# places -- directories, disks, ports and files as no shop would wish them.
#
# Use:    tests/hostile/places.sh BIN
# Each place is refused with exit status 1 and a sentence that names what is
# wrong; once it is put right, the shop starts and has lost nothing.
# Skips, with a word, what this user or this machine cannot set up.
set -u
bin=$(cd "${1:?usage: places.sh BIN}" && pwd)
cleave=$bin/cleave
base=$(mktemp -d /tmp/cleave-places-XXXXXX)
unset CLEAVE_LANG CLEAVE_MONOLITH_PORT CLEAVE_GATEWAY_PORT
failed=0
skipped=0
homes=()
mounted=
service_pids=()
finish() {
    for pid in "${service_pids[@]}"; do kill "$pid" 2>/dev/null; done
    for home in "${homes[@]}"; do
        CLEAVE_HOME=$home "$cleave" down >/dev/null 2>&1
    done
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$base"
}
trap finish EXIT

fail() {
    echo "FAILED $*"
    failed=$((failed + 1))
}
skip() {
    echo "skip   $*"
    skipped=$((skipped + 1))
}
# home NAME: a home of its own for one place
home() {
    CLEAVE_HOME=$base/$1
    export CLEAVE_HOME
    mkdir -m 0700 "$CLEAVE_HOME"
    homes+=("$CLEAVE_HOME")
}
# refused TITLE WORD COMMAND...: exit status 1 and a sentence with that word
refused() {
    local title=$1 word=$2 status
    shift 2
    timeout 30 "$@" >"$base/out" 2>&1
    status=$?
    if [ $status != 1 ]; then
        fail "$title: exit status $status: $(head -c 300 "$base/out")"
    elif ! grep -q -- "$word" "$base/out"; then
        fail "$title: no \"$word\" in: $(head -c 300 "$base/out")"
    else
        echo "ok     $title: $(head -n 1 "$base/out")"
    fi
}
# works TITLE COMMAND...: exit status 0
works() {
    local title=$1
    shift
    timeout 30 "$@" >"$base/out" 2>&1 ||
        fail "$title: $(head -c 300 "$base/out")"
}
upped() { works "$1" "$cleave" up split --gateway-port 0; }
order=("$cleave" order split --customer 7 --line MUG)
field() { "$cleave" status --json | tr '{' '\n' | grep '"name":"gateway"' |
    sed -n "s/.*\"$1\":\"\{0,1\}\([^\",]*\).*/\1/p"; }

# ---- directories ----

if [ "$(id -u)" = 0 ]; then
    home foreign
    mkdir -m 0700 "$CLEAVE_HOME/state"
    chown 65534 "$CLEAVE_HOME/state"
    refused 'a state directory of somebody else' 'belongs to somebody else' \
        "$cleave" up split --gateway-port 0
    chown 0 "$CLEAVE_HOME/state"
    chown 65534 "$CLEAVE_HOME"
    refused 'a home of somebody else' 'belongs to somebody else' \
        "$cleave" up split --gateway-port 0
    chown 0 "$CLEAVE_HOME"
    upped 'the home, given back'
else
    skip 'a state directory of somebody else: only root can make one'
    home readonly
    mkdir -m 0500 "$CLEAVE_HOME/state"
    refused 'a state directory that is read-only' 'cannot be' \
        "$cleave" up split --gateway-port 0
    chmod 0700 "$CLEAVE_HOME/state"
    upped 'the directory, made writable'
fi

home open
mkdir "$CLEAVE_HOME/state"
chmod 0777 "$CLEAVE_HOME/state"
refused 'a state directory that others may write' 'others may write' \
    "$cleave" up split --gateway-port 0
chmod 0700 "$CLEAVE_HOME/state"
chmod 0770 "$CLEAVE_HOME"
refused 'a home that the group may write' 'others may write' \
    "$cleave" up split --gateway-port 0
chmod 0700 "$CLEAVE_HOME"
upped 'the directories, closed'

home file
echo 'a letter' >"$CLEAVE_HOME/state"
refused 'a file where the state directory belongs' 'not a directory' \
    "$cleave" up split --gateway-port 0
[ "$(cat "$CLEAVE_HOME/state")" = 'a letter' ] || fail 'the letter is lost'
rm "$CLEAVE_HOME/state"
upped 'the file, moved away'

CLEAVE_HOME=$base/$(printf 'long%.0s' $(seq 40))
export CLEAVE_HOME
refused 'a home too long for a socket' 'too long for sockets' \
    "$cleave" up split --gateway-port 0
[ ! -e "$CLEAVE_HOME" ] || fail 'the long home was made'

# ---- what is there already ----

home twice
upped 'a shop'
works 'an order' "${order[@]}"
first=$(field pid)
works 'a second up' "$cleave" up split --gateway-port 0
[ "$(field pid)" = "$first" ] || fail 'a second up started a second gateway'
refused 'a second supervisor' 'already\|another' "$bin/cleave-supervisor"
refused 'another service on the database of payments' 'payments of' \
    "$bin/cleave-shipping" --listen "unix:$CLEAVE_HOME/run/shipping-2.sock" \
    --database "$CLEAVE_HOME/state/payments.db"
refused 'a second monolith on the same database' 'another' \
    "$bin/cleave-monolith" --listen "unix:$CLEAVE_HOME/run/monolith-2.sock" \
    --database "$CLEAVE_HOME/state/payments.db"
works 'the shop beside all that' "${order[@]}"

url=$(field url)
port=${url##*:}
home port
refused 'a port in use' "$port" "$cleave" up split --gateway-port "$port"
upped 'another port'
works 'down' "$cleave" down

home nosocket
mkdir -m 0700 "$CLEAVE_HOME/run"
: >"$CLEAVE_HOME/run/payments-1.sock"
refused 'a file where a socket belongs' 'not a socket' \
    "$cleave" up split --gateway-port 0
rm "$CLEAVE_HOME/run/payments-1.sock"
upped 'the file, removed'

if command -v curl >/dev/null; then
    home left
    "$bin/cleave-payments" --log-level off &
    left=$!
    service_pids+=("$left")
    until curl -s --unix-socket "$CLEAVE_HOME/run/payments-1.sock" \
        http://payments/readyz >/dev/null || ! kill -0 "$left" 2>/dev/null; do
        :
    done
    kill -9 "$left"
    wait "$left" 2>/dev/null
    service_pids=()
    [ -S "$CLEAVE_HOME/run/payments-1.sock" ] || fail 'no socket was left'
    upped 'a socket left by a process that is dead'
    works 'an order past the old socket' "${order[@]}"
    works 'down' "$cleave" down
else
    skip 'a socket left by a dead process: curl is not installed'
fi

# ---- databases ----

home notours
upped 'a shop'
works 'an order' "${order[@]}"
works 'down' "$cleave" down
cp "$CLEAVE_HOME/state/payments.db" "$base/kept.db"
rm -f "$CLEAVE_HOME/state/payments.db"-*
head -c 8192 /dev/zero | tr '\0' 'x' >"$CLEAVE_HOME/state/payments.db"
sum=$(cksum <"$CLEAVE_HOME/state/payments.db")
refused 'a foreign file in place of a database' 'payments' \
    "$cleave" up split --gateway-port 0
[ "$(cksum <"$CLEAVE_HOME/state/payments.db")" = "$sum" ] ||
    fail 'the foreign file was written to'
works 'down' "$cleave" down
cp "$base/kept.db" "$CLEAVE_HOME/state/payments.db"
upped 'the database, put back'
works 'its audit' "$cleave" audit
works 'down' "$cleave" down

# ---- a full disk ----

if [ "$(id -u)" = 0 ] && home full && mkdir -p "$CLEAVE_HOME/state" &&
    mount -t tmpfs -o size=64m,mode=0700 none "$CLEAVE_HOME/state" 2>/dev/null
then
    mounted=$CLEAVE_HOME/state
    upped 'a shop on a small disk'
    works 'an order' "${order[@]}"
    head -c 100m /dev/zero >"$CLEAVE_HOME/state/filler" 2>/dev/null
    accepted=0
    refusal=
    for _ in $(seq 100); do
        if "${order[@]}" >"$base/out" 2>&1; then
            accepted=$((accepted + 1))
        elif [ -z "$refusal" ]; then
            refusal=$(grep -m1 -o 'HTTP [0-9]*.*' "$base/out" ||
                head -n 1 "$base/out")
        fi
    done
    if [ -z "$refusal" ]; then
        fail 'a full disk: all orders were accepted, so it was not full'
    elif ! [[ $refusal =~ ^HTTP\ 50[37] ]]; then
        fail "a full disk: $refusal"
    else
        echo "ok     a full disk: $accepted of 100 orders, then: $refusal"
    fi
    rm -f "$CLEAVE_HOME/state/filler"
    # The breakers may be open: they let a probe through within seconds.
    for _ in $(seq 100); do
        "${order[@]}" >"$base/out" 2>&1 && break
        read -rt 0.1 <> <(:) || :
    done
    works 'an order once there is room' "${order[@]}"
    works 'the audit after a full disk' "$cleave" audit
    works 'down' "$cleave" down
    umount "$mounted" && mounted=
else
    skip 'a full disk: nothing can be mounted here'
fi

# The same for any user: no file of the service may grow over 8 KiB.
home limit
# shellcheck disable=SC2016
refused 'files that may not grow' 'the disk is full' \
    bash -c 'ulimit -f 8; exec "$0" --log-level off' "$bin/cleave-payments"

echo "places: $failed failed, $skipped skipped"
[ "$failed" = 0 ]

# shellcheck shell=bash
# common -- what the scripts of this directory share; sourced by them.
#
# Runs inside tests/support/with_shape.sh: CLEAVE_HOME and CLEAVE_BIN are set,
# the split is up, and the books are checked when the script has ended well.
set -u
cleave=$CLEAVE_BIN/cleave
work=$CLEAVE_HOME/deploy
mkdir -p "$work"

fail() {
    echo "deploy: $*"
    "$cleave" status
    exit 1
}

# want WHAT COMMAND...: the command must end well.
want() {
    local what=$1
    shift
    "$@" >"$work/out" 2>&1 || {
        cat "$work/out"
        fail "$what"
    }
}

# until_true WHAT COMMAND...: within twenty seconds.
until_true() {
    local what=$1 tries=400
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "not in time: $what"
        sleep 0.05
    done
}

# row NAME INSTANCE: the process as one line of JSON, "" when there is none.
row() {
    "$cleave" status --json | tr '{' '\n' |
        grep "\"name\":\"$1\",\"instance\":$2," | head -1
}
field() { # field KEY: of the row on standard input
    sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}
state_is() { [ "$(row "$1" "$2" | field state)" = "$3" ]; }
instances() { # instances SERVICE: how many are ready
    "$cleave" status --json | tr '{' '\n' |
        grep "\"name\":\"$1\"," | grep -c '"state":"ready"'
}
version_of() { # version_of SERVICE: the settled one
    "$cleave" status --json | tr '{' '\n' |
        grep "\"service\":\"$1\",\"version\"" | head -1 | field version
}

# confirmed WHAT CUSTOMER: an order that ends well. Where the machine is busy
# its answer may leave before its end.
confirmed() {
    local id
    want "$1" "$cleave" order split --customer "$2" --line MUG×1 --json
    id=$(grep -oE '01[0-9A-Z]{24}' "$work/out" | head -1)
    ended() {
        "$cleave" get "/api/orders/$id" --customer "$2" --json |
            grep -q '"status":"CONFIRMED"'
    }
    until_true "$1 is confirmed" ended "$1" "$2"
}

# load MIX RATE: in the background, as long as the script takes; load_ends
# demands that every single call was answered well.
load() {
    "$cleave" load "$1" "$2" for 10m --shape split --json \
        >"$work/load.json" 2>&1 &
    load_pid=$!
}
load_ends() {
    kill -INT "$load_pid"
    wait "$load_pid"
    local due ok
    due=$(field due <"$work/load.json")
    ok=$(field ok <"$work/load.json")
    [ -n "$due" ] && [ "$due" -gt 0 ] && [ "$due" = "$ok" ] || {
        cat "$work/load.json"
        fail "of $due calls only $ok were answered well"
    }
    echo "$ok of $due calls answered well"
}

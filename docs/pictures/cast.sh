#!/usr/bin/env bash
# cast -- writes the transcript that both READMEs show, from a real run.
#
# Use:    docs/pictures/cast.sh        after `make`
#
# A shop of its own, the commands below one after another, and what they print
# as it is: nothing is typed by hand, and the figures are those of this run. It
# replaces what stands between the lines "<!-- cast -->" and "<!-- /cast -->".
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
home=$(mktemp -d /tmp/cleave-cast-XXXXXX)
export CLEAVE_HOME=$home HOME=$home PATH=$root/build/bin:$PATH LANG=C.UTF-8 \
    CLEAVE_MONOLITH_PORT=0 CLEAVE_GATEWAY_PORT=0 NO_COLOR=1
trap 'cleave down >/dev/null 2>&1; rm -rf "$home"' EXIT

say() { # as a person at a shell would type it
    printf '\n$ %s\n' "$1"
    bash -c "$1" 2>&1 | sed 's/ *$//' | sed '${/^$/d}'
}

run() {
    say 'cleave up both'
    say 'cleave order both --customer 7 --line MUG×2 --line PEN×1'
    say 'cleave kill payments both'
    say 'cleave order both --customer 7 --line TEE×1' | tee "$home/said"
    local id
    id=$(grep -o '01[0-9A-Z]\{24\}' "$home/said" | tail -n 1)
    say 'cleave restart payments both'
    local until=$((SECONDS + 20)) # its saga goes on by itself
    while cleave get "/api/orders/$id" --shape split | grep -q PENDING; do
        [ $SECONDS -lt $until ] || return 1
    done
    say "cleave get /api/orders/$id --shape split | grep status"
    say 'cleave trace last | head -n 12'
    say 'cleave audit | tail -n 4'
}

into() { # FILE: what is read replaces what stood there
    awk -v from="$home/cast" '
        /^<!-- cast -->/ { print; print "```console"; first = 1
            while ((getline line < from) > 0) if (!first || line != "") {
                print line; first = 0 }
            print "```"; inside = 1 }
        /^<!-- \/cast -->/ { inside = 0 }
        !inside && !/^<!-- cast -->/ { print }' "$1" >"$home/new" &&
        cat "$home/new" >"$1"
}

CLEAVE_LANG=en run >"$home/cast" && into "$root/README.md"
cleave down >/dev/null 2>&1
rm -rf "$home"/run "$home"/state
CLEAVE_LANG=ko run >"$home/cast" && into "$root/docs/ko/README.md"

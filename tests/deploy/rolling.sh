#!/usr/bin/env bash
# rolling -- more instances, fewer, and two rolling deployments under load:
#            not one call may fail.
#
# Use:    tests/support/with_shape.sh split BIN tests/deploy/rolling.sh
# Output: the count of calls; exit 1 at the first thing that is not so.
. "$(dirname "$0")/common.sh"

load orders 100/s
want 'scale payments 3' "$cleave" scale payments 3
[ "$(instances payments)" = 3 ] || fail 'three instances are not ready'
want 'deploy payments 2' "$cleave" deploy payments 2
[ "$(instances payments)" = 3 ] || fail 'not three after the deployment'
[ "$(version_of payments)" = 2 ] || fail 'payments is not at version 2'
want 'scale payments 1' "$cleave" scale payments 1
[ "$(instances payments)" = 1 ] || fail 'more than one instance is ready'
want 'scale gateway 2' "$cleave" scale gateway 2
want 'deploy gateway 2' "$cleave" deploy gateway 2
want 'sidecars on' "$cleave" mesh payments on
want 'blue-green' "$cleave" deploy payments 3 blue-green --step 500ms
[ "$(version_of payments)" = 3 ] || fail 'payments is not at version 3'
want 'sidecars off' "$cleave" mesh payments off
want 'rollback' "$cleave" rollback payments
[ "$(version_of payments)" = 2 ] || fail 'payments is not back at version 2'
load_ends

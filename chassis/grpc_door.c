/*
 * grpc_door -- who may call what by gRPC.
 *
 * The problem: the same handlers answer gRPC from peers that are believed and
 * gRPC from strangers at the front door, and neither may reach further than
 * its door allows.
 *
 * The idea: the metadata is read in one pass into slots. A local peer of an
 * inner service is believed: the run directory's permissions have let it in.
 * A front door believes a token only, and takes scope and key rules from the
 * route table of its REST face, so that the two faces cannot differ. A facade
 * before it, that has checked all of this already, is believed as a peer is.
 */
#include "chassis/grpc_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/grpc.h"
#include "chassis/identity.h"
#include "chassis/limits.h"

/* ---- metadata ---- */

static const struct slice metadata_names[GRPC_META_COUNT] = {
    [GRPC_META_TIMEOUT] = {"grpc-timeout", 12},
    [GRPC_META_TRACE] = {"traceparent", 11},
    [GRPC_META_KEY] = {"idempotency-key", 15},
    [GRPC_META_CUSTOMER] = {"cleave-customer", 15},
    [GRPC_META_SCOPE] = {"cleave-scope", 12},
    [GRPC_META_AUTHORIZATION] = {"authorization", 13},
    [GRPC_META_IDENTITY] = {"cleave-identity", 15}};

/* Two values for one name are two meanings: refused, but for the trace, which
 * then starts anew, as its standard asks. */
static enum error keep_value(struct grpc_metadata *metadata,
                             enum grpc_metadata_name name, struct slice value)
{
    struct slice *slot = &metadata->values[name];
    if (!slot->data) {
        *slot = value;
        return ERROR_OK;
    }
    if (name != GRPC_META_TRACE)
        return error_explain(ERROR_MALFORMED, "%s was sent twice",
                             metadata_names[name].data);
    slot->length = 0;
    return ERROR_OK;
}

enum error grpc_read_metadata(const struct http_request *http,
                              struct grpc_metadata *out)
{
    enum error error = ERROR_OK;
    *out = (struct grpc_metadata){0};
    for (size_t i = 0; i < http->header_count && !error; i++)
        for (int name = 0; name < GRPC_META_COUNT; name++)
            if (slice_equal(http->headers[i].name, metadata_names[name]))
                error = keep_value(out, name, http->headers[i].value);
    return error;
}

/* ---- what is called ---- */

static enum error no_such_method(struct slice path)
{
    return error_explain(ERROR_UNIMPLEMENTED, "there is no %.*s here",
                         (int)(path.length < 160 ? path.length : 160),
                         path.data);
}

/* Control and faults, and whatever stands beside a front door's own contract,
 * are for the machine's owner, whom the run directory's permissions have let
 * in. */
static bool may_reach(const struct grpc_door *door, const struct face *face,
                      bool local)
{
    if (local || strncmp(face->contract->name, "grpc.health.", 12) == 0)
        return true; /* as GET /readyz is for all */
    if (strncmp(face->contract->name, "control.", 8) == 0 ||
        strncmp(face->contract->name, "faults.", 7) == 0)
        return false;
    return !door->keys || face == &runtime_service(door->runtime)->faces[0];
}

/* "/payments.Payments/Charge" */
enum error grpc_find_target(const struct grpc_door *door,
                            const struct http_request *http,
                            struct grpc_target *out)
{
    char contract[LIMIT_NAME_BYTES], name[LIMIT_NAME_BYTES];
    struct slice path = http->path;
    const char *slash =
        path.length > 1 ? memchr(path.data + 1, '/', path.length - 1) : NULL;
    if (!slash || path.data[0] != '/')
        return no_such_method(path);
    size_t contract_bytes = (size_t)(slash - path.data) - 1;
    size_t name_bytes = path.length - contract_bytes - 2;
    if (contract_bytes >= sizeof contract || name_bytes >= sizeof name)
        return no_such_method(path);
    snprintf(contract, sizeof contract, "%.*s", (int)contract_bytes,
             path.data + 1);
    snprintf(name, sizeof name, "%.*s", (int)name_bytes, slash + 1);
    const struct face *face = runtime_face(door->runtime, contract);
    int method = face ? message_method(face->contract, name) : -1;
    if (method < 0 || !may_reach(door, face, http->local))
        return no_such_method(path);
    *out = (struct grpc_target){face, (unsigned)method};
    return ERROR_OK;
}

/* ---- who calls, and what they may ---- */

static enum error believe_peer(const struct grpc_metadata *metadata,
                               struct caller *out)
{
    struct slice customer = metadata->values[GRPC_META_CUSTOMER];
    struct slice scope = metadata->values[GRPC_META_SCOPE];
    char digits[24];
    if (customer.length >= sizeof digits || scope.length >= sizeof out->scope)
        return error_explain(ERROR_MALFORMED,
                             "the caller's metadata is too long");
    snprintf(digits, sizeof digits, "%.*s", (int)customer.length,
             customer.data ? customer.data : "");
    snprintf(out->scope, sizeof out->scope, "%.*s", (int)scope.length,
             scope.data ? scope.data : "");
    char *end = digits;
    out->subject = strtoll(digits, &end, 10);
    if (*end != '\0' || out->subject < 0)
        return error_explain(ERROR_MALFORMED,
                             "cleave-customer must be a number");
    return ERROR_OK;
}

static enum error believe_token(const struct grpc_door *door,
                                const struct grpc_metadata *metadata,
                                const char *scope, struct caller *out)
{
    struct slice value = metadata->values[GRPC_META_AUTHORIZATION];
    struct slice scheme = {value.data, 7};
    if (value.length <= 7 || !slice_is_nocase(scheme, "bearer "))
        return error_explain(ERROR_UNAUTHENTICATED,
                             "send \"authorization: Bearer TOKEN\"; POST "
                             "/api/tokens gives one");
    struct slice token = {value.data + 7, value.length - 7};
    enum error error =
        token_verify(door->keys, token, runtime_wall_ms(door->runtime), out);
    if (!error && !caller_has_scope(out, scope))
        return error_explain(ERROR_FORBIDDEN,
                             "this needs the scope %s; the token has \"%s\"",
                             scope, out->scope);
    return error;
}

static enum error take_quota(const struct grpc_door *door,
                             const struct route *route, int64_t who)
{
    struct rest_quota quota = {0};
    if (!door->meter || door->meter(door->runtime, who, route->rpc, &quota))
        return ERROR_OK;
    return error_explain(ERROR_RATE_LIMITED,
                         "this client may send %lld requests in %lld s; come "
                         "back in %lld s",
                         (long long)quota.limit, (long long)quota.window_s,
                         (long long)quota.reset_s);
}

/* The route of the REST face says what this method asks of its caller. Where
 * it needs no scope no token is read, so that somebody whose token has expired
 * can ask for a new one. */
static enum error check_route(const struct grpc_door *door,
                              const struct route *route,
                              const struct grpc_metadata *metadata,
                              struct caller *out)
{
    enum error error = ERROR_OK;
    if (route->scope)
        error = believe_token(door, metadata, route->scope, out);
    if (!error)
        error = take_quota(door, route, out->subject);
    if (!error && route->needs_key &&
        metadata->values[GRPC_META_KEY].length == 0)
        error = error_explain(ERROR_KEY_MISSING,
                              "send idempotency-key metadata, so that this "
                              "can be repeated safely");
    return error;
}

/* Somebody who stands before our door has looked at the token, the scope, the
 * key and the quota already: local, and with an identity that the shop signed.
 */
static bool is_trusted(const struct grpc_door *door,
                       const struct http_request *http,
                       const struct grpc_metadata *metadata)
{
    struct identity shown;
    if (!door->trusts || !http->local ||
        identity_check(door->keys->secret, metadata->values[GRPC_META_IDENTITY],
                       &shown))
        return false;
    return strcmp(shown.service, door->trusts) == 0;
}

enum error grpc_establish_caller(const struct grpc_door *door,
                                 const struct http_request *http,
                                 const struct grpc_target *target,
                                 const struct grpc_metadata *metadata,
                                 struct caller *out)
{
    if (!door->keys)
        return http->local ? believe_peer(metadata, out) : ERROR_OK;
    if (target->face != &runtime_service(door->runtime)->faces[0])
        return ERROR_OK; /* the owner; see may_reach() */
    if (is_trusted(door, http, metadata))
        return believe_peer(metadata, out);
    const char *rpc = target->face->methods[target->method].name;
    const struct route *route =
        door->table ? rest_route_of(door->table, rpc) : NULL;
    if (!route)
        return no_such_method(http->path);
    return check_route(door, route, metadata, out);
}

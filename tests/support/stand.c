/*
 * A service on a test bench.
 *
 * The problem: a handler should be tested with the real runtime around it (its
 * transaction, its savepoint, its reply after the commit) and with a real
 * database, but without sockets, processes and waiting.
 *
 * The idea: the runtime's driver is the test. Time passes when the test says
 * so, chance comes from a seed, and calls to other services are kept in a list
 * until the test answers them.
 *
 * What holds: nothing happens between two calls of the test.
 */
#include "tests/support/stand.h"

#include <string.h>

#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"

enum { STAND_ARENA_BYTES = 64 * 1024 * 1024 };

/* Any moment will do for ids; this one is of today's length. */
static const int64_t wall_start_ms = 1735689600000; /* 2025-01-01 */

static int64_t now_ms(void *driver)
{
    return ((struct stand *)driver)->now_ms;
}

static int64_t wall_ms(void *driver)
{
    return wall_start_ms + ((struct stand *)driver)->now_ms;
}

static uint64_t next_random(void *driver)
{
    return random_next(&((struct stand *)driver)->random);
}

static void keep_call(void *driver, const struct outgoing *call)
{
    struct stand *stand = driver;
    struct stand_call *sent = &stand->sent[stand->sent_count];
    const ProtobufCMethodDescriptor *method =
        &call->contract->methods[call->method];
    ProtobufCMessage *in;

    assert_true(stand->sent_count < STAND_CALLS);
    stand->sent_count++;
    assert_int_equal(message_unpack(method->input, call->message.data,
                                    call->message.length, &stand->arena, &in),
                     ERROR_OK);
    *sent = (struct stand_call){
        .id = call->id,
        .peer = arena_string(&stand->arena, call->peer),
        .method = method->name,
        .key = arena_string(&stand->arena, call->key ? call->key : ""),
        .caller = call->caller,
        .timeout_ms = call->timeout_ms,
        .in = in};
}

static void forget_call(void *driver, uint64_t call_id)
{
    (void)driver;
    (void)call_id;
}

static void wake(void *driver, int64_t at_ms)
{
    (void)driver;
    (void)at_ms;
}

static const struct runtime_driver lone_driver = {
    .now_ms = now_ms,
    .wall_ms = wall_ms,
    .random = next_random,
    .send = keep_call,
    .forget = forget_call,
    .wake = wake,
};

static int64_t life(void *driver)
{
    return ((struct stand *)driver)->life;
}

static bool life_is_over(void *driver, int64_t other)
{
    (void)other;
    return ((struct stand *)driver)->takes_others_for_dead;
}

static const struct runtime_driver sharing_driver = {
    .now_ms = now_ms,
    .wall_ms = wall_ms,
    .random = next_random,
    .send = keep_call,
    .forget = forget_call,
    .wake = wake,
    .life = life,
    .life_is_over = life_is_over,
};

static void start(struct stand *stand, const struct service *service,
                  const struct token_keys *keys)
{
    const struct runtime_options options = {
        .service = service,
        .driver = stand->life ? &sharing_driver : &lone_driver,
        .driver_arg = stand,
        .db = stand->db,
        .keys = keys};

    enum error error = runtime_new(&stand->runtime, &options);

    if (error)
        fail_msg("the service does not open: %s", error_detail(error));
    stand_turn(stand);
}

static void begin(struct stand *stand, struct db *lent, bool needed,
                  uint64_t seed)
{
    enum error error = ERROR_OK;

    memset(stand, 0, sizeof(*stand));
    arena_init(&stand->arena, STAND_ARENA_BYTES);
    random_seed(&stand->random, seed);
    stand->now_ms = STAND_START_MS;
    stand->lent = lent != NULL;
    stand->db = lent;
    if (needed && !lent)
        error = db_open(&stand->db, "", DB_MEMORY);
    if (error)
        fail_msg("no database to stand on: %s", error_detail(error));
}

void stand_new(struct stand *stand, const struct service *service,
               const struct token_keys *keys, uint64_t seed)
{
    begin(stand, NULL, service->schemas != NULL, seed);
    start(stand, service, keys);
}

void stand_new_sharing(struct stand *stand, const struct service *service,
                       struct stand *first, uint64_t seed)
{
    begin(stand, first ? first->db : NULL, true, seed);
    stand->life = (int64_t)(random_next(&stand->random) >> 1) | 1;
    start(stand, service, NULL);
}

void stand_restart(struct stand *stand)
{
    const struct service *service = runtime_service(stand->runtime);
    const struct token_keys *keys = runtime_keys(stand->runtime);

    runtime_drop(stand->runtime);
    start(stand, service, keys);
}

void stand_free(struct stand *stand)
{
    runtime_free(stand->runtime);
    if (stand->db && !stand->lent)
        db_close(stand->db);
    arena_release(&stand->arena);
}

/* ---- as a client ---- */

struct waiting {
    struct stand *stand;
    struct stand_reply reply;
};

static void told(struct request *rq)
{
    struct waiting *waiting = rq->transport;
    struct stand_reply *reply = &waiting->reply;
    struct arena *arena = &waiting->stand->arena;
    ProtobufCMessage *out = NULL;

    assert_false(reply->done);
    reply->done = true;
    reply->error = rq->error;
    reply->detail = arena_string(arena, rq->detail ? rq->detail : "");
    reply->instance = arena_string(arena, rq->instance ? rq->instance : "");
    if (!rq->error)
        assert_int_equal(message_copy(rq->out, arena, &out), ERROR_OK);
    reply->out = out;
    runtime_request_free(rq);
}

/* The first face that knows the method. */
static const struct face *face_of(struct stand *stand, const char *method)
{
    const struct service *service = runtime_service(stand->runtime);
    size_t i = 0;

    while (i + 1 < service->face_count &&
           message_method(service->faces[i].contract, method) < 0)
        i++;
    return &service->faces[i];
}

struct stand_reply *stand_submit(struct stand *stand, const char *method,
                                 const ProtobufCMessage *in,
                                 const struct caller *caller, const char *key)
{
    const struct face *face = face_of(stand, method);
    int index = message_method(face->contract, method);
    struct waiting *waiting = arena_alloc(&stand->arena, sizeof(*waiting));
    struct request *rq;
    ProtobufCMessage *copy;

    assert_true(index >= 0);
    rq = runtime_request(stand->runtime, face, (unsigned)index);
    assert_non_null(rq);
    waiting->stand = stand;
    assert_int_equal(message_copy(in, &rq->arena, &copy), ERROR_OK);
    rq->in = copy;
    if (caller)
        rq->caller = *caller;
    rq->key = key ? arena_string(&rq->arena, key) : NULL;
    rq->done = told;
    rq->transport = waiting;
    runtime_submit(rq);
    return &waiting->reply;
}

struct stand_reply *stand_ask(struct stand *stand, const char *method,
                              const ProtobufCMessage *in,
                              const struct caller *caller, const char *key)
{
    struct stand_reply *reply = stand_submit(stand, method, in, caller, key);

    stand_turn(stand);
    return reply;
}

void stand_turn(struct stand *stand)
{
    assert_true(runtime_turn(stand->runtime));
}

void stand_pass(struct stand *stand, int64_t ms)
{
    stand->now_ms += ms;
    stand_turn(stand);
    stand_turn(stand); /* an expired call is answered in the next turn */
}

/* ---- as a peer ---- */

const struct stand_call *stand_sent(struct stand *stand, const char *peer,
                                    const char *method)
{
    for (size_t i = stand->sent_count; i > 0; i--) {
        const struct stand_call *call = &stand->sent[i - 1];

        if (strcmp(call->peer, peer) == 0 && strcmp(call->method, method) == 0)
            return call;
    }
    return NULL;
}

void stand_answer(struct stand *stand, const struct stand_call *call,
                  const struct answer *answer)
{
    struct buffer bytes;

    assert_non_null(call);
    buffer_init(&bytes, LIMIT_MESSAGE_BYTES);
    if (answer->message)
        assert_int_equal(message_pack(answer->message, &bytes), ERROR_OK);
    runtime_answer(stand->runtime, call->id, answer->error, answer->detail,
                   answer->instance, (struct slice){bytes.data, bytes.length});
    buffer_release(&bytes);
    stand_turn(stand);
}

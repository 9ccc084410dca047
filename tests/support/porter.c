/*
 * Two services for the tests of the simulator.
 *
 * The problem: what a lost answer or a crash does is seen only where one
 * service writes, asks another, and answers when that has answered.
 *
 * The idea: the smallest shop of that kind. The porter writes a row and asks
 * the clerk; the clerk writes a row and answers. Rows are then what happened,
 * and answers what was heard of it.
 */
#include "tests/support/porter.h"

#include "chassis/contracts/events.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

int porter_answers;

/* ---- two services: the porter writes and asks the clerk, who writes ---- */

static enum error write_row(struct request *rq, const char *word)
{
    return db_exec(runtime_db(rq->runtime), "INSERT INTO heard VALUES (?1)",
                   VALUES(TEXT(word)));
}

static Events__DeliverReply fine = EVENTS__DELIVER_REPLY__INIT;

static enum error clerk_deliver(struct request *rq, const ProtobufCMessage *in)
{
    enum error error =
        write_row(rq, ((const Events__DeliverRequest *)in)->source);

    if (!error)
        request_reply(rq, &fine.base);
    return error;
}

static enum error on_clerk(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    (void)rt;
    porter_answers++;
    if (answer->error)
        request_fail(arg, answer->error, answer->detail);
    else
        request_reply(arg, &fine.base);
    return ERROR_OK;
}

static enum error porter_deliver(struct request *rq, const ProtobufCMessage *in)
{
    struct call call = {.peer = "clerk",
                        .contract = &events__events__descriptor,
                        .method = "Deliver",
                        .in = in,
                        .timeout_ms = 500,
                        .trace = &rq->trace};
    enum error error =
        write_row(rq, ((const Events__DeliverRequest *)in)->source);

    return error ? error : runtime_call(rq->runtime, &call, on_clerk, rq);
}

static const char *const schemas[] = {
    "CREATE TABLE IF NOT EXISTS heard (word TEXT NOT NULL) STRICT;", NULL};
static const struct method porter_methods[] = {
    {"Deliver", porter_deliver, ACCESS_WRITE}};
static const struct method clerk_methods[] = {
    {"Deliver", clerk_deliver, ACCESS_WRITE}};
static const struct face porter_faces[] = {
    {&events__events__descriptor, porter_methods, 1}};
static const struct face clerk_faces[] = {
    {&events__events__descriptor, clerk_methods, 1}};
static const struct service porter = {.name = "porter",
                                      .schemas = schemas,
                                      .faces = porter_faces,
                                      .face_count = 1};
static const struct service clerk = {
    .name = "clerk", .schemas = schemas, .faces = clerk_faces, .face_count = 1};

/* ---- the client ---- */

static void on_told(void *arg, enum error error, const char *detail,
                    const ProtobufCMessage *message)
{
    struct told *told = arg;

    (void)detail;
    assert_true((message != NULL) == (error == ERROR_OK));
    told->times++;
    told->error = error;
    told->at_ms = sim_now_ms(told->sim);
}

void porter_ask(struct sim *sim, const char *peer, struct told *told)
{
    Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

    *told = (struct told){.sim = sim};
    in.source = (char *)"hello";
    sim_request(sim, peer, &events__events__descriptor, "Deliver", &in.base,
                NULL, NULL, 1000, on_told, told);
}

struct sim *porter_sim(uint64_t seed, const struct sim_faults *faults)
{
    struct sim *sim = sim_new(seed, faults);

    porter_answers = 0;
    assert_int_equal(sim_add(sim, &porter, NULL, NULL), ERROR_OK);
    assert_int_equal(sim_add(sim, &clerk, NULL, NULL), ERROR_OK);
    sim_start(sim);
    return sim;
}

int64_t porter_rows(struct sim *sim, const char *service)
{
    return rules_int(sim_db(sim, service), "SELECT count(*) FROM heard");
}

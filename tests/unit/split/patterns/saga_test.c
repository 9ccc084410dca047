/*
 * The saga engine with two made-up steps: keys, retries, compensations in
 * reverse, what is durable before what, and going on after a recovery.
 */
#include "split/patterns/saga.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

#define ONE "01ARZ3NDEKTSV4RRFFQ69G5FAV"
#define TWO "01ARZ3NDEKTSV4RRFFQ69G5FAW"

enum { LATER_MS = 1000, TIMEOUT_MS = 500 };

static struct stand stand;
static struct sagas sagas;
static int contexts; /* lent to the engine and not yet given back */
static int ends[SAGA_UNDONE + 1];
static int steps_done;

/* ---- the steps ---- */

static const ProtobufCMessage *ask_pay(const struct saga *saga, const char *key,
                                       struct arena *arena) {
  Payments__ChargeRequest *in = arena_alloc(arena, sizeof *in);

  payments__charge_request__init(in);
  in->key = arena_string(arena, key);
  in->order_id = arena_string(arena, saga->id.text);
  return &in->base;
}

static const ProtobufCMessage *
ask_refund(const struct saga *saga, const char *key, struct arena *arena) {
  Payments__RefundRequest *in = arena_alloc(arena, sizeof *in);

  payments__refund_request__init(in);
  in->key = arena_string(arena, key);
  in->order_id = arena_string(arena, saga->id.text);
  return &in->base;
}

static const ProtobufCMessage *ask_book(const struct saga *saga,
                                        const char *key, struct arena *arena) {
  Shipping__BookRequest *in = arena_alloc(arena, sizeof *in);

  shipping__book_request__init(in);
  in->key = arena_string(arena, key);
  in->order_id = arena_string(arena, saga->id.text);
  return &in->base;
}

static const ProtobufCMessage *
ask_recall(const struct saga *saga, const char *key, struct arena *arena) {
  Shipping__RecallRequest *in = arena_alloc(arena, sizeof *in);

  shipping__recall_request__init(in);
  in->key = arena_string(arena, key);
  in->order_id = arena_string(arena, saga->id.text);
  return &in->base;
}

static enum error count_step(struct saga *saga) {
  (void)saga;
  steps_done++;
  return ERROR_OK;
}

static enum error count_end(struct saga *saga) {
  ends[saga->at.state]++;
  return ERROR_OK;
}

static enum error revive(struct saga *saga) {
  saga->context = &contexts;
  contexts++;
  return ERROR_OK;
}

static void forget(struct saga *saga) {
  if (saga->context)
    contexts--;
}

static const struct saga_step steps[] = {
    {.name = "pay",
     .peer = "payments",
     .contract = &payments__payments__descriptor,
     .forward = "Charge",
     .undo = "Refund",
     .ask = ask_pay,
     .ask_undo = ask_refund,
     .done = count_step},
    {.name = "ship",
     .peer = "shipping",
     .contract = &shipping__shipping__descriptor,
     .forward = "Book",
     .undo = "Recall",
     .ask = ask_book,
     .ask_undo = ask_recall},
};
static const char *const points[] = {"orders.after-step",
                                     "orders.after-compensation"};
static const struct saga_plan plan = {.steps = steps,
                                      .count = 2,
                                      .timeout_ms = TIMEOUT_MS,
                                      .ended = count_end,
                                      .revive = revive,
                                      .forget = forget,
                                      .crash_points = points};

/* ---- a service that starts and undoes what it is told ---- */

static enum error begin(struct request *rq, const ProtobufCMessage *in) {
  const Events__DeliverRequest *told = (const Events__DeliverRequest *)in;
  Events__DeliverReply *reply = arena_alloc(&rq->arena, sizeof *reply);
  struct saga *saga;
  struct id id;
  enum error error;

  snprintf(id.text, sizeof id.text, "%s", told->source);
  contexts++;
  if (told->n_events)
    error = saga_undo(&sagas, &id, &rq->trace, &contexts, &saga);
  else
    error = saga_start(&sagas, &id, &rq->trace, &contexts, &saga);
  if (error) {
    contexts--;
    return error;
  }
  events__deliver_reply__init(reply);
  request_reply(rq, &reply->base);
  return ERROR_OK;
}

static enum error open_sagas(struct runtime *rt) {
  sagas_init(&sagas, rt, &plan);
  return ERROR_OK;
}

static enum error resume_sagas(struct runtime *rt) {
  (void)rt;
  sagas_clear(&sagas);
  return saga_resume_all(&sagas);
}

static void close_sagas(struct runtime *rt) {
  (void)rt;
  sagas_clear(&sagas);
}

static const struct method methods[] = {{"Deliver", begin, ACCESS_WRITE}};
static const struct face faces[] = {{&events__events__descriptor, methods, 1}};
static const char *const schemas[] = {saga_schema, NULL};
static const struct service walker = {.name = "walker",
                                      .schemas = schemas,
                                      .faces = faces,
                                      .face_count = 1,
                                      .open = open_sagas,
                                      .resume = resume_sagas,
                                      .close = close_sagas};

static int open_stand(void **state) {
  (void)state;
  contexts = steps_done = 0;
  memset(ends, 0, sizeof ends);
  stand_new(&stand, &walker, NULL, 1);
  return 0;
}

static int close_stand(void **state) {
  (void)state;
  stand_free(&stand);
  assert_int_equal(contexts, 0);
  return 0;
}

static struct stand_reply *start(const char *id) {
  Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

  in.source = (char *)id;
  return stand_ask(&stand, "Deliver", &in.base, NULL, NULL);
}

static struct stand_reply *undo(const char *id) {
  Events__Event event = EVENTS__EVENT__INIT;
  Events__Event *events[] = {&event};
  Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

  in.source = (char *)id;
  in.events = events;
  in.n_events = 1;
  return stand_ask(&stand, "Deliver", &in.base, NULL, NULL);
}

/* ---- as the peers ---- */

static size_t asked(const char *method) {
  size_t count = 0;

  for (size_t i = 0; i < stand.sent_count; i++)
    count += strcmp(stand.sent[i].method, method) == 0;
  return count;
}

static const struct stand_call *call_of(const char *method) {
  const char *peer =
      strcmp(method, "Charge") == 0 || strcmp(method, "Refund") == 0
          ? "payments"
          : "shipping";

  return stand_sent(&stand, peer, method);
}

static void yes(const char *method) {
  Shop__Payment payment = SHOP__PAYMENT__INIT;
  Shop__Shipment shipment = SHOP__SHIPMENT__INIT;
  const struct stand_call *call = call_of(method);
  struct answer answer = {.message = &shipment.base};

  assert_non_null(call);
  if (strcmp(call->peer, "payments") == 0)
    answer.message = &payment.base;
  stand_answer(&stand, call, &answer);
}

static void no(const char *method, enum error error) {
  stand_answer(&stand, call_of(method),
               &(struct answer){.error = error, .detail = "because"});
}

static const char *key_of(const char *method) {
  const struct stand_call *call = call_of(method);

  assert_non_null(call);
  if (strcmp(method, "Charge") == 0)
    return ((const Payments__ChargeRequest *)call->in)->key;
  if (strcmp(method, "Refund") == 0)
    return ((const Payments__RefundRequest *)call->in)->key;
  if (strcmp(method, "Book") == 0)
    return ((const Shipping__BookRequest *)call->in)->key;
  return ((const Shipping__RecallRequest *)call->in)->key;
}

static void row_is(const char *wanted) {
  struct cursor c;

  db_query(&c, stand.db,
           "SELECT state || ' ' || step || ' ' || reason FROM sagas"
           " WHERE id = '" ONE "'",
           NO_VALUES);
  assert_true(db_next(&c));
  assert_string_equal(db_text(&c, 0), wanted);
  assert_int_equal(db_end(&c), ERROR_OK);
}

static void log_is(const char *wanted) {
  struct cursor c;

  db_query(&c, stand.db,
           "SELECT group_concat(step || ' ' || action || ' ' || outcome,"
           " ', ') FROM (SELECT * FROM saga_log WHERE saga = '" ONE "'"
           " ORDER BY sequence)",
           NO_VALUES);
  assert_true(db_next(&c));
  assert_string_equal(db_text(&c, 0), wanted);
  assert_int_equal(db_end(&c), ERROR_OK);
}

/* ---- forward ---- */

static void steps_follow_each_other_to_the_end(void **state) {
  (void)state;
  assert_int_equal(start(ONE)->error, ERROR_OK);
  row_is("running 0 ");
  assert_string_equal(key_of("Charge"), ONE "/pay");
  assert_int_equal(asked("Book"), 0);
  yes("Charge");
  row_is("running 1 ");
  assert_int_equal(steps_done, 1);
  assert_string_equal(key_of("Book"), ONE "/ship");
  yes("Book");
  row_is("done 1 ");
  log_is("pay forward ok, ship forward ok");
  assert_int_equal(ends[SAGA_DONE], 1);
  assert_null(sagas_find(&sagas, ONE));
  stand_pass(&stand, 60000);
  assert_int_equal(stand.sent_count, 2);
}

static void an_unknown_outcome_is_asked_again_with_the_same_key(void **state) {
  static const enum error unknown[] = {ERROR_UNAVAILABLE, ERROR_STORAGE,
                                       ERROR_OVERLOADED, ERROR_INTERNAL,
                                       ERROR_CANCELLED};

  (void)state;
  start(ONE);
  for (size_t i = 0; i < 5; i++) {
    no("Charge", unknown[i]);
    assert_int_equal(asked("Charge"), i + 1);
    stand_pass(&stand, LATER_MS);
    assert_int_equal(asked("Charge"), i + 2);
    assert_string_equal(key_of("Charge"), ONE "/pay");
  }
  yes("Charge");
  assert_int_equal(asked("Book"), 1);
  log_is("pay forward ok");
}

static void silence_is_an_unknown_outcome(void **state) {
  (void)state;
  start(ONE);
  stand_pass(&stand, TIMEOUT_MS);
  stand_pass(&stand, 20);
  assert_int_equal(asked("Charge"), 2);
  assert_string_equal(key_of("Charge"), ONE "/pay");
}

static void a_late_answer_to_an_old_attempt_changes_nothing(void **state) {
  struct stand_call first;

  (void)state;
  start(ONE);
  first = *call_of("Charge");
  stand_pass(&stand, TIMEOUT_MS);
  stand_pass(&stand, 20);
  stand_answer(&stand, &first, &(struct answer){.error = ERROR_DECLINED});
  row_is("running 0 ");
  yes("Charge");
  stand_answer(&stand, &first, &(struct answer){.error = ERROR_DECLINED});
  row_is("running 1 ");
  assert_int_equal(asked("Refund"), 0);
}

/* ---- backward ---- */

static void a_refusal_undoes_all_that_was_begun_in_reverse(void **state) {
  (void)state;
  start(ONE);
  yes("Charge");
  no("Book", ERROR_UNDELIVERABLE);
  row_is("compensating 1 undeliverable");
  assert_string_equal(key_of("Recall"), ONE "/ship");
  assert_int_equal(asked("Refund"), 0);
  yes("Recall");
  row_is("compensating 0 undeliverable");
  assert_string_equal(key_of("Refund"), ONE "/pay");
  yes("Refund");
  row_is("undone 0 undeliverable");
  log_is("pay forward ok, ship forward undeliverable, ship compensate ok, "
         "pay compensate ok");
  assert_int_equal(ends[SAGA_UNDONE], 1);
  assert_null(sagas_find(&sagas, ONE));
}

static void the_first_step_refused_undoes_only_itself(void **state) {
  (void)state;
  start(ONE);
  no("Charge", ERROR_DECLINED);
  yes("Refund");
  row_is("undone 0 payment-declined");
  assert_int_equal(asked("Book") + asked("Recall"), 0);
  assert_int_equal(steps_done, 0);
}

static void a_compensation_is_repeated_until_it_is_done(void **state) {
  static const enum error bad[] = {ERROR_UNAVAILABLE, ERROR_NOT_FOUND,
                                   ERROR_CONFLICT};

  (void)state;
  start(ONE);
  no("Charge", ERROR_DECLINED);
  for (size_t i = 0; i < 3; i++) {
    no("Refund", bad[i]);
    row_is("compensating 0 payment-declined");
    stand_pass(&stand, LATER_MS);
    assert_int_equal(asked("Refund"), i + 2);
    assert_string_equal(key_of("Refund"), ONE "/pay");
  }
  yes("Refund");
  row_is("undone 0 payment-declined");
}

static void a_finished_saga_can_be_taken_back(void **state) {
  (void)state;
  start(ONE);
  yes("Charge");
  yes("Book");
  undo(ONE);
  row_is("compensating 1 ");
  yes("Recall");
  yes("Refund");
  row_is("undone 0 ");
  log_is("pay forward ok, ship forward ok, ship compensate ok, "
         "pay compensate ok");
}

static void two_sagas_do_not_mix(void **state) {
  struct stand_call one, two;
  Shop__Payment payment = SHOP__PAYMENT__INIT;

  (void)state;
  start(ONE);
  one = *call_of("Charge");
  start(TWO);
  two = *call_of("Charge");
  stand_answer(&stand, &two, &(struct answer){.error = ERROR_DECLINED});
  stand_answer(&stand, &one, &(struct answer){.message = &payment.base});
  row_is("running 1 ");
  assert_string_equal(key_of("Refund"), TWO "/pay");
  assert_string_equal(key_of("Book"), ONE "/ship");
}

/* ---- what a crash leaves ---- */

/* The answer cannot be written down: the runtime forgets and resumes. */
static void lose_memory(const char *method) {
  assert_int_equal(db_script(stand.db, "CREATE TRIGGER broken BEFORE INSERT"
                                       " ON saga_log BEGIN SELECT"
                                       " raise(ABORT, 'no'); END"),
                   ERROR_OK);
  yes(method);
  assert_int_equal(db_script(stand.db, "DROP TRIGGER broken"), ERROR_OK);
  stand_pass(&stand, 200);
}

static void after_a_recovery_the_same_step_is_asked_again(void **state) {
  (void)state;
  start(ONE);
  lose_memory("Charge");
  assert_int_equal(asked("Charge"), 2);
  assert_int_equal(asked("Book"), 0);
  assert_string_equal(key_of("Charge"), ONE "/pay");
  yes("Charge");
  lose_memory("Book");
  assert_int_equal(asked("Book"), 2);
  assert_int_equal(asked("Charge"), 2);
  yes("Book");
  row_is("done 1 ");
  log_is("pay forward ok, ship forward ok");
}

static void after_a_recovery_it_still_goes_back(void **state) {
  (void)state;
  start(ONE);
  yes("Charge");
  no("Book", ERROR_UNDELIVERABLE);
  lose_memory("Recall");
  assert_int_equal(asked("Recall"), 2);
  assert_int_equal(asked("Refund"), 0);
  assert_int_equal(sagas_find(&sagas, ONE)->reason, ERROR_UNDELIVERABLE);
  assert_string_equal(sagas_find(&sagas, ONE)->detail, "because");
  yes("Recall");
  yes("Refund");
  row_is("undone 0 undeliverable");
}

static void a_finished_saga_is_not_resumed(void **state) {
  (void)state;
  start(ONE);
  yes("Charge");
  yes("Book");
  start(TWO);
  lose_memory("Charge");
  assert_null(sagas_find(&sagas, ONE));
  assert_non_null(sagas_find(&sagas, TWO));
  assert_int_equal(sagas.count, 1);
}

static void what_is_open_is_found_by_its_index(void **state) {
  struct cursor c;

  (void)state;
  db_query(&c, stand.db,
           "EXPLAIN QUERY PLAN SELECT id, state, step, reason, detail"
           " FROM sagas WHERE state IN ('running', 'compensating')",
           NO_VALUES);
  assert_true(db_next(&c));
  assert_non_null(strstr(db_text(&c, 3), "sagas_open"));
  assert_int_equal(db_end(&c), ERROR_OK);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, open_stand, close_stand)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(steps_follow_each_other_to_the_end),
      TEST(an_unknown_outcome_is_asked_again_with_the_same_key),
      TEST(silence_is_an_unknown_outcome),
      TEST(a_late_answer_to_an_old_attempt_changes_nothing),
      TEST(a_refusal_undoes_all_that_was_begun_in_reverse),
      TEST(the_first_step_refused_undoes_only_itself),
      TEST(a_compensation_is_repeated_until_it_is_done),
      TEST(a_finished_saga_can_be_taken_back),
      TEST(two_sagas_do_not_mix),
      TEST(after_a_recovery_the_same_step_is_asked_again),
      TEST(after_a_recovery_it_still_goes_back),
      TEST(a_finished_saga_is_not_resumed),
      TEST(what_is_open_is_found_by_its_index),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

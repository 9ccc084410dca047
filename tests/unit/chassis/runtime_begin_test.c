/*
 * runtime_begin_test -- a service whose database another process keeps busy:
 * what only reads is served, what would write waits, and is refused in the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "domain/payments/payments.pb-c.h"
#include "split/services/payments/service.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

enum { PATIENCE_MS = 5000, TOO_LONG_MS = 1001, A_TURN_MS = 500 };

static const char owner[] = "payments of /here";

static struct stage {
    char directory[64];
    struct stand lender; /* only its database is used */
    struct db *other;
    struct stand stand;
} stage;

static int open_stage(void **state)
{
    char path[96];
    (void)state;
    memset(&stage, 0, sizeof stage);
    snprintf(stage.directory, sizeof stage.directory,
             "/tmp/cleave-busy-XXXXXX");
    assert_non_null(mkdtemp(stage.directory));
    snprintf(path, sizeof path, "%s/t.db", stage.directory);
    assert_int_equal(db_open_shared(&stage.lender.db, path, owner), ERROR_OK);
    assert_int_equal(db_open_shared(&stage.other, path, owner), ERROR_OK);
    stand_new_sharing(&stage.stand, &payments_service, &stage.lender, 1);
    return 0;
}

static int close_stage(void **state)
{
    static const char *const tails[] = {"",      "-wal",   "-shm",
                                        ".lock", ".queue", ".life0"};
    char name[128];
    (void)state;
    stand_free(&stage.stand);
    db_close(stage.other);
    db_close(stage.lender.db);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s/t.db%s", stage.directory, tails[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(stage.directory), 0);
    return 0;
}

static struct stand_reply *charge(const char *key)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    in.key = (char *)key;
    in.order_id = (char *)"01ARZ3NDEKTSV4RRFFQ69G5FAV";
    in.customer_id = 7;
    in.amount = 1000;
    return stand_submit(&stage.stand, "Charge", &in.base, NULL, NULL);
}

static struct stand_reply *wallet(void)
{
    Payments__WalletRequest in = PAYMENTS__WALLET_REQUEST__INIT;
    in.customer_id = 7;
    return stand_submit(&stage.stand, "Wallet", &in.base, NULL, NULL);
}

static void others_write(void)
{
    assert_int_equal(db_begin_write(stage.other, PATIENCE_MS), ERROR_OK);
}

static void others_have_written(void)
{
    assert_int_equal(db_commit(stage.other), ERROR_OK);
}

static int64_t charges(void)
{
    return rules_int(stage.stand.db, "SELECT count(*) FROM charges");
}

static void what_reads_is_served_while_others_write(void **state)
{
    (void)state;
    others_write();
    struct stand_reply *first = charge("a/pay");
    struct stand_reply *read = wallet();
    int64_t start = clock_monotonic_ms();
    stand_turn(&stage.stand);
    assert_true(clock_monotonic_ms() - start < A_TURN_MS);
    assert_true(read->done);
    assert_int_equal(read->error, ERROR_OK);
    assert_false(first->done);
    others_have_written();
    stand_turn(&stage.stand);
    assert_true(first->done);
    assert_int_equal(first->error, ERROR_OK);
    assert_int_equal(charges(), 1);
}

static void what_writes_is_refused_when_that_lasts(void **state)
{
    (void)state;
    others_write();
    struct stand_reply *first = charge("a/pay");
    stand_turn(&stage.stand);
    assert_false(first->done);
    stand_pass(&stage.stand, TOO_LONG_MS);
    assert_true(first->done);
    assert_int_equal(first->error, ERROR_OVERLOADED);
    others_have_written();
    assert_int_equal(charges(), 0);
    /* The patience begins anew, and nothing of it is remembered. */
    first = charge("a/pay");
    stand_turn(&stage.stand);
    assert_int_equal(first->error, ERROR_OK);
    assert_int_equal(charges(), 1);
}

static void a_turn_that_only_reads_does_not_ask_for_the_lock(void **state)
{
    (void)state;
    struct stand_reply *read = wallet();
    others_write();
    stand_turn(&stage.stand);
    assert_true(read->done);
    others_have_written();
}

#define STAGED(test) \
    cmocka_unit_test_setup_teardown(test, open_stage, close_stage)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(what_reads_is_served_while_others_write),
        STAGED(what_writes_is_refused_when_that_lasts),
        STAGED(a_turn_that_only_reads_does_not_ask_for_the_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* cut_test -- what a cut makes of recorded work, on orders small enough to
 * count by hand. */
#include "tutor/lab/cut.h"

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

static struct arena arena;
static struct cut_record record;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1024 * 1024);
    record = (struct cut_record){0};
    cut_record_call(&record, "gateway", "orders");
    cut_record_commit(&record, "orders", "lines,orders,sagas", &arena);
    cut_record_call(&record, "orders", "payments");
    cut_record_commit(&record, "payments", "accounts,charges", &arena);
    cut_record_commit(&record, "orders", "orders,outbox", &arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct cut_result replay(const char *const *words, size_t count)
{
    struct cut cut;
    struct cut_result result;
    assert_int_equal(cut_choose(&cut, words, count, &arena), ERROR_OK);
    cut_replay(&cut, &record, &result);
    return result;
}

static struct cut_result replay_one(const char *word)
{
    return replay(&word, 1);
}

static void the_recorded_cut_gives_the_recorded_calls(void **state)
{
    (void)state;
    struct cut_result result = replay_one("business");
    assert_int_equal(result.calls, 2);
    assert_int_equal(result.services, 2);
    assert_int_equal(result.commits, 3);
    assert_int_equal(result.whole, 3);
    assert_int_equal(result.distributed, 0);
}

static void one_process_calls_nobody(void **state)
{
    (void)state;
    struct cut_result result = replay_one("one");
    assert_int_equal(result.calls, 1); /* the entrance's */
    assert_int_equal(result.services, 1);
    assert_int_equal(result.whole, 3);
}

static void a_service_for_each_table_distributes_what_wrote_two(void **state)
{
    (void)state;
    struct cut_result result = replay_one("table");
    assert_int_equal(result.services, 4); /* not sagas, not outbox */
    assert_int_equal(result.calls, 2 + 1 + 1);
    assert_int_equal(result.distributed, 2);
    assert_int_equal(result.whole, 1);
}

static void layers_keep_nothing_together(void **state)
{
    (void)state;
    struct cut_result result = replay_one("layer");
    assert_int_equal(result.whole, 0);
    assert_int_equal(result.distributed, 0);
    assert_int_equal(result.calls, 1 + 3);
    assert_int_equal(result.chatty, 3); /* rules and data talk all the time */
}

static void an_own_cut_moves_what_it_names(void **state)
{
    (void)state;
    const char *const merged[] = {"sales=orders,payments"};
    struct cut_result result = replay(merged, 1);
    assert_int_equal(result.calls, 1);
    assert_int_equal(result.services, 1);
    const char *const torn[] = {"money=charges"};
    result = replay(torn, 1);
    assert_int_equal(result.calls, 3);
    assert_int_equal(result.distributed, 1);
}

static void words_that_are_no_cut_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"tables", "=orders", "a=", "a=b,,c", ""};
    struct cut cut;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(cut_choose(&cut, &bad[i], 1, &arena), ERROR_USAGE);
}

static void more_than_fits_is_said(void **state)
{
    (void)state;
    for (int i = 0; i < CUT_CALLS + 1; i++)
        cut_record_call(&record, "a", "b");
    assert_true(record.full);
    assert_int_equal(record.call_count, CUT_CALLS);
}

/* Whatever was recorded: with borders only where they were, nothing is added;
 * with none, nothing crosses; and no cut loses a transaction. */
static void any_record_keeps_the_invariants(void **state)
{
    (void)state;
    static const char *const services[] = {"a", "b", "c", "d"};
    static const char *const tables[] = {"t,u", "u", "t,v,w", "sagas", "w,x"};
    uint64_t seed = 20;
    struct random random;
    print_message("seed %llu\n", (unsigned long long)seed);
    random_seed(&random, seed);
    for (int round = 0; round < 500; round++) {
        int calls = 0;
        record = (struct cut_record){0};
        for (int i = 0; i < 20; i++) {
            const char *from = services[random_below(&random, 4)];
            const char *to = services[random_below(&random, 4)];
            cut_record_call(&record, from, to);
            calls += from != to;
            cut_record_commit(&record, to, tables[random_below(&random, 5)],
                              &arena);
        }
        struct cut_result business = replay_one("business");
        struct cut_result one = replay_one("one");
        struct cut_result table = replay_one("table");
        assert_int_equal(business.calls, calls);
        assert_int_equal(business.distributed, 0);
        assert_int_equal(one.distributed, 0);
        assert_int_equal(one.whole, one.commits);
        assert_int_equal(table.commits, one.commits);
        assert_int_equal(table.whole + table.distributed, table.commits);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_recorded_cut_gives_the_recorded_calls),
        TEST(one_process_calls_nobody),
        TEST(a_service_for_each_table_distributes_what_wrote_two),
        TEST(layers_keep_nothing_together),
        TEST(an_own_cut_moves_what_it_names),
        TEST(words_that_are_no_cut_are_refused),
        TEST(more_than_fits_is_said),
        TEST(any_record_keeps_the_invariants)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

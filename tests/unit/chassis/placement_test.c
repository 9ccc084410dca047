/*
 * placement_test -- the ledger where there is one, and where there is none.
 */
#include "chassis/placement.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

struct shop {
    char home[64];
    char ledger[LIMIT_PATH_BYTES];
    struct places places;
};

static int setup(void **state)
{
    static struct shop shop;
    snprintf(shop.home, sizeof shop.home, "/tmp/cleave-placement-XXXXXX");
    assert_non_null(mkdtemp(shop.home));
    setenv("CLEAVE_HOME", shop.home, 1);
    assert_int_equal(places_find(&shop.places), ERROR_OK);
    assert_int_equal(places_make(&shop.places), ERROR_OK);
    assert_int_equal(places_database(&shop.places, PLACEMENT_LEDGER,
                                     shop.ledger, sizeof shop.ledger),
                     ERROR_OK);
    *state = &shop;
    return 0;
}

static int teardown(void **state)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock", ".queue"};
    struct shop *shop = *state;
    char name[LIMIT_PATH_BYTES + 8];
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s%s", shop->ledger, tails[i]);
        unlink(name);
    }
    rmdir(shop->places.run);
    rmdir(shop->places.state);
    return rmdir(shop->home);
}

static void write_ledger(const struct shop *shop, const char *sql)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, shop->ledger, DB_WRITER), ERROR_OK);
    assert_int_equal(db_script(db, sql), ERROR_OK);
    db_close(db);
}

static void nothing_is_said(struct shop *shop)
{
    struct placement place;
    int stage = 99;
    assert_int_equal(placement_stage(&shop->places, &stage), ERROR_OK);
    assert_int_equal(stage, PLACEMENT_NO_STAGE);
    assert_int_equal(placement_find(&shop->places, "payments", &place),
                     ERROR_OK);
    assert_false(place.known);
    assert_string_equal(place.database, "payments");
    assert_true(place.runs && place.door && !place.shared);
}

static void without_a_file_or_a_ledger_all_is_as_usual(void **state)
{
    struct shop *shop = *state;
    nothing_is_said(shop);
    assert_int_not_equal(access(shop->ledger, F_OK), 0); /* nor made */
    write_ledger(shop, "CREATE TABLE orders (id INTEGER)");
    nothing_is_said(shop);
    write_ledger(shop, placement_schema); /* one that has ended */
    nothing_is_said(shop);
}

static void the_ledger_speaks_of_whom_it_names(void **state)
{
    struct shop *shop = *state;
    struct placement place;
    int stage = 99;
    write_ledger(shop, placement_schema);
    write_ledger(shop, "INSERT INTO migration VALUES (1, 2);"
                       "INSERT INTO migration_places VALUES"
                       " ('payments', 'monolith', 1, 0, 1)");
    assert_int_equal(placement_stage(&shop->places, &stage), ERROR_OK);
    assert_int_equal(stage, 2);
    assert_int_equal(placement_find(&shop->places, "payments", &place),
                     ERROR_OK);
    assert_true(place.known && place.shared && place.door && !place.runs);
    assert_string_equal(place.database, "monolith");
    assert_int_equal(placement_find(&shop->places, "gateway", &place),
                     ERROR_OK);
    assert_true(!place.known && place.runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            without_a_file_or_a_ledger_all_is_as_usual, setup, teardown),
        cmocka_unit_test_setup_teardown(the_ledger_speaks_of_whom_it_names,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

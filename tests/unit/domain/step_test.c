/*
 * step_test -- the keys of steps.
 */
#include "domain/step.h"

#include "tests/support/cmocka_all.h"

static void a_key_names_the_order_and_the_step(void **state)
{
    char key[STEP_KEY_BYTES];

    (void)state;
    step_key(key, "01JABCDEFGHJKMNPQRSTVWXYZ0", STEP_RESERVE);
    assert_string_equal(key, "01JABCDEFGHJKMNPQRSTVWXYZ0/reserve");
}

static void empty_and_endless_names_are_refused(void **state)
{
    char endless[LIMIT_IDEMPOTENCY_KEY_BYTES + 2];

    (void)state;
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    assert_int_equal(step_check("k", "o"), ERROR_OK);
    assert_int_equal(step_check("", "o"), ERROR_UNPROCESSABLE);
    assert_int_equal(step_check("k", ""), ERROR_UNPROCESSABLE);
    assert_int_equal(step_check(endless, "o"), ERROR_UNPROCESSABLE);
    assert_int_equal(step_check("k", endless), ERROR_UNPROCESSABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_names_the_order_and_the_step),
        cmocka_unit_test(empty_and_endless_names_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

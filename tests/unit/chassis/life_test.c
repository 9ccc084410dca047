/*
 * life_test -- who lives, who is silent, who is over: with real processes.
 */
#include "chassis/life.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

struct place {
    char directory[64];
    char path[96];
};

static struct place make_place(void)
{
    struct place place = {.directory = "/tmp/cleave-life-XXXXXX"};
    assert_non_null(mkdtemp(place.directory));
    snprintf(place.path, sizeof place.path, "%s/t.db", place.directory);
    return place;
}

static void remove_place(const struct place *place)
{
    char name[128];
    for (int i = 0; i < LIFE_SLOTS; i++) {
        snprintf(name, sizeof name, "%s.life%d", place->path, i);
        unlink(name);
    }
    assert_int_equal(rmdir(place->directory), 0);
}

static void a_life_is_over_when_it_has_ended(void **state)
{
    (void)state;
    struct place place = make_place();
    struct life a, b;
    assert_int_equal(life_begin(&a, place.path, 111, 0), ERROR_OK);
    assert_int_equal(life_begin(&b, place.path, 222, 0), ERROR_OK);
    assert_true(a.number > 0 && b.number > 0 && a.number != b.number);
    assert_false(life_is_over(&a, b.number, 0));
    assert_false(life_is_over(&b, a.number, 0));
    assert_false(life_is_over(&a, a.number, 1000000)); /* it is asking */
    life_end(&b);
    assert_true(life_is_over(&a, b.number, 0));
    life_end(&a);
    remove_place(&place);
}

static void the_next_one_in_a_slot_is_another_life(void **state)
{
    (void)state;
    struct place place = make_place();
    struct life a, b, c;
    assert_int_equal(life_begin(&a, place.path, 111, 0), ERROR_OK);
    assert_int_equal(life_begin(&b, place.path, 222, 0), ERROR_OK);
    life_end(&b);
    assert_int_equal(life_begin(&c, place.path, 333, 0), ERROR_OK);
    assert_int_equal(c.number % LIFE_SLOTS, b.number % LIFE_SLOTS);
    assert_true(life_is_over(&a, b.number, 0));
    assert_false(life_is_over(&a, c.number, 0));
    life_end(&a);
    life_end(&c);
    remove_place(&place);
}

static void a_silent_life_is_over_until_it_gives_a_sign(void **state)
{
    (void)state;
    struct place place = make_place();
    struct life a, b;
    assert_int_equal(life_begin(&a, place.path, 111, 0), ERROR_OK);
    assert_int_equal(life_begin(&b, place.path, 222, 0), ERROR_OK);
    assert_false(life_is_over(&a, b.number, LIFE_SILENT_MS));
    assert_true(life_is_over(&a, b.number, LIFE_SILENT_MS + 1));
    life_sign(&b, LIFE_SILENT_MS);
    assert_false(life_is_over(&a, b.number, LIFE_SILENT_MS + 1));
    life_end(&a);
    life_end(&b);
    remove_place(&place);
}

static void there_are_only_so_many(void **state)
{
    (void)state;
    struct place place = make_place();
    struct life all[LIFE_SLOTS], more;
    for (int i = 0; i < LIFE_SLOTS; i++)
        assert_int_equal(life_begin(&all[i], place.path, 7, 0), ERROR_OK);
    assert_int_equal(life_begin(&more, place.path, 7, 0), ERROR_OVERLOADED);
    life_end(&all[3]);
    assert_int_equal(life_begin(&more, place.path, 7, 0), ERROR_OK);
    life_end(&more);
    for (int i = 0; i < LIFE_SLOTS; i++)
        life_end(&all[i]);
    remove_place(&place);
}

static void a_killed_process_is_over_at_once_and_a_stopped_one_is_not(
    void **state)
{
    (void)state;
    struct place place = make_place();
    struct life ours;
    int ends[2], status;
    int64_t number = 0;
    assert_int_equal(life_begin(&ours, place.path, 111, 0), ERROR_OK);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct life theirs;
        close(ours.fd); /* the lock is the parent's as long as it has it */
        if (life_begin(&theirs, place.path, 222, 0) ||
            write(ends[1], &theirs.number, sizeof theirs.number) < 0)
            _exit(1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ends[0], &number, sizeof number), sizeof number);
    assert_false(life_is_over(&ours, number, 0));
    assert_int_equal(kill(pid, SIGSTOP), 0);
    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_false(life_is_over(&ours, number, 0));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(life_is_over(&ours, number, 0));
    close(ends[0]);
    close(ends[1]);
    life_end(&ours);
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_life_is_over_when_it_has_ended),
        cmocka_unit_test(the_next_one_in_a_slot_is_another_life),
        cmocka_unit_test(a_silent_life_is_over_until_it_gives_a_sign),
        cmocka_unit_test(there_are_only_so_many),
        cmocka_unit_test(
            a_killed_process_is_over_at_once_and_a_stopped_one_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * lab_file -- what a broken experiment is told, and that no bytes break it.
 */
#include "tests/support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/limits.h"
#include "chassis/random.h"
#include "tutor/lab/lab_file.h"

#define TEXTS                                                \
    "title.en a\ntitle.ko b\nask.en c\nask.ko d\nwhy.en e\n" \
    "why.ko f\non both\npredict split.good percent within 5\n"

static const char sound[] = TEXTS
    "load reads 10/s for 2s as reads\n"
    "at 1s  kill payments both as killed # all of it\n"
    "measure good = ok% of reads in killed.end+100ms..2s\n"
    "measure ratio = p99 of split.reads / p99 of monolith.reads\n"
    "expect split.good >= 99% and ratio > 0\n"
    "steady count of killed.processes[name=payments][state=killed].pid == 1\n";

static enum error parse(const char *text, struct arena *arena)
{
    struct lab_file *file = arena_alloc(arena, sizeof *file);
    return lab_file_parse(file, "x.lab", (struct slice){text, strlen(text)},
                          arena);
}

static void a_sound_file_is_read(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    struct lab_file *file = arena_alloc(&arena, sizeof *file);
    assert_int_equal(lab_file_parse(file, "a/x.lab",
                                    (struct slice){sound, strlen(sound)},
                                    &arena),
                     ERROR_OK);
    assert_string_equal(file->name, "x");
    assert_int_equal(file->action_count, 2);
    assert_string_equal(file->actions[1].command, "kill payments both");
    assert_string_equal(file->actions[1].name, "killed");
    assert_int_equal(file->actions[1].at_ms, 1000);
    assert_true(file->measures[0].shaped);
    assert_false(file->measures[1].shaped);
    assert_true(file->expects[1].steady);
    assert_int_equal(lab_file_without(file, &arena), ERROR_OK);
    assert_int_equal(file->action_count, 1);
    arena_release(&arena);
}

static void what_waits_for_loads_stands_on_the_time_line(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    struct lab_file *file = arena_alloc(&arena, sizeof *file);
    const char *text = arena_format(&arena, "%safter  status as w\n", sound);
    assert_int_equal(lab_file_parse(file, "x.lab",
                                    (struct slice){text, strlen(text)}, &arena),
                     ERROR_OK);
    assert_int_equal(file->actions[2].when, LAB_AT);
    assert_true(file->actions[2].after_loads);
    assert_false(file->actions[1].after_loads);
    assert_string_equal(file->actions[2].name, "w");
    arena_release(&arena);
}

static void a_broken_line_is_named_with_its_reason(void **state)
{
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"at 1s kil payments", "x.lab:9: `kil payments`"},
        {"at soon kill payments", "x.lab:9: \"soon\""},
        {"messure a = 1", "did you mean `measure`"},
        {"measure a = ok% of nothing", "x.lab:9: there is no load"},
        {"measure a = (1 + 2", "x.lab:9: the line ends too early"},
        {"measure A = 1", "x.lab:9: \"A\" is not a name"},
        {"expect 1", "x.lab:9: the line ends too early"},
        {"expect a.b == 1", "x.lab:9: there is no load, answer or measure"},
        {"load reads 10/s during 2s", "x.lab:9: `load reads"},
        {"at 1s shell", "x.lab:9: `shell` cannot"},
        {"without kill payments", "x.lab:9: no line of this file runs"},
        {"why.en \xff", "x.lab:9: this line is not UTF-8"},
    };
    struct arena arena;
    char text[1024];
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text,
                 TEXTS "%s\nload reads 10/s for 2s\n"
                       "measure good = ok%% of reads\n"
                       "expect split.good >= 0\n",
                 rows[i].line);
        enum error error = parse(text, &arena);
        assert_int_equal(error, ERROR_UNPROCESSABLE);
        if (!strstr(error_detail(error), rows[i].says))
            fail_msg("\"%s\" is told: %s", rows[i].line, error_detail(error));
    }
    arena_release(&arena);
}

static void no_bytes_break_the_parser(void **state)
{
    const char *said = getenv("CLEAVE_SEED");
    uint64_t seed = said ? strtoull(said, NULL, 10) : 1;
    struct random random;
    struct arena arena;
    char text[sizeof sound];
    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    random_seed(&random, seed);
    for (int round = 0; round < 3000; round++) {
        arena_init(&arena, LIMIT_ARENA_BYTES);
        memcpy(text, sound, sizeof text);
        size_t changes = 1 + random_below(&random, 8);
        for (size_t i = 0; i < changes; i++)
            text[random_below(&random, sizeof text - 1)] =
                i % 2 ? (char)random_below(&random, 256)
                      : "()[].~*=\"%+-\n ab5"[random_below(&random, 17)];
        struct lab_file *file = arena_alloc(&arena, sizeof *file);
        enum error error = lab_file_parse(
            file, "x.lab", (struct slice){text, sizeof text - 1}, &arena);
        if (error)
            assert_non_null(strstr(error_detail(error), "x.lab"));
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_file_is_read),
        cmocka_unit_test(what_waits_for_loads_stands_on_the_time_line),
        cmocka_unit_test(a_broken_line_is_named_with_its_reason),
        cmocka_unit_test(no_bytes_break_the_parser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * shelf_coverage_test -- what a lesson of this tree promises is taught, shown
 * and asked, in both languages.
 *
 * Reads the real files, from the root of the tree or $CLEAVE_CONTENT. Claims
 * whose lesson is not yet written are counted, said, and no failure. The same
 * files with one piece taken out must show the hole: a check that cannot fail
 * is no check.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tutor/study/coverage.h"

static struct content content;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    const char *root = getenv("CLEAVE_CONTENT");
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct coverage *load(const struct content *from)
{
    struct coverage *coverage = arena_alloc(&arena, sizeof *coverage);
    assert_non_null(coverage);
    enum error error = coverage_load(from, &arena, coverage);
    if (error)
        fail_msg("%s", error_detail(error));
    return coverage;
}

static const char *const what[] = {[COVERAGE_NOT_TAUGHT] = "taught",
                                   [COVERAGE_NOT_SHOWN] = "shown",
                                   [COVERAGE_NOT_ASKED] = "asked"};

static void no_lesson_leaves_a_hole(void **state)
{
    (void)state;
    const struct coverage *coverage = load(&content);
    size_t holes = 0, later = 0;
    for (size_t i = 0; i < coverage->count; i++) {
        const struct coverage_claim *claim = &coverage->claims[i];
        enum coverage_hole hole = coverage_hole(claim);
        if (hole)
            print_error("%s is not %s in both languages (%s)\n", claim->id,
                        what[hole], claim->english);
        holes += hole != COVERAGE_NO_HOLE;
        if (!claim->promised)
            print_message("no lesson yet: %s %s\n", claim->id, claim->english);
        later += !claim->promised;
    }
    print_message("%zu claims, %zu without a lesson yet\n", coverage->count,
                  later);
    assert_true(coverage->count > later);
    assert_int_equal(holes, 0);
}

/* ---- a copy of the tree, with one file left out ---- */

static const char *const rooms[] = {"docs",
                                    "docs/ko",
                                    "docs/en",
                                    "docs/ko/lessons",
                                    "docs/en/lessons",
                                    "docs/ko/quiz",
                                    "docs/en/quiz",
                                    "tutor",
                                    "tutor/lab",
                                    "tutor/lab/experiments"};
enum { ROOMS = sizeof rooms / sizeof *rooms };
static char copy[] = "/tmp/cleave-shelf-XXXXXX";

/* Links to the files of one room, all but that one. */
static void make_room(const char *room, const char *but)
{
    const struct dirent *entry;
    const char *to = arena_format(&arena, "%s/%s", copy, room);
    char *from =
        realpath(arena_format(&arena, "%s/%s", content.root, room), NULL);
    assert_non_null(from);
    assert_int_equal(mkdir(to, 0700), 0);
    DIR *directory = opendir(from);
    assert_non_null(directory);
    while ((entry = readdir(directory))) {
        const char *name = arena_format(&arena, "%s/%s", room, entry->d_name);
        const char *file = arena_format(&arena, "%s/%s", from, entry->d_name);
        struct stat facts;
        if (strcmp(name, but) != 0 && stat(file, &facts) == 0 &&
            S_ISREG(facts.st_mode))
            assert_int_equal(
                symlink(file, arena_format(&arena, "%s/%s", copy, name)), 0);
    }
    closedir(directory);
    free(from);
}

static void remove_room(const char *path)
{
    const struct dirent *entry;
    DIR *directory = opendir(path);
    while (directory && (entry = readdir(directory)))
        unlink(arena_format(&arena, "%s/%s", path, entry->d_name));
    if (directory)
        closedir(directory);
    assert_int_equal(rmdir(path), 0);
}

static enum coverage_hole hole_without(const char *file, const char *id)
{
    struct content other;
    enum coverage_hole hole = COVERAGE_NO_HOLE;
    memcpy(copy + sizeof copy - 7, "XXXXXX", 6);
    assert_non_null(mkdtemp(copy));
    for (int i = 0; i < ROOMS; i++)
        make_room(rooms[i], file);
    assert_int_equal(content_open(&other, copy), ERROR_OK);
    const struct coverage *coverage = load(&other);
    for (size_t i = 0; i < coverage->count; i++)
        if (strcmp(coverage->claims[i].id, id) == 0)
            hole = coverage_hole(&coverage->claims[i]);
    for (int i = ROOMS - 1; i >= 0; i--)
        remove_room(arena_format(&arena, "%s/%s", copy, rooms[i]));
    assert_int_equal(rmdir(copy), 0);
    return hole;
}

static void a_missing_experiment_is_a_hole(void **state)
{
    (void)state;
    assert_int_equal(hole_without("tutor/lab/experiments/boundaries.lab", "F4"),
                     COVERAGE_NOT_SHOWN);
    assert_int_equal(hole_without("tutor/lab/experiments/breaker.lab", "F4"),
                     COVERAGE_NO_HOLE);
}

static void a_missing_quiz_of_one_language_is_a_hole(void **state)
{
    (void)state;
    assert_int_equal(hole_without("docs/en/quiz/04-boundaries.md", "R1"),
                     COVERAGE_NOT_ASKED);
}

static void a_lesson_of_one_language_is_a_hole(void **state)
{
    (void)state;
    assert_int_equal(hole_without("docs/ko/lessons/04-boundaries.md", "F4"),
                     COVERAGE_NOT_TAUGHT);
}

static void a_claim_without_any_lesson_is_no_hole(void **state)
{
    (void)state;
    const struct coverage_claim none = {.id = "Z1"};
    const struct coverage_claim promised = {.id = "Z2", .promised = true};
    assert_int_equal(coverage_hole(&none), COVERAGE_NO_HOLE);
    assert_int_equal(coverage_hole(&promised), COVERAGE_NOT_TAUGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_lesson_leaves_a_hole),
        cmocka_unit_test(a_missing_experiment_is_a_hole),
        cmocka_unit_test(a_missing_quiz_of_one_language_is_a_hole),
        cmocka_unit_test(a_lesson_of_one_language_is_a_hole),
        cmocka_unit_test(a_claim_without_any_lesson_is_no_hole),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

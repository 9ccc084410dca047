/*
 * quiz_file_test -- each kind is read, each mistake is named with its line,
 * and no bytes at all make the parser fall over.
 *
 * Seed: CLEAVE_SEED=N repeats a run of the fuzz test.
 */
#include "tutor/study/quiz_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tutor/study/content.h"

static const char sample[] = "# Calls that fail\n"
                             "\n"
                             "## 08-one \xc2\xb7 one \xc2\xb7 P8 P9\n"
                             "\n"
                             "What does an open breaker do?\n"
                             "> Think of the caller.\n"
                             "\n"
                             "- [ ] it waits\n"
                             "  That would hold the caller. `lab run breaker`\n"
                             "- [x] it refuses at once\n"
                             "  Yes: fail fast.\n"
                             "\n"
                             "  ```\n"
                             "## no heading\n"
                             "  ```\n"
                             "\n"
                             "## 08-many \xc2\xb7 many \xc2\xb7 P8\n"
                             "Which?\n"
                             "- [x] a\n"
                             "  because\n"
                             "- [x] b\n"
                             "  because\n"
                             "- [ ] c\n"
                             "  not\n"
                             "## 08-order \xc2\xb7 order \xc2\xb7 P9\n"
                             "Put in order.\n"
                             "1. closed\n"
                             "   calls pass\n"
                             "2. open\n"
                             "   calls end\n"
                             "3. half-open\n"
                             "   a few pass\n"
                             "## 08-gap \xc2\xb7 gap \xc2\xb7 P9\n"
                             "A breaker goes from ___ to ___.\n"
                             "= closed | \xeb\x8b\xab\xed\x9e\x98\n"
                             "= open\n"
                             "\n"
                             "It opens.\n"
                             "## 08-number \xc2\xb7 number \xc2\xb7 P8\n"
                             "How many?\n"
                             "= 27 \xc2\xb1 10%\n"
                             "3 by 3 by 3\n"
                             "## 08-line \xc2\xb7 line \xc2\xb7 P8\n"
                             "Which line?\n"
                             "```c\n"
                             "a();\n"
                             "- [x] b();\n"
                             "```\n"
                             "- [x] 2\n"
                             "  it is\n"
                             "- [ ] *\n"
                             "  fine\n"
                             "## 08-predict \xc2\xb7 predict\n"
                             "How much?\n"
                             "= retry-storm:split.calls \xc2\xb1 10%\n"
                             "As measured.\n";

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 * 1024 * 1024);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void every_kind_is_read(void **state)
{
    (void)state;
    struct quiz_file quiz;
    enum error error =
        quiz_file_parse("docs/en/quiz/08-x.md", sample, &arena, &quiz);
    if (error)
        fail_msg("%s", error_detail(error));
    assert_string_equal(quiz.title, "Calls that fail");
    assert_int_equal(quiz.count, QUESTION_KIND_COUNT);
    const struct question *one = quiz_file_question(&quiz, "08-one");
    assert_non_null(one);
    assert_int_equal(one->claim_count, 2);
    assert_string_equal(one->hint, "Think of the caller.");
    assert_string_equal(one->text, "What does an open breaker do?");
    assert_false(one->options[0].right);
    assert_non_null(strstr(one->options[1].explanation, "## no heading"));
    const struct question *order = quiz_file_question(&quiz, "08-order");
    assert_string_equal(order->options[2].text, "half-open");
    const struct question *gap = quiz_file_question(&quiz, "08-gap");
    assert_int_equal(gap->gap_count, 2);
    assert_int_equal(gap->gaps[0].count, 2);
    assert_string_equal(gap->explanation, "It opens.");
    const struct question *number = quiz_file_question(&quiz, "08-number");
    assert_true(number->number == 27 && number->tolerance == 10 &&
                number->tolerance_percent);
    const struct question *line = quiz_file_question(&quiz, "08-line");
    assert_int_equal(line->code_lines, 2);
    assert_int_equal(line->options[0].line, 2);
    assert_int_equal(line->options[1].line, 0);
    const struct question *predict = quiz_file_question(&quiz, "08-predict");
    assert_int_equal(predict->claim_count, 0);
    assert_string_equal(predict->experiment, "retry-storm");
    assert_string_equal(predict->measure, "split.calls");
}

/* Where a file is wrong, and a word of what is said about it. */
static const struct {
    const char *text;
    int line;
    const char *said;
} mistakes[] = {
    {"## 08-a · one · P8\nq\n- [x] a\n  b\n- [ ] c\n  d\n", 1, "no title"},
    {"# T\n", 1, "no question"},
    {"# T\n## 09-a · one · P8\nq\n", 2, "begin with the number"},
    {"# T\n## 08-A · one · P8\nq\n", 2, "is no id"},
    {"# T\n## 08-a · cheese · P8\nq\n", 2, "no kind of question"},
    {"# T\n## 08-a · one · p8\nq\n", 2, "is no claim"},
    {"# T\n## 08-a · one · P8\n- [x] a\n  b\n- [ ] c\n  d\n", 2,
     "asks nothing"},
    {"# T\n## 08-a · one · P8\nq\n- [x] a\n  b\n", 2, "at least two"},
    {"# T\n## 08-a · one · P8\nq\n- [x] a\n  b\n- [x] c\n  d\n", 2,
     "2 right answers"},
    {"# T\n## 08-a · many · P8\nq\n- [ ] a\n  b\n- [ ] c\n  d\n", 2,
     "no right answer"},
    {"# T\n## 08-a · one · P8\nq\n- [x] a\n  b\n- [ ] c\n", 2, "not explained"},
    {"# T\n## 08-a · one · P8\nq\n- [x] a\nb\n- [ ] c\n  d\n", 5,
     "indent its explanation"},
    {"# T\n## 08-a · one · P8\nq\n- [x] a\n  b\n- [ ] a\n  d\n", 2, "twice"},
    {"# T\n## 08-a · order · P8\nq\n1. a\n   b\n2. c\n   d\n", 2,
     "at least three"},
    {"# T\n## 08-a · gap · P8\nq ___ and ___\n= a\nb\n", 2, "each gap has one"},
    {"# T\n## 08-a · gap · P8\nq ___\n= | \nb\n", 4, "no accepted answer"},
    {"# T\n## 08-a · gap · P8\nq ___\n= a\n", 2, "not explained"},
    {"# T\n## 08-a · number · P8\nq\n= 27\nb\n", 4, "no tolerance"},
    {"# T\n## 08-a · number · P8\nq\n= many ± 1\nb\n", 4, "is no number"},
    {"# T\n## 08-a · number · P8\nq\n= 27 ± x\nb\n", 4, "tolerance"},
    {"# T\n## 08-a · number · P8\nq\n= 27 ± 1\n= 28 ± 1\nb\n", 5, "second ="},
    {"# T\n## 08-a · number · P8\nq\n", 2, "no answer"},
    {"# T\n## 08-a · line · P8\nq\n- [x] 1\n  b\n- [ ] *\n  d\n", 2,
     "no code block"},
    {"# T\n## 08-a · line · P8\nq\n```\nx\n```\n- [x] 2\n  b\n- [ ] *\n  d\n",
     2, "no line of the code"},
    {"# T\n## 08-a · predict · P8\nq\n= breaker ± 1\nb\n", 4, "no measure"},
    {"# T\n## 08-a · one · P8\nq\n```\nx\n", 5, "not closed"},
    {"# T\n## 08-a · gap · P8\nq ___\n= a\nb\n## 08-a · gap · P8\nq ___\n= "
     "a\nb\n",
     6, "already"},
};

static void every_mistake_is_named_with_its_line(void **state)
{
    (void)state;
    struct quiz_file quiz;
    char place[64];
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        snprintf(place, sizeof place,
                 "docs/en/quiz/08-x.md:%d: ", mistakes[i].line);
        enum error error = quiz_file_parse("docs/en/quiz/08-x.md",
                                           mistakes[i].text, &arena, &quiz);
        if (error != ERROR_MALFORMED)
            fail_msg("taken: %s", mistakes[i].text);
        if (!strstr(error_detail(error), place) ||
            !strstr(error_detail(error), mistakes[i].said))
            fail_msg("%s%s, but said: %s", place, mistakes[i].said,
                     error_detail(error));
    }
}

/* One line less, one twice, or some bytes changed. */
static void spoil(struct random *random, char *text, size_t *length,
                  size_t room)
{
    size_t from = (size_t)random_below(random, *length);
    size_t piece = 1 + (size_t)random_below(random, 40);
    if (piece > *length - from)
        piece = *length - from;
    switch (random_below(random, 3)) {
    case 0:
        memmove(text + from, text + from + piece, *length - from - piece);
        *length -= piece;
        break;
    case 1:
        if (*length + piece >= room)
            return;
        memmove(text + from + piece, text + from, *length - from);
        *length += piece;
        break;
    default:
        text[from] = "#-=[]|`~ \n>.\xc2\xb1_9"[random_below(random, 16)];
    }
    if (*length == 0)
        text[(*length)++] = '#';
}

static void no_bytes_make_it_fall_over(void **state)
{
    (void)state;
    const char *given = getenv("CLEAVE_SEED");
    uint64_t seed =
        given ? strtoull(given, NULL, 10) : (uint64_t)clock_wall_ms();
    struct random random;
    char text[2 * sizeof sample];
    int taken = 0;
    print_message("seed %llu\n", (unsigned long long)seed);
    random_seed(&random, seed);
    for (int round = 0; round < 20000; round++) {
        struct quiz_file quiz;
        size_t length = sizeof sample - 1;
        memcpy(text, sample, length);
        for (uint64_t i = random_below(&random, 8) + 1; i > 0; i--)
            spoil(&random, text, &length, sizeof text - 1);
        text[length] = '\0';
        enum error error =
            quiz_file_parse("docs/en/quiz/08-x.md", text, &arena, &quiz);
        taken += error == ERROR_OK;
        assert_true(error == ERROR_OK || error == ERROR_MALFORMED);
        if (error)
            assert_non_null(strstr(error_detail(error), "08-x.md:"));
        arena_reset(&arena);
    }
    assert_in_range(taken, 100, 19900); /* both ways were taken */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(every_mistake_is_named_with_its_line),
        cmocka_unit_test(no_bytes_make_it_fall_over),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

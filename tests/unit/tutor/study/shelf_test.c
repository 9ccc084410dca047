/*
 * shelf_test -- the content of this tree: both languages say the same, and
 * what a lesson points at is there.
 *
 * Reads the real files, from the root of the tree. A lesson that exists must
 * be whole; lessons that are not yet written are no failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/table.h"
#include "tutor/study/coverage.h"
#include "tutor/study/quiz_file.h"

static struct content content;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    const char *root = getenv("CLEAVE_CONTENT");
    arena_init(&arena, 256 * 1024 * 1024);
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct content_list *list_of(enum content_kind kind)
{
    struct content_list *list = arena_alloc(&arena, sizeof *list);
    assert_non_null(list);
    assert_int_equal(content_list(&content, kind, &arena, list), ERROR_OK);
    return list;
}

static struct content_text text_of(const struct content_list *list, size_t i,
                                   bool korean)
{
    struct content_text text = {0};
    enum error error = content_read(&content, list->kind, &list->items[i],
                                    korean, &arena, &text);
    if (error)
        fail_msg("%s", error_detail(error));
    return text;
}

static void every_file_is_there_in_both_languages(void **state)
{
    (void)state;
    for (int kind = CONTENT_LESSON; kind <= CONTENT_ESSAY; kind++) {
        const struct content_list *list = list_of((enum content_kind)kind);
        for (size_t i = 0; i < list->count; i++)
            if (!list->items[i].korean || !list->items[i].english)
                fail_msg("%s is missing in %s", list->items[i].name,
                         list->items[i].korean ? "English" : "Korean");
    }
}

static void every_lesson_has_a_quiz(void **state)
{
    (void)state;
    const struct content_list *lessons = list_of(CONTENT_LESSON);
    const struct content_list *quizzes = list_of(CONTENT_QUIZ);
    const struct content_item *found;
    for (size_t i = 0; i < lessons->count; i++)
        if (content_pick(quizzes, lessons->items[i].name, &found) != ERROR_OK)
            fail_msg("%s has no quiz", lessons->items[i].name);
}

static struct quiz_file quiz_of(const struct content_list *list, size_t i,
                                bool korean)
{
    struct quiz_file quiz = {0};
    struct content_text text = text_of(list, i, korean);
    enum error error = quiz_file_parse(text.path, text.text, &arena, &quiz);
    if (error)
        fail_msg("%s", error_detail(error));
    return quiz;
}

static void twins(const struct question *a, const struct question *b)
{
    bool alike =
        a->kind == b->kind && a->claim_count == b->claim_count &&
        a->option_count == b->option_count && a->gap_count == b->gap_count &&
        a->number == b->number && a->tolerance == b->tolerance &&
        a->tolerance_percent == b->tolerance_percent && !a->hint == !b->hint;
    for (size_t i = 0; alike && i < a->claim_count; i++)
        alike = strcmp(a->claims[i], b->claims[i]) == 0;
    if (alike && a->kind == QUESTION_PREDICT)
        alike = strcmp(a->experiment, b->experiment) == 0 &&
                strcmp(a->measure, b->measure) == 0;
    /* what was typed means the same when the language changes */
    for (size_t i = 0; alike && i < a->option_count; i++)
        alike = a->options[i].right == b->options[i].right &&
                a->options[i].line == b->options[i].line;
    if (!alike)
        fail_msg("%s is not the same question in both languages", a->id);
}

static void every_question_has_its_twin(void **state)
{
    (void)state;
    const struct content_list *list = list_of(CONTENT_QUIZ);
    size_t questions = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct quiz_file english = quiz_of(list, i, false);
        struct quiz_file korean = quiz_of(list, i, true);
        if (english.count != korean.count)
            fail_msg("%s has %zu questions in English, %zu in Korean",
                     list->items[i].name, english.count, korean.count);
        for (size_t j = 0; j < english.count; j++) {
            const struct question *twin =
                quiz_file_question(&korean, english.questions[j].id);
            if (!twin)
                fail_msg("%s has no Korean twin", english.questions[j].id);
            twins(&english.questions[j], twin);
        }
        questions += english.count;
    }
    print_message("%zu questions in each language\n", questions);
}

static void what_a_lesson_claims_is_taught_and_asked(void **state)
{
    (void)state;
    static struct coverage coverage;
    enum error error = coverage_load(&content, &arena, &coverage);
    if (error)
        fail_msg("%s", error_detail(error));
    for (size_t i = 0; i < coverage.count; i++) {
        const struct coverage_claim *claim = &coverage.claims[i];
        if (claim->taught[0] != claim->taught[1])
            fail_msg("%s is taught in one language only", claim->id);
        if (claim->taught[0] && !(claim->asked[0] && claim->asked[1]))
            fail_msg("%s is taught and not asked", claim->id);
    }
}

/* ---- sections, links, markers ---- */

static const char *const sections[2][8] = {
    {"The question", "The idea", "In this shop", "What it costs", "When not to",
     "The experiment", "In the products", "Summary"},
    {"던지는 질문", "핵심 생각", "이 상점에서는", "치르는 값",
     "쓰지 말아야 할 때", "실험", "제품에서는", "답안 요약"}};

static void every_lesson_has_its_eight_sections(void **state)
{
    (void)state;
    const struct content_list *list = list_of(CONTENT_LESSON);
    for (size_t i = 0; i < 2 * list->count; i++) {
        struct content_text text = text_of(list, i / 2, i % 2);
        struct content_lines lines;
        struct content_line line;
        size_t found = 0;
        bool code = false;
        content_lines_begin(&lines, text.path, text.text);
        while (content_lines_next(&lines, &line)) {
            code ^= content_line_begins(line, "```");
            if (code || !content_line_begins(line, "## "))
                continue;
            if (found == 8 ||
                line.length != 3 + strlen(sections[i % 2][found]) ||
                strncmp(line.text + 3, sections[i % 2][found],
                        line.length - 3) != 0)
                fail_msg("%s:%d: section %zu is another one", text.path,
                         line.number, found + 1);
            found++;
        }
        if (found != 8)
            fail_msg("%s has %zu sections of 8", text.path, found);
    }
}

/* "](../../../split/x.c)": from the lesson's directory. */
static void links_exist_in(const struct content_text *text)
{
    const char *slash = strrchr(text->path, '/');
    for (const char *at = text->text; (at = strstr(at, "](")); at++) {
        size_t length = strcspn(at + 2, ")#\n");
        if (strncmp(at + 2, "http", 4) == 0 || length == 0)
            continue;
        const char *path = arena_format(&arena, "%s/%.*s/%.*s", content.root,
                                        (int)(slash - text->path), text->path,
                                        (int)length, at + 2);
        if (!path || access(path, R_OK) != 0)
            fail_msg("%s: the link %.*s leads nowhere", text->path, (int)length,
                     at + 2);
    }
}

static void every_link_leads_somewhere(void **state)
{
    (void)state;
    for (int kind = CONTENT_LESSON; kind <= CONTENT_ESSAY; kind++) {
        const struct content_list *list = list_of((enum content_kind)kind);
        for (size_t i = 0; i < 2 * list->count; i++) {
            struct content_text text = text_of(list, i / 2, i % 2);
            links_exist_in(&text);
        }
    }
}

/* "](path) (`TOUR: name`)": the marker stands once in that file. */
static void markers_exist_in(const struct content_text *text)
{
    static const char mark[] = ") (`TOUR: ";
    struct content_text source = {0};
    char marker[LIMIT_NAME_BYTES + 16];
    const char *slash = strrchr(text->path, '/');
    for (const char *at = text->text; (at = strstr(at, mark)); at++) {
        const char *from = at;
        while (from > text->text && strncmp(from, "](", 2) != 0)
            from--;
        const char *name = at + sizeof mark - 1;
        snprintf(marker, sizeof marker, "/* TOUR: %.*s */",
                 (int)strcspn(name, "`\n"), name);
        const char *path = arena_format(&arena, "%s/%.*s/%.*s", content.root,
                                        (int)(slash - text->path), text->path,
                                        (int)(at - from - 2), from + 2);
        if (!path || content_load(path, &arena, &source) != ERROR_OK)
            fail_msg("%s: %s", text->path, error_detail(ERROR_NOT_FOUND));
        const char *first = strstr(source.text, marker);
        if (!first || strstr(first + 1, marker))
            fail_msg("%s: %s stands not once in %s", text->path, marker, path);
    }
}

static void every_marker_stands_once(void **state)
{
    (void)state;
    const struct content_list *list = list_of(CONTENT_LESSON);
    for (size_t i = 0; i < 2 * list->count; i++) {
        struct content_text text = text_of(list, i / 2, i % 2);
        markers_exist_in(&text);
    }
}

/* ---- what a learner is told to type ---- */

static void check_command(const struct content_text *text,
                          struct content_line line)
{
    char *words[ARGS_WORDS];
    size_t count = 0;
    struct args args;
    const char *typed = arena_copy(&arena, line.text, line.length);
    if (!typed ||
        args_split(typed, &arena, words, ARGS_WORDS, &count) != ERROR_OK)
        fail_msg("%s:%d: cannot be split into words", text->path, line.number);
    if (count == 0 || *words[0] == '#')
        return;
    size_t first = strcmp(words[0], "cleave") == 0 && count > 1;
    const struct command *command = command_find(words[first]);
    if (!command)
        fail_msg("%s:%d: there is no command %s", text->path, line.number,
                 words[first]);
    if (args_parse(&args, command->options, words + first + 1,
                   count - first - 1) != ERROR_OK)
        fail_msg("%s:%d: %s", text->path, line.number,
                 error_detail(ERROR_USAGE));
    if (args.count < command->least || args.count > command->most)
        fail_msg("%s:%d: %s takes %s", text->path, line.number, command->name,
                 command->synopsis);
}

static void every_command_of_a_lesson_can_be_typed(void **state)
{
    (void)state;
    const struct content_list *list = list_of(CONTENT_LESSON);
    for (size_t i = 0; i < 2 * list->count; i++) {
        struct content_text text = text_of(list, i / 2, i % 2);
        struct content_lines lines;
        struct content_line line;
        bool inside = false;
        content_lines_begin(&lines, text.path, text.text);
        while (content_lines_next(&lines, &line)) {
            if (content_line_begins(line, "```"))
                inside = !inside && content_line_begins(line, "```cleave");
            else if (inside)
                check_command(&text, line);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_there_in_both_languages),
        cmocka_unit_test(every_lesson_has_a_quiz),
        cmocka_unit_test(every_question_has_its_twin),
        cmocka_unit_test(what_a_lesson_claims_is_taught_and_asked),
        cmocka_unit_test(every_lesson_has_its_eight_sections),
        cmocka_unit_test(every_link_leads_somewhere),
        cmocka_unit_test(every_marker_stands_once),
        cmocka_unit_test(every_command_of_a_lesson_can_be_typed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

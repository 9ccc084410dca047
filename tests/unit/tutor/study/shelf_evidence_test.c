/*
 * shelf_evidence_test -- what the content of this tree leans on: the keys of
 * its front matter, the experiments and measures that it names, rubrics.
 *
 * Reads the real files, from the root of the tree. An experiment that other
 * rooms have still to bring is listed below, said, and no failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/lab/lab_file.h"
#include "tutor/study/front_matter.h"
#include "tutor/study/content.h"
#include "tutor/study/lesson.h"
#include "tutor/study/quiz_file.h"

static struct content content;
static struct arena arena;
static struct content_list experiments;

static int setup(void **state)
{
    (void)state;
    const char *root = getenv("CLEAVE_CONTENT");
    arena_init(&arena, (size_t)256 * 1024 * 1024);
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    assert_int_equal(
        content_list(&content, CONTENT_EXPERIMENT, &arena, &experiments),
        ERROR_OK);
    assert_true(experiments.count > 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

typedef void look(const struct content_text *text, bool korean);

/* At every file of that kind, in both languages. */
static void each_file(enum content_kind kind, look *look_at)
{
    static struct content_list list;
    struct content_text text = {0};
    assert_int_equal(content_list(&content, kind, &arena, &list), ERROR_OK);
    assert_true(list.count > 0);
    for (size_t i = 0; i < 2 * list.count; i++) {
        enum error error = content_read(&content, kind, &list.items[i / 2],
                                        i % 2, &arena, &text);
        if (error)
            fail_msg("%s", error_detail(error));
        look_at(&text, i % 2);
    }
}

/* ---- front matter ---- */

static const char *front(const struct content_text *text, const char *key)
{
    return front_matter(text, key, &arena);
}

static void has_keys(const struct content_text *text, const char *const *keys)
{
    for (; *keys; keys++) {
        const char *value = front(text, *keys);
        if (!value || (strcmp(*keys, "claims") != 0 &&
                       strspn(value, " ") == strlen(value)))
            fail_msg("%s:1: the front matter lacks %s", text->path, *keys);
    }
}

static void has_number(const struct content_text *text, const char *key)
{
    const char *slash = strrchr(text->path, '/');
    assert_non_null(slash);
    if (strtol(front(text, key), NULL, 10) != strtol(slash + 1, NULL, 10))
        fail_msg("%s:1: %s is not the number of the file", text->path, key);
}

static bool exists(const struct content_text *text, const char *name)
{
    for (size_t i = 0; i < experiments.count; i++)
        if (strcmp(experiments.items[i].name, name) == 0)
            return true;
    fail_msg("%s: there is no experiment %s", text->path, name);
    return false;
}

static void names_experiments(const struct content_text *text)
{
    char *rest = arena_string(&arena, front(text, "experiments"));
    assert_non_null(rest);
    for (char *name; (name = strtok_r(rest, " ", &rest));)
        exists(text, name);
}

static void look_at_lesson(const struct content_text *text, bool korean)
{
    static const char *const keys[] = {"lesson",      "title",   "claims",
                                       "experiments", "minutes", NULL};
    (void)korean;
    has_keys(text, keys);
    has_number(text, "lesson");
    names_experiments(text);
}

static void every_lesson_says_what_it_is(void **state)
{
    (void)state;
    each_file(CONTENT_LESSON, look_at_lesson);
}

/* ---- essays ---- */

static const char *const categories[2][6] = {
    {"definition", "structure", "figure", "comparison", "trade-offs",
     "opinion"},
    {"정의", "구조", "그림", "비교", "트레이드오프", "의견"}};
static const char *const essay_sections[2][3] = {
    {"\n## Task\n", "\n## Rubric\n", "\n## Outline\n"},
    {"\n## 문제\n", "\n## 채점 기준\n", "\n## 답안 개요\n"}};

static void look_at_rubric(const struct content_text *text, bool korean)
{
    const char *at = text->text;
    long points = 0;
    for (size_t i = 0; i < 6; i++) {
        const char *item =
            arena_format(&arena, "\n- [ ] %s (", categories[korean][i]);
        at = at ? strstr(at, item) : NULL;
        if (!at)
            fail_msg("%s: the rubric lacks %s, or not in its order", text->path,
                     categories[korean][i]);
        points += at ? strtol(at + strlen(item), NULL, 10) : 0;
    }
    if (points != 25)
        fail_msg("%s: the rubric sums to %ld points, not 25", text->path,
                 points);
    size_t items = 0;
    for (at = text->text; (at = strstr(at, "\n- [ ] ")); at++)
        items++;
    if (items != 6)
        fail_msg("%s: the rubric has %zu items, not 6", text->path, items);
}

static void look_at_essay(const struct content_text *text, bool korean)
{
    static const char *const keys[] = {
        "essay", "title", "minutes", "lesson", "claims", "experiments", NULL};
    const char *at = strstr(text->text, "\n# ");
    has_keys(text, keys);
    has_number(text, "essay");
    names_experiments(text);
    for (size_t i = 0; i < 3; i++) {
        at = at ? strstr(at, essay_sections[korean][i]) : NULL;
        if (!at)
            fail_msg("%s: lacks%.*s", text->path,
                     (int)strlen(essay_sections[korean][i]) - 1,
                     essay_sections[korean][i]);
    }
    look_at_rubric(text, korean);
}

static void every_essay_can_be_marked(void **state)
{
    (void)state;
    each_file(CONTENT_ESSAY, look_at_essay);
}

/* ---- figures ---- */

/* "split.reads" of `measure reads`, or of `measure split.reads`. */
static bool measures(const struct lab_file *file, const char *name)
{
    bool split = strncmp(name, "split.", 6) == 0;
    bool monolith = strncmp(name, "monolith.", 9) == 0;
    const char *bare = name + (split ? 6 : monolith ? 9 : 0);
    enum shape shape = monolith ? SHAPE_MONOLITH : SHAPE_SPLIT;
    for (size_t i = 0; i < file->measure_count; i++) {
        const struct lab_measure *measure = &file->measures[i];
        if (strcmp(measure->name, bare) != 0 ||
            measure->shaped != (split || monolith))
            continue;
        if (!measure->shaped || (measure->one ? measure->shape == shape
                                              : shape_in(file->on, shape)))
            return true;
    }
    return false;
}

static void must_be_measured(const struct content_text *text,
                             const char *experiment, const char *measure)
{
    static struct lab_file file;
    if (!exists(text, experiment))
        return;
    const char *path = arena_format(&arena, "%s/tutor/lab/experiments/%s.lab",
                                    content.root, experiment);
    enum error error = lab_file_read(&file, path, &arena);
    if (error)
        fail_msg("%s", error_detail(error));
    if (!measures(&file, measure))
        fail_msg("%s: %s has no measure %s", text->path, experiment, measure);
}

static void see_figure(void *arg, const char *experiment, const char *measure,
                       struct buffer *out)
{
    (void)out;
    must_be_measured(arg, experiment, measure);
}

static void look_at_figures(const struct content_text *text, bool korean)
{
    struct buffer out;
    struct content_text copy = *text;
    (void)korean;
    buffer_init(&out, (size_t)2 * CONTENT_BYTES);
    lesson_fill(text->text, see_figure, &copy, &out);
    buffer_byte(&out, '\0');
    if (strstr(out.data, "{{"))
        fail_msg("%s: {{ without EXPERIMENT:MEASURE}}", text->path);
    buffer_release(&out);
}

static void every_figure_is_measured_by_an_experiment(void **state)
{
    (void)state;
    each_file(CONTENT_LESSON, look_at_figures);
    each_file(CONTENT_ESSAY, look_at_figures);
}

/* `lab run NAME` in an explanation leads to a scene that can be run. */
static void names_scenes(const struct content_text *text)
{
    static const char run[] = "`lab run ";
    for (const char *at = text->text; (at = strstr(at, run));) {
        at += sizeof run - 1;
        exists(text, arena_copy(&arena, at, strcspn(at, "` \n")));
    }
}

static void look_at_predictions(const struct content_text *text, bool korean)
{
    struct quiz_file quiz = {0};
    (void)korean;
    enum error error = quiz_file_parse(text->path, text->text, &arena, &quiz);
    if (error)
        fail_msg("%s", error_detail(error));
    names_scenes(text);
    for (size_t i = 0; i < quiz.count; i++) {
        const struct question *question = &quiz.questions[i];
        if (question->kind == QUESTION_PREDICT)
            must_be_measured(text, question->experiment, question->measure);
        if (question->hint &&
            strspn(question->hint, " \n") == strlen(question->hint))
            fail_msg("%s:%d: the hint is empty", text->path, question->at);
    }
}

static void every_prediction_is_measured_by_an_experiment(void **state)
{
    (void)state;
    each_file(CONTENT_QUIZ, look_at_predictions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_says_what_it_is),
        cmocka_unit_test(every_essay_can_be_marked),
        cmocka_unit_test(every_figure_is_measured_by_an_experiment),
        cmocka_unit_test(every_prediction_is_measured_by_an_experiment),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/*
 * repaint_test -- a picture over a picture, of which nothing stays behind.
 */
#include "tutor/repaint.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

/* A file that is no terminal: 80 columns and 24 lines are taken for granted. */
struct paper {
    char *bytes;
    size_t length;
    struct screen screen;
};

static void take_paper(struct paper *paper)
{
    *paper = (struct paper){.screen = {.terminal = true}};
    paper->screen.file = open_memstream(&paper->bytes, &paper->length);
    assert_non_null(paper->screen.file);
}

static void leave_paper(struct paper *paper)
{
    fclose(paper->screen.file);
    free(paper->bytes);
}

static void paint(struct repaint *repaint_, struct paper *paper,
                  const char *text)
{
    rewind(paper->screen.file);
    repaint(repaint_, &paper->screen, text, strlen(text));
    fputc('\0', paper->screen.file);
    fflush(paper->screen.file);
}

static void the_next_picture_begins_where_the_last_one_did(void **state)
{
    struct repaint one = {0};
    struct paper paper;
    (void)state;
    take_paper(&paper);
    paint(&one, &paper, "a\nb\nc\n");
    assert_string_equal(paper.bytes, "a\033[K\nb\033[K\nc\033[K\n\033[J");
    paint(&one, &paper, "d\n");
    assert_string_equal(paper.bytes, "\r\033[3Ad\033[K\n\033[J");
    paint(&one, &paper, "e");
    assert_string_equal(paper.bytes, "\r\033[1Ae\033[K\n\033[J");
    leave_paper(&paper);
}

static void no_row_wraps_and_none_scrolls_the_first_away(void **state)
{
    struct repaint one = {0};
    struct paper paper;
    char text[40 * 101 + 1] = "";
    (void)state;
    take_paper(&paper);
    for (int i = 0; i < 40; i++) {
        memset(text + (size_t)i * 101, 'x', 100);
        text[i * 101 + 100] = '\n';
    }
    text[sizeof text - 1] = '\0';
    paint(&one, &paper, text);
    assert_int_equal(one.rows, 23); /* the cursor stands on the last line */
    assert_int_equal(strspn(paper.bytes, "x"), 79);
    leave_paper(&paper);
}

static void what_a_terminal_must_not_get_is_written_out(void **state)
{
    struct repaint one = {0};
    struct paper paper;
    (void)state;
    take_paper(&paper);
    paint(&one, &paper, "\033]0;title\007\n");
    assert_null(strchr(paper.bytes, '\007'));
    assert_ptr_equal(strchr(paper.bytes, '\033'),
                     strstr(paper.bytes, "\033[K"));
    leave_paper(&paper);
}

static void another_size_clears_the_screen(void **state)
{
    struct repaint one = {.rows = 3, .columns = 120, .lines = 24};
    struct paper paper;
    (void)state;
    take_paper(&paper);
    paint(&one, &paper, "a\n");
    assert_string_equal(paper.bytes, "\033[H\033[2Ja\033[K\n\033[J");
    leave_paper(&paper);
}

static void a_pipe_and_a_dumb_terminal_are_not_painted(void **state)
{
    struct screen pipe = {.terminal = false}, terminal = {.terminal = true};
    (void)state;
    setenv("TERM", "xterm", 1);
    assert_false(repaint_possible(&pipe));
    assert_true(repaint_possible(&terminal));
    setenv("TERM", "dumb", 1);
    assert_false(repaint_possible(&terminal));
    unsetenv("TERM");
    assert_false(repaint_possible(&terminal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_picture_begins_where_the_last_one_did),
        cmocka_unit_test(no_row_wraps_and_none_scrolls_the_first_away),
        cmocka_unit_test(what_a_terminal_must_not_get_is_written_out),
        cmocka_unit_test(another_size_clears_the_screen),
        cmocka_unit_test(a_pipe_and_a_dumb_terminal_are_not_painted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * grid_test -- a table with sentences below its rows, at 80 columns.
 */
#include "tutor/grid.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/width.h"

/* What the table with that note looks like; free() it. */
static char *printed(const char *note)
{
    char *text = NULL;
    size_t length = 0;
    struct screen screen = {.columns = SCREEN_COLUMNS};
    struct arena arena;
    struct grid grid;
    screen.file = open_memstream(&text, &length);
    assert_non_null(screen.file);
    arena_init(&arena, 64 * 1024);
    grid_init(&grid, &arena, "lr");
    grid_cell(&grid, "name");
    grid_cell(&grid, "n");
    grid_cell(&grid, "row");
    grid_cell(&grid, "1");
    grid_note(&grid, note);
    grid_cell(&grid, "next");
    grid_cell(&grid, "22");
    grid_print(&grid, &screen);
    screen_flush(&screen);
    fclose(screen.file);
    arena_release(&arena);
    return text;
}

static void a_note_stands_below_its_row_and_no_line_is_too_wide(void **state)
{
    static const char *const notes[] = {
        "short",
        "a sentence of many words that is far too long for a single line of "
        "eighty columns and goes on below",
        "호출자가 한꺼번에 돌아오지 않게 열림 시간을 무작위로 줄이는 최대 "
        "비율이며 한 줄에 다 들어가지 않음",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    (void)state;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        char *text = printed(notes[i]), *rest = NULL;
        char letters[512] = "", wanted[512] = "";
        int lines = 0;
        for (char *line = strtok_r(text, "\n", &rest); line;
             line = strtok_r(NULL, "\n", &rest), lines++) {
            assert_true(width_of(line) <= SCREEN_COLUMNS);
            if (strncmp(line, "    ", 4) == 0)
                for (const char *c = line; *c; c++)
                    if (*c != ' ')
                        strncat(letters, c, 1);
        }
        for (const char *c = notes[i]; *c; c++)
            if (*c != ' ')
                strncat(wanted, c, 1);
        assert_string_equal(letters, wanted); /* nothing was lost */
        assert_int_equal(lines, i == 0 ? 4 : 5);
        free(text);
    }
}

static void a_line_is_broken_between_words(void **state)
{
    (void)state;
    char *text = printed("a sentence of many words that is far too long for a "
                         "single line of eighty columns and goes on");
    assert_non_null(
        strstr(text, "eighty\n    columns and goes on\nnext  22\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_stands_below_its_row_and_no_line_is_too_wide),
        cmocka_unit_test(a_line_is_broken_between_words),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}

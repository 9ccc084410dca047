/*
 * lessons_test -- every lesson of the course at every width.
 *
 * Runs from the root of the source, as all tests do.
 */
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/widgets/markdown.h"

enum { FILE_BYTES = 1024 * 1024, PATH_BYTES = 512, LEAST_LESSONS = 11 };

static char content[FILE_BYTES];
static const int widths[] = {20, 33, 40, 76, 78, 118};

static struct slice read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(content, 1, sizeof content, file);
    fclose(file);
    return (struct slice){content, length};
}

static void check_rows(const char *path, const struct page *page, int columns)
{
    for (int row = 0; row < page->row_count; row++) {
        int cells = 0;
        for (const struct page_run *run = page->rows[row].first; run;
             run = run->next) {
            struct slice text = {run->text, run->length};
            bool code = (run->style & STYLED_ROLE) == ROLE_CODE;
            cells += glyph_cells(run->text, run->length);
            for (size_t i = 0; !code && i + 1 < text.length; i++)
                if (memcmp(text.data + i, "**", 2) == 0)
                    fail_msg("%s: stars in \"%.*s\"", path, (int)text.length,
                             text.data);
        }
        if (cells > columns)
            fail_msg("%s: a row of %d cells at width %d", path, cells, columns);
    }
}

/* A diagram is at most 76 cells wide, so that no row of it goes on. */
static void check_diagrams(const char *path, const struct page *page)
{
    for (int row = 0; row < page->row_count; row++) {
        const struct page_run *run = page->rows[row].first;
        if (run && run->length == 4 && memcmp(run->text, "› ", 4) == 0)
            fail_msg("%s: code over 76 cells: %.*s", path,
                     run->next ? (int)run->next->length : 0,
                     run->next ? run->next->text : "");
    }
}

static void check_lesson(const char *path)
{
    struct markdown *markdown = NULL;
    struct page page;
    if (markdown_new(&markdown, read_all(path)))
        fail_msg("%s: %s", path, error_detail(ERROR_MALFORMED));
    page_init(&page, 1);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        assert_int_equal(markdown_layout(markdown, &page, widths[i]), ERROR_OK);
        check_rows(path, &page, widths[i]);
        if (widths[i] == 76)
            check_diagrams(path, &page);
    }
    page_release(&page);
    markdown_free(markdown);
}

static int check_all(const char *folder)
{
    char path[PATH_BYTES];
    struct dirent *entry;
    int count = 0;
    DIR *files = opendir(folder);
    assert_non_null(files);
    while ((entry = readdir(files)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < 3 || strcmp(entry->d_name + length - 3, ".md") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        check_lesson(path);
        count++;
    }
    closedir(files);
    return count;
}

static void every_lesson_fits_every_width(void **state)
{
    (void)state;
    assert_true(check_all("docs/ko/lessons") >= LEAST_LESSONS);
    assert_true(check_all("docs/en/lessons") >= LEAST_LESSONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_fits_every_width),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * markdown_test -- documents with everything, at every width.
 */
#include "tutor/widgets/markdown.h"

#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

enum { TEXT_BYTES = 16 * 1024 * 1024, ROWS = 40 };

static const int widths[] = {1, 2, 5, 12, 20, 33, 40, 78, 118};
enum { WIDTHS = sizeof widths / sizeof *widths };

static const char english[] =
    "---\nlesson: 8\ntitle: Breakers\n---\n"
    "# 8. Circuit breakers\n\n"
    "<!-- claim: P8 P9 -->\n"
    "A **circuit breaker** (of *one* ~~two~~ peers) stops calls, see "
    "[breaker.c](../../../split/patterns/breaker.c) (`TOUR: breaker-trip`).\n"
    "\n## What it costs\n\n"
    "- closed\n- open, and a nested list:\n  1. wait\n  2. try\n"
    "     - half-open, HALF-OPEN and CLOSED-OPEN\n- [x] done\n- [ ] to do\n\n"
    "10. ten\n11. eleven\n\n    with a paragraph\n\n"
    "> A quote that is long enough to be wrapped at forty columns.\n>\n"
    "> - with a list\n>\n> > and a quote\n\n"
    "| State | Calls pass | Why |\n|:--|:-:|--:|\n"
    "| CLOSED | yes | they are judged, and this text is long |\n"
    "| OPEN | no | `a \\| b` |\n"
    "| HALF-OPEN | a few | [probe](https://example.org/probe) |\n\n"
    "```c\n/* TOUR */\nif (breaker_allow(b, now_ms))\n\treturn \"yes\";\n"
    "```\n\n```cleave\nup both\nlab run breaker --pace 2\n```\n\n"
    "```\n+----------------------------------------------------------+ wide\n"
    "```\n\n---\n\nSee `lab run breaker` and <service> or <https://a.b>.  \n"
    "A &lt;hard&gt; break.\n\n<br>\n\n<!-- a comment\n**of lines**\n-->\n"
    "### Anchors & signs!\n\nThe end.\n";

static const char korean[] =
    "---\nlesson: 8\ntitle: 서킷 브레이커\n---\n"
    "# 8. 서킷 브레이커\n\n"
    "<!-- claim: P8 P9 -->\n"
    "**서킷 브레이커(circuit breaker)**는 실패가 쌓이면 **\"거절\"**합니다. "
    "그것을*(살짝)기울여*도 **`코드`**가 들어가도 ~~틀린~~ 굵기는 삽니다. "
    "[breaker.c](../../../split/patterns/breaker.c) (`TOUR: breaker-trip`)를 "
    "보세요.\n\n## 치르는 값\n\n"
    "- **닫힘(Closed)**: 호출이 통과합니다.\n- 열림\n  1. 기다리기\n"
    "  2. 시험하기\n     - HALF-OPEN 상태\n- [x] 했음\n- [ ] 안 했음\n\n"
    "> 인용문은 마흔 칸에서 줄이 바뀔 만큼 충분히 길게 씁니다. "
    "**정말로(아주)**깁니다.\n\n"
    "| 패턴 | 답하는 질문 | 없으면 |\n|---|---|--:|\n"
    "| 데드라인(deadline) | 언제까지 온 답만 쓸모가 있는가 | 일을 계속합니다 "
    "|\n"
    "| **재시도(retry)**의 예산 | `a \\| b` | 곱셈으로 늘어납니다 |\n\n"
    "```\n┌────────┐ 실패율이 한도를 넘음 ┌──────┐\n"
    "│ CLOSED │ ──────────────────→ │ OPEN │\n"
    "└────────┘                     └──────┘\n```\n\n"
    "```cleave\norder both --customer 7 --line MUG×2\n```\n\n"
    "```json\n{\"이름\": \"머그잔\", \"수량\": 2}\n```\n\n"
    "`lab run breaker`로 실행할 수 있습니다. "
    "가나다라마바사아자차카타파하가나다라마바사아자차카타파하가나다라마바사\n";

static struct markdown *parsed(const char *text)
{
    struct markdown *markdown = NULL;
    assert_int_equal(markdown_new(&markdown, slice_of(text)), ERROR_OK);
    return markdown;
}

/* The text at that width; free(). */
static char *text_of(const char *source, int columns, enum glyph_tier tier)
{
    struct buffer out;
    struct markdown *markdown = parsed(source);
    buffer_init(&out, TEXT_BYTES);
    assert_int_equal(markdown_text(markdown, columns, tier, &out), ERROR_OK);
    markdown_free(markdown);
    buffer_byte(&out, '\0');
    return out.data;
}

static void no_line_is_wider(const char *text, int columns)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        int cells = glyph_cells(text, length);
        if (cells > columns)
            fail_msg("%d cells at width %d: %.*s", cells, columns, (int)length,
                     text);
        text += length + (text[length] == '\n');
    }
}

/* Drawn into an area of that width, every row is exactly as wide. */
static void drawing_fits(const struct page *page, int columns,
                         enum glyph_tier tier)
{
    struct canvas canvas;
    struct buffer out;
    assert_int_equal(canvas_init(&canvas, ROWS, columns, tier), ERROR_OK);
    buffer_init(&out, TEXT_BYTES);
    for (int first = 0; first < page->row_count; first += ROWS) {
        buffer_reset(&out);
        page_draw(page, canvas_area(&canvas), first, 0);
        canvas_text(&canvas, &out);
        assert_true(utf8_valid(out.data, out.length));
        const char *line = out.data;
        for (int row = 0; row < ROWS; row++) {
            size_t length = strcspn(line, "\n");
            assert_int_equal(glyph_cells(line, length), columns);
            line += length + 1;
        }
    }
    buffer_release(&out);
    canvas_release(&canvas);
}

static void check_document(const char *source, enum glyph_tier tier)
{
    struct markdown *markdown = parsed(source);
    struct page page;
    page_init(&page, 1);
    for (int i = 0; i < WIDTHS; i++) {
        char *text = text_of(source, widths[i], tier);
        no_line_is_wider(text, widths[i]);
        assert_null(strstr(text, "\u200b"));
        assert_null(strstr(text, "\\u{"));
        assert_null(strstr(text, "claim:"));
        free(text);
        assert_int_equal(markdown_layout(markdown, &page, widths[i]), ERROR_OK);
        for (int row = 0; row < page.row_count; row++)
            assert_true(page.rows[row].cells <= widths[i]);
        drawing_fits(&page, widths[i], tier);
    }
    page_release(&page);
    markdown_free(markdown);
}

static void no_row_is_too_wide_at_any_width(void **state)
{
    (void)state;
    for (int tier = GLYPHS_UNICODE; tier <= GLYPHS_ASCII; tier++) {
        check_document(english, (enum glyph_tier)tier);
        check_document(korean, (enum glyph_tier)tier);
    }
}

static void no_stars_survive(void **state)
{
    static const char *const both[] = {english, korean};
    (void)state;
    for (int i = 0; i < 2; i++) {
        char *text = text_of(both[i], 118, GLYPHS_UNICODE);
        assert_null(strstr(text, "**"));
        assert_null(strstr(text, "~~"));
        free(text);
    }
}

static void signs_and_hangul_leave_emphasis_alone(void **state)
{
    static const struct {
        const char *source, *text;
    } cases[] = {
        {"**굵게(bold)**는", "굵게(bold)는\n"},
        {"이것은**(괄호)굵게**입니다", "이것은(괄호)굵게입니다\n"},
        {"**“인용”**이라고 **\"둘\"**과 *'셋'*을",
         "“인용”이라고 \"둘\"과 '셋'을\n"},
        {"**`code`**를", "code를\n"},
        {"2 * 3 * 4와 a*b", "2 * 3 * 4와 a*b\n"},
        {"`**별**`은 \\*\\*남고", "**별**은 **남고\n"},
        {"***둘 다(both)***를", "둘 다(both)를\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = text_of(cases[i].source, 76, GLYPHS_UNICODE);
        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

static void stars_in_a_block_of_code_stay(void **state)
{
    (void)state;
    char *text = text_of("```c\nchar **a(b)**c;\n```\n", 76, GLYPHS_UNICODE);
    assert_string_equal(text, "  char **a(b)**c;\n");
    free(text);
}

static void same_text(const char *source, int columns, const char *wanted)
{
    char *text = text_of(source, columns, GLYPHS_UNICODE);
    assert_string_equal(text, wanted);
    free(text);
}

static void a_table_wraps_and_at_last_becomes_records(void **state)
{
    static const char table[] = "| State | Why |\n|---|--:|\n"
                                "| OPEN | nobody is asked `a\\|b` |\n"
                                "| CLOSED | all |\n";
    (void)state;
    same_text(table, 60,
              "State  │                 Why\n"
              "───────┼────────────────────\n"
              "OPEN   │ nobody is asked a|b\n"
              "CLOSED │                 all\n");
    same_text(table, 20,
              "State  │         Why\n"
              "───────┼────────────\n"
              "OPEN   │   nobody is\n"
              "       │   asked a|b\n"
              "───────┼────────────\n"
              "CLOSED │         all\n");
    same_text(table, 14,
              "• State: OPEN\n"
              "  Why: nobody\n"
              "  is asked a|b\n"
              "• State:\n"
              "  CLOSED\n"
              "  Why: all\n");
}

static void bad_texts_are_refused_with_a_word(void **state)
{
    static char deep[2 * MARKDOWN_BYTES];
    struct markdown *markdown = NULL;
    (void)state;
    memset(deep, '>', 200);
    deep[200] = 'x';
    assert_int_equal(markdown_new(&markdown, slice_of(deep)), ERROR_MALFORMED);
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "deeper"));
    assert_int_equal(markdown_new(&markdown, slice_of("a\xff")),
                     ERROR_MALFORMED);
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "UTF-8"));
    memset(deep, 'a', sizeof deep);
    struct slice large = {deep, sizeof deep};
    assert_int_equal(markdown_new(&markdown, large), ERROR_TOO_LARGE);
    assert_null(markdown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_row_is_too_wide_at_any_width),
        cmocka_unit_test(no_stars_survive),
        cmocka_unit_test(signs_and_hangul_leave_emphasis_alone),
        cmocka_unit_test(stars_in_a_block_of_code_stay),
        cmocka_unit_test(bad_texts_are_refused_with_a_word),
        cmocka_unit_test(a_table_wraps_and_at_last_becomes_records),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}

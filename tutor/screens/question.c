/*
 * question -- one question on the screen, for the quiz and the exam.
 *
 * Everything is written as Markdown and laid out for the width that there is,
 * so code, emphasis and commands look as they do in a lesson. Every kind is
 * answered by one short line, as in `cleave quiz`; the same reader understands
 * both, and a learner who cannot see the screen types the same.
 */
#include "tutor/screens/question.h"

#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/widgets/markdown.h"

/* Longer lines are hard to read. */
enum { TEXT_BYTES = 256 * 1024, TEXT_COLUMNS = 100 };

void question_face_init(struct question_face *face)
{
    *face = (struct question_face){.chosen = PAGE_NO_LINK};
    buffer_init(&face->text, TEXT_BYTES);
    page_init(&face->page, 1);
}

void question_face_release(struct question_face *face)
{
    buffer_release(&face->text);
    page_release(&face->page);
}

/* ---- the text ---- */

static void write_code(struct buffer *out, const struct question *question)
{
    const char *code;
    size_t length;
    const char *fence = strstr(question->text, "```");
    buffer_append(out, question->text, (size_t)(fence - question->text));
    buffer_text(out, "```\n");
    for (int n = 1; question_code_line(question, n, &code, &length); n++)
        buffer_format(out, "%2d  %.*s\n", n, (int)length, code);
    buffer_text(out, "```\n");
}

void question_write(struct question_face *face, const struct question *question,
                    const int *order, bool hinted)
{
    struct buffer *out = &face->text;
    if (question->kind == QUESTION_LINE)
        write_code(out, question);
    else
        buffer_format(out, "%s\n\n", question->text);
    if (question->kind != QUESTION_LINE)
        for (size_t i = 0; i < question->option_count; i++)
            buffer_format(out, "%zu. %s\n", i + 1,
                          question->options[order[i]].text);
    if (hinted && question->hint)
        buffer_format(out, "\n> %s\n", question->hint);
}

/* Before the explanations, which are longer than the window: the numbers of
 * the choices that would have been right. */
static void write_right(struct buffer *out, const struct question *question,
                        const int *order)
{
    char numbers[4 * QUESTION_OPTIONS] = "";
    size_t used = 0;
    for (size_t i = 0; i < question->option_count; i++)
        if (question->options[order[i]].right && used + 8 < sizeof numbers)
            used += (size_t)snprintf(numbers + used, sizeof numbers - used,
                                     "%s%zu", used ? ", " : "", i + 1);
    if (used) {
        buffer_format(out, TEXT_FORMAT(QUIZ_ANSWER_IS), numbers);
        buffer_text(out, "\n");
    }
}

void question_explain(struct question_face *face,
                      const struct question *question, const int *order,
                      const struct session_verdict *verdict)
{
    struct buffer *out = &face->text;
    bool steps = question->kind == QUESTION_ORDER;
    buffer_format(out, "**%s**\n\n",
                  text(verdict->right ? TEXT_QUIZ_RIGHT : TEXT_QUIZ_WRONG));
    if (!verdict->right &&
        (question->kind == QUESTION_ONE || question->kind == QUESTION_MANY))
        write_right(out, question, order);
    for (size_t i = 0;
         question->kind == QUESTION_GAP && i < question->gap_count; i++)
        buffer_format(out, TEXT_FORMAT(QUIZ_ANSWER_IS),
                      question->gaps[i].accepted[0]);
    if (question->kind == QUESTION_NUMBER)
        buffer_format(out, TEXT_FORMAT(QUIZ_NUMBER_IS), question->number);
    if (question->kind == QUESTION_PREDICT)
        buffer_format(out, TEXT_FORMAT(QUIZ_NUMBER_IS), verdict->measured);
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option =
            &question->options[steps ? (int)i : order[i]];
        enum text mark = option->right ? TEXT_QUIZ_RIGHT : TEXT_QUIZ_WRONG;
        buffer_format(out, "%zu. %s%s%s%s\n\n   %s\n\n", i + 1,
                      steps ? "" : "[", steps ? "" : text(mark),
                      steps ? "" : "] ", option->text, option->explanation);
    }
    buffer_format(out, "\n%s\n", question->explanation);
}

void question_changed(struct question_face *face)
{
    face->columns = 0;
    face->scroll.first = 0;
    face->chosen = PAGE_NO_LINK;
}

static void lay_out(struct question_face *face, struct area area)
{
    struct markdown *markdown = NULL;
    int columns = area.columns > 0 ? area.columns : 1;
    if (face->columns != columns) {
        struct slice all = {face->text.data, face->text.length};
        page_reset(&face->page, columns);
        if (markdown_new(&markdown, all) == ERROR_OK)
            (void)markdown_layout(markdown, &face->page, columns);
        markdown_free(markdown);
        face->columns = columns;
        if (face->chosen >= face->page.link_count)
            face->chosen = PAGE_NO_LINK;
    }
    scroll_resize(&face->scroll, area.rows, face->page.row_count);
}

void question_draw(struct question_face *face, struct area area)
{
    struct area words = area;
    area_take_right(&words, 1);
    words =
        area_part(words, 0, 0, words.rows,
                  words.columns < TEXT_COLUMNS ? words.columns : TEXT_COLUMNS);
    lay_out(face, words);
    page_draw(&face->page, words, face->scroll.first, face->chosen);
    scroll_draw(&face->scroll, area);
}

bool question_key(struct question_face *face, const struct keys_event *event)
{
    int page = face->scroll.shown > 2 ? face->scroll.shown - 1 : 1;
    switch (event->name) {
    case KEYS_UP:
        scroll_by(&face->scroll, -1);
        return true;
    case KEYS_DOWN:
        scroll_by(&face->scroll, 1);
        return true;
    case KEYS_PAGE_UP:
        scroll_by(&face->scroll, -page);
        return true;
    case KEYS_PAGE_DOWN:
        scroll_by(&face->scroll, page);
        return true;
    case KEYS_WHEEL_UP:
        scroll_by(&face->scroll, -3);
        return true;
    case KEYS_WHEEL_DOWN:
        scroll_by(&face->scroll, 3);
        return true;
    case KEYS_TAB:
    case KEYS_BACKTAB:
        face->chosen = page_next_command(&face->page, face->chosen,
                                         event->name == KEYS_TAB ? 1 : -1);
        if (face->chosen != PAGE_NO_LINK)
            scroll_show(&face->scroll, face->page.links[face->chosen].row);
        return true;
    default:
        return false;
    }
}

const char *question_command(const struct question_face *face)
{
    int at = face->chosen != PAGE_NO_LINK
                 ? face->chosen
                 : page_next_command(&face->page, PAGE_NO_LINK, 1);
    return at == PAGE_NO_LINK ? NULL : face->page.links[at].target;
}

/* ---- the answer ---- */

void question_type(const struct question *question,
                   char typed[QUESTION_TYPED_BYTES],
                   const struct keys_event *event)
{
    char bytes[4];
    size_t length = question->kind == QUESTION_ONE ? 0 : strlen(typed);
    size_t more = keys_utf8(event->character, bytes);
    if (length + more >= QUESTION_TYPED_BYTES)
        return;
    memcpy(typed + length, bytes, more);
    typed[length + more] = '\0';
}

void question_erase(char typed[QUESTION_TYPED_BYTES])
{
    size_t length = strlen(typed);
    while (length > 0 && (typed[--length] & 0xC0) == 0x80)
        continue;
    typed[length] = '\0';
}

void question_line(struct area row, const char *typed, const char *sentence)
{
    if (*typed) {
        int column = area_put(row, 0, 0, ROLE_PROMPT, "> ");
        column = area_put(row, 0, column, ROLE_INPUT, typed);
        area_put(row, 0, column, ROLE_PROMPT, "_");
        return;
    }
    area_line_slice(row, ALIGN_LEFT, ROLE_INFO,
                    (struct slice){sentence, strcspn(sentence, "\n")});
}

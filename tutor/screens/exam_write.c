/*
 * exam_write -- what the exam's screen shows: form, question, result.
 *
 * While questions are asked, a row on top has a sign for each of them (is it
 * answered, is it marked, where am I) and the clock, which is the only thing
 * here that moves by itself.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/commands/quiz_show.h"
#include "tutor/commands/text.h"
#include "tutor/screens/exam_private.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/wrap.h"

enum { MINUTE_MS = 60000, SECOND_MS = 1000, CLOCK_CELLS = 20 };

struct arena *exam_arena(struct exam_desk *desk)
{
    return &desk->arenas[desk->arena];
}

static long long minutes_of(int64_t ms)
{
    return (long long)(ms + SECOND_MS - 1) / MINUTE_MS;
}

static long long seconds_of(int64_t ms)
{
    return (long long)(ms + SECOND_MS - 1) % MINUTE_MS / SECOND_MS;
}

/* ---- the form ---- */

static struct form_field number_field(enum text label, long long number,
                                      long long most)
{
    return (struct form_field){.kind = FORM_NUMBER,
                               .label = text(label),
                               .number = number,
                               .least = 5,
                               .most = most,
                               .step = 5};
}

void exam_write_form(struct exam_desk *desk)
{
    struct form_field *fields = desk->fields;
    struct form_field before[EXAM_FIELDS];
    memcpy(before, fields, sizeof before);
    desk->open_choices[0] = text(TEXT_EXAM_OPEN_RESUME);
    desk->open_choices[1] = text(TEXT_EXAM_OPEN_NEW);
    desk->mixes[EXAM_MIX_ALL] = text(TEXT_EXAM_MIX_ALL);
    desk->mixes[EXAM_MIX_READ] = text(TEXT_EXAM_MIX_READ);
    desk->mixes[EXAM_MIX_WEAK] = text(TEXT_EXAM_MIX_WEAK);
    fields[EXAM_FIELD_OPEN] =
        (struct form_field){.kind = FORM_CHOICE,
                            .label = text(TEXT_EXAM_FIELD_OPEN),
                            .hidden = !desk->exam.open,
                            .choices = desk->open_choices,
                            .choice_count = 2,
                            .chosen = before[EXAM_FIELD_OPEN].chosen};
    bool resumes = desk->exam.open && fields[EXAM_FIELD_OPEN].chosen == 0;
    fields[EXAM_FIELD_QUESTIONS] =
        number_field(TEXT_EXAM_FIELD_QUESTIONS,
                     before[EXAM_FIELD_QUESTIONS].number, EXAM_QUESTIONS);
    fields[EXAM_FIELD_MINUTES] =
        number_field(TEXT_EXAM_FIELD_MINUTES, before[EXAM_FIELD_MINUTES].number,
                     EXAM_MINUTES);
    fields[EXAM_FIELD_MIX] =
        (struct form_field){.kind = FORM_CHOICE,
                            .label = text(TEXT_EXAM_FIELD_MIX),
                            .choices = desk->mixes,
                            .choice_count = EXAM_MIX_COUNT,
                            .chosen = before[EXAM_FIELD_MIX].chosen};
    for (int i = EXAM_FIELD_QUESTIONS; i < EXAM_FIELDS; i++)
        fields[i].hidden = resumes;
    desk->form.fields = fields;
    desk->form.field_count = EXAM_FIELDS;
    if (fields[desk->form.selected].hidden)
        form_move(&desk->form, 1);
}

static void draw_setup(struct exam_desk *desk, struct area area)
{
    char line[160] = "";
    struct exam_result result;
    const struct exam *exam = &desk->exam;
    exam_result(exam, &result);
    int row = 1 + form_draw(area_part(area, 1, 0, area.rows, area.columns),
                            &desk->form);
    if (exam->open)
        snprintf(line, sizeof line, TEXT_FORMAT(EXAM_OPEN_SAYS),
                 result.answered, exam->count, minutes_of(exam->left_ms),
                 seconds_of(exam->left_ms));
    else if (exam->count > 0)
        snprintf(line, sizeof line, TEXT_FORMAT(EXAM_LAST), result.right,
                 exam->count);
    struct area words =
        area_part(area, row + 1, 2, area.rows, area.columns - 2);
    row = wrap_put(words, 0, ROLE_TEXT, line);
    wrap_put(words, row + 1, ROLE_STRONG, text(TEXT_EXAM_START));
}

/* ---- the questions ---- */

static void write_result(struct exam_desk *desk)
{
    struct exam_result result;
    struct buffer *out = &desk->face.text;
    exam_result(&desk->exam, &result);
    buffer_format(out, TEXT_FORMAT(EXAM_RESULT_SAYS), result.right,
                  desk->exam.count, result.answered);
    buffer_format(out, "\n\n| %s | %s | %s |\n|---|---:|---:|\n",
                  text(TEXT_EXAM_RESULT_LESSON), text(TEXT_EXAM_RESULT_RIGHT),
                  text(TEXT_EXAM_RESULT_ASKED));
    for (int i = 0; i < EXAM_LESSONS; i++)
        if (result.lessons[i].asked > 0)
            buffer_format(out, "| %d | %d | %d |\n", i, result.lessons[i].right,
                          result.lessons[i].asked);
    buffer_format(out, "\n| %s | %s | %s |\n|---|---:|---:|\n",
                  text(TEXT_EXAM_RESULT_CLAIM), text(TEXT_EXAM_RESULT_RIGHT),
                  text(TEXT_EXAM_RESULT_ASKED));
    for (size_t i = 0; i < result.claim_count; i++)
        buffer_format(out, "| %s | %d | %d |\n", result.claims[i].id,
                      result.claims[i].right, result.claims[i].asked);
}

/* Its choices come with the explanation, each beside its own. */
static void write_explained(struct exam_desk *desk)
{
    const struct exam_item *item = &desk->exam.items[desk->at];
    const struct question *question = item->question;
    struct session_verdict verdict = session_quiz_verdict(
        &desk->session, question, item->right, exam_arena(desk));
    struct buffer *out = &desk->face.text;
    if (question->option_count > 0 && question->kind != QUESTION_LINE)
        buffer_format(out, "%s\n\n", question->text);
    else
        question_write(&desk->face, question, desk->order, false);
    if (item->answered)
        buffer_format(out, TEXT_FORMAT(EXAM_YOUR_ANSWER), item->typed);
    else
        buffer_text(out, text(TEXT_EXAM_NO_ANSWER));
    buffer_text(out, "\n\n");
    question_explain(&desk->face, question, desk->order, &verdict);
}

void exam_compose(struct exam_desk *desk)
{
    const struct exam *exam = &desk->exam;
    buffer_reset(&desk->face.text);
    if (desk->stage == EXAM_RESULT) {
        write_result(desk);
    } else if (desk->stage != EXAM_SETUP) {
        const struct question *question = exam->items[desk->at].question;
        quiz_shuffle(question, exam->seed, desk->order);
        if (desk->stage == EXAM_EXPLAINING)
            write_explained(desk);
        else
            question_write(&desk->face, question, desk->order, false);
    }
    question_changed(&desk->face);
}

static unsigned sign_style(const struct exam_desk *desk, size_t i)
{
    const struct exam_item *item = &desk->exam.items[i];
    unsigned style = item->marked ? ROLE_WARN : ROLE_TEXT;
    if (desk->stage == EXAM_EXPLAINING)
        style = item->right ? ROLE_GOOD : ROLE_BAD;
    return i == desk->at ? style | STYLED_REVERSE : style;
}

/* One cell a question; as many as fit, around the one that is shown. */
static void draw_signs(const struct exam_desk *desk, struct area row)
{
    size_t room = row.columns > 0 ? (size_t)row.columns : 0;
    size_t first = desk->at >= room ? desk->at - room + 1 : 0;
    for (size_t i = first; i < desk->exam.count && i - first < room; i++) {
        const struct exam_item *item = &desk->exam.items[i];
        const char *sign = item->marked ? "!" : item->answered ? "o" : ".";
        if (desk->stage == EXAM_EXPLAINING)
            sign = item->right ? "+" : item->answered ? "x" : ".";
        area_put(row, 0, (int)(i - first), sign_style(desk, i), sign);
    }
}

static void draw_clock(const struct exam_desk *desk, struct area row,
                       int64_t now_ms)
{
    char clock[48];
    int64_t left = exam_left_ms(&desk->exam, now_ms);
    snprintf(clock, sizeof clock, TEXT_FORMAT(EXAM_CLOCK), minutes_of(left),
             seconds_of(left));
    area_line(row, ALIGN_RIGHT, left < MINUTE_MS ? ROLE_BAD : ROLE_STRONG,
              clock);
}

static void draw_sentence(const struct exam_desk *desk, struct area row)
{
    char line[EXAM_LINE_BYTES + 128];
    struct exam_result result;
    const struct exam_item *item = &desk->exam.items[desk->at];
    exam_result(&desk->exam, &result);
    if (desk->stage == EXAM_HANDING_IN)
        snprintf(line, sizeof line, TEXT_FORMAT(EXAM_HAND_IN), result.answered,
                 desk->exam.count);
    else if (desk->stage == EXAM_RESULT)
        snprintf(line, sizeof line, "%s", text(TEXT_EXAM_TO_EXPLANATIONS));
    else if (desk->stage == EXAM_EXPLAINING)
        snprintf(line, sizeof line, "%s", text(TEXT_EXAM_WALK));
    else if (item->answered)
        snprintf(line, sizeof line, TEXT_FORMAT(EXAM_TYPED), item->typed);
    else
        snprintf(line, sizeof line, "%s", quiz_how(item->question));
    question_line(row, desk->stage == EXAM_ASKING ? desk->typed : "", line);
}

void exam_draw(struct exam_desk *desk, struct area area, int64_t now_ms)
{
    char title[96];
    const struct exam *exam = &desk->exam;
    bool shows = desk->stage != EXAM_SETUP && desk->stage != EXAM_RESULT;
    if (shows)
        snprintf(title, sizeof title, "%s %zu/%zu  %s", text(TEXT_VIEW_EXAM),
                 desk->at + 1, exam->count, exam->items[desk->at].question->id);
    else
        snprintf(title, sizeof title, "%s", text(TEXT_VIEW_EXAM));
    struct frame frame = {.title = title, .focused = true};
    struct area inside = area_inset(frame_draw(area, &frame), 0, 1);
    if (desk->stage == EXAM_SETUP) {
        draw_setup(desk, inside);
        return;
    }
    struct area row = area_take_bottom(&inside, 1);
    if (shows) {
        struct area top = area_take_top(&inside, 1);
        if (desk->stage != EXAM_EXPLAINING)
            draw_clock(desk, area_take_right(&top, CLOCK_CELLS), now_ms);
        draw_signs(desk, top);
    }
    question_draw(&desk->face, inside);
    draw_sentence(desk, row);
}

/*
 * question -- one question on the screen, for the quiz and the exam: its text
 *             and its explanation, and the line that answers it.
 *
 * Use:       question_write() or question_explain() into face->text (behind
 *            buffer_reset()), question_changed(), then question_draw();
 *            question_key() scrolls; question_type(), question_erase() for the
 *            answer, question_line() to draw it.
 * Units:     rows and cells.
 * Ownership: the face owns its page and text; questions stay the caller's.
 * Errors:    cannot fail; without memory less is shown.
 * Blocking:  never.
 */
#ifndef TUTOR_SCREENS_QUESTION_H
#define TUTOR_SCREENS_QUESTION_H

#include "tutor/study/session_quiz.h"
#include "tutor/terminal/keys.h"
#include "tutor/widgets/page.h"
#include "tutor/widgets/scroll.h"

enum { QUESTION_TYPED_BYTES = 200 };

struct question_face {
    struct buffer text; /* Markdown */
    struct page page;
    struct scroll scroll;
    int columns; /* that the page was laid out for; 0: it was not */
    int chosen;  /* a command of the text, or PAGE_NO_LINK */
};

void question_face_init(struct question_face *face);
void question_face_release(struct question_face *face);

void question_write(struct question_face *face, const struct question *question,
                    const int *order, bool hinted);
/* What is right, and why each choice is or is not. */
void question_explain(struct question_face *face,
                      const struct question *question, const int *order,
                      const struct session_verdict *verdict);
/* The text is another one: from the top. */
void question_changed(struct question_face *face);
void question_draw(struct question_face *face, struct area area);
/* Arrows up and down, pages, the wheel; Tab goes to the next command. */
bool question_key(struct question_face *face, const struct keys_event *event);
/* The command that is chosen, else the first; NULL: there is none. */
const char *question_command(const struct question_face *face);

void question_type(const struct question *question,
                   char typed[QUESTION_TYPED_BYTES],
                   const struct keys_event *event);
void question_erase(char typed[QUESTION_TYPED_BYTES]);
/* The line being typed, or the sentence while it is empty. */
void question_line(struct area row, const char *typed, const char *sentence);

#endif

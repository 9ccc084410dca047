/*
 * text -- every sentence of the tutor, in English and in Korean.
 *
 * Use:       say(screen, UP_READY, 12) prints a sentence; explain(ERROR_USAGE,
 *            BAD_SHAPE, word) keeps one as error_explain() does; text(ID)
 *            gives one that takes no values.
 * Safety:    each sentence is a constant array, so the compiler checks the
 *            values against BOTH languages at every use, and a sentence that
 *            lacks a language does not compile. Korean may take the values in
 *            another order ("%2$s").
 * Ownership: constants. The language belongs to the process: one learner.
 * Source:    the list of libuv's error messages, with a second column.
 */
#ifndef TUTOR_TEXT_H
#define TUTOR_TEXT_H

#include <stdbool.h>

#include "chassis/error.h"
#include "tutor/commands/text_list.h"
#include "tutor/screen.h"

enum text {
#define TEXT_ENUM(id, english, korean) TEXT_##id,
    TEXT_LIST(TEXT_ENUM)
#undef TEXT_ENUM
        TEXT_COUNT
};

#define TEXT_ARRAYS(id, english, korean)        \
    static const char text_en_##id[] = english; \
    static const char text_ko_##id[] = korean;
TEXT_LIST(TEXT_ARRAYS)
#undef TEXT_ARRAYS

#define TEXT_FORMAT(id) (text_korean() ? text_ko_##id : text_en_##id)

#define say(screen, id, ...) \
    screen_print((screen), TEXT_FORMAT(id) __VA_OPT__(, ) __VA_ARGS__)
#define explain(code, id, ...) \
    error_explain((code), TEXT_FORMAT(id) __VA_OPT__(, ) __VA_ARGS__)

void text_set_korean(bool korean);
bool text_korean(void);
/* In the learner's language. */
const char *text(enum text id);
/* In that language; for tests and the manual. */
const char *text_in(enum text id, bool korean);

#endif

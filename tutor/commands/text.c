/*
 * text -- every sentence of the tutor, in English and in Korean.
 *
 * The sentences stand in one X-macro list (text_list.h). Here it becomes a
 * table for sentences that are chosen at run time, such as the help of a
 * command; text.h makes constants of it for all others, so that the compiler
 * can check their values.
 */
#include "tutor/commands/text.h"

#include <assert.h>

static const char *const texts[TEXT_COUNT][2] = {
#define TEXT_ROW(id, english, korean) [TEXT_##id] = {english, korean},
    TEXT_LIST(TEXT_ROW)
#undef TEXT_ROW
};

static bool speak_korean;

void text_set_korean(bool korean)
{
    speak_korean = korean;
}

bool text_korean(void)
{
    return speak_korean;
}

const char *text_in(enum text id, bool korean)
{
    assert(id < TEXT_COUNT);
    return texts[id][korean];
}

const char *text(enum text id)
{
    return text_in(id, speak_korean);
}

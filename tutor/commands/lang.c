/*
 * lang -- which language the tutor speaks, now and from now on.
 *
 * The choice is written to STATE/lang. $CLEAVE_LANG still overrules it, so the
 * command says so when that variable is set to the other language.
 */
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"

static void print_language(struct session *session)
{
    const char *code = text_korean() ? "ko" : "en";
    if (session->json)
        screen_print(&session->screen, "{\"lang\":\"%s\"}\n", code);
    else
        say(&session->screen, LANG_NOW);
}

enum error command_lang(struct session *session, const struct args *args)
{
    const char *word = args_word(args, 0);
    if (!word) {
        print_language(session);
        return ERROR_OK;
    }
    bool korean = strcmp(word, "ko") == 0;
    if (!korean && strcmp(word, "en") != 0)
        return explain(ERROR_USAGE, BAD_LANG, word);
    enum error error = session_save_language(&session->places, korean);
    if (error)
        return error;
    text_set_korean(korean);
    print_language(session);
    const char *variable = getenv("CLEAVE_LANG");
    if (!session->json && variable && *variable &&
        (strncmp(variable, "ko", 2) == 0) != korean)
        say(&session->screen, LANG_OVERRULED, variable);
    return ERROR_OK;
}

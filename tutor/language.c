/*
 * language -- which of the two languages a learner reads.
 *
 * The order is: what was said for this one run ($CLEAVE_LANG), what was chosen
 * for good (`cleave lang`, kept in STATE/lang), what the system is set to (the
 * first of LC_ALL, LC_MESSAGES and LANG that says anything). The text of the
 * variable counts and not whether the locale is installed: LANG=ko_KR.UTF-8 on
 * a machine without that locale is a Korean reader all the same.
 */
#include "tutor/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"

static bool is_korean(const char *word)
{
    return strncmp(word, "ko", 2) == 0;
}

static enum error language_path(const struct places *places, char *out,
                                size_t bytes)
{
    int length = snprintf(out, bytes, "%s/lang", places->state);
    return length > 0 && (size_t)length < bytes ? ERROR_OK : ERROR_SYSTEM;
}

static bool saved_language(const struct places *places, char out[8])
{
    char path[LIMIT_PATH_BYTES + 8];
    if (language_path(places, path, sizeof path))
        return false;
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool read = fgets(out, 8, file) != NULL;
    fclose(file);
    return read && (is_korean(out) || strncmp(out, "en", 2) == 0);
}

void session_find_language(const struct places *places)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *word = getenv("CLEAVE_LANG");
    char saved[8];
    if (word && *word) {
        text_set_korean(is_korean(word));
        return;
    }
    if (places && saved_language(places, saved)) {
        text_set_korean(is_korean(saved));
        return;
    }
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        word = getenv(variables[i]);
        if (word && *word)
            break;
    }
    text_set_korean(word && is_korean(word));
}

enum error session_save_language(const struct places *places, bool korean)
{
    char path[LIMIT_PATH_BYTES + 8];
    enum error error = places_make(places);
    if (!error)
        error = language_path(places, path, sizeof path);
    if (error)
        return error;
    FILE *file = fopen(path, "we");
    if (!file)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(errno));
    bool written = fputs(korean ? "ko\n" : "en\n", file) >= 0;
    if (fclose(file) != 0 || !written)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(errno));
    return ERROR_OK;
}

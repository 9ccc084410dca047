/*
 * words -- a script's line, cut into words.
 *
 * Words are divided by blanks; a word in double quotes may hold blanks and the
 * escapes \e \n \r \t \" \\ and \xNN. A line that begins with # is a remark.
 */
#include "tests/screens/script.h"

#include <ctype.h>
#include <string.h>

static int hex(char c)
{
    if (!isxdigit((unsigned char)c))
        return -1;
    return isdigit((unsigned char)c) ? c - '0'
                                     : tolower((unsigned char)c) - 'a' + 10;
}

/* What stands behind a backslash; *at moves behind it. */
static char escaped(const char **at)
{
    static const char from[] = "ernt", to[] = "\033\r\n\t";
    char c = *(*at)++;
    const char *found = c ? strchr(from, c) : NULL;
    if (found)
        return to[found - from];
    if (c == 'x' && hex((*at)[0]) >= 0 && hex((*at)[1]) >= 0) {
        c = (char)(hex((*at)[0]) * 16 + hex((*at)[1]));
        *at += 2;
    }
    return c;
}

/* One word from *at to *to; false when its quote is not closed. */
static bool take_word(const char **at, char **to)
{
    bool quoted = **at == '"';
    *at += quoted;
    while (**at && (quoted ? **at != '"' : !isspace((unsigned char)**at)))
        if (quoted && **at == '\\' && (*at)[1]) {
            ++*at;
            *(*to)++ = escaped(at);
        } else {
            *(*to)++ = *(*at)++;
        }
    if (quoted && **at != '"')
        return false;
    *at += quoted;
    return true;
}

bool script_split(struct script *script, const char *line)
{
    char *to = script->words_text;
    script->count = 0;
    script->words[0] = NULL;
    for (const char *at = line;;) {
        while (isspace((unsigned char)*at))
            at++;
        if (!*at || (script->count == 0 && *at == '#'))
            break;
        if (script->count == SCRIPT_WORDS)
            return false;
        char *word = to;
        if (!take_word(&at, &to))
            return false;
        script->lengths[script->count] = (size_t)(to - word);
        script->words[script->count++] = word;
        *to++ = '\0';
    }
    script->words[script->count] = NULL;
    return true;
}

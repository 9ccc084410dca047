/*
 * front_matter -- the "key: value" lines between two --- in front of a text.
 *
 * It begins in the first line or not at all. One that is never closed is none,
 * so that a forgotten --- does not swallow a lesson.
 */
#include "tutor/study/front_matter.h"

#include <string.h>

static const char mark[] = "---\n";

const char *front_matter_body(const struct content_text *text)
{
    if (strncmp(text->text, mark, sizeof mark - 1) != 0)
        return text->text;
    const char *end = strstr(text->text + 3, "\n---\n");
    return end ? end + 5 : text->text;
}

const char *front_matter(const struct content_text *text, const char *key,
                         struct arena *arena)
{
    struct content_lines lines;
    struct content_line line;
    const char *body = front_matter_body(text);
    size_t length = strlen(key);
    content_lines_begin(&lines, text->path, text->text);
    while (content_lines_next(&lines, &line) && line.text < body) {
        if (line.length <= length || line.text[length] != ':' ||
            strncmp(line.text, key, length) != 0)
            continue;
        line.text += length + 1;
        line.length -= length + 1;
        line = content_line_trim(line);
        return arena_copy(arena, line.text, line.length);
    }
    return NULL;
}

bool front_matter_has(const char *value, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = value; at && (at = strstr(at, word)); at += length)
        if ((at == value || at[-1] == ' ') &&
            (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/*
 * width -- how many cells of a terminal a text takes.
 *
 * The problem: a table with Korean in it falls apart when bytes are counted
 * (three for a syllable) or characters (one), for a terminal draws a syllable
 * two cells wide.
 *
 * The idea: walk the UTF-8 text character by character and ask wcwidth(). The
 * walk uses mbrtowc(), so the process must have taken a UTF-8 locale, which
 * session_open() sees to. What cannot be decoded counts as one cell, because
 * that is what most terminals draw for it.
 */
#include "tutor/width.h"

#include <string.h>
#include <wchar.h>

/* The bytes of the first character, at least 1, and its cells. */
static size_t first_character(const char *text, size_t length, int *cells)
{
    mbstate_t state = {0};
    wchar_t wide = 0;
    size_t bytes = mbrtowc(&wide, text, length, &state);
    if (bytes == 0 || bytes > length) {
        *cells = 1;
        return 1;
    }
    int width = wcwidth(wide);
    *cells = width < 0 ? 1 : width;
    return bytes;
}

size_t width_fit(const char *text, size_t length, int cells)
{
    size_t at = 0;
    while (at < length) {
        int width = 0;
        size_t bytes = first_character(text + at, length - at, &width);
        if (width > cells)
            break;
        cells -= width;
        at += bytes;
    }
    return at;
}

int width_of_n(const char *text, size_t length)
{
    int total = 0;
    for (size_t at = 0; at < length;) {
        int width = 0;
        at += first_character(text + at, length - at, &width);
        total += width;
    }
    return total;
}

int width_of(const char *text)
{
    return width_of_n(text, strlen(text));
}

/*
 * unicode -- what the Unicode tables say; the one user of libunistring.
 *
 * Only questions whose answers are long tables are asked here. How wide a
 * character is does not belong to them: the C library answers that, because
 * the terminal and the multiplexer of the same system ask it as well, and
 * libunistring would disagree with them on some characters.
 */
#include "tutor/widgets/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unilbrk.h>
#include <uninorm.h>

#include "chassis/json.h"

bool unicode_hangul(uint32_t character)
{
    return (character >= 0xAC00 && character <= 0xD7A3) ||
           (character >= 0x1100 && character <= 0x11FF) ||
           (character >= 0x3130 && character <= 0x318F) ||
           (character >= 0xA960 && character <= 0xA97F) ||
           (character >= 0xD7B0 && character <= 0xD7FF);
}

bool unicode_alphanumeric(uint32_t character)
{
    return uc_is_alnum(character);
}

bool unicode_punctuation(uint32_t character)
{
    if (character < 0x80)
        return uc_is_punct(character);
    return uc_is_general_category(character, UC_PUNCTUATION);
}

void unicode_breaks(const char *text, size_t length, unsigned char *breaks)
{
    char *marks = (char *)breaks;
    u8_possible_linebreaks((const uint8_t *)text, length, "UTF-8", marks);
    for (size_t i = 0; i < length; i++)
        breaks[i] = marks[i] == UC_BREAK_MANDATORY  ? 2
                    : marks[i] == UC_BREAK_POSSIBLE ? 1
                                                    : 0;
}

enum error unicode_compose(struct buffer *out, const char *text, size_t length)
{
    size_t composed = 0;
    if (length == 0)
        return ERROR_OK;
    if (!utf8_valid(text, length))
        return error_explain(ERROR_MALFORMED, "the text is not UTF-8");
    uint8_t *bytes = u8_normalize(UNINORM_NFC, (const uint8_t *)text, length,
                                  NULL, &composed);
    if (!bytes)
        return error_explain(ERROR_OVERLOADED, "no memory for the text");
    buffer_append(out, bytes, composed);
    free(bytes);
    return buffer_error(out);
}

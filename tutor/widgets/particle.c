/*
 * particle -- the Korean particle that fits the word before it.
 *
 * Only the sound of the last syllable counts. For Hangul it is arithmetic. For
 * a digit it is the digit's Korean name. For a Latin word it is a guess by its
 * ending, made the way Koreans spell such words: a final t, k or p behind a
 * vowel closes the syllable (commit = 커밋), behind a consonant or before
 * a silent e it opens a new one (client = 클라이언트). Where the guess is
 * known to be wrong for a word of this program, that word is in a table.
 */
#include "tutor/widgets/particle.h"

#include <stdint.h>
#include <string.h>

#include "chassis/json.h"

enum {
    SYLLABLES_FROM = 0xAC00,
    SYLLABLES_TO = 0xD7A3,
    FINALS = 28,
    FINAL_RIEUL = 8,
    FORM_BYTES = 24, /* the longest form; particles have three syllables */
    WORD_BYTES = 32
};

static const struct {
    const char *word;
    enum particle_final final;
} exceptions[] = {
    {"check", PARTICLE_VOWEL},   {"type", PARTICLE_CONSONANT},
    {"pipe", PARTICLE_VOWEL},    {"cookie", PARTICLE_VOWEL},
    {"cut", PARTICLE_CONSONANT}, {"kubernetes", PARTICLE_VOWEL},
    {"api", PARTICLE_VOWEL},     {"id", PARTICLE_VOWEL},
    {"db", PARTICLE_VOWEL},      {"http", PARTICLE_VOWEL},
    {"grpc", PARTICLE_VOWEL},    {"sql", PARTICLE_RIEUL},
    {"url", PARTICLE_RIEUL},     {"sku", PARTICLE_VOWEL},
    {"pid", PARTICLE_VOWEL},     {"cpu", PARTICLE_VOWEL},
};

static bool latin(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static char small(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool vowel(char byte)
{
    return byte != '\0' && strchr("aeiou", byte) != NULL;
}

static enum particle_final of_digit(char digit)
{
    /* 영 일 이 삼 사 오 육 칠 팔 구 */
    static const enum particle_final finals[] = {
        PARTICLE_CONSONANT, PARTICLE_RIEUL, PARTICLE_VOWEL,
        PARTICLE_CONSONANT, PARTICLE_VOWEL, PARTICLE_VOWEL,
        PARTICLE_CONSONANT, PARTICLE_RIEUL, PARTICLE_RIEUL,
        PARTICLE_VOWEL};
    return finals[digit - '0'];
}

/* Spelled out, as URL or DNS: L, M, N and R have names that end closed. */
static enum particle_final of_capital(char letter)
{
    return letter == 'L' || letter == 'R'   ? PARTICLE_RIEUL
           : letter == 'M' || letter == 'N' ? PARTICLE_CONSONANT
                                            : PARTICLE_VOWEL;
}

/* A word in small letters that ends in 'e'. */
static enum particle_final of_silent_e(char before)
{
    return before == 'l'                    ? PARTICLE_RIEUL
           : before == 'm' || before == 'n' ? PARTICLE_CONSONANT
                                            : PARTICLE_VOWEL;
}

static enum particle_final of_ending(const char *word, size_t length)
{
    char last = word[length - 1];
    char before = length > 1 ? word[length - 2] : '\0';
    switch (last) {
    case 'e':
        return of_silent_e(before);
    case 'l':
        return PARTICLE_RIEUL;
    case 'm':
    case 'n':
        return PARTICLE_CONSONANT;
    case 'g':
        return before == 'n' ? PARTICLE_CONSONANT : PARTICLE_VOWEL;
    case 'k':
        return vowel(before) || before == 'c' ? PARTICLE_CONSONANT
                                              : PARTICLE_VOWEL;
    case 'b':
    case 'c':
    case 'p':
    case 't':
        return vowel(before) ? PARTICLE_CONSONANT : PARTICLE_VOWEL;
    default:
        return PARTICLE_VOWEL;
    }
}

static enum particle_final of_latin(const char *text, size_t length)
{
    char word[WORD_BYTES];
    size_t from = length;
    bool capitals = true;
    while (from > 0 && latin(text[from - 1]) && length - from < WORD_BYTES - 1)
        from--;
    for (size_t i = from; i < length; i++) {
        word[i - from] = small(text[i]);
        capitals = capitals && word[i - from] != text[i];
    }
    word[length - from] = '\0';
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (strcmp(exceptions[i].word, word) == 0)
            return exceptions[i].final;
    return capitals ? of_capital(text[length - 1])
                    : of_ending(word, length - from);
}

static enum particle_final of_hangul(uint32_t character)
{
    uint32_t final = (character - SYLLABLES_FROM) % FINALS;
    return final == 0             ? PARTICLE_VOWEL
           : final == FINAL_RIEUL ? PARTICLE_RIEUL
                                  : PARTICLE_CONSONANT;
}

/* The bytes of the last character. */
static size_t last_step(const char *text, size_t length)
{
    size_t step = 1;
    while (step < length && step < 4 &&
           ((unsigned char)text[length - step] & 0xC0) == 0x80)
        step++;
    return step;
}

/* Before a group in parentheses that ends at `length`; 0 where it has no
 * beginning. */
static size_t before_parentheses(const char *text, size_t length)
{
    int depth = 0;
    for (size_t at = length; at > 0; at--) {
        depth += text[at - 1] == ')';
        depth -= text[at - 1] == '(';
        if (depth == 0)
            return at - 1;
    }
    return 0;
}

enum particle_final particle_final(const char *text, size_t length)
{
    while (length > 0) {
        uint32_t character = 0;
        size_t step = last_step(text, length);
        char last = text[length - 1];
        utf8_character(text + length - step, step, &character);
        if (character >= SYLLABLES_FROM && character <= SYLLABLES_TO)
            return of_hangul(character);
        if (last >= '0' && last <= '9')
            return of_digit(last);
        if (latin(last))
            return of_latin(text, length);
        if (last == '%') /* 퍼센트 */
            return PARTICLE_VOWEL;
        if (last == ')')
            length = before_parentheses(text, length);
        else if (last == ' ' || last == '\n' || step > 3)
            return PARTICLE_UNKNOWN;
        else
            length -= step; /* a quote, a backtick, a star */
    }
    return PARTICLE_UNKNOWN;
}

/* One form of a particle: Hangul alone, so that no JSON is taken for one. */
static bool form(const char **at, const char *end, struct slice *out)
{
    const char *from = *at;
    while (*at < end) {
        uint32_t character = 0;
        size_t step = utf8_character(*at, (size_t)(end - *at), &character);
        if (character < SYLLABLES_FROM || character > SYLLABLES_TO)
            break;
        *at += step;
    }
    *out = (struct slice){from, (size_t)(*at - from)};
    return out->length > 0 && out->length <= FORM_BYTES;
}

/* Reads "{을/를}" at `at`; gives what is behind it, or NULL. */
static const char *read_pair(const char *at, const char *end,
                             struct slice *closed, struct slice *open)
{
    if (*at != '{')
        return NULL;
    at++;
    if (!form(&at, end, closed) || at == end || *at != '/')
        return NULL;
    at++;
    if (!form(&at, end, open) || at == end || *at != '}')
        return NULL;
    return at + 1;
}

static void choose(struct buffer *out, size_t from, struct slice closed,
                   struct slice open)
{
    enum particle_final final =
        particle_final(out->data ? out->data + from : "", out->length - from);
    bool euro = slice_is(closed, "으로"); /* 서울로, as if it ended open */
    if (final == PARTICLE_UNKNOWN)
        buffer_format(out, "%.*s(%.*s)", (int)closed.length, closed.data,
                      (int)open.length, open.data);
    else if (final == PARTICLE_VOWEL || (euro && final == PARTICLE_RIEUL))
        buffer_append(out, open.data, open.length);
    else
        buffer_append(out, closed.data, closed.length);
}

void particle_resolve(struct buffer *out, const char *text, size_t length)
{
    const char *end = text + length;
    size_t from = out->length;
    while (text < end) {
        struct slice closed, open;
        const char *behind = read_pair(text, end, &closed, &open);
        if (behind) {
            choose(out, from, closed, open);
            text = behind;
        } else {
            buffer_byte(out, *text++);
        }
    }
}

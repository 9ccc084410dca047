/*
 * keys -- what a learner pressed, from the bytes that a terminal sent.
 *
 * Three things make this more than a table. A Hangul syllable is three bytes
 * that may arrive in two reads, so an unfinished character must survive the
 * end of a read. Esc is a key and also the first byte of Alt and a key; only
 * the end of a read tells them apart. And a syllable may come in parts (a name
 * copied from macOS does): the parts are put together before anybody counts
 * cells, so the last character of a read is held back until the next one or
 * the pause is known.
 *
 * Invariant: what waits in the ring is whole and composed; the order is that
 * of the bytes.
 */
#include "tutor/terminal/keys.h"

#include <stdlib.h>
#include <string.h>

enum { ESCAPE_BYTE = 27, DELETE_BYTE = 127 };

/* Hangul syllables by arithmetic; The Unicode Standard, 3.12. */
enum {
    SYLLABLES = 0xAC00,
    LEADS = 0x1100,
    VOWELS = 0x1161,
    TAILS = 0x11A7,
    LEAD_COUNT = 19,
    VOWEL_COUNT = 21,
    TAIL_COUNT = 28
};

void keys_init(struct keys *keys)
{
    memset(keys, 0, sizeof *keys);
    buffer_init(&keys->paste, KEYS_PASTE_BYTES);
}

void keys_release(struct keys *keys)
{
    buffer_release(&keys->paste);
}

size_t keys_utf8(uint32_t character, char out[4])
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3F));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xE0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3F));
        out[2] = (char)(0x80 | (character & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | character >> 18);
    out[1] = (char)(0x80 | (character >> 12 & 0x3F));
    out[2] = (char)(0x80 | (character >> 6 & 0x3F));
    out[3] = (char)(0x80 | (character & 0x3F));
    return 4;
}

/* ---- putting syllables together ---- */

static bool within(uint32_t value, uint32_t first, uint32_t count)
{
    return value >= first && value < first + count;
}

/* 0: the two do not make one character. */
static uint32_t compose(uint32_t first, uint32_t second)
{
    if (within(first, LEADS, LEAD_COUNT) && within(second, VOWELS, VOWEL_COUNT))
        return SYLLABLES +
               ((first - LEADS) * VOWEL_COUNT + second - VOWELS) * TAIL_COUNT;
    if (within(first, SYLLABLES, LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT) &&
        (first - SYLLABLES) % TAIL_COUNT == 0 &&
        within(second, TAILS + 1, TAIL_COUNT - 1))
        return first + second - TAILS;
    return 0;
}

/* ---- the ring ---- */

void keys_put(struct keys *keys, const struct keys_event *event)
{
    if (keys->count == KEYS_WAITING)
        return; /* nobody takes them: a learner would notice */
    keys->waiting[(keys->first + keys->count++) % KEYS_WAITING] = *event;
}

bool keys_next(struct keys *keys, struct keys_event *out)
{
    if (keys->count == 0)
        return false;
    *out = keys->waiting[keys->first];
    keys->first = (keys->first + 1) % KEYS_WAITING;
    keys->count--;
    return true;
}

static void put_named(struct keys *keys, enum keys_name name, bool alt)
{
    struct keys_event event = {.name = name, .alt = alt};
    keys_put(keys, &event);
}

/* Esc and a key with a name are two keys: nobody has Alt and an arrow on a
 * short cut here, and quick fingers press Esc and then an arrow. */
static void put_after_escape(struct keys *keys, enum keys_name name, bool alt)
{
    if (alt && name != KEYS_BACKSPACE)
        put_named(keys, KEYS_ESCAPE, false);
    put_named(keys, name, alt && name == KEYS_BACKSPACE);
}

static void put_pending(struct keys *keys)
{
    struct keys_event event = {.name = KEYS_CHARACTER,
                               .alt = keys->pending_alt,
                               .character = keys->pending};
    if (keys->pending)
        keys_put(keys, &event);
    keys->pending = 0;
}

static void take_character(struct keys *keys, uint32_t character, bool alt)
{
    uint32_t both = alt ? 0 : compose(keys->pending, character);
    if (both) {
        keys->pending = both;
        return;
    }
    put_pending(keys);
    keys->pending = character;
    keys->pending_alt = alt;
}

/* ---- a paste ---- */

static void paste_character(struct keys *keys, uint32_t character)
{
    char bytes[4];
    uint32_t both = compose(keys->pending, character);
    if (both) {
        keys->pending = both;
        return;
    }
    if (keys->pending)
        buffer_append(&keys->paste, bytes, keys_utf8(keys->pending, bytes));
    keys->pending = character;
}

/* A run of control characters, line ends among them, becomes one space. */
static void paste_control(struct keys *keys)
{
    if (keys->pending && keys->pending != ' ')
        paste_character(keys, ' ');
}

static void end_paste(struct keys *keys)
{
    paste_character(keys, 0);
    struct keys_event event = {.name = KEYS_PASTE,
                               .text = keys->paste.data,
                               .length = keys->paste.length};
    keys->pasting = false;
    keys->pending = 0;
    if (event.length > 0)
        keys_put(keys, &event);
}

/* ---- bytes ---- */

/* C1 control characters are controls too, though they are two bytes long. */
static bool is_control(uint32_t character)
{
    return character < ' ' || within(character, DELETE_BYTE, 0x21);
}

static void take_control(struct keys *keys, unsigned char byte, bool alt)
{
    struct keys_event event = {.name = KEYS_CONTROL, .alt = alt};
    put_pending(keys);
    if (byte == '\r' || byte == '\n') {
        put_after_escape(keys, KEYS_ENTER, alt);
    } else if (byte == '\t') {
        put_after_escape(keys, KEYS_TAB, alt);
    } else if (byte == '\b' || byte == DELETE_BYTE) {
        put_after_escape(keys, KEYS_BACKSPACE, alt);
    } else {
        event.character = byte >= 1 && byte <= 26 ? (uint32_t)byte + 'a' - 1
                                                  : (uint32_t)byte + '@';
        keys_put(keys, &event);
    }
}

static void whole_character(struct keys *keys)
{
    static const unsigned char lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t character = keys->utf8[0] & lead[keys->utf8_need];
    for (size_t i = 1; i < keys->utf8_need; i++)
        character = character << 6 | (keys->utf8[i] & 0x3F);
    keys->utf8_got = 0;
    if (character < least[keys->utf8_need] || character > 0x10FFFF ||
        within(character, 0xD800, 0x800))
        return; /* overlong, or half of a pair: no character */
    if (keys->pasting && is_control(character))
        paste_control(keys);
    else if (keys->pasting)
        paste_character(keys, character);
    else if (!is_control(character))
        take_character(keys, character, keys->alt);
}

static size_t utf8_length(unsigned char byte)
{
    if (byte >= 0xC2 && byte <= 0xDF)
        return 2;
    if (byte >= 0xE0 && byte <= 0xEF)
        return 3;
    return byte >= 0xF0 && byte <= 0xF4 ? 4 : 0;
}

static void take_byte(struct keys *keys, unsigned char byte, bool alt)
{
    bool follows = (byte & 0xC0) == 0x80;
    if (keys->utf8_got > 0 && follows) {
        keys->utf8[keys->utf8_got++] = byte;
        if (keys->utf8_got == keys->utf8_need)
            whole_character(keys);
        return;
    }
    keys->utf8_got = 0; /* a broken one ends here */
    keys->alt = alt;
    if (byte < ' ' || byte == DELETE_BYTE) {
        if (keys->pasting)
            paste_control(keys);
        else
            take_control(keys, byte, alt);
        return;
    }
    keys->utf8[0] = byte;
    keys->utf8_got = 1;
    keys->utf8_need = byte < 0x80 ? 1 : utf8_length(byte);
    if (keys->utf8_need == 1)
        whole_character(keys);
    else if (keys->utf8_need == 0)
        keys->utf8_got = 0;
}

/* "ESC [ 2 ; 4 R": where the cursor is. */
static void put_report(struct keys *keys)
{
    char *end = keys->parameters;
    keys->parameters[keys->parameter_count] = '\0';
    long row = strtol(keys->parameters, &end, 10);
    long column = *end == ';' ? strtol(end + 1, &end, 10) : 0;
    struct keys_event event = {
        .name = KEYS_REPORT, .row = (int)row - 1, .column = (int)column - 1};
    if (*end == '\0' && row > 0 && column > 0 && row < 10000 && column < 10000)
        keys_put(keys, &event);
}

/* True when the byte belongs to a sequence such as "ESC [ 5 ~" that has not
 * become a named key: a late answer of the terminal, a key of another make. */
static bool take_sequence(struct keys *keys, unsigned char byte, bool alt)
{
    if (keys->interrupted && byte != ';' && byte != 'R' &&
        (byte < '0' || byte > '9'))
        keys->sequence = 0;
    keys->interrupted = false;
    if (keys->sequence) {
        bool last = keys->sequence == 'O' || (byte >= '@' && byte <= '~');
        if (last && byte == 'R')
            put_report(keys);
        if (last || byte < ' ')
            keys->sequence = 0;
        else if (keys->parameter_count + 1 < KEYS_PARAMETERS)
            keys->parameters[keys->parameter_count++] = (char)byte;
        return true;
    }
    if (alt && (byte == '[' || byte == 'O')) {
        keys->sequence = (char)byte;
        keys->parameter_count = 0;
    }
    return keys->sequence != 0;
}

static void take_named(struct keys *keys, enum keys_name name, bool alt)
{
    if (name == KEYS_PASTE_END && keys->pasting) {
        end_paste(keys);
        return;
    }
    if (keys->pasting || name == KEYS_PASTE_END)
        return; /* text that looks like a key is text that we do not need */
    put_pending(keys);
    if (name == KEYS_PASTE_BEGIN) {
        keys->pasting = true;
        buffer_reset(&keys->paste);
        return;
    }
    put_after_escape(keys, name, alt);
}

void keys_feed(struct keys *keys, int code)
{
    bool alt = keys->escape;
    keys->escape = false;
    if (code == ESCAPE_BYTE || code > 255)
        keys->sequence = 0;
    if (code == ESCAPE_BYTE && !keys->pasting) {
        put_pending(keys);
        if (alt)
            put_named(keys, KEYS_ESCAPE, false);
        keys->escape = true;
    } else if (code >= KEYS_NAMED) {
        take_named(keys, (enum keys_name)(code - KEYS_NAMED), alt);
    } else if (code >= 0 && code <= 255 &&
               !take_sequence(keys, (unsigned char)code, alt)) {
        take_byte(keys, (unsigned char)code, alt);
    }
}

void keys_pause(struct keys *keys)
{
    if (keys->pasting)
        return;
    put_pending(keys);
    if (keys->escape)
        put_named(keys, KEYS_ESCAPE, false);
    keys->escape = false;
    keys->interrupted = keys->sequence == '[' && keys->parameter_count > 0;
    if (!keys->interrupted)
        keys->sequence = 0;
}

/* ---- what a key means ---- */

/* The 33 Hangul letters of the two-set keyboard: 26 keys, seven with shift. */
static const struct {
    uint16_t jamo;
    char key;
} twins[] = {
    {0x3142, 'q'}, {0x3148, 'w'}, {0x3137, 'e'}, {0x3131, 'r'}, {0x3145, 't'},
    {0x315B, 'y'}, {0x3155, 'u'}, {0x3151, 'i'}, {0x3150, 'o'}, {0x3154, 'p'},
    {0x3141, 'a'}, {0x3134, 's'}, {0x3147, 'd'}, {0x3139, 'f'}, {0x314E, 'g'},
    {0x3157, 'h'}, {0x3153, 'j'}, {0x314F, 'k'}, {0x3163, 'l'}, {0x314B, 'z'},
    {0x314C, 'x'}, {0x314A, 'c'}, {0x314D, 'v'}, {0x3160, 'b'}, {0x315C, 'n'},
    {0x3161, 'm'}, {0x3143, 'Q'}, {0x3149, 'W'}, {0x3138, 'E'}, {0x3132, 'R'},
    {0x3146, 'T'}, {0x3152, 'O'}, {0x3156, 'P'},
};

char keys_letter(const struct keys_event *event)
{
    if (event->name != KEYS_CHARACTER || event->alt)
        return 0;
    if (event->character < 0x80)
        return (char)event->character;
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (twins[i].jamo == event->character)
            return twins[i].key;
    return 0;
}

size_t keys_bytes(const struct keys_event *event, char out[16])
{
    static const char *const sent[KEYS_PASTE_END + 1] = {
        [KEYS_ENTER] = "\r",         [KEYS_TAB] = "\t",
        [KEYS_BACKTAB] = "\033[Z",   [KEYS_BACKSPACE] = "\177",
        [KEYS_ESCAPE] = "\033",      [KEYS_UP] = "\033[A",
        [KEYS_DOWN] = "\033[B",      [KEYS_RIGHT] = "\033[C",
        [KEYS_LEFT] = "\033[D",      [KEYS_HOME] = "\033[H",
        [KEYS_END] = "\033[F",       [KEYS_WORD_LEFT] = "\033b",
        [KEYS_WORD_RIGHT] = "\033f", [KEYS_DELETE] = "\033[3~",
        [KEYS_DELETE_WORD] = "\033d"};
    size_t length = 0;
    if (event->alt)
        out[length++] = '\033';
    if (event->name == KEYS_CHARACTER)
        return length + keys_utf8(event->character, out + length);
    if (event->name == KEYS_CONTROL) {
        out[length++] = (char)(event->character & 0x1F);
        return length;
    }
    const char *bytes = sent[event->name];
    if (!bytes)
        return 0;
    for (; *bytes; bytes++)
        out[length++] = *bytes;
    return length;
}

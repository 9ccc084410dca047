/*
 * keys -- what a learner pressed, from the bytes that a terminal sent.
 *
 * Use:       keys_feed() with each byte or named key as it is read,
 *            keys_pause() when nothing more waits, keys_next() until it is
 *            false. keys_letter() where a screen has a letter as a short cut:
 *            it knows the Hangul letter on the same key.
 * Units:     characters are code points in composed form (NFC); rows and
 *            columns count from 0.
 * Ownership: a plain value, but for the text of a paste, which is the
 *            decoder's until the next keys_next(); keys_release() at the end.
 * Errors:    bytes that are no UTF-8 are dropped, and so is a key sequence
 *            that nobody named. A paste over KEYS_PASTE_BYTES is cut between
 *            two characters.
 * Blocking:  never; no terminal is known here.
 * Source:    UTF-8 as in RFC 3629; bracketed paste as in xterm; the two-set
 *            Korean keyboard of KS X 5002.
 */
#ifndef TUTOR_KEYS_H
#define TUTOR_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/buffer.h"

enum {
    KEYS_PASTE_BYTES = 1024 * 1024,
    KEYS_WAITING = 64,
    KEYS_PARAMETERS = 16
};

/* KEYS_F1 + 1 is F2, and so on. */
enum keys_name {
    KEYS_NONE,
    KEYS_CHARACTER, /* `character` */
    KEYS_CONTROL,   /* `character` is 'a' for Ctrl-A; '@' '\\' ']' '^' '_' */
    KEYS_ENTER,
    KEYS_TAB,
    KEYS_BACKTAB,
    KEYS_BACKSPACE,
    KEYS_ESCAPE,
    KEYS_UP,
    KEYS_DOWN,
    KEYS_LEFT,
    KEYS_RIGHT,
    KEYS_WORD_LEFT,
    KEYS_WORD_RIGHT,
    KEYS_HOME,
    KEYS_END,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_INSERT,
    KEYS_DELETE,
    KEYS_DELETE_WORD,
    KEYS_F1,
    KEYS_F7 = KEYS_F1 + 6,
    KEYS_F12 = KEYS_F1 + 11,
    KEYS_CLICK,       /* `row`, `column`: where the first button came up */
    KEYS_WHEEL_UP,    /* the same */
    KEYS_WHEEL_DOWN,  /* the same */
    KEYS_PASTE,       /* `text`, `length`: one line, no control characters */
    KEYS_REPORT,      /* the terminal's answer: `row`, `column` of its cursor */
    KEYS_PASTE_BEGIN, /* fed, never given out */
    KEYS_PASTE_END
};

/* What keys_feed() takes for a key that has a name. */
enum { KEYS_NAMED = 0x10000 };

struct keys_event {
    enum keys_name name;
    bool alt;
    uint32_t character;
    int row, column;
    const char *text;
    size_t length;
};

struct keys {
    unsigned char utf8[4]; /* a character whose bytes have not all come */
    size_t utf8_got, utf8_need;
    bool escape;      /* Esc, or the first half of Alt and a key */
    char sequence;    /* inside one that nobody knows: '[' or 'O'; else 0 */
    char parameters[KEYS_PARAMETERS]; /* of it, so far */
    size_t parameter_count;
    bool interrupted; /* by a pause: only a report may go on */
    bool alt;         /* of the character that is being put together */
    uint32_t pending; /* may still be composed with the next; 0: none */
    bool pending_alt;
    bool pasting;
    struct buffer paste;
    struct keys_event waiting[KEYS_WAITING]; /* a ring */
    size_t first, count;
};

void keys_init(struct keys *keys);
void keys_release(struct keys *keys);
/* A byte (0 to 255), or KEYS_NAMED + a name. */
void keys_feed(struct keys *keys, int code);
/* An event that has no bytes, such as a click. */
void keys_put(struct keys *keys, const struct keys_event *event);
/* Nothing more waits: a lone Esc is Esc, the last character is whole. */
void keys_pause(struct keys *keys);
bool keys_next(struct keys *keys, struct keys_event *out);

/* The ASCII character, or that of the key on which the Hangul letter lies
 * ('j' for U+3153); 0 for everything else. */
char keys_letter(const struct keys_event *event);
/* What a terminal sends for it, for readline; the length, 0: nothing. */
size_t keys_bytes(const struct keys_event *event, char out[16]);
/* Writes a code point as UTF-8; the length. */
size_t keys_utf8(uint32_t character, char out[4]);

#endif

/*
 * terminal_keys -- ncurses' numbers for keys, as names of ours.
 *
 * ncurses knows the keys that the terminal's entry lists. Many terminals send
 * more, and some send either of two forms, so those are defined on top. Bytes
 * are read one by one: wget_wch() loses a character whose bytes arrive in two
 * reads.
 */
#include "tutor/terminal/terminal_private.h"

#include <stdio.h>

/* Above all of ncurses' own. */
enum { OWN_KEYS = 0x800 };

static const struct {
    const char *bytes;
    enum keys_name name;
} more[] = {
    {"\033[200~", KEYS_PASTE_BEGIN},
    {"\033[201~", KEYS_PASTE_END},
    {"\033[1;5C", KEYS_WORD_RIGHT},
    {"\033[1;5D", KEYS_WORD_LEFT},
    {"\033[1;3C", KEYS_WORD_RIGHT},
    {"\033[1;3D", KEYS_WORD_LEFT},
    {"\033[3;5~", KEYS_DELETE_WORD},
    {"\033[A", KEYS_UP},
    {"\033[B", KEYS_DOWN},
    {"\033[C", KEYS_RIGHT},
    {"\033[D", KEYS_LEFT},
    {"\033[H", KEYS_HOME},
    {"\033[F", KEYS_END},
    {"\033OA", KEYS_UP},
    {"\033OB", KEYS_DOWN},
    {"\033OC", KEYS_RIGHT},
    {"\033OD", KEYS_LEFT},
    {"\033OH", KEYS_HOME},
    {"\033OF", KEYS_END},
    {"\033OP", KEYS_F1},
    {"\033OQ", KEYS_F1 + 1},
    {"\033OR", KEYS_F1 + 2},
    {"\033OS", KEYS_F1 + 3},
    {"\033[[A", KEYS_F1},
    {"\033[[B", KEYS_F1 + 1},
    {"\033[[C", KEYS_F1 + 2},
    {"\033[[D", KEYS_F1 + 3},
    {"\033[11~", KEYS_F1},
    {"\033[12~", KEYS_F1 + 1},
    {"\033[13~", KEYS_F1 + 2},
    {"\033[14~", KEYS_F1 + 3},
    {"\033[Z", KEYS_BACKTAB},
};

void terminal_name_keys(struct terminal *terminal)
{
    (void)terminal;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        define_key(more[i].bytes, OWN_KEYS + (int)more[i].name);
}

static enum keys_name name_of(int code)
{
    if (code >= OWN_KEYS)
        return (enum keys_name)(code - OWN_KEYS);
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return (enum keys_name)(KEYS_F1 + code - KEY_F(1));
    switch (code) {
    case KEY_UP:
        return KEYS_UP;
    case KEY_DOWN:
        return KEYS_DOWN;
    case KEY_LEFT:
        return KEYS_LEFT;
    case KEY_RIGHT:
        return KEYS_RIGHT;
    case KEY_HOME:
        return KEYS_HOME;
    case KEY_END:
        return KEYS_END;
    case KEY_PPAGE:
        return KEYS_PAGE_UP;
    case KEY_NPAGE:
        return KEYS_PAGE_DOWN;
    case KEY_IC:
        return KEYS_INSERT;
    case KEY_DC:
        return KEYS_DELETE;
    case KEY_BACKSPACE:
        return KEYS_BACKSPACE;
    case KEY_BTAB:
        return KEYS_BACKTAB;
    case KEY_ENTER:
        return KEYS_ENTER;
    default:
        return KEYS_NONE;
    }
}

/* A press and release in one read come as the release alone. */
static void take_mouse(struct terminal *terminal)
{
    MEVENT mouse;
    struct keys_event event = {0};
    if (getmouse(&mouse) != OK)
        return;
    if (mouse.bstate & BUTTON1_RELEASED)
        event.name = KEYS_CLICK;
    else if (mouse.bstate & BUTTON4_PRESSED)
        event.name = KEYS_WHEEL_UP;
    else if (mouse.bstate & BUTTON5_PRESSED)
        event.name = KEYS_WHEEL_DOWN;
    event.row = mouse.y;
    event.column = mouse.x;
    if (event.name)
        keys_put(&terminal->keys, &event);
}

/* The next event that is a key. */
static bool next_key(struct terminal *terminal, struct keys_event *out)
{
    while (keys_next(&terminal->keys, out)) {
        if (out->name != KEYS_REPORT)
            return true;
        terminal_take_report(terminal, out);
    }
    return false;
}

bool terminal_read(struct terminal *terminal, struct keys_event *out)
{
    while (!next_key(terminal, out)) {
        int code = wgetch(terminal->input);
        if (code == ERR) {
            keys_pause(&terminal->keys);
            return next_key(terminal, out);
        }
        if (code == KEY_MOUSE)
            take_mouse(terminal);
        else if (code <= 255)
            keys_feed(&terminal->keys, code);
        else if (name_of(code))
            keys_feed(&terminal->keys, KEYS_NAMED + (int)name_of(code));
    }
    return true;
}

bool terminal_mouse(const struct terminal *terminal)
{
    return terminal->mouse;
}

void terminal_set_mouse(struct terminal *terminal, bool on)
{
    terminal->mouse = on;
    mousemask(on ? BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED |
                       BUTTON5_PRESSED
                 : 0,
              NULL);
}

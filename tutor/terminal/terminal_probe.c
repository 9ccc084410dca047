/*
 * terminal_probe -- how wide this terminal draws what we draw with.
 *
 * Box lines are one cell wide by the locale's table and two in some CJK
 * set-ups, where a screen falls apart. Only the terminal knows: so a syllable
 * and a line are written, and it is asked where its cursor is. Three cells are
 * what we believe; four mean wide signs, and ASCII is drawn instead; anything
 * else means that the bytes were not taken for UTF-8 at all.
 *
 * Nobody waits for the answer. The question leaves in the same write as the
 * first frame, which paints over it, and the answer comes as a key does; until
 * then, and where none ever comes, the locale is believed.
 *
 * The row is the second one: an answer about the first looks like Shift-F3.
 */
#include "tutor/terminal/terminal_private.h"

#include <string.h>
#include <unistd.h>

enum { PROBE_ROW = 1, CELLS_USUAL = 3, CELLS_WIDE = 4 };

/* The cursor is kept and put back, and the row is left blank. */
static const char question[] = "\0337\033[2;1H"
                               "가─"
                               "\033[6n\r\033[K\0338";

static bool answers(const char *kind)
{
    static const char *const kinds[] = {
        "xterm", "screen", "tmux",    "rxvt",  "foot", "alacritty",
        "kitty", "vte",    "konsole", "gnome", "st-",  "wezterm"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(kind, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

/* An empty screen first, so that the question is on ours and not on the one
 * that the shell gets back. */
void terminal_ask_width(struct terminal *terminal, const char *kind)
{
    if (!terminal->utf8 || terminal->tier == GLYPHS_ASCII || !answers(kind) ||
        LINES <= PROBE_ROW + 1)
        return;
    dup2(terminal->frame, STDOUT_FILENO);
    refresh();
    (void)!write(terminal->frame, question, sizeof question - 1);
    dup2(terminal->tty, STDOUT_FILENO);
    terminal->begun = lseek(terminal->frame, 0, SEEK_CUR);
    terminal->asked = true;
}

void terminal_take_report(struct terminal *terminal,
                          const struct keys_event *report)
{
    if (!terminal->asked || report->row != PROBE_ROW)
        return;
    terminal->asked = false;
    if (report->column == CELLS_USUAL)
        return;
    terminal->tier = GLYPHS_ASCII;
    terminal->utf8 = report->column == CELLS_WIDE;
    terminal->reshaped = true;
    terminal_forget(terminal);
    clearok(curscr, TRUE);
}

bool terminal_reshaped(struct terminal *terminal)
{
    bool reshaped = terminal->reshaped;
    terminal->reshaped = false;
    return reshaped;
}

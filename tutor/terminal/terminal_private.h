/*
 * terminal_private -- what the terminal files share: their one state.
 */
#ifndef TUTOR_TERMINAL_PRIVATE_H
#define TUTOR_TERMINAL_PRIVATE_H

#include <ncurses.h>
/* Its macro would break our own members. */
#undef tab

#include "tutor/terminal/terminal.h"

struct terminal {
    SCREEN *screen;
    WINDOW *input; /* a pad: reading it paints nothing */
    struct keys keys;
    enum glyph_tier tier;
    bool utf8, guessed, mouse, paste;
    bool away; /* given back: nothing is painted */
    bool asked;    /* how wide it draws, and has not answered */
    bool reshaped; /* by its answer */
    off_t begun;   /* bytes that lead the first frame */
    int tty;   /* descriptor 1, while frames go elsewhere */
    int frame; /* memory that a frame is collected in */
    int old_stderr;
    struct cell *painted; /* the last frame; NULL: nothing is believed */
    int painted_rows, painted_columns;
    char *bytes; /* of one frame */
    size_t room;
};

/* terminal_paint.c */
void terminal_palette(struct terminal *terminal);
/* terminal_paint.c: the next frame is given to ncurses whole */
void terminal_forget(struct terminal *terminal);
/* terminal_probe.c */
void terminal_ask_width(struct terminal *terminal, const char *kind);
void terminal_take_report(struct terminal *terminal,
                          const struct keys_event *report);
/* terminal_keys.c */
void terminal_name_keys(struct terminal *terminal);

#endif

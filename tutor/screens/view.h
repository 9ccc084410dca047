/*
 * view -- one screen of the tutor: what it draws, which keys it knows, and its
 *         twin in plain text.
 *
 * A new screen is one file of its own: a `const struct view_class` and the
 * functions that it names; one row in tutor/screens/table.c; its texts in both
 * languages. Nothing else needs to know it. The key bar, the list of screens
 * (F12), the help (F1), the completion of `tutor NAME` and the plain twin come
 * from the class.
 *
 * Use:       the app calls open, then draw whenever something changed, key for
 *            what the view may want, tick about four times a second while the
 *            view is seen, close at the end. Members that are NULL are left
 *            out, but for draw.
 * Keys:      with `keys_first` the view sees each key before the prompt as
 *            long as nothing is typed there (a list, a quiz): what it does not
 *            want it answers with false, and the key goes on to the prompt.
 *            Otherwise only the keys that a line editor has no use for come:
 *            PgUp, PgDn, F7, wheel, clicks, and Esc on an empty line. All
 *            other F-keys, ^C, ^L and ^Z belong to the app. Letters are
 *            extras (keys_letter()); digits, arrows, Enter, Tab must do.
 * Layout:    the app draws frame and title, unless `own_frame`, and asks no
 *            view to know the terminal's size: the area is all there is, down
 *            to nothing. `beside` names a view that stands next to this one
 *            where there is room (132 columns: to the right; 80: below; less
 *            or under 20 rows: F3 changes over). Such a view keeps no state.
 * Ownership: `*state` is the view's own, from open to close.
 * Errors:    what open returns is shown to the learner, explained; the view is
 *            not opened then.
 * Blocking:  never. Ask a child (app_job) or the live model; files of some
 *            kilobytes may be read in open.
 * Source:    tig's views: a table of function pointers.
 */
#ifndef TUTOR_VIEW_H
#define TUTOR_VIEW_H

#include "tutor/commands/text.h"
#include "tutor/session.h"
#include "tutor/terminal/keys.h"

struct app;
struct area; /* tutor/widgets/canvas.h */

/* One key in the key bar (in this order, before the app's own) and in the help.
 * `key` is as it is printed: "F7", "Enter", "1-4", "PgUp PgDn", "^C". What
 * tutor/screens/bar.h can read there can be clicked. With help and leave they
 * must fit into 80 columns in both languages. */
struct view_key {
    const char *key; /* NULL ends */
    enum text label; /* one or two words */
};

struct view_class {
    const char *name; /* as typed */
    enum text title;
    enum text help; /* a sentence or two, on top of its help */
    const struct view_key *keys;
    const char *beside; /* the name of another view, or NULL */
    bool keys_first;
    bool own_frame;
    bool pop_up;     /* drawn over the view below it */
    bool takes_word; /* "lesson 8", typed, opens it with that argument */
    /* With "run", "lab run breaker" does so too; NULL: there is no such. */
    const char *verb;
    /* `argument` is what was typed behind the name, or "". */
    enum error (*open)(struct app *app, const char *argument, void **state);
    void (*close)(struct app *app, void *state);
    void (*draw)(struct app *app, void *state, struct area *area);
    bool (*key)(struct app *app, void *state, const struct keys_event *event);
    /* True when it must be drawn anew. */
    bool (*tick)(struct app *app, void *state, int64_t now_ms);
    /* What leaving the tutor would end in the middle; NULL: nothing. */
    const char *(*unfinished)(void *state);
    /* The language or the glyphs have changed; drop what was laid out. */
    void (*change)(struct app *app, void *state);
    /* The same content as lines, for readers without a screen. NULL: the
     * command of the same name does that. */
    enum error (*plain)(struct session *session, const char *argument);
};

/* The table, in tutor/screens/table.c. */
struct view_row {
    const struct view_class *view;
    enum keys_name key; /* KEYS_F1 + n opens it from anywhere; or KEYS_NONE */
    enum text label;    /* of that key in the key bar */
};
extern const struct view_row views[];
extern const size_t view_count;

const struct view_class *view_find(const char *name);
/* Runs a command for `plain`, which has told its errors itself. */
enum error view_command(struct session *session, const char *name,
                        const char *argument);
/* Names and titles, a line each, as `help tutor` ends. */
void view_list(struct session *session);

#endif

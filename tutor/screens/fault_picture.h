/*
 * fault_picture -- the failure lab: the form, its line, before and now, and
 *                  what is on.
 *
 * Use:       fill a picture, fault_picture_draw(). Two columns from
 *            FAULT_COLUMNS on.
 * Units:     milliseconds (monotonic where a moment).
 * Ownership: everything is read during the call.
 * Errors:    cannot fail; what has no room is cut, the form last.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_FAULT_PICTURE_H
#define TUTOR_FAULT_PICTURE_H

#include "tutor/screens/fault_form.h"
#include "tutor/screens/fault_list.h"
#include "tutor/screens/pair_load.h"

enum { FAULT_COLUMNS = 110, FAULT_SAID_BYTES = 256, FAULT_WATCHED = 2 };

/* The figures of one process at one moment. */
struct fault_moment {
    bool known;
    char state[LIVE_WORD_BYTES];
    char breakers[LIMIT_NAME_BYTES * 2];
    struct live_second second;
};

/* One of the two that are watched: the target, and the door of its shape. */
struct fault_watched {
    char title[LIMIT_NAME_BYTES]; /* "": there is no second one */
    struct fault_moment before, now;
    const struct live_process *process; /* its last minute; or NULL */
};

struct fault_picture {
    int64_t now_ms;
    const struct fault_form *form;
    bool on_list;     /* keys go to the list of faults */
    const char *line; /* that Enter would run */
    const char *said; /* by the last command */
    bool said_bad, runs;
    int64_t injected_s;   /* since; -1: nothing was injected yet */
    const char *injected; /* the line that did it */
    struct fault_watched watched[FAULT_WATCHED];
    const struct fault_list *list;
    const struct pair_load *load;
};

void fault_picture_draw(struct area area, const struct fault_picture *picture);

#endif

/*
 * lab_shop -- the shop that an experiment runs on, and commands to it.
 *
 * Use:       lab_shop_open(), lab_shop_say() for each command as a learner
 *            would type it, then lab_shop_ended() or lab_shop_run() which
 *            waits; lab_shop_close().
 * Private:   a supervisor of its own in a home of its own, on free ports. It
 *            holds our lifeline: when we are killed, it ends with all its
 *            processes.
 * Here:      the shop that runs; nothing is started and nothing stopped.
 * Commands:  a command is a child `cleave COMMAND --json`, so loads and timers
 *            of our loop go on while it runs. One at a time.
 * Ownership: the shop owns a session (its loop is shop->session->loop), the
 *            home and the children. Answers live in the session's arena.
 * Errors:    SYSTEM, UNAVAILABLE, explained.
 * Blocking:  open, run and close; each bounded.
 */
#ifndef TUTOR_LAB_SHOP_H
#define TUTOR_LAB_SHOP_H

#include "chassis/process.h"
#include "tutor/lab/lab_facts.h"
#include "tutor/lab/lab_home.h"
#include "tutor/session.h"

struct lab_shop {
    struct session *session; /* at that shop */
    struct lab_home home;
    bool here;
    bool stopped; /* by Ctrl-C or SIGTERM */
    struct process *supervisor;
    bool ready, supervisor_gone;
    struct process *command; /* the one that runs, or NULL */
    bool command_gone;
    int command_status;
    int answers;                     /* so far; names their files */
    char old_home[LIMIT_PATH_BYTES]; /* $CLEAVE_HOME as it was; "" */
};

enum error lab_shop_open(struct lab_shop *shop, bool here, enum shape_set set);
void lab_shop_close(struct lab_shop *shop);

enum error lab_shop_say(struct lab_shop *shop, char *const *words,
                        size_t count);
/* Whether the command has ended; then its answer is there, once. */
bool lab_shop_ended(struct lab_shop *shop, struct lab_answer *answer);
/* Waits for it, unless it is interrupted. */
enum error lab_shop_run(struct lab_shop *shop, char *const *words, size_t count,
                        struct lab_answer *answer);
enum error lab_shop_line(struct lab_shop *shop, const char *line,
                         struct lab_answer *answer);

#endif

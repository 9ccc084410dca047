/*
 * shops -- both shapes, up in a directory of their own, as a user starts them.
 *
 * Use:       shops_open(), then what a row needs; shops_close() at the end,
 *            also after an interrupt. shops_up() and shops_down() are the
 *            commands themselves.
 * Units:     microseconds of processor time, kilobytes of memory.
 * Ownership: the directory is made with mkdtemp and removed; nothing is
 *            signalled, `cleave down` ends all.
 * Errors:    what should not happen is one sentence on stderr, and exit(1)
 *            after the shops are down.
 * Blocking:  always; the bench is one thing at a time.
 */
#ifndef TESTS_BENCH_SHOPS_H
#define TESTS_BENCH_SHOPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "chassis/net.h"
#include "chassis/places.h"
#include "tutor/shape.h"

enum { SHOPS_PROCESSES = 16 };

struct shops_process {
    char name[32];
    char shape[16];
    char socket[LIMIT_PATH_BYTES];
    pid_t pid;
    char sidecar[LIMIT_PATH_BYTES]; /* its socket; "": none */
    pid_t sidecar_pid;
};

struct shops {
    char home[64];
    const char *bin;
    const char *parent; /* of the directory; NULL: /tmp */
    struct places places;
    struct loop *loop;
    int ports[SHAPE_COUNT];
    struct shops_process processes[SHOPS_PROCESSES]; /* first the supervisor */
    size_t process_count;
};

/* One at a time; `parent` is set before it. */
void shops_open(struct shops *shops, const char *bin);
void shops_close(void);
void shops_up(struct shops *shops);
void shops_down(struct shops *shops);
/* Puts a sidecar before every instance of that service, or takes it away. */
void shops_mesh(struct shops *shops, const char *service, bool on);
/* Starts the collector, and waits until every process of the split tells it;
 * or kills it. */
void shops_collector(struct shops *shops, bool on);
/* A parameter of one process. */
void shops_set(struct shops *shops, const char *name, const char *parameter,
               int64_t value);
/* Learns who runs, and where; after a shops_up() of one's own. */
void shops_look(struct shops *shops);
/* Says why, closes the shops, ends the program. */
void shops_die(const char *what, const char *why) __attribute__((noreturn));
/* Ctrl-C or SIGTERM came: stop measuring. */
bool shops_interrupted(void);

const struct shops_process *shops_find(const struct shops *shops,
                                       const char *name);
/* Of one process, and of all of that shape, since they began. */
int64_t shops_cpu_us_of(const struct shops_process *process);
int64_t shops_cpu_us(const struct shops *shops, enum shape shape);
/* PSS of all processes of that shape; SHAPE_COUNT: of all, with the
 * supervisor. */
int64_t shops_memory_kb(const struct shops *shops, enum shape shape);
/* Commits of one process, as it tells itself. */
int64_t shops_commits(struct shops *shops, const char *name);

#endif

/*
 * lifeline -- the child's end of the line to whoever started it.
 *
 * Use:       lifeline_open() with the descriptor of --lifeline (-1: there is
 *            none, and all else does nothing); lifeline_ready() once, when all
 *            listeners stand.
 * Ownership: the lifeline is the caller's until lifeline_close(); `lost` is
 *            called at most once, and not after that.
 * Errors:    SYSTEM, explained, for a descriptor that is no stream.
 * Blocking:  never.
 * Source:    chassis/process.h has the other end.
 */
#ifndef CHASSIS_LIFELINE_H
#define CHASSIS_LIFELINE_H

#include "chassis/net.h"

struct lifeline {
    struct stream *stream; /* NULL: none, or lost */
    loop_hook *lost;       /* who held the other end is gone */
    void *arg;
};

enum error lifeline_open(struct lifeline *lifeline, struct loop *loop, int fd);
/* {"ready":true,"pid":..,"listen":[..]} */
void lifeline_ready(struct lifeline *lifeline, const struct address *addresses,
                    size_t count);
void lifeline_close(struct lifeline *lifeline);

#endif

/*
 * line -- one stream of any contract to a flow_bench, message by message.
 *
 * Use:       line_open(), line_say(), line_hear() which waits for the next
 *            message, line_end() which waits for the end.
 * Ownership: a heard message lives until the next one.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_LINE_H
#define TESTS_SUPPORT_LINE_H

#include "tests/support/flow_bench.h"

struct line {
    struct flow_bench *bench;
    const ProtobufCMethodDescriptor *method;
    struct arena arena;
    uint64_t id;
    bool done;
    enum error error;
};

void line_open(struct line *line, struct flow_bench *bench,
               const ProtobufCServiceDescriptor *contract, const char *method);
void line_say(struct line *line, const ProtobufCMessage *message);
/* NULL: the stream ended instead. */
const ProtobufCMessage *line_hear(struct line *line);
enum error line_end(struct line *line);
/* Cancels what is still open. */
void line_drop(struct line *line);

#endif

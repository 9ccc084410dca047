/*
 * patterns -- what the commands breaker, retry and limits share.
 *
 * Use:       patterns.c finds the family of a command and sets; its `show` is
 *            in patterns_show.c.
 * Errors:    as process_call() says.
 * Blocking:  until the processes answered.
 */
#ifndef TUTOR_PATTERNS_H
#define TUTOR_PATTERNS_H

#include "chassis/contracts/control.pb-c.h"
#include "tutor/process_call.h"

enum { PREFIXES = 6 };

struct family {
    const char *command;
    const char *prefixes[PREFIXES]; /* NULL ends; the first is the plain one */
    const char *example;
};

/* "breaker.payments.x" is of the family, and of the peer when one is named. */
bool pattern_belongs(const struct family *family, const char *name,
                     const char *peer);
/* The word for a number that is a choice, or NULL. */
const char *pattern_word(const char *setting, int64_t value);
/* The number behind "forced-open" and the like. */
bool pattern_number(const char *setting, const char *word, int64_t *out);
enum error pattern_ask(struct session *session,
                       const Supervisor__Process *process, const char *method,
                       Control__SettingRequest *in,
                       const ProtobufCMessage **out);
/* `peer` and `caller` may be NULL: all of them. */
enum error pattern_show(struct session *session, const struct family *family,
                        const char *peer, const char *caller);

#endif

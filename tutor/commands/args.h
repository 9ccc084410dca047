/*
 * args -- the words behind a command, told apart and checked.
 *
 * Use:       args_split() on a typed line, args_parse() on words with the
 *            options that the command knows, then args_option() and
 *            args_number() and the like on single words.
 * Ownership: args point into the words they were given.
 * Errors:    USAGE with a sentence that says what was wrong and, where a known
 *            word is near, what was probably meant.
 * Blocking:  never.
 */
#ifndef TUTOR_ARGS_H
#define TUTOR_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/error.h"

enum { ARGS_WORDS = 64, ARGS_OPTIONS = 32 };

/* What may stand at a place; the shell completes it. */
enum complete {
    COMPLETE_NOTHING,
    COMPLETE_COMMAND,
    COMPLETE_SHAPE,
    COMPLETE_TARGET,
    COMPLETE_SERVICE,
    COMPLETE_STRATEGY,
    COMPLETE_MESH,
    COMPLETE_MESH_WORD,
    COMPLETE_POINT,
    COMPLETE_AT,
    COMPLETE_FOR,
    COMPLETE_MIX,
    COMPLETE_METHOD,
    COMPLETE_PATH,
    COMPLETE_RPC,
    COMPLETE_ORDER, /* an id, or last */
    COMPLETE_LINE, /* SKU×N */
    COMPLETE_LANGUAGE,
    COMPLETE_LAB,
    COMPLETE_EXPERIMENT,
    COMPLETE_SHOW_SET,
    COMPLETE_PEER, /* or, behind `explain`, a parameter */
    COMPLETE_PARAMETER,
    COMPLETE_MIGRATE,
    COMPLETE_CUT,
    COMPLETE_MODE, /* or a service */
    COMPLETE_SIDE,
    COMPLETE_FAULT,
    COMPLETE_FAULT_VALUE,
    COMPLETE_DIRECTION,
    COMPLETE_QUIZ,
    COMPLETE_PROGRESS,
    COMPLETE_DESIGN,
    COMPLETE_BOOK,  /* a service that has a database */
    COMPLETE_TABLE, /* of it */
    COMPLETE_VIEW,
    COMPLETE_LESSON,
    COMPLETE_ESSAY,
    COMPLETE_TRACE, /* or what an order's id does as well */
    COMPLETE_EXAM_MIX,
    COMPLETE_LEVEL
};

struct option_spec {
    const char *name;  /* "customer" of --customer */
    const char *value; /* what stands behind it, "N"; NULL: nothing */
    enum complete complete;
};

struct args {
    const char *words[ARGS_WORDS]; /* what is no option */
    size_t count;
    struct {
        const char *name, *value;
    } options[ARGS_OPTIONS];
    size_t option_count;
};

/* Words at spaces; '...', "..." and \ keep together, as in a Unix shell. */
enum error args_split(const char *line, struct arena *arena, char **words,
                      size_t max, size_t *count);
/* `specs` ends with a NULL name; --name VALUE and --name=VALUE, anywhere. */
enum error args_parse(struct args *args, const struct option_spec *specs,
                      char *const *words, size_t count);
/* The n-th value of an option (from 0), or NULL. A flag's value is "". */
const char *args_option(const struct args *args, const char *name, size_t n);
/* The n-th word, or NULL. */
const char *args_word(const struct args *args, size_t n);

/* A whole number within bounds; `what` names it in the sentence. */
enum error args_number(const char *text, const char *what, int64_t min,
                       int64_t max, int64_t *out);
/* "200/s", "200", "0.5/s": arrivals a second. */
enum error args_rate(const char *text, double *out);
/* "10s", "500ms", "2m": milliseconds. */
enum error args_duration(const char *text, int64_t *out_ms);

#endif

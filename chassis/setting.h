/*
 * setting -- what of a process can be looked at and changed while it runs.
 *
 * Use:       whoever keeps parameters or states offers a source of them, once,
 *            at start; control.Control lists them, sets them and tells the
 *            last events. Names are dotted: "breaker.payments.failure-rate".
 * Ownership: a source and its arg outlive the process's last turn, or are
 *            withdrawn. Nothing here is copied but events.
 * Units:     every value is a whole number of the unit that stands beside it.
 * Errors:    setting_put() explains: NOT_FOUND for a name nobody offers,
 *            UNPROCESSABLE for a value out of bounds, and what `put` says.
 * Blocking:  never. One process, one thread.
 * Source:    runtime configuration as Envoy's admin interface has it, kept as
 *            small as a list of numbers.
 */
#ifndef CHASSIS_SETTING_H
#define CHASSIS_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"

enum {
    SETTING_NAME_BYTES = 96,
    SETTING_TEXT_BYTES = 256,
    SETTING_SOURCES = 8,
    SETTING_EVENTS = 64, /* the last ones are kept */
    SETTING_FIGURES = 16 /* of one gauge */
};

struct setting {
    char name[SETTING_NAME_BYTES];
    const char *unit;
    int64_t value, least, most, fallback;
};

struct gauge {
    char name[SETTING_NAME_BYTES];
    const char *state; /* a word, or "" */
    struct gauge_figure {
        const char *name, *unit;
        int64_t value;
    } figures[SETTING_FIGURES];
    size_t figure_count;
};

struct setting_source {
    /* The index-th of its settings or gauges; false behind the last one. */
    bool (*at)(void *arg, size_t index, struct setting *out);
    /* The value is within its bounds. */
    enum error (*put)(void *arg, size_t index, int64_t value);
    bool (*gauge)(void *arg, size_t index, struct gauge *out);
};

/* Offering the same again changes nothing. */
void setting_offer(const struct setting_source *source, void *arg);
void setting_withdraw(void *arg);

/* All settings in the order of their sources; false behind the last one. */
bool setting_at(size_t index, struct setting *out);
bool gauge_at(size_t index, struct gauge *out);
enum error setting_put(const char *name, int64_t value, bool fall_back);

struct setting_event {
    uint64_t sequence; /* 1, 2, ... */
    int64_t at_ms;     /* wall clock */
    char name[SETTING_NAME_BYTES];
    char text[SETTING_TEXT_BYTES];
};

/* Keeps one sentence about a change of state, and logs it. */
void setting_happened(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The oldest that is kept and newer than `after`; NULL: none. */
const struct setting_event *setting_event_after(uint64_t after);

#endif

/*
 * breaker_model -- what a breaker should do, written a second time and
 *                  differently: it keeps the whole past and counts it anew.
 *
 * Use:       model_init(); before each step model_passes() adds the time that
 *            went by; the expect functions say what the breaker must answer
 *            and which events it must have told; model_told() is given each
 *            event that it did tell.
 * Time:      the model's own elapsed milliseconds.
 * Errors:    a difference is written into `broken` and the history ends.
 */
#ifndef TESTS_SIM_BREAKER_MODEL_H
#define TESTS_SIM_BREAKER_MODEL_H

#include "split/patterns/breaker.h"

enum { MODEL_CALLS = 512, MODEL_TOLD = 4, MODEL_BROKEN_BYTES = 240 };

struct model_call {
    int64_t at_ms; /* allowed */
    int64_t era;   /* of the model: changes of state so far */
    bool recorded, failed, slow, cancelled, lost_lease;
};

struct model {
    const struct breaker_params *params; /* those of the breaker: inputs */
    int64_t now_ms, entered_ms;
    enum breaker_state state;
    int64_t era, reopened;
    bool warned;
    struct model_call calls[MODEL_CALLS]; /* as they were allowed */
    size_t call_count;
    size_t outcomes[MODEL_CALLS]; /* calls counted since the last clear */
    int64_t outcome_ms[MODEL_CALLS];
    size_t outcome_count, time_from;
    int64_t well, bad, first_probe_ms;
    int64_t rejected, late, in_flight;
    struct breaker_event told[MODEL_TOLD];
    size_t told_count;
    char broken[MODEL_BROKEN_BYTES]; /* "": all is well */
};

void model_init(struct model *model, const struct breaker_params *params);
void model_passes(struct model *model, int64_t ms);
void model_told(void *model, const struct breaker_event *event);

/* Each is called after the breaker did the same thing. */
void model_allow(struct model *model, bool allowed,
                 const struct breaker_ticket *ticket, int64_t retry_after_ms,
                 int *call);
void model_record(struct model *model, int call, enum breaker_outcome outcome,
                  int64_t ms, enum breaker_recorded answer);
void model_tick(struct model *model);
void model_force(struct model *model, enum breaker_state state, bool moved);
void model_shaped(struct model *model); /* a time bucket was changed */
void model_compare(struct model *model, const struct breaker_figures *figures);
/* Bounds of the time that it is open, by its parameters. */
int64_t model_open_most(const struct model *model);
int64_t model_open_least(const struct model *model);

#endif

/*
 * rollout -- from one version to another, step by step, or back.
 *
 * Use:       rollout_begin(), then rollout_step() with fresh facts again and
 *            again; it says how many of each version are wanted and which
 *            share of the calls the new one gets. rollout_back() at any time.
 * Rules:     rolling: one new one more than wanted at most, never one fewer.
 *            blue-green: all new ones beside all old ones without a call, then
 *            all calls at once; the old ones are kept for `hold`. canary: 10,
 *            50 and 100 percent of the calls; after each step the new version
 *            is judged, and a bad one goes back by itself. A new instance that
 *            fails, or is not ready within `patience`, ends each of them.
 * Units:     milliseconds, passed in; percent.
 * Ownership: a plain value; no clock, no process, no memory.
 * Errors:    cannot fail; `why` says in words what was decided and from what.
 * Source:    maxSurge 1 and maxUnavailable 0 of a Kubernetes Deployment; the
 *            steps of Argo Rollouts.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_ROLLOUT_H
#define SPLIT_PLATFORM_SUPERVISOR_ROLLOUT_H

#include <stdbool.h>

#include "split/platform/supervisor/judge.h"

enum { ROLLOUT_WHY_BYTES = 200, ROLLOUT_NO_SPLIT = -1 };

enum rollout_strategy { ROLLOUT_ROLLING, ROLLOUT_BLUE_GREEN, ROLLOUT_CANARY };

enum rollout_state {
    ROLLOUT_NONE,
    ROLLOUT_RUNNING,
    ROLLOUT_RETURNING, /* on the way back */
    ROLLOUT_DONE,
    ROLLOUT_ROLLED_BACK
};

struct rollout_rules {
    int64_t step_ms;     /* a canary's step is watched as long, and longer
                            while too few calls came */
    int64_t hold_ms;     /* the old ones after the switch */
    int64_t patience_ms; /* with anything that does not come */
    struct judge_rules judge;
};

struct rollout {
    enum rollout_strategy strategy;
    enum rollout_state state;
    struct rollout_rules rules;
    int replicas;
    int step;
    int64_t began_ms;
    int64_t step_ms;           /* when this step began */
    bool watching;             /* the step stands: its calls count */
    struct judge_figures from; /* of the new version when watching began */
    /* What is wanted now. */
    int wanted[2];
    int weight; /* percent of the calls for the new version, or NO_SPLIT */
    char why[ROLLOUT_WHY_BYTES];
};

struct rollout_facts {
    int64_t now_ms;
    int serving[2]; /* ready, and known to callers */
    int present[2]; /* of that version, whatever they do, but not leaving */
    int leaving;
    bool weight_set;    /* callers were told the weight that is wanted */
    const char *failed; /* why a new instance cannot run; NULL: none does */
    struct judge_figures figures[2]; /* since the begin */
};

void rollout_begin(struct rollout *rollout, enum rollout_strategy strategy,
                   const struct rollout_rules *rules, int replicas,
                   int64_t now_ms);
void rollout_step(struct rollout *rollout, const struct rollout_facts *facts);
void rollout_back(struct rollout *rollout, int64_t now_ms, const char *why);
bool rollout_over(const struct rollout *rollout);

#endif

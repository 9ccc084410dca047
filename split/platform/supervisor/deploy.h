/*
 * deploy -- deployments in progress: rollouts, joined to what runs.
 *
 * Use:       deploy_start(), deploy_back(); a timer of the runtime then steps
 *            each rollout until it is over. deploy_observe() hands in what a
 *            probe heard. deploy_of() for reports.
 * Ownership: the last deployment of each service is kept.
 * Errors:    deploy_start() and deploy_back() explain.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_DEPLOY_H
#define SPLIT_PLATFORM_SUPERVISOR_DEPLOY_H

#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/rollout.h"

struct deployment {
    struct rollout rollout;
    char from[LIMIT_NAME_BYTES], to[LIMIT_NAME_BYTES];
    char from_handicap[128];
    int64_t ended_ms;
    struct judge_figures figures[2]; /* since it began */
};

/* NULL: there never was one. */
const struct deployment *deploy_of(const struct plan_entry *entry);
bool deploy_active(const struct plan_entry *entry);
const char *deploy_strategy_name(enum rollout_strategy strategy);
/* False: there is no such strategy. */
bool deploy_strategy(const char *name, enum rollout_strategy *out);

struct deploy_wish {
    const char *version, *handicap;
    enum rollout_strategy strategy;
    struct rollout_rules rules;
};
/* Usual rules, for the wishes that say nothing. */
struct rollout_rules deploy_usual_rules(void);

enum error deploy_start(const struct plan_entry *entry,
                        const struct deploy_wish *wish);
/* The same for the one that cannot stand beside itself: the next start is of
 * the new version; deploy_rename() tells the child so. */
enum error deploy_replace(const struct plan_entry *entry,
                          const struct deploy_wish *wish);
void deploy_rename(struct child *child);
/* The one that runs is turned back; else the version before comes again. */
enum error deploy_back(const struct plan_entry *entry);

/* What an instance has answered so far, in all its life. */
void deploy_observe(const struct child *child, const struct judge_figures *all);

#endif

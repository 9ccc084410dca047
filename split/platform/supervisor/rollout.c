/*
 * rollout -- each strategy is a small function from facts to the next step.
 *
 * None of them starts or stops anything: they only say how many of each
 * version are wanted. So a step that is taken twice does nothing, and a
 * supervisor that looks late only steps late.
 *
 * The invariant: as long as the new version has not taken over, as many old
 * instances as were asked for are wanted (all but rolling), or old and new
 * ones together are (rolling). The way back keeps new ones that serve until
 * the old ones do.
 */
#include "split/platform/supervisor/rollout.h"

#include <stdio.h>

static const int canary_weights[] = {10, 50, 100};
enum { CANARY_STEPS = sizeof canary_weights / sizeof *canary_weights };

static void say(struct rollout *rollout, const char *why)
{
    if (why != rollout->why)
        snprintf(rollout->why, sizeof rollout->why, "%s", why);
}

static void next_step(struct rollout *rollout, int64_t now_ms)
{
    rollout->step++;
    rollout->step_ms = now_ms;
    rollout->watching = false;
}

void rollout_begin(struct rollout *rollout, enum rollout_strategy strategy,
                   const struct rollout_rules *rules, int replicas,
                   int64_t now_ms)
{
    bool split = strategy != ROLLOUT_ROLLING;
    *rollout = (struct rollout){.strategy = strategy,
                                .state = ROLLOUT_RUNNING,
                                .rules = *rules,
                                .replicas = replicas,
                                .began_ms = now_ms,
                                .step_ms = now_ms,
                                .wanted = {replicas, 0},
                                .weight = split ? 0 : ROLLOUT_NO_SPLIT};
}

bool rollout_over(const struct rollout *rollout)
{
    return rollout->state == ROLLOUT_NONE || rollout->state == ROLLOUT_DONE ||
           rollout->state == ROLLOUT_ROLLED_BACK;
}

void rollout_back(struct rollout *rollout, int64_t now_ms, const char *why)
{
    if (rollout->state != ROLLOUT_RUNNING)
        return;
    rollout->state = ROLLOUT_RETURNING;
    rollout->step_ms = now_ms;
    rollout->wanted[0] = rollout->replicas;
    /* While the old ones come back, whoever serves keeps serving. */
    if (rollout->weight != ROLLOUT_NO_SPLIT)
        rollout->weight = 0;
    say(rollout, why);
}

static bool late(const struct rollout *rollout,
                 const struct rollout_facts *facts)
{
    return facts->now_ms - rollout->step_ms >= rollout->rules.patience_ms;
}

/* The old ones take leave; when the last is gone the new version is all. */
static void finish(struct rollout *rollout, const struct rollout_facts *facts)
{
    rollout->wanted[0] = 0;
    if (facts->present[0] || facts->leaving)
        return;
    if (rollout->weight == ROLLOUT_NO_SPLIT && facts->weight_set)
        rollout->state = ROLLOUT_DONE;
    rollout->weight = ROLLOUT_NO_SPLIT;
}

/* ---- the strategies; all new ones that are wanted serve ---- */

/* TOUR: rolling-step */
static void step_rolling(struct rollout *rollout,
                         const struct rollout_facts *facts)
{
    int wanted = rollout->wanted[0] + rollout->wanted[1];
    if (wanted > rollout->replicas) {
        rollout->wanted[0]--;
        next_step(rollout, facts->now_ms);
    } else if (facts->leaving == 0 && rollout->wanted[1] < rollout->replicas) {
        rollout->wanted[1]++;
        next_step(rollout, facts->now_ms);
    } else if (rollout->wanted[1] == rollout->replicas) {
        finish(rollout, facts);
    }
}

static void step_blue_green(struct rollout *rollout,
                            const struct rollout_facts *facts)
{
    if (rollout->wanted[1] < rollout->replicas) {
        if (facts->weight_set) /* nobody calls them by mistake */
            rollout->wanted[1] = rollout->replicas;
        return;
    }
    if (rollout->weight == 0) {
        rollout->weight = 100;
        next_step(rollout, facts->now_ms);
        say(rollout, "all calls go to the new version; the old one is kept");
    } else if (rollout->wanted[0] == 0 ||
               facts->now_ms - rollout->step_ms >= rollout->rules.hold_ms) {
        finish(rollout, facts);
    }
}

/* As many as the share asks for, at least one. */
static int canary_count(const struct rollout *rollout, int weight)
{
    return (rollout->replicas * weight + 99) / 100;
}

static struct judge_figures since(const struct judge_figures *from,
                                  const struct judge_figures *now)
{
    return (struct judge_figures){.ok = now->ok - from->ok,
                                  .failed = now->failed - from->failed,
                                  .p50_us = now->p50_us,
                                  .p99_us = now->p99_us};
}

static void judge_canary(struct rollout *rollout,
                         const struct rollout_facts *facts)
{
    int64_t watched = facts->now_ms - rollout->step_ms;
    struct judge_figures new = since(&rollout->from, &facts->figures[1]);
    enum judgement judgement = judge(&rollout->rules.judge, &facts->figures[0],
                                     &new, rollout->why, sizeof rollout->why);
    if (judgement == JUDGE_BAD) {
        rollout_back(rollout, facts->now_ms, rollout->why);
    } else if (judgement == JUDGE_GOOD && watched >= rollout->rules.step_ms) {
        if (rollout->step + 1 < CANARY_STEPS)
            next_step(rollout, facts->now_ms);
        else
            finish(rollout, facts);
    } else if (judgement == JUDGE_WAIT && late(rollout, facts)) {
        rollout_back(rollout, facts->now_ms,
                     "too few calls to judge the new version by");
    }
}

static void step_canary(struct rollout *rollout,
                        const struct rollout_facts *facts)
{
    int weight = canary_weights[rollout->step];
    int count = canary_count(rollout, weight);
    if (rollout->wanted[0] == 0) {
        finish(rollout, facts);
    } else if (rollout->wanted[1] < count) {
        if (facts->weight_set)
            rollout->wanted[1] = count;
    } else if (rollout->weight != weight) {
        rollout->weight = weight;
    } else if (!rollout->watching && facts->weight_set) {
        rollout->watching = true;
        rollout->step_ms = facts->now_ms;
        rollout->from = facts->figures[1];
    } else if (rollout->watching) {
        judge_canary(rollout, facts);
    }
}

static void step_back(struct rollout *rollout,
                      const struct rollout_facts *facts)
{
    if (facts->serving[0] >= rollout->replicas || facts->serving[1] == 0 ||
        late(rollout, facts))
        rollout->wanted[1] = 0;
    if (rollout->wanted[1] || facts->present[1] || facts->leaving)
        return;
    if (rollout->weight == ROLLOUT_NO_SPLIT && facts->weight_set)
        rollout->state = ROLLOUT_ROLLED_BACK;
    rollout->weight = ROLLOUT_NO_SPLIT;
}

void rollout_step(struct rollout *rollout, const struct rollout_facts *facts)
{
    static void (*const steps[])(struct rollout *,
                                 const struct rollout_facts *) = {
        [ROLLOUT_ROLLING] = step_rolling,
        [ROLLOUT_BLUE_GREEN] = step_blue_green,
        [ROLLOUT_CANARY] = step_canary};
    char why[ROLLOUT_WHY_BYTES];
    if (rollout_over(rollout))
        return;
    if (rollout->state == ROLLOUT_RETURNING) {
        step_back(rollout, facts);
    } else if (facts->failed) {
        snprintf(why, sizeof why, "the new version does not run: %s",
                 facts->failed);
        rollout_back(rollout, facts->now_ms, why);
    } else if (facts->serving[1] >= rollout->wanted[1]) {
        steps[rollout->strategy](rollout, facts);
    } else if (late(rollout, facts)) {
        rollout_back(rollout, facts->now_ms,
                     "the new version was not ready in time");
    }
}

/*
 * probe -- liveness and readiness of what runs, asked from outside.
 *
 * Use:       probe_begin() once; it then asks by itself. probe_judge() is the
 *            pure part.
 * Rules:     each ready instance is asked control.Status on its own socket
 *            every `period`; no answer within `patience`, `threshold` times in
 *            a row, and it is killed and restarted as one that crashed. One
 *            that answers "not ready" lives: it is shown as not ready and
 *            nothing more. One that was paused by command is not asked.
 * Units:     milliseconds. The three are live settings, supervisor.probe.*.
 * Ownership: what the probes know stands in child->health.
 * Errors:    none; a probe that cannot be sent counts as not answered.
 * Blocking:  never.
 * Source:    Kubernetes' liveness and readiness probes (period 10 s, patience
 *            1 s, threshold 3). Asked through the turn, so a process whose
 *            loop or database hangs is not alive.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_PROBE_H
#define SPLIT_PLATFORM_SUPERVISOR_PROBE_H

#include "split/platform/supervisor/child.h"

struct probe_rules {
    int64_t period_ms, patience_ms, threshold;
};

enum probe_verdict { PROBE_LIVES, PROBE_WAITS, PROBE_DEAD };

/* After one answer or its absence. */
enum probe_verdict probe_judge(const struct probe_rules *rules,
                               struct child_health *health, bool answered,
                               bool ready);
/* Is it due to be asked? */
bool probe_due(const struct probe_rules *rules,
               const struct child_health *health, int64_t now_ms);
/* Has one that may sleep served nobody for that long? */
bool probe_idle(const struct child_health *health, int64_t served, int64_t busy,
                int64_t now_ms, int64_t idle_ms);

void probe_begin(void);

#endif

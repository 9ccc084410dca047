/*
 * verdict -- the figures of a run, and whether it shows what it claims.
 *
 * Use:       verdict_judge() on a result of runner_run(), then verdict_print()
 *            or verdict_json(), and verdict_record(). verdict_run() is what is
 *            kept of it.
 * Rules:     an `expect` must hold with the fault and must fail without it; a
 *            `steady` must hold in both. A value that cannot be had holds
 *            nothing. Every `audit` of the run must have been clean.
 * Ownership: a plain value; texts live in the arena.
 * Errors:    verdict_record(): as progress_record_run() says.
 * Blocking:  verdict_record() on the disk.
 */
#ifndef TUTOR_VERDICT_H
#define TUTOR_VERDICT_H

#include "chassis/json.h"
#include "tutor/lab/runner.h"
#include "tutor/study/content.h"
#include "tutor/study/progress.h"
#include "tutor/session.h"

struct verdict_row {
    const struct lab_expect *expect;
    bool held;
    const char *figures; /* "99.8 >= 99" */
};

struct verdict_prediction {
    const struct lab_predict *predict;
    bool made;
    double value;
    int confidence;         /* 1 to 3 as `enum confidence` says; 0: not asked */
    const char *comes_back; /* it was sure and wrong: that question; or NULL */
};

struct verdict {
    const struct lab_file *file;
    struct runner_result *result;
    bool without; /* the fault was left out */
    uint64_t seed;
    int64_t at_ms;
    struct verdict_row rows[LAB_EXPECTS];
    size_t count;
    struct verdict_prediction predictions[LAB_PREDICTS];
    bool audited, audit_clean;
    bool good; /* all is as it must be */
};

/* Near enough, as the experiment says. */
bool verdict_hit(const struct verdict_prediction *said, double value);
void verdict_judge(struct verdict *verdict, struct arena *arena);
void verdict_print(const struct verdict *verdict, struct session *session);
void verdict_json(const struct verdict *verdict, struct json_writer *json);
void verdict_run(const struct verdict *verdict, struct arena *arena,
                 struct run *out);
/* A prediction that was sure and wrong brings a question of the quiz back. */
enum error verdict_record(struct verdict *verdict, const struct places *places,
                          const struct content *content, struct arena *arena);

#endif

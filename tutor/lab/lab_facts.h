/*
 * lab_facts -- what a run has found out, and formulas worked out from it.
 *
 * Use:       fill in the answers and samples, lab_evaluate() each measure and
 *            add it as a figure, then each condition.
 * Shapes:    a formula that names a load, a measure or an answer's SHAPE
 *            without saying of which shape holds for each; lab_evaluate() is
 *            told for which.
 * Units:     milliseconds from the start of the time line; percent to 100.
 * Ownership: the facts point into the caller's memory; values into the arena.
 * Errors:    a value that cannot be had is no error: `why` says what is
 *            missing, and a condition on it does not hold.
 * Blocking:  never; no I/O.
 */
#ifndef TUTOR_LAB_FACTS_H
#define TUTOR_LAB_FACTS_H

#include "chassis/json.h"
#include "tutor/lab/lab_expression.h"
#include "tutor/shape.h"

enum { LAB_FIGURES = 96, LAB_ANSWERS = 128, LAB_LOADS = 24 };

/* What a command has said. */
struct lab_answer {
    const char *name;
    bool done;
    int status; /* its exit status */
    double from_ms, to_ms;
    const struct json *json; /* NULL: it printed none */
};

/* One request of a load. */
struct lab_sample {
    int64_t due_us;
    uint32_t took_us;
    int16_t status; /* HTTP; 0: no answer; -1: never sent */
};

struct lab_samples {
    const char *load;
    enum shape shape;
    double from_ms, to_ms; /* when its arrivals began and ended */
    struct lab_sample *samples;
    size_t count, room;
};

struct lab_value {
    bool known;
    bool truth; /* of a condition */
    double number;
    const char *text; /* NULL: it is a number */
    const char *why;  /* of what is not known */
};

struct lab_figure {
    const char *name; /* "ok" of "split.ok" */
    bool shaped;
    enum shape shape; /* of a shaped one */
    const char *unit; /* "%", "ms", "/s" or "" */
    struct lab_value value;
};

struct lab_facts {
    enum shape_set on;
    struct lab_answer answers[LAB_ANSWERS];
    size_t answer_count;
    struct lab_samples loads[LAB_LOADS];
    size_t load_count;
    struct lab_figure figures[LAB_FIGURES];
    size_t figure_count;
};

enum lab_class lab_sample_class(const struct lab_sample *sample);

const struct lab_answer *lab_facts_answer(const struct lab_facts *facts,
                                          const char *name);
/* "split.orders" into a shape and the rest; false where none is named. */
bool lab_name_shape(const struct lab_name *name, enum shape *shape);
/* The name without its shape, as "reads.ok". */
const char *lab_name_rest(const struct lab_name *name, struct arena *arena);

/* "state-3" is one of the family "state". */
bool lab_name_in_family(const char *name, const char *family);

struct lab_value lab_evaluate(const struct lab_facts *facts,
                              const struct lab_expression *expression,
                              enum shape shape, struct arena *arena);
/* "%", "ms", "/s" or "": what the figures of that formula are. */
const char *lab_unit_of(const struct lab_expression *expression);

#endif

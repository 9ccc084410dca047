/*
 * lab_file -- one experiment as it is written down (NAME.lab).
 *
 * Use:       lab_file_read() a path, or lab_file_parse() bytes; then the
 *            fields. lab_file_without() gives the same experiment with its
 *            fault left out.
 * Format:    docs/lab.md: lines of a word and what follows it, # comments.
 * Ownership: everything lives in the caller's arena; the file is a plain value.
 * Errors:    UNPROCESSABLE, explained as "path:line: what is wrong and what to
 *            do"; NOT_FOUND where there is no such file.
 * Bounds:    LAB_FILE_BYTES, and so many lines of each kind.
 * Blocking:  lab_file_read() on the disk.
 */
#ifndef TUTOR_LAB_FILE_H
#define TUTOR_LAB_FILE_H

#include "chassis/buffer.h"
#include "tutor/lab/lab_expression.h"
#include "tutor/lab/load_plan.h"
#include "tutor/shape.h"

enum {
    LAB_FILE_BYTES = 64 * 1024,
    LAB_ACTIONS = 96,
    LAB_MEASURES = 48,
    LAB_EXPECTS = 32,
    LAB_PREDICTS = 4,
    LAB_CLAIMS = 12,
    LAB_WITHOUTS = 16,
    LAB_COMMAND_WORDS = 32
};

struct lab_text {
    const char *texts[2]; /* English, Korean; "" where none is written */
};

enum lab_when { LAB_BEFORE, LAB_AT, LAB_AFTER };

struct lab_action {
    int line;
    enum lab_when when;
    int64_t at_ms;       /* of LAB_AT: not before */
    bool after_loads;    /* and not while a load that began before it runs */
    const char *command; /* as it is typed, without `as NAME` */
    const char *name;    /* of its answer; NULL: nobody asks for it */
    char *words[LAB_COMMAND_WORDS];
    size_t word_count;
    bool is_load;
    struct load_plan plan;  /* of a load; without skus and nonce */
    enum shape_set load_on; /* of a load */
};

struct lab_measure {
    int line;
    const char *name;
    bool shaped;      /* one figure for each shape */
    bool one;         /* of that shape only */
    enum shape shape; /* of `one` */
    struct lab_expression *expression;
};

struct lab_expect {
    int line;
    const char *source;
    bool steady; /* holds with and without the fault */
    bool shaped; /* must hold for each shape */
    struct lab_expression *expression;
};

struct lab_predict {
    int line;
    const char *name; /* of a measure: "split.reads.ok" */
    const char *unit;
    double within; /* how near counts as right, in that unit */
};

/* What is left out, or put in its place, when the fault is left out. */
struct lab_without {
    int line;
    const char *command, *instead; /* NULL: nothing instead */
};

struct lab_file {
    const char *path, *name;
    struct lab_text title, ask, why;
    const char *claims[LAB_CLAIMS];
    size_t claim_count;
    enum shape_set on;
    struct lab_action actions[LAB_ACTIONS];
    size_t action_count;
    struct lab_measure measures[LAB_MEASURES];
    size_t measure_count;
    struct lab_expect expects[LAB_EXPECTS];
    size_t expect_count;
    struct lab_predict predicts[LAB_PREDICTS];
    size_t predict_count;
    struct lab_without withouts[LAB_WITHOUTS];
    size_t without_count;
};

enum error lab_file_read(struct lab_file *out, const char *path,
                         struct arena *arena);
enum error lab_file_parse(struct lab_file *out, const char *path,
                          struct slice bytes, struct arena *arena);
/* Leaves the fault out: what `without` lines say, else every fault, kill,
 * pause and crash. */
enum error lab_file_without(struct lab_file *file, struct arena *arena);
const char *lab_file_text(const struct lab_text *text);

/* A command of the language, its words checked against the command table. */
enum error lab_action_parse(struct lab_action *out, const char *command,
                            struct arena *arena);

#endif

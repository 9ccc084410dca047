/*
 * table -- all commands, in one list, for all who need to know them.
 *
 * Use:       command_run() with words that are split already, command_line()
 *            with a typed line; command_find() and commands[] for help,
 *            completion and the manual.
 * Exit:      0 done; 1 the world said no, and why; 2 the words were wrong, and
 *            what was meant.
 * Errors:    a command function returns an error with its sentence, or says
 *            itself what was refused and sets session->failed.
 * Blocking:  as the command does.
 * Source:    tmux: a command is a table entry first, then the functions that
 *            it names.
 */
#ifndef TUTOR_TABLE_H
#define TUTOR_TABLE_H

#include "chassis/json.h"
#include "tutor/commands/args.h"
#include "tutor/commands/text.h"
#include "tutor/session.h"

enum { EXIT_DONE, EXIT_REFUSED, EXIT_WORDS };
enum { COMMAND_ARGUMENTS = 6, COMMAND_OPTIONS = 8 };

typedef enum error command_function(struct session *session,
                                    const struct args *args);

struct command {
    const char *name;
    const char *synopsis; /* of what follows the name */
    enum text help;       /* one line */
    enum text more;       /* what a learner should know, with examples */
    size_t least, most;   /* words that are no options */
    enum complete arguments[COMMAND_ARGUMENTS];
    struct option_spec options[COMMAND_OPTIONS]; /* a NULL name ends */
    void (*list)(struct session *session);       /* behind `more`; or NULL */
    void (*json)(struct json_writer *json);      /* the same for programs */
    bool asks; /* wants answers from the learner, line by line */
    command_function *run;
};

extern const struct command commands[];
extern const size_t command_count;

const struct command *command_find(const char *name);
/* Returns an exit status; everything has been said. */
int command_run(struct session *session, char *const *words, size_t count);
int command_line(struct session *session, const char *line);
/* Prints an error: a sentence for people or an object for programs. */
void command_complain(struct session *session, enum error error);
/* "both" and the like; NULL: the shapes that run. */
enum error command_shapes(struct session *session, const char *word,
                          enum shape_set *out);

/* The functions of the table, one file for a command or a small family. */
command_function command_up, command_down;    /* up.c */
command_function command_status;              /* status.c */
command_function command_order;               /* order.c */
command_function command_get, command_call;   /* call.c */
command_function command_rpc;                 /* rpc.c */
command_function command_load;                /* run_load.c */
command_function command_compare;             /* compare.c */
command_function command_kill, command_pause; /* processes.c */
command_function command_resume, command_restart, command_crash;
command_function command_breaker; /* patterns.c */
command_function command_retry, command_limits, command_balancer;
command_function command_fault;                    /* fault.c */
command_function command_heal, command_faults;     /* heal.c */
command_function command_deploy, command_rollback; /* deploy.c */
command_function command_scale, command_mesh;      /* scale.c, mesh.c */
command_function command_discovery;                /* discovery.c */
command_function command_migrate;                  /* migrate.c */
command_function command_saga, command_events;      /* saga.c */
command_function command_trace, command_logs;      /* trace.c, logs.c */
command_function command_metrics;                  /* metrics.c */
command_function command_boundaries;               /* boundaries.c */
command_function command_audit;                    /* run_audit.c */
command_function command_data;
command_function command_lesson;                   /* lesson.c */
command_function command_progress;                 /* progress.c */
command_function command_checklist;                /* checklist.c */
command_function command_design;                   /* design.c */
command_function command_essay, command_exam;      /* essay.c, exam.c */
command_function command_quiz, command_coverage;   /* quiz.c, coverage.c */
command_function command_tutor;                    /* tutor.c */
command_function command_shell;                    /* shell.c */
command_function command_help, command_version;    /* help.c */
command_function command_lang;                     /* lang.c */
command_function command_lab, command_report;      /* lab.c, report.c */
command_function command_tour;                     /* lab/tour.c */

#endif

/*
 * patterns -- breaker, retry, limits: three windows on the same two lists.
 *
 * The problem: the patterns live in the callers, one set for each service they
 * call, in every replica; a learner thinks of "the breaker of payments".
 *
 * The idea: every process offers its settings and gauges by dotted names
 * ("breaker.payments.failure-rate", chassis/setting.h). A command is a family
 * of first parts; `show` asks every process for them, `set` finds the name at
 * every caller that has it and puts the value there. So a pattern that is
 * added tomorrow needs no word here.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/parameters.h"
#include "tutor/commands/patterns.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"

static const struct family families[] = {
    {"breaker", {"breaker"}, "cleave breaker set payments failure-rate 30"},
    {"retry",
     {"retry", "retry-budget", "hedge"},
     "cleave retry set payments attempts 3"},
    {"limits",
     {"bulkhead", "deadline", "rate-limit"},
     "cleave limits set payments bulkhead.concurrent 10"},
    {"balancer",
     {"balancer"},
     "cleave balancer set payments policy round-robin"},
};

const struct family *pattern_family(const char *command)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strcmp(families[i].command, command) == 0)
            return &families[i];
    return NULL;
}

bool pattern_typed(const struct family *family,
                   const struct parameter_text *row, char *out, size_t size)
{
    for (size_t i = 0; i < PREFIXES && family->prefixes[i]; i++)
        if (strcmp(family->prefixes[i], row->family) == 0) {
            snprintf(out, size, "%s%s%s", i ? row->family : "", i ? "." : "",
                     row->name);
            return true;
        }
    return false;
}

/* ---- set ---- */

struct change {
    struct session *session;
    const struct family *family;
    const char *peer, *name, *value;
    struct suggest suggest;
    char near[LIMIT_NAME_BYTES];
    size_t changed;
};

static bool is_number(const char *text)
{
    return text[strspn(text, "-0123456789")] == '\0';
}

static enum error refuse_word(const struct change *change,
                              const struct parameter_text *row)
{
    char words[256];
    size_t at = 0;
    const char *word;
    for (size_t i = 0; (word = parameter_choice(row, i)); i++)
        at += (size_t)snprintf(words + at, sizeof words - at, "%s%s",
                               i ? ", " : "", word);
    assert(at < sizeof words);
    return explain(ERROR_USAGE, EXPLAIN_WANTS, change->value, change->name,
                   words);
}

static enum error read_value(const struct change *change, const char *setting,
                             Control__SettingRequest *in)
{
    in->fall_back = strcmp(change->value, "default") == 0;
    if (in->fall_back || parameter_number(setting, change->value, &in->value))
        return ERROR_OK;
    const struct parameter_text *row = parameter_of(setting);
    if (row && parameter_choice(row, 0) && !is_number(change->value))
        return refuse_word(change, row);
    return args_number(change->value, change->name, INT64_MIN / 2,
                       INT64_MAX / 2, &in->value);
}

static void print_change(const struct change *change,
                         const Supervisor__Process *process,
                         const ProtobufCMessage *out)
{
    const Control__SettingList *list = (const Control__SettingList *)out;
    struct session *session = change->session;
    for (size_t i = 0; i < list->n_settings && !session->json; i++) {
        const Control__Setting *setting = list->settings[i];
        const char *word = parameter_word(setting->name, setting->value);
        const char *title = process_title(session, process);
        char unit[64];
        unit_word(setting->unit, text_korean(), unit, sizeof unit);
        if (word)
            say(&session->screen, PATTERN_WORD_SET, title, setting->name, word);
        else
            say(&session->screen, PATTERN_WAS_SET, title, setting->name,
                (long long)setting->value, unit);
        screen_print(&session->screen, "\n");
    }
}

/* True when `full` is the setting that `set PEER NAME` means: the plain prefix
 * may be left out, the others are written ("hedge.delay"). */
static bool is_meant(const struct change *change, const char *full)
{
    char wanted[2 * LIMIT_NAME_BYTES];
    const char *dot = strchr(change->name, '.');
    int prefix = dot ? (int)(dot - change->name) : 0;
    if (dot)
        snprintf(wanted, sizeof wanted, "%.*s.%s.%s", prefix, change->name,
                 change->peer, dot + 1);
    else
        snprintf(wanted, sizeof wanted, "%s.%s.%s", change->family->prefixes[0],
                 change->peer, change->name);
    return strcmp(wanted, full) == 0;
}

static enum error change_at(struct change *change,
                            const Supervisor__Process *process)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    const ProtobufCMessage *out = NULL;
    enum error error =
        pattern_ask(change->session, process, "ListSettings", &in, &out);
    if (error)
        return error;
    const Control__SettingList *list = (const Control__SettingList *)out;
    for (size_t i = 0; i < list->n_settings; i++) {
        const char *full = list->settings[i]->name;
        if (!pattern_belongs(change->family, full, change->peer))
            continue;
        int before = change->suggest.distance;
        suggest_try(&change->suggest, strrchr(full, '.') + 1);
        if (change->suggest.distance < before)
            snprintf(change->near, sizeof change->near, "%s",
                     strrchr(full, '.') + 1);
        if (!is_meant(change, full))
            continue;
        const ProtobufCMessage *done = NULL;
        error = read_value(change, full, &in);
        in.name = (char *)full;
        if (!error)
            error =
                pattern_ask(change->session, process, "SetSetting", &in, &done);
        if (error)
            return error;
        change->changed++;
        print_change(change, process, done);
        return ERROR_OK;
    }
    return ERROR_OK;
}

static enum error set(struct session *session, const struct family *family,
                      const struct args *args)
{
    struct process_list callers;
    const char *caller = args_option(args, "caller", 0);
    struct change change = {.session = session,
                            .family = family,
                            .peer = args_word(args, 1),
                            .name = args_word(args, 2),
                            .value = args_word(args, 3)};
    if (!change.value)
        return explain(ERROR_USAGE, PATTERN_SET_WORDS, family->command,
                       family->example);
    suggest_begin(&change.suggest, change.name);
    enum error error = process_each(session, caller ? caller : "", &callers);
    for (size_t i = 0; i < callers.count && !error; i++)
        error = change_at(&change, callers.processes[i]);
    if (error)
        return error;
    if (change.changed == 0 && change.near[0])
        return explain(ERROR_USAGE, PATTERN_NAME_MEANT, change.peer,
                       change.name, change.near);
    if (change.changed == 0)
        return explain(ERROR_USAGE, PATTERN_NO_NAME, change.peer, change.name,
                       family->command, change.peer);
    if (session->json)
        screen_print(&session->screen, "{\"changed\":%zu}\n", change.changed);
    return ERROR_OK;
}

/* ---- the commands ---- */

static enum error run(struct session *session, const struct family *family,
                      const struct args *args)
{
    const char *word = args_word(args, 0);
    if (!word || strcmp(word, "show") == 0)
        return pattern_show(session, family, args_word(args, 1),
                            args_option(args, "caller", 0));
    if (strcmp(word, "set") == 0)
        return set(session, family, args);
    if (strcmp(word, "explain") == 0)
        return pattern_explain(session, family, args_word(args, 1));
    return explain(ERROR_USAGE, PATTERN_WORD, word, family->command,
                   family->command, family->command);
}

enum error command_breaker(struct session *session, const struct args *args)
{
    return run(session, &families[0], args);
}

enum error command_retry(struct session *session, const struct args *args)
{
    return run(session, &families[1], args);
}

enum error command_limits(struct session *session, const struct args *args)
{
    return run(session, &families[2], args);
}

enum error command_balancer(struct session *session, const struct args *args)
{
    return run(session, &families[3], args);
}

/*
 * processes -- kill, pause, resume, restart, crash: what can happen to a
 * process, done on purpose.
 *
 * The supervisor sends the signals, by pid. A learner names a service; a
 * second word says in which shape. In the monolith every service is the same
 * process, so `kill payments both` takes payments away in the split and
 * everything in the monolith, which is the point of it.
 */
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/operate.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"
#include "tutor/supervision.h"

static const char *const known[] = {
    "monolith", "gateway", "customers", "orders",   "payments", "inventory",
    "shipping", "vip",     "collector", "registry", "all"};

/* "payments" and "payments-2" are known; the supervisor knows how many. */
enum error processes_target(const char *word)
{
    struct suggest suggest;
    suggest_begin(&suggest, word);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i]);
        if (strncmp(word, known[i], length) == 0 &&
            (word[length] == '\0' || word[length] == '-'))
            return ERROR_OK;
        suggest_try(&suggest, known[i]);
    }
    if (suggest.best)
        return explain(ERROR_USAGE, TARGET_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, TARGET_UNKNOWN, word);
}

/* The names to act on: the service in the split, "monolith" for it. */
static enum error find_targets(const struct args *args, const char *out[2],
                               size_t *count)
{
    const char *name = args_word(args, 0), *word = args_word(args, 1);
    enum shape_set set = SHAPES_SPLIT;
    enum error error = processes_target(name);
    if (error)
        return error;
    if (word && !shape_parse(word, &set))
        return explain(ERROR_USAGE, BAD_SHAPE, word);
    *count = 0;
    if (strcmp(name, "monolith") == 0 || set & SHAPES_MONOLITH)
        out[(*count)++] = "monolith";
    if (strcmp(name, "monolith") != 0 && set & SHAPES_SPLIT)
        out[(*count)++] = name;
    return ERROR_OK;
}

/* A line for each target, or one object for programs. */
static void print_done(struct session *session, enum text done,
                       const char *const *targets, size_t count)
{
    struct buffer out;
    struct json_writer json;
    for (size_t i = 0; i < count && !session->json; i++)
        screen_print(&session->screen, "%s: %s\n", targets[i], text(done));
    if (!session->json)
        return;
    buffer_init(&out, LIMIT_ARENA_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_text(&json, "done", text_in(done, false));
    json_key(&json, "targets");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++)
        json_text(&json, targets[i]);
    json_array_close(&json);
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

static enum error ask_one(struct session *session, const char *method,
                          const char *signal, const char *target)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__TargetRequest request = SUPERVISOR__TARGET_REQUEST__INIT;
    request.target = (char *)target;
    request.signal = (char *)signal;
    return supervision_call(session, method, &request.base, SUPERVISION_LONG_MS,
                            &reply);
}

/* One target that cannot be had does not spare the other. */
static enum error act(struct session *session, const struct args *args,
                      const char *method, const char *signal, enum text done)
{
    const char *names[2], *reached[2], *why = "";
    size_t count = 0, reached_count = 0;
    enum error refused = ERROR_OK;
    enum error error = find_targets(args, names, &count);
    if (error)
        return error;
    for (size_t i = 0; i < count; i++) {
        error = ask_one(session, method, signal, names[i]);
        if (!error) {
            reached[reached_count++] = names[i];
        } else if (!refused) {
            refused = error;
            why = arena_string(&session->arena, error_detail(error));
        }
    }
    if (reached_count > 0)
        print_done(session, done, reached, reached_count);
    return refused ? error_explain(refused, "%s", why ? why : "") : ERROR_OK;
}

enum error command_kill(struct session *session, const struct args *args)
{
    return act(session, args, "Signal", "kill", TEXT_KILLED);
}

enum error command_pause(struct session *session, const struct args *args)
{
    return act(session, args, "Signal", "pause", TEXT_PAUSED);
}

enum error command_resume(struct session *session, const struct args *args)
{
    return act(session, args, "Signal", "resume", TEXT_RESUMED);
}

enum error command_restart(struct session *session, const struct args *args)
{
    return act(session, args, "Restart", "", TEXT_RESTARTED);
}

enum error command_crash(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__TargetRequest request = SUPERVISOR__TARGET_REQUEST__INIT;
    const char *times = args_option(args, "count", 0);
    int64_t count = 1;
    enum error error = processes_target(args_word(args, 0));
    if (!error && strcmp(args_word(args, 1), "at") != 0)
        error = explain(ERROR_USAGE, CRASH_WORDS, args_word(args, 1));
    if (!error && times)
        error = args_number(times, "count", 1, 1000000, &count);
    if (error)
        return error;
    request.target = (char *)args_word(args, 0);
    request.point = (char *)args_word(args, 2);
    request.count = (int32_t)count;
    error = supervision_call(session, "Crash", &request.base,
                             SUPERVISION_QUICK_MS, &reply);
    if (error)
        return error;
    print_done(session, TEXT_CRASH_ARMED, &args->words[0], 1);
    return ERROR_OK;
}

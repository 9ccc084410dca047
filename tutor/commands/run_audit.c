/*
 * run_audit -- `audit`: the books of both shapes, rule by rule.
 *
 * Without a word all shapes that have books are looked at, whether they run or
 * not: the auditor reads files. Every rule is named with what was looked at;
 * one that is broken is followed by the first ids that break it, and makes the
 * exit status 1.
 */
#include <stdlib.h>
#include <sys/resource.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/lab/audit.h"
#include "tutor/width.h"

enum { NAME_CELLS = 55, LEAST_PRIORITY = 19 };

/* "in all accounts now 10,000, opened with 10,000" */
static void print_sides(struct screen *screen,
                        const struct audit_finding *finding)
{
    char left[FIGURES_BYTES], right[FIGURES_BYTES];
    const struct audit_sides *sides = audit_sides_of(finding->rule->slug);
    if (finding->took_us == 0 || !sides)
        return;
    screen_style(screen, STYLE_DIM);
    screen_print(screen, "        %s %s, %s %s\n", text(sides->left),
                 figures_won(left, finding->left), text(sides->right),
                 figures_won(right, finding->right));
    screen_style(screen, STYLE_NONE);
}

static void print_finding(struct screen *screen,
                          const struct audit_finding *finding)
{
    char figure[FIGURES_BYTES];
    bool held = finding->broken == 0, under_way = finding->under_way;
    const char *name = text(finding->rule->name);
    int pad = NAME_CELLS - width_of(name);
    screen_style(screen, held ? STYLE_GOOD : under_way ? STYLE_DIM : STYLE_BAD);
    screen_print(screen, "  %s",
                 text(held        ? TEXT_AUDIT_HELD
                      : under_way ? TEXT_AUDIT_UNDER_WAY
                                  : TEXT_AUDIT_BROKEN));
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "  %s%*s %s\n", name, pad > 0 ? pad : 0, "",
                 figures_won(figure, finding->figure));
    print_sides(screen, finding);
    int64_t shown =
        finding->broken < AUDIT_OFFENDERS ? finding->broken : AUDIT_OFFENDERS;
    for (int64_t i = 0; i < shown; i++)
        screen_print(screen, "        %s: %s\n", finding->offenders[i].id,
                     finding->offenders[i].what);
    if (finding->broken > shown)
        say(screen, AUDIT_MORE, (long long)(finding->broken - shown));
}

/* Work is still under way, and that is all that can be said against it. */
static bool only_unfinished(const struct audit_report *report)
{
    if (report->facts.running == 0 && report->facts.pending_events == 0)
        return false;
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].broken > 0 &&
            !report->findings[i].rule->settled)
            return false;
    return true;
}

static int waits(const struct audit_report *report)
{
    int count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += report->findings[i].under_way;
    return count;
}

static void print_report(struct session *session,
                         const struct audit_report *report)
{
    struct screen *screen = &session->screen;
    const struct audit_facts *facts = &report->facts;
    char won[FIGURES_BYTES];
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "%s", shape_name(report->shape));
    screen_style(screen, STYLE_NONE);
    say(screen, AUDIT_FACTS, (long long)facts->orders,
        (long long)facts->confirmed, (long long)facts->rejected,
        (long long)facts->cancelled, (long long)facts->running,
        figures_won(won, facts->money));
    for (size_t i = 0; i < report->count; i++)
        print_finding(screen, &report->findings[i]);
    if (report->held && waits(report) == 0)
        say(screen, AUDIT_ALL_HELD, (int)report->count);
    else if (report->held)
        say(screen, AUDIT_SOME_WAIT, (int)report->count - waits(report),
            waits(report));
    else if (only_unfinished(report))
        say(screen, AUDIT_UNFINISHED);
    else
        say(screen, AUDIT_SOME_BROKEN);
}

static void json_finding(struct json_writer *json,
                         const struct audit_finding *finding)
{
    json_object_open(json);
    json_key_text(json, "rule", finding->rule->slug);
    json_key_bool(json, "held", finding->broken == 0);
    json_key_int(json, "figure", finding->figure);
    json_key_int(json, "broken", finding->broken);
    json_key_bool(json, "under_way", finding->under_way);
    json_key_int(json, "left", finding->left);
    json_key_int(json, "right", finding->right);
    json_key_int(json, "took_us", finding->took_us);
    json_key(json, "offenders");
    json_array_open(json);
    for (int64_t i = 0; i < finding->broken && i < AUDIT_OFFENDERS; i++) {
        json_object_open(json);
        json_key_text(json, "id", finding->offenders[i].id);
        json_key_text(json, "what", finding->offenders[i].what);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

static void json_report(struct json_writer *json,
                        const struct audit_report *report)
{
    const struct audit_facts *facts = &report->facts;
    json_key(json, shape_name(report->shape));
    json_object_open(json);
    json_key_bool(json, "held", report->held);
    json_key_int(json, "orders", facts->orders);
    json_key_int(json, "confirmed", facts->confirmed);
    json_key_int(json, "rejected", facts->rejected);
    json_key_int(json, "cancelled", facts->cancelled);
    json_key_int(json, "running", facts->running);
    json_key_int(json, "pending_events", facts->pending_events);
    json_key_int(json, "oldest_ms", facts->oldest_ms);
    json_key_int(json, "money", facts->money);
    json_key_int(json, "at_ms", clock_wall_ms());
    json_key_int(json, "took_us", report->took_us);
    json_key_int(json, "looks", report->looks);
    json_key(json, "rules");
    json_array_open(json);
    for (size_t i = 0; i < report->count; i++)
        json_finding(json, &report->findings[i]);
    json_array_close(json);
    json_object_close(json);
}

static enum error choose(struct session *session, const char *word,
                         enum shape_set *out)
{
    if (word)
        return command_shapes(session, word, out);
    *out = SHAPES_NONE;
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        if (audit_has_books(&session->places, (enum shape)shape))
            *out |= 1 << shape;
    error_forget();
    return *out ? ERROR_OK : explain(ERROR_NOT_FOUND, NO_BOOKS_AT_ALL);
}

enum error command_audit(struct session *session, const struct args *args)
{
    struct buffer out;
    struct json_writer json;
    enum shape_set set = SHAPES_NONE;
    bool allow_running = args_option(args, "allow-running", 0) != NULL;
    struct audit_options options = {
        .patience_ms = allow_running ? AUDIT_AGAIN_MS : AUDIT_PATIENCE_MS,
        .allow_running = allow_running,
        .apart = allow_running,
        .sides = session->json || args_option(args, "sides", 0) != NULL};
    struct audit_report *report = arena_alloc(&session->arena, sizeof *report);
    enum error error = choose(session, args_word(args, 0), &set);
    /* The shop is at work: its processes go first. Not in a shell, whose next
     * commands would be as slow for ever. */
    if (allow_running && getenv("CLEAVE_JOB_OF"))
        (void)setpriority(PRIO_PROCESS, 0, LEAST_PRIORITY);
    if (error || !report)
        return error ? error : error_explain(ERROR_SYSTEM, "out of memory");
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    for (int shape = 0; shape < SHAPE_COUNT && !error; shape++) {
        if (!shape_in(set, (enum shape)shape))
            continue;
        error =
            audit_run(&session->places, (enum shape)shape, &options, report);
        if (error)
            break;
        session->failed |= !report->held;
        if (session->json)
            json_report(&json, report);
        else
            print_report(session, report);
    }
    json_object_close(&json);
    if (!error && session->json)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return error;
}

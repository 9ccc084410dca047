/*
 * lab -- `lab`: list, read and run experiments.
 *
 * Files are found by tutor/study/content.h. A run is announced by its
 * question; what the learner predicts is taken before anything starts, so that
 * it cannot follow the figures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/lab/verdict.h"
#include "tutor/study/content.h"

enum { LINE_BYTES = 128 };

struct found {
    struct content content;
    struct content_list list;
    struct lab_file *file;
};

static enum error find(struct session *session, struct found *found)
{
    enum error error = content_find(&found->content);
    return error ? error
                 : content_list(&found->content, CONTENT_EXPERIMENT,
                                &session->arena, &found->list);
}

static enum error read_file(struct session *session, struct found *found,
                            const char *name)
{
    const struct content_item *item = NULL;
    struct content_text text;
    enum error error = content_pick(&found->list, name, &item);
    if (!error)
        error = content_read(&found->content, CONTENT_EXPERIMENT, item, false,
                             &session->arena, &text);
    if (error)
        return error;
    found->file = arena_alloc(&session->arena, sizeof *found->file);
    if (!found->file)
        return error_explain(ERROR_SYSTEM, "out of memory");
    return lab_file_parse(found->file, text.path,
                          (struct slice){text.text, text.length},
                          &session->arena);
}

/* ---- list and show ---- */

static void list_one(struct session *session, const struct found *found,
                     struct json_writer *json, const struct run *last)
{
    const struct lab_file *file = found->file;
    const char *title = lab_file_text(&file->title);
    bool held = last && run_held(last);
    if (!session->json) {
        screen_print(
            &session->screen, "  %-18s %s  %s\n", file->name,
            last ? text(held ? TEXT_LAB_HELD : TEXT_LAB_FAILED) : "-     ",
            title);
        return;
    }
    json_object_open(json);
    json_key_text(json, "name", file->name);
    json_key_text(json, "title", title);
    if (last)
        json_key_bool(json, "held", held);
    json_object_close(json);
}

/* The last complete one; NULL before its first run, or where progress
 * cannot be read, which is no reason not to list. */
static const struct run *last_run(struct session *session,
                                  struct progress *progress, const char *name)
{
    struct run *run = arena_alloc(&session->arena, sizeof *run);
    bool known =
        progress && run &&
        progress_last_run(progress, name, &session->arena, run) == ERROR_OK;
    error_forget();
    return known ? run : NULL;
}

static enum error list_all(struct session *session, struct found *found)
{
    struct progress *progress = NULL;
    if (progress_open(&progress, &session->places))
        error_forget();
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    for (size_t i = 0; i < found->list.count; i++) {
        const char *name = found->list.items[i].name;
        if (read_file(session, found, name)) { /* the others are sound */
            command_complain(session, ERROR_UNPROCESSABLE);
            session->failed = true;
            continue;
        }
        list_one(session, found, &json, last_run(session, progress, name));
    }
    progress_close(progress);
    json_array_close(&json);
    if (session->json)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return ERROR_OK;
}

static void show_file(struct session *session, const struct found *found)
{
    const struct lab_file *file = found->file;
    struct screen *screen = &session->screen;
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "%s\n", lab_file_text(&file->title));
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "%s\n\n", lab_file_text(&file->ask));
    for (size_t i = 0; i < file->predict_count; i++)
        screen_print(screen, "  predict %s (%s)\n", file->predicts[i].name,
                     file->predicts[i].unit);
    for (size_t i = 0; i < file->action_count; i++) {
        const struct lab_action *action = &file->actions[i];
        if (action->after_loads)
            screen_print(screen, "  after       %s\n", action->command);
        else if (action->when == LAB_AT)
            screen_print(screen, "  at %5.1f s  %s\n",
                         (double)action->at_ms / 1000, action->command);
        else
            screen_print(screen, "  %-10s  %s\n",
                         action->when == LAB_BEFORE ? "first" : "then",
                         action->command);
    }
    for (size_t i = 0; i < file->expect_count; i++)
        screen_print(screen, "  %s %s\n",
                     file->expects[i].steady ? "steady" : "expect",
                     file->expects[i].source);
}

static enum error show_json(struct session *session, const struct found *found)
{
    struct buffer out;
    struct json_writer json;
    const struct lab_file *file = found->file;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_text(&json, "name", file->name);
    json_key_text(&json, "title", lab_file_text(&file->title));
    json_key_text(&json, "ask", lab_file_text(&file->ask));
    json_key(&json, "claims");
    json_array_open(&json);
    for (size_t i = 0; i < file->claim_count; i++)
        json_text(&json, file->claims[i]);
    json_array_close(&json);
    json_key(&json, "predict");
    json_array_open(&json);
    for (size_t i = 0; i < file->predict_count; i++)
        json_text(&json, file->predicts[i].name);
    json_array_close(&json);
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
    return ERROR_OK;
}

/* ---- predictions ---- */

static enum error take_prediction(struct verdict *verdict, const char *word)
{
    const char *equals = strrchr(word, '=');
    char *end = NULL;
    for (size_t i = 0; equals && i < verdict->file->predict_count; i++) {
        const char *name = verdict->file->predicts[i].name;
        if (strlen(name) != (size_t)(equals - word) ||
            strncmp(name, word, strlen(name)) != 0)
            continue;
        verdict->predictions[i].value = strtod(equals + 1, &end);
        verdict->predictions[i].made = end != equals + 1;
        if (verdict->predictions[i].made)
            return ERROR_OK;
    }
    return explain(ERROR_USAGE, LAB_PREDICT_WORDS, word);
}

static void ask_confidence(struct verdict *verdict, struct session *session)
{
    char line[LINE_BYTES];
    bool any = false;
    for (size_t i = 0; i < verdict->file->predict_count; i++)
        any |= verdict->predictions[i].made;
    if (!any)
        return;
    say(&session->screen, LAB_SURE);
    screen_flush(&session->screen);
    if (!fgets(line, sizeof line, stdin)) {
        clearerr(stdin);
        return;
    }
    if (*line >= '1' && *line <= '3')
        for (size_t i = 0; i < verdict->file->predict_count; i++)
            verdict->predictions[i].confidence = *line - '0';
}

static enum error take_confidence(struct verdict *verdict, const char *word)
{
    if (!word)
        return ERROR_OK;
    if (*word < '1' || *word > '3' || word[1])
        return explain(ERROR_USAGE, LAB_BAD_SURE, word);
    for (size_t i = 0; i < verdict->file->predict_count; i++)
        verdict->predictions[i].confidence = *word - '0';
    return ERROR_OK;
}

static void ask_prediction(struct verdict *verdict, struct session *session)
{
    char line[LINE_BYTES], *end = NULL;
    screen_print(&session->screen, "%s\n\n",
                 lab_file_text(&verdict->file->ask));
    for (size_t i = 0; i < verdict->file->predict_count; i++) {
        struct verdict_prediction *said = &verdict->predictions[i];
        say(&session->screen, LAB_ASK, said->predict->name,
            said->predict->unit);
        screen_flush(&session->screen);
        if (!fgets(line, sizeof line, stdin)) {
            clearerr(stdin);
            return;
        }
        said->value = strtod(line, &end);
        said->made = end != line;
    }
}

static enum error predict(struct verdict *verdict, struct session *session,
                          const struct args *args)
{
    enum error error = ERROR_OK;
    const char *word = NULL;
    for (size_t i = 0; i < verdict->file->predict_count; i++)
        verdict->predictions[i].predict = &verdict->file->predicts[i];
    for (size_t i = 0; !error && (word = args_option(args, "predict", i)); i++)
        error = take_prediction(verdict, word);
    bool person = isatty(STDIN_FILENO) && session->screen.terminal;
    if (!error && person && !session->json &&
        !args_option(args, "predict", 0) &&
        !args_option(args, "no-predict", 0)) {
        ask_prediction(verdict, session);
        ask_confidence(verdict, session);
    }
    return error ? error
                 : take_confidence(verdict, args_option(args, "confidence", 0));
}

/* ---- run ---- */

static void print_json(struct session *session, const struct verdict *verdict)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    verdict_json(verdict, &json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

static void free_samples(struct runner_result *result)
{
    for (size_t i = 0; i < result->facts.load_count; i++)
        free(result->facts.loads[i].samples);
}

static enum error run_file(struct session *session, struct verdict *verdict,
                           const struct content *content, bool here)
{
    const struct runner_options options = {
        .here = here,
        .seed = verdict->seed,
        .screen = session->json ? NULL : &session->screen};
    struct arena *arena = &session->arena;
    enum error error =
        runner_run(verdict->file, &options, arena, verdict->result);
    if (!error) {
        verdict_judge(verdict, arena);
        if (!verdict->without && !verdict->result->interrupted)
            error = verdict_record(verdict, &session->places, content, arena);
        if (session->json)
            print_json(session, verdict);
        else
            verdict_print(verdict, session);
        session->failed = !verdict->good;
    }
    free_samples(verdict->result);
    return error;
}

static enum error run_named(struct session *session, struct found *found,
                            const struct args *args)
{
    int64_t seed = 1;
    struct arena *arena = &session->arena;
    struct verdict *verdict = arena_alloc(arena, sizeof *verdict);
    const char *said = args_option(args, "seed", 0);
    bool without = args_option(args, "without-fault", 0) != NULL;
    enum error error = ERROR_OK;
    if (said)
        error = args_number(said, "seed", 0, INT32_MAX, &seed);
    if (!error && without)
        error = lab_file_without(found->file, arena);
    if (error || !verdict)
        return error ? error : error_explain(ERROR_SYSTEM, "out of memory");
    verdict->file = found->file;
    verdict->result = arena_alloc(arena, sizeof *verdict->result);
    verdict->without = without;
    verdict->seed = (uint64_t)seed;
    verdict->at_ms = clock_wall_ms();
    if (!verdict->result)
        return error_explain(ERROR_SYSTEM, "out of memory");
    error = predict(verdict, session, args);
    if (!error && !session->json)
        say(&session->screen, LAB_RAN, found->file->name,
            lab_file_text(&found->file->title), (long long)seed);
    return error ? error
                 : run_file(session, verdict, &found->content,
                            args_option(args, "here", 0) != NULL);
}

enum error command_lab(struct session *session, const struct args *args)
{
    struct found *found = arena_alloc(&session->arena, sizeof *found);
    const char *what = args_word(args, 0), *name = args_word(args, 1);
    bool list = strcmp(what, "list") == 0, run = strcmp(what, "run") == 0;
    if (!found)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (!list && !run && strcmp(what, "show") != 0)
        return explain(ERROR_USAGE, LAB_ONLY_WORDS, what);
    if (!list && !name)
        return explain(ERROR_USAGE, TOO_FEW, "lab", "show|run NAME");
    enum error error = find(session, found);
    if (!error && list)
        return list_all(session, found);
    if (!error)
        error = read_file(session, found, name);
    if (error)
        return error;
    if (run)
        return run_named(session, found, args);
    if (session->json)
        return show_json(session, found);
    show_file(session, found);
    return ERROR_OK;
}

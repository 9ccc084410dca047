/*
 * table -- all commands, in one list, for all who need to know them.
 *
 * A command is one row: its name, what may follow, its help, what the shell
 * completes at each place, its options and its function. The command line, the
 * shell, the help and the manual all read this table, so none of them can know
 * a command that the others do not.
 *
 * Running is the same for all: take --json and --help away, find the row,
 * check the number of words, parse the options, call the function, and turn
 * what it returned into one of three exit statuses.
 */
#include "tutor/commands/table.h"

#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/fault_words.h"
#include "tutor/commands/suggest.h"
#include "tutor/screens/view.h"

#define SHAPES "[monolith|split|both]"

/* clang-format off */
const struct command commands[] = {
    {.name = "up", .synopsis = SHAPES " [--port N] [--monolith-port N] "
                               "[--gateway-port N] [--free-ports]",
     .help = TEXT_HELP_UP, .more = TEXT_MORE_UP, .most = 1,
     .arguments = {COMPLETE_SHAPE},
     .options = {{"port", "N", COMPLETE_NOTHING},
                 {"monolith-port", "N", COMPLETE_NOTHING},
                 {"gateway-port", "N", COMPLETE_NOTHING},
                 {"free-ports", NULL, COMPLETE_NOTHING}},
     .run = command_up},
    {.name = "down", .synopsis = SHAPES,
     .help = TEXT_HELP_DOWN, .more = TEXT_MORE_DOWN, .most = 1,
     .arguments = {COMPLETE_SHAPE}, .run = command_down},
    {.name = "status", .synopsis = "[--watch [--for DURATION]]",
     .help = TEXT_HELP_STATUS, .more = TEXT_MORE_STATUS,
     .options = {{"watch", NULL, COMPLETE_NOTHING},
                 {"for", "DURATION", COMPLETE_NOTHING}},
     .run = command_status},
    {.name = "order", .synopsis = SHAPES " --customer N --line SKU×N ... "
                                  "[--key K] [--pin P]",
     .help = TEXT_HELP_ORDER, .more = TEXT_MORE_ORDER, .most = 1,
     .arguments = {COMPLETE_SHAPE},
     .options = {{"customer", "N", COMPLETE_NOTHING},
                 {"line", "SKU×N", COMPLETE_LINE},
                 {"key", "K", COMPLETE_NOTHING},
                 {"pin", "P", COMPLETE_NOTHING}},
     .run = command_order},
    {.name = "get", .synopsis = "PATH [--customer N] [--pin P] "
                                "[--shape SHAPE]",
     .help = TEXT_HELP_GET, .more = TEXT_MORE_GET, .least = 1, .most = 1,
     .arguments = {COMPLETE_PATH},
     .options = {{"customer", "N", COMPLETE_NOTHING},
                 {"pin", "P", COMPLETE_NOTHING},
                 {"shape", "SHAPE", COMPLETE_SHAPE}},
     .run = command_get},
    {.name = "call", .synopsis = "METHOD PATH [JSON] [--customer N] "
                                 "[--key K] [--pin P] [--shape SHAPE]",
     .help = TEXT_HELP_CALL, .more = TEXT_MORE_CALL, .least = 2, .most = 3,
     .arguments = {COMPLETE_METHOD, COMPLETE_PATH},
     .options = {{"customer", "N", COMPLETE_NOTHING},
                 {"key", "K", COMPLETE_NOTHING},
                 {"pin", "P", COMPLETE_NOTHING},
                 {"shape", "SHAPE", COMPLETE_SHAPE}},
     .run = command_call},
    {.name = "rpc", .synopsis = "SERVICE.Method [JSON]... [--for DURATION]",
     .help = TEXT_HELP_RPC, .more = TEXT_MORE_RPC, .least = 1,
     .most = ARGS_WORDS,
     .arguments = {COMPLETE_RPC},
     .options = {{"for", "DURATION", COMPLETE_NOTHING}},
     .run = command_rpc},
    {.name = "load", .synopsis = "MIX RATE for DURATION [as NAME] "
                                 "[--shape SHAPE] [--seed N] [--live]",
     .help = TEXT_HELP_LOAD, .more = TEXT_MORE_LOAD, .least = 4, .most = 6,
     .arguments = {COMPLETE_MIX, COMPLETE_NOTHING, COMPLETE_FOR},
     .options = {{"shape", "SHAPE", COMPLETE_SHAPE},
                 {"seed", "N", COMPLETE_NOTHING},
                 {"live", NULL, COMPLETE_NOTHING}},
     .run = command_load},
    {.name = "compare", .synopsis = "",
     .help = TEXT_HELP_COMPARE, .more = TEXT_MORE_COMPARE,
     .run = command_compare},
    {.name = "kill", .synopsis = "TARGET " SHAPES,
     .help = TEXT_HELP_KILL, .more = TEXT_MORE_KILL, .least = 1, .most = 2,
     .arguments = {COMPLETE_TARGET, COMPLETE_SHAPE}, .run = command_kill},
    {.name = "pause", .synopsis = "TARGET " SHAPES,
     .help = TEXT_HELP_PAUSE, .more = TEXT_MORE_PAUSE, .least = 1, .most = 2,
     .arguments = {COMPLETE_TARGET, COMPLETE_SHAPE}, .run = command_pause},
    {.name = "resume", .synopsis = "TARGET " SHAPES,
     .help = TEXT_HELP_RESUME, .more = TEXT_MORE_RESUME, .least = 1, .most = 2,
     .arguments = {COMPLETE_TARGET, COMPLETE_SHAPE}, .run = command_resume},
    {.name = "restart", .synopsis = "TARGET " SHAPES,
     .help = TEXT_HELP_RESTART, .more = TEXT_MORE_RESTART,
     .least = 1, .most = 2,
     .arguments = {COMPLETE_TARGET, COMPLETE_SHAPE}, .run = command_restart},
    {.name = "crash", .synopsis = "TARGET at POINT [--count N]",
     .help = TEXT_HELP_CRASH, .more = TEXT_MORE_CRASH, .least = 3, .most = 3,
     .arguments = {COMPLETE_TARGET, COMPLETE_AT, COMPLETE_POINT},
     .options = {{"count", "N", COMPLETE_NOTHING}}, .run = command_crash},
    {.name = "scale", .synopsis = "SERVICE N [--idle DURATION]",
     .help = TEXT_HELP_SCALE, .more = TEXT_MORE_SCALE, .least = 2, .most = 2,
     .arguments = {COMPLETE_SERVICE},
     .options = {{"idle", "DURATION", COMPLETE_NOTHING}},
     .run = command_scale},
    {.name = "mesh",
     .synopsis = "[show|on|off|policy|allow|route|split] [TARGET] [WORD]...",
     .help = TEXT_HELP_MESH, .more = TEXT_MORE_MESH, .most = ARGS_WORDS,
     .arguments = {COMPLETE_MESH, COMPLETE_TARGET, COMPLETE_MESH_WORD},
     .run = command_mesh},
    {.name = "deploy",
     .synopsis = "SERVICE VERSION [rolling|blue-green|canary] [--with LIST] "
                 "[--step DURATION] [--calls N] [--detach]",
     .help = TEXT_HELP_DEPLOY, .more = TEXT_MORE_DEPLOY, .least = 2, .most = 3,
     .arguments = {COMPLETE_SERVICE, COMPLETE_NOTHING, COMPLETE_STRATEGY},
     .options = {{"with", "LIST", COMPLETE_NOTHING},
                 {"step", "DURATION", COMPLETE_NOTHING},
                 {"calls", "N", COMPLETE_NOTHING},
                 {"detach", NULL, COMPLETE_NOTHING}},
     .run = command_deploy},
    {.name = "rollback", .synopsis = "SERVICE [--detach]",
     .help = TEXT_HELP_ROLLBACK, .more = TEXT_MORE_ROLLBACK,
     .least = 1, .most = 1, .arguments = {COMPLETE_SERVICE},
     .options = {{"detach", NULL, COMPLETE_NOTHING}},
     .run = command_rollback},
    {.name = "saga", .synopsis = "[show] [ID|last]",
     .help = TEXT_HELP_SAGA, .more = TEXT_MORE_SAGA, .most = 2,
     .arguments = {COMPLETE_ORDER, COMPLETE_ORDER}, .run = command_saga},
    {.name = "events", .synopsis = "[ID|last] [--shape SHAPE]",
     .help = TEXT_HELP_EVENTS, .more = TEXT_MORE_EVENTS, .most = 1,
     .arguments = {COMPLETE_ORDER},
     .options = {{"shape", "SHAPE", COMPLETE_SHAPE}},
     .run = command_events},
    {.name = "audit", .synopsis = SHAPES " [--allow-running] [--sides]",
     .help = TEXT_HELP_AUDIT, .more = TEXT_MORE_AUDIT, .most = 1,
     .arguments = {COMPLETE_SHAPE},
     .options = {{"allow-running", NULL, COMPLETE_NOTHING},
                 {"sides", NULL, COMPLETE_NOTHING}},
     .run = command_audit},
    {.name = "data",
     .synopsis = "[SHAPE [SERVICE [TABLE]]] [--order ID] [--limit N] "
                 "[--offset N]",
     .help = TEXT_HELP_DATA, .more = TEXT_MORE_DATA, .most = 3,
     .arguments = {COMPLETE_SHAPE, COMPLETE_BOOK, COMPLETE_TABLE},
     .options = {{"order", "ID", COMPLETE_ORDER},
                 {"limit", "N", COMPLETE_NOTHING},
                 {"offset", "N", COMPLETE_NOTHING}},
     .run = command_data},
    {.name = "breaker", .synopsis = "[show|set|explain] [PEER] [NAME] [VALUE] "
                                   "[--caller TARGET]",
     .help = TEXT_HELP_BREAKER, .more = TEXT_MORE_BREAKER, .most = 4,
     .arguments = {COMPLETE_SHOW_SET, COMPLETE_PEER, COMPLETE_PARAMETER},
     .options = {{"caller", "TARGET", COMPLETE_TARGET}},
     .run = command_breaker},
    {.name = "retry", .synopsis = "[show|set|explain] [PEER] [NAME] [VALUE] "
                                   "[--caller TARGET]",
     .help = TEXT_HELP_RETRY, .more = TEXT_MORE_RETRY, .most = 4,
     .arguments = {COMPLETE_SHOW_SET, COMPLETE_PEER, COMPLETE_PARAMETER},
     .options = {{"caller", "TARGET", COMPLETE_TARGET}},
     .run = command_retry},
    {.name = "limits", .synopsis = "[show|set|explain] [PEER] [NAME] [VALUE] "
                                   "[--caller TARGET]",
     .help = TEXT_HELP_LIMITS, .more = TEXT_MORE_LIMITS, .most = 4,
     .arguments = {COMPLETE_SHOW_SET, COMPLETE_PEER, COMPLETE_PARAMETER},
     .options = {{"caller", "TARGET", COMPLETE_TARGET}},
     .run = command_limits},
    {.name = "balancer", .synopsis = "[show|set|explain] [PEER] [NAME] [VALUE] "
                                   "[--caller TARGET]",
     .help = TEXT_HELP_BALANCER, .more = TEXT_MORE_BALANCER, .most = 4,
     .arguments = {COMPLETE_SHOW_SET, COMPLETE_PEER, COMPLETE_PARAMETER},
     .options = {{"caller", "TARGET", COMPLETE_TARGET}},
     .run = command_balancer},
    {.name = "discovery", .synopsis = "[show [SERVICE]] | "
                                      "set mode client|server|default "
                                      "[SERVICE] | explain [NAME]",
     .help = TEXT_HELP_DISCOVERY, .more = TEXT_MORE_DISCOVERY, .most = 4,
     .arguments = {COMPLETE_SHOW_SET, COMPLETE_MODE, COMPLETE_SIDE,
                   COMPLETE_SERVICE},
     .run = command_discovery},
    {.name = "fault", .synopsis = "TARGET KIND [VALUES] [PERCENT] "
                                  "[for DURATION] [--seed N] "
                                  "[--direction WAY] [--customer N] "
                                  "[--sku S] [--method M] [--from CALLER]",
     .help = TEXT_HELP_FAULT, .more = TEXT_MORE_FAULT,
     .list = fault_words_list, .json = fault_words_kinds, .least = 2, .most = 8,
     .arguments = {COMPLETE_TARGET, COMPLETE_FAULT, COMPLETE_FAULT_VALUE,
                   COMPLETE_FAULT_VALUE, COMPLETE_FAULT_VALUE,
                   COMPLETE_FAULT_VALUE},
     .options = {{"seed", "N", COMPLETE_NOTHING},
                 {"direction", "WAY", COMPLETE_DIRECTION},
                 {"customer", "N", COMPLETE_NOTHING},
                 {"sku", "S", COMPLETE_LINE},
                 {"method", "M", COMPLETE_NOTHING},
                 {"from", "CALLER", COMPLETE_TARGET}},
     .run = command_fault},
    {.name = "heal", .synopsis = "[TARGET|all] [KIND]",
     .help = TEXT_HELP_HEAL, .more = TEXT_MORE_HEAL, .most = 2,
     .arguments = {COMPLETE_TARGET, COMPLETE_FAULT}, .run = command_heal},
    {.name = "faults", .synopsis = "[TARGET]",
     .help = TEXT_HELP_FAULTS, .more = TEXT_MORE_FAULTS, .most = 1,
     .arguments = {COMPLETE_TARGET}, .run = command_faults},
    {.name = "migrate",
     .synopsis = "[status|next|back|reset] [--gateway-port N]",
     .help = TEXT_HELP_MIGRATE, .more = TEXT_MORE_MIGRATE, .most = 1,
     .options = {{"gateway-port", "N", COMPLETE_NOTHING}},
     .arguments = {COMPLETE_MIGRATE}, .run = command_migrate},
    {.name = "lesson", .synopsis = "[N] [--lang ko|en]",
     .help = TEXT_HELP_LESSON, .more = TEXT_MORE_LESSON, .most = 1,
     .arguments = {COMPLETE_LESSON},
     .options = {{"lang", "ko|en", COMPLETE_LANGUAGE}},
     .run = command_lesson},
    {.name = "quiz", .synopsis = "[N|due|review] [--seed N]",
     .help = TEXT_HELP_QUIZ, .more = TEXT_MORE_QUIZ, .most = 1,
     .arguments = {COMPLETE_QUIZ},
     .options = {{"seed", "N", COMPLETE_NOTHING}}, .asks = true,
     .run = command_quiz},
    {.name = "exam",
     .synopsis = "[--minutes N] [--questions N] [--mix all|read|weak] [--new]",
     .help = TEXT_HELP_EXAM, .more = TEXT_MORE_EXAM,
     .options = {{"minutes", "N", COMPLETE_NOTHING},
                 {"questions", "N", COMPLETE_NOTHING},
                 {"mix", "all|read|weak", COMPLETE_EXAM_MIX},
                 {"new", NULL, COMPLETE_NOTHING}},
     .asks = true,
     .run = command_exam},
    {.name = "essay", .synopsis = "[N]",
     .help = TEXT_HELP_ESSAY, .more = TEXT_MORE_ESSAY, .most = 1,
     .arguments = {COMPLETE_ESSAY}, .asks = true, .run = command_essay},
    {.name = "checklist", .synopsis = "[ITEM]",
     .help = TEXT_HELP_CHECKLIST, .more = TEXT_MORE_CHECKLIST, .most = 1,
     .run = command_checklist},
    {.name = "design", .synopsis = "[K1...K7]",
     .help = TEXT_HELP_DESIGN, .more = TEXT_MORE_DESIGN, .most = 1,
     .arguments = {COMPLETE_DESIGN}, .asks = true,
     .run = command_design},
    {.name = "progress",
     .synopsis = "[export [FILE]|import FILE|reset|exam-date DATE] [--yes]",
     .help = TEXT_HELP_PROGRESS, .more = TEXT_MORE_PROGRESS, .most = 2,
     .arguments = {COMPLETE_PROGRESS},
     .options = {{"yes", NULL, COMPLETE_NOTHING}}, .run = command_progress},
    {.name = "coverage", .synopsis = "",
     .help = TEXT_HELP_COVERAGE, .more = TEXT_MORE_COVERAGE,
     .run = command_coverage},
    {.name = "lab",
     .synopsis = "list | show NAME | run NAME [--seed N] "
                 "[--predict NAME=VALUE] [--confidence N] [--no-predict] "
                 "[--without-fault] [--here]",
     .help = TEXT_HELP_LAB, .more = TEXT_MORE_LAB, .least = 1, .most = 2,
     .arguments = {COMPLETE_LAB, COMPLETE_EXPERIMENT},
     .options = {{"seed", "N", COMPLETE_NOTHING},
                 {"predict", "NAME=VALUE", COMPLETE_NOTHING},
                 {"confidence", "N", COMPLETE_NOTHING},
                 {"no-predict", NULL, COMPLETE_NOTHING},
                 {"without-fault", NULL, COMPLETE_NOTHING},
                 {"here", NULL, COMPLETE_NOTHING}},
     .run = command_lab},
    {.name = "report", .synopsis = "[--html FILE]",
     .help = TEXT_HELP_REPORT, .more = TEXT_MORE_REPORT,
     .options = {{"html", "FILE", COMPLETE_NOTHING}},
     .run = command_report},
    {.name = "tutor", .synopsis = "[VIEW] [--ascii] [--no-mouse]",
     .help = TEXT_HELP_TUTOR, .more = TEXT_MORE_TUTOR, .most = 2,
     .arguments = {COMPLETE_VIEW, COMPLETE_LESSON},
     .options = {{"ascii", NULL, COMPLETE_NOTHING},
                 {"no-mouse", NULL, COMPLETE_NOTHING}},
     .list = view_list, .run = command_tutor},
    {.name = "trace",
     .synopsis = "[last|TRACE|ORDER|list] [--shape SHAPE]"
                 " [--diagram [--commits]]",
     .help = TEXT_HELP_TRACE, .more = TEXT_MORE_TRACE, .most = 1,
     .arguments = {COMPLETE_TRACE},
     .options = {{"shape", "SHAPE", COMPLETE_SHAPE},
                 {"diagram", NULL, COMPLETE_NOTHING},
                 {"commits", NULL, COMPLETE_NOTHING}},
     .run = command_trace},
    {.name = "boundaries",
     .synopsis = "[business|table|layer|one|SERVICE=THING,THING ...]",
     .help = TEXT_HELP_BOUNDARIES, .more = TEXT_MORE_BOUNDARIES,
     .most = ARGS_WORDS - 1, .arguments = {COMPLETE_CUT},
     .run = command_boundaries},
    {.name = "logs", .synopsis = "[TEXT] [--service S] [--trace T] "
                                 "[--order O] [--level L] "
                                 "[--follow [--for DURATION]]",
     .help = TEXT_HELP_LOGS, .more = TEXT_MORE_LOGS, .most = 1,
     .options = {{"service", "S", COMPLETE_TARGET},
                 {"trace", "T", COMPLETE_TRACE},
                 {"order", "O", COMPLETE_ORDER},
                 {"level", "L", COMPLETE_LEVEL},
                 {"follow", NULL, COMPLETE_NOTHING},
                 {"for", "DURATION", COMPLETE_NOTHING}},
     .run = command_logs},
    {.name = "metrics", .synopsis = "[TEXT] [--service S] "
                                    "[--window DURATION]",
     .help = TEXT_HELP_METRICS, .more = TEXT_MORE_METRICS, .most = 1,
     .options = {{"service", "S", COMPLETE_TARGET},
                 {"window", "DURATION", COMPLETE_NOTHING}},
     .run = command_metrics},
    {.name = "shell", .synopsis = "",
     .help = TEXT_HELP_SHELL, .more = TEXT_MORE_SHELL, .run = command_shell},
    {.name = "tour", .synopsis = "",
     .help = TEXT_HELP_TOUR, .more = TEXT_MORE_TOUR, .run = command_tour},
    {.name = "lang", .synopsis = "[ko|en]",
     .help = TEXT_HELP_LANG, .more = TEXT_MORE_LANG, .most = 1,
     .arguments = {COMPLETE_LANGUAGE}, .run = command_lang},
    {.name = "help", .synopsis = "[COMMAND]",
     .help = TEXT_HELP_HELP, .more = TEXT_MORE_HELP, .most = 1,
     .arguments = {COMPLETE_COMMAND}, .run = command_help},
    {.name = "version", .synopsis = "",
     .help = TEXT_HELP_VERSION, .more = TEXT_MORE_VERSION,
     .run = command_version},
};
/* clang-format on */
const size_t command_count = sizeof commands / sizeof *commands;

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

enum error command_shapes(struct session *session, const char *word,
                          enum shape_set *out)
{
    struct suggest suggest;
    if (!word)
        return session_running(session, out);
    if (shape_parse(word, out))
        return ERROR_OK;
    suggest_begin(&suggest, word);
    for (int set = SHAPES_MONOLITH; set <= SHAPES_BOTH; set++)
        suggest_try(&suggest, shape_set_name((enum shape_set)set));
    if (suggest.best)
        return explain(ERROR_USAGE, BAD_SHAPE_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, BAD_SHAPE, word);
}

void command_complain(struct session *session, enum error error)
{
    struct screen *screen = &session->complaints;
    const char *detail = error_detail(error);
    screen_flush(&session->screen);
    if (session->json) {
        struct buffer out;
        struct json_writer json;
        buffer_init(&out, 4096);
        json_begin(&json, &out);
        json_object_open(&json);
        json_key_text(&json, "error", error_slug(error));
        json_key_text(&json, "title", error_title(error, text_korean()));
        json_key_text(&json, "detail", detail);
        json_object_close(&json);
        screen_json(&session->screen, &out);
        buffer_release(&out);
        return;
    }
    screen_style(screen, STYLE_BAD);
    screen_print(screen, "cleave: ");
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "%s\n", detail);
}

static enum error unknown_command(const char *name)
{
    struct suggest suggest;
    suggest_begin(&suggest, name);
    for (size_t i = 0; i < command_count; i++)
        suggest_try(&suggest, commands[i].name);
    if (suggest.best)
        return explain(ERROR_USAGE, COMMAND_MEANT, name, suggest.best);
    return explain(ERROR_USAGE, COMMAND_UNKNOWN, name);
}

/* Takes a flag out of the words; true when it stood there. */
static bool take_flag(char **words, size_t *count, const char *flag)
{
    for (size_t i = 0; i < *count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], flag) != 0)
            continue;
        memmove(words + i, words + i + 1, (*count - i - 1) * sizeof *words);
        --*count;
        return true;
    }
    return false;
}

/* What other programs have taught people to type. */
static const char *usual_name(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return "help";
    return strcmp(word, "--version") == 0 ? "version" : word;
}

static enum error run_words(struct session *session, char **words, size_t count)
{
    struct args args;
    const struct command *command = command_find(usual_name(words[0]));
    if (!command)
        return unknown_command(words[0]);
    if (take_flag(words, &count, "--help")) {
        args = (struct args){.words = {command->name}, .count = 1};
        return command_help(session, &args);
    }
    enum error error =
        args_parse(&args, command->options, words + 1, count - 1);
    if (error)
        return error;
    if (args.count < command->least)
        return explain(ERROR_USAGE, TOO_FEW, command->name, command->synopsis);
    if (args.count > command->most)
        return explain(ERROR_USAGE, TOO_MANY, args.words[command->most],
                       command->name, command->synopsis);
    return command->run(session, &args);
}

int command_run(struct session *session, char *const *words, size_t count)
{
    char *own[ARGS_WORDS];
    bool outer_json = session->json;
    enum error error = ERROR_OK;
    if (count == 0)
        return EXIT_DONE;
    session_begin(session);
    if (count > ARGS_WORDS) {
        error = explain(ERROR_USAGE, TOO_MANY_WORDS, ARGS_WORDS);
    } else {
        memcpy(own, words, count * sizeof *own);
        if (take_flag(own, &count, "--json"))
            session->json = true;
        if (count > 0)
            error = run_words(session, own, count);
    }
    if (error)
        command_complain(session, error);
    session->json = outer_json;
    session_end(session);
    if (error == ERROR_USAGE)
        return EXIT_WORDS;
    return error || session->failed ? EXIT_REFUSED : EXIT_DONE;
}

int command_line(struct session *session, const char *line)
{
    struct arena arena;
    char *words[ARGS_WORDS];
    size_t count = 0;
    int status = EXIT_WORDS;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    enum error error = args_split(line, &arena, words, ARGS_WORDS, &count);
    if (error)
        command_complain(session, error);
    else
        status = command_run(session, words, count);
    arena_release(&arena);
    return status;
}

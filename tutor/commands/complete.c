/*
 * complete -- what may stand next in a line that is being typed.
 *
 * The command table says for each place what kind of word belongs there; this
 * file knows the words of each kind. Nothing is asked of the shop here, for a
 * key press must not wait: the goods were read when the shop was up, and the
 * ids of orders and traces are those that this session has seen. The shell and
 * the prompt of the screen both complete from here.
 */
#include "tutor/commands/complete.h"

#include <stdio.h>
#include <string.h>

#include "chassis/fault.h"
#include "domain/api/routes.h"
#include "tutor/commands/complete_content.h"
#include "tutor/commands/data_show.h"
#include "tutor/commands/parameters.h"
#include "tutor/commands/patterns.h"
#include "tutor/commands/table.h"
#include "tutor/contracts.h"
#include "tutor/lab/load_plan.h"
#include "tutor/screens/view.h"

/* clang-format off */
static const char *const shapes[] = {"monolith", "split", "both", NULL};
static const char *const targets[] = {
    "monolith", "gateway", "customers", "orders", "payments", "inventory",
    "shipping", "vip", "collector", "registry", NULL};
static const char *const services[] = {
    "gateway", "customers", "orders", "payments", "inventory", "shipping",
    "monolith", NULL};
static const char *const mesh_verbs[] = {
    "show", "on", "off", "policy", "allow", "route", "split", NULL};
static const char *const mesh_words[] = {
    "attempts=", "timeout=", "retry-on=unavailable",
    "retry-on=deadline-exceeded", "none", "all", "gateway", "orders",
    "customers", "payments", "inventory", "shipping", "on", "off", NULL};
static const char *const strategies[] = {
    "rolling", "blue-green", "canary", NULL};
static const char *const methods[] = {"GET", "POST", NULL};
static const char *const mixes[] = {
    "reads", "orders", "checkout", "burst", NULL};
static const char *const languages[] = {"ko", "en", NULL};
static const char *const show_set[] = {"show", "set", "explain", NULL};
static const char *const mode_words[] = {
    "mode", "gateway", "customers", "orders", "payments", "inventory",
    "shipping", NULL};
static const char *const sides[] = {"client", "server", "default", NULL};
static const char *const cuts[] = {"business", "table", "layer", "one", NULL};
static const char *const migrations[] = {
    "status", "next", "back", "reset", NULL};
static const char *const directions[] = {"to", "from", "both", NULL};
static const char *const quizzes[] = {"due", "review", NULL};
static const char *const exam_mixes[] = {"all", "read", "weak", NULL};
static const char *const levels[] = {
    "debug", "info", "warn", "error", NULL};
static const char *const progress_words[] = {
    "export", "import", "reset", "exam-date", NULL};
static const char *const at_word[] = {"at", NULL};
static const char *const for_word[] = {"for", NULL};
static const char *const points[] = {
    "turn.before-commit", "turn.after-commit", "turn.after-first-reply",
    "checkout.after-place", "checkout.after-charge", "checkout.after-reserve",
    "checkout.after-book", "checkout.after-confirm",
    "orders.after-place", "orders.after-step", "orders.after-compensation",
    "orders.after-terminal", "relay.before-mark",
    "payments.after-charge", "payments.after-refund",
    "inventory.after-reserve", "inventory.after-release",
    "inventory.after-event", "shipping.after-book", "shipping.after-recall",
    "customers.after-event", NULL};
static const char *const lab_words[] = {"list", "show", "run", NULL};
static const char *const designs[] = {
    "K1", "K2", "K3", "K4", "K5", "K6", "K7", NULL};
static const char *const *const lists[] = {
    [COMPLETE_DESIGN] = designs,
    [COMPLETE_SHAPE] = shapes,
    [COMPLETE_SERVICE] = services,
    [COMPLETE_STRATEGY] = strategies,
    [COMPLETE_QUIZ] = quizzes, [COMPLETE_PROGRESS] = progress_words,
    [COMPLETE_MESH] = mesh_verbs, [COMPLETE_MESH_WORD] = mesh_words,
    [COMPLETE_METHOD] = methods, [COMPLETE_MIX] = mixes,
    [COMPLETE_POINT] = points,   [COMPLETE_LANGUAGE] = languages,
    [COMPLETE_AT] = at_word,     [COMPLETE_FOR] = for_word,
    [COMPLETE_MODE] = mode_words, [COMPLETE_SIDE] = sides,
    [COMPLETE_CUT] = cuts,
    [COMPLETE_MIGRATE] = migrations, [COMPLETE_LAB] = lab_words,
    [COMPLETE_EXAM_MIX] = exam_mixes, [COMPLETE_LEVEL] = levels,
    [COMPLETE_SHOW_SET] = show_set, [COMPLETE_DIRECTION] = directions,
};
/* clang-format on */

struct completion {
    const struct session *session;
    const char *const *words; /* before the cursor */
    size_t count;
    const char *beginning;
    complete_found *found;
    void *arg;
};

static void offer(const struct completion *completion, const char *word)
{
    if (strncmp(word, completion->beginning, strlen(completion->beginning)) ==
        0)
        completion->found(completion->arg, word);
}

static void offer_list(const struct completion *completion,
                       const char *const *words)
{
    for (; *words; words++)
        offer(completion, *words);
}

static void offer_commands(const struct completion *completion)
{
    for (size_t i = 0; i < command_count; i++)
        offer(completion, commands[i].name);
}

static void offer_paths(const struct completion *completion)
{
    char path[160];
    const struct session *session = completion->session;
    size_t seen = session->orders_seen_count;
    for (size_t i = 0; i < shop_routes.count; i++)
        if (!strchr(shop_routes.routes[i].path, '{'))
            offer(completion, shop_routes.routes[i].path);
    for (size_t i = 0; i < session->sku_count; i++) {
        snprintf(path, sizeof path, "/api/products/%s", session->skus[i]);
        offer(completion, path);
    }
    for (size_t i = 0; i < seen && i < SESSION_ORDERS_SEEN; i++) {
        const char *id = session->orders_seen[i].text;
        snprintf(path, sizeof path, "/api/orders/%s", id);
        offer(completion, path);
        snprintf(path, sizeof path, "/api/orders/%s/events", id);
        offer(completion, path);
    }
}

static void offer_orders(const struct completion *completion)
{
    const struct session *session = completion->session;
    size_t seen = session->orders_seen_count;
    offer(completion, "last");
    for (size_t i = 0; i < seen && i < SESSION_ORDERS_SEEN; i++)
        offer(completion, session->orders_seen[i].text);
}

static void offer_rpcs(const struct completion *completion)
{
    char name[2 * LIMIT_NAME_BYTES];
    for (size_t i = 0; i < contracts_count; i++) {
        const struct contract_of *row = &contracts_list[i];
        for (unsigned m = 0; m < row->contract->n_methods; m++) {
            snprintf(name, sizeof name, "%s.%s", row->process,
                     row->contract->methods[m].name);
            offer(completion, name);
        }
    }
}

static void offer_faults(const struct completion *completion)
{
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        offer(completion, fault_about[i].slug);
}

/* "latency=" of the kind that stands in its place, and `for`. */
static void offer_fault_values(const struct completion *completion)
{
    char word[LIMIT_NAME_BYTES];
    enum fault_kind kind;
    offer(completion, "for");
    if (completion->count < 3 ||
        fault_kind_named(completion->words[2], &kind) != ERROR_OK)
        return;
    const struct fault_parameter *parameters = fault_about[kind].parameters;
    for (int i = 0; i < FAULT_VALUES && parameters[i].name; i++) {
        snprintf(word, sizeof word, "%s=", parameters[i].name);
        offer(completion, word);
    }
}

/* The plain names, and those instances of which the supervisor has told. */
static void offer_targets(const struct completion *completion)
{
    const struct session *session = completion->session;
    offer_list(completion, targets);
    for (size_t i = 0; i < session->instance_count; i++)
        offer(completion, session->instances[i]);
}

/* Where a word of them can stand: behind `set PEER` and `explain`. */
static void offer_parameters(const struct completion *completion)
{
    char typed[2 * LIMIT_NAME_BYTES];
    const struct parameter_text *row;
    const struct family *family = pattern_family(completion->words[0]);
    if (!family || strcmp(completion->words[1], "show") == 0)
        return;
    for (size_t i = 0; (row = parameter_row(i)); i++)
        if (pattern_typed(family, row, typed, sizeof typed))
            offer(completion, typed);
}

static void offer_peers(const struct completion *completion)
{
    if (completion->count > 1 && strcmp(completion->words[1], "explain") == 0)
        offer_parameters(completion);
    else
        offer_targets(completion);
}

/* What this session has been shown; the newest are few enough. */
static void offer_traces(const struct completion *completion)
{
    const struct session *session = completion->session;
    offer_orders(completion);
    offer(completion, "list");
    for (size_t i = 0; i < session->trace_count; i++)
        offer(completion, session->traces[i]);
}

static void offer_skus(const struct completion *completion)
{
    const struct session *session = completion->session;
    for (size_t i = 0; i < session->sku_count; i++)
        offer(completion, session->skus[i]);
}

static void offer_views(const struct completion *completion)
{
    for (size_t i = 0; i < view_count; i++)
        offer(completion, views[i].view->name);
}

/* On the screen the name of a view is as good as a command. */
static void offer_first(const struct completion *completion)
{
    offer_commands(completion);
    for (size_t i = 0; completion->session->tutor && i < view_count; i++)
        if (!command_find(views[i].view->name))
            offer(completion, views[i].view->name);
}

static void offer_content(const struct completion *completion,
                          enum content_kind kind)
{
    complete_content(kind, completion->beginning, completion->found,
                     completion->arg);
}

/* True when the kind is one of those that are taught. */
static bool offer_taught(const struct completion *completion,
                         enum complete kind)
{
    if (kind == COMPLETE_EXPERIMENT)
        offer_content(completion, CONTENT_EXPERIMENT);
    else if (kind == COMPLETE_LESSON)
        offer_content(completion, CONTENT_LESSON);
    else if (kind == COMPLETE_ESSAY)
        offer_content(completion, CONTENT_ESSAY);
    else if (kind == COMPLETE_QUIZ)
        offer_content(completion, CONTENT_QUIZ);
    else
        return false;
    if (kind == COMPLETE_QUIZ)
        offer_list(completion, lists[kind]);
    return true;
}

static enum shape shape_typed(const struct completion *completion)
{
    return strcmp(completion->words[1], "monolith") == 0 ? SHAPE_MONOLITH
                                                         : SHAPE_SPLIT;
}

static void offer_books(const struct completion *completion)
{
    const char *service;
    for (size_t i = 0; (service = data_service(shape_typed(completion), i));
         i++)
        offer(completion, service);
}

static void offer_tables(const struct completion *completion)
{
    const char *table;
    for (size_t i = 0; (table = data_known_table(i)); i++)
        if (data_known_in(table, completion->words[2]))
            offer(completion, table);
}

static void offer_kind(const struct completion *completion, enum complete kind)
{
    if (offer_taught(completion, kind))
        return;
    if (kind == COMPLETE_COMMAND)
        offer_commands(completion);
    else if (kind == COMPLETE_VIEW)
        offer_views(completion);
    else if (kind == COMPLETE_TRACE)
        offer_traces(completion);
    else if (kind == COMPLETE_PATH)
        offer_paths(completion);
    else if (kind == COMPLETE_ORDER)
        offer_orders(completion);
    else if (kind == COMPLETE_RPC)
        offer_rpcs(completion);
    else if (kind == COMPLETE_TARGET)
        offer_targets(completion);
    else if (kind == COMPLETE_PEER)
        offer_peers(completion);
    else if (kind == COMPLETE_PARAMETER && completion->count > 2 &&
             strcmp(completion->words[1], "explain") != 0)
        offer_parameters(completion);
    else if (kind == COMPLETE_FAULT)
        offer_faults(completion);
    else if (kind == COMPLETE_FAULT_VALUE)
        offer_fault_values(completion);
    else if (kind == COMPLETE_LINE)
        offer_skus(completion);
    else if (kind == COMPLETE_BOOK)
        offer_books(completion);
    else if (kind == COMPLETE_TABLE)
        offer_tables(completion);
    else if (kind < sizeof lists / sizeof *lists && lists[kind])
        offer_list(completion, lists[kind]);
}

static const struct option_spec *find_option(const struct command *command,
                                             const char *word)
{
    if (strncmp(word, "--", 2) != 0)
        return NULL;
    for (const struct option_spec *spec = command->options; spec->name; spec++)
        if (strcmp(spec->name, word + 2) == 0)
            return spec;
    return NULL;
}

/* Which argument the cursor is at: words that are options do not count. */
static size_t argument_at(const struct command *command,
                          const char *const *words, size_t count)
{
    size_t arguments = 0;
    for (size_t i = 1; i < count; i++) {
        const struct option_spec *spec = find_option(command, words[i]);
        if (spec && spec->value)
            i++;
        else if (!spec)
            arguments++;
    }
    return arguments;
}

static void offer_options(const struct completion *completion,
                          const struct command *command)
{
    char word[LIMIT_NAME_BYTES];
    for (const struct option_spec *spec = command->options; spec->name;
         spec++) {
        snprintf(word, sizeof word, "--%s", spec->name);
        offer(completion, word);
    }
    offer(completion, "--json");
}

void complete_words(const struct session *session, const char *const *words,
                    size_t count, const char *beginning, complete_found *found,
                    void *arg)
{
    struct completion completion = {session,   words, count,
                                    beginning, found, arg};
    if (count == 0) {
        offer_first(&completion);
        return;
    }
    const struct command *command = command_find(words[0]);
    if (!command)
        return;
    const struct option_spec *spec = find_option(command, words[count - 1]);
    if (spec && spec->value) {
        offer_kind(&completion, spec->complete);
        return;
    }
    if (strncmp(beginning, "--", 2) == 0) {
        offer_options(&completion, command);
        return;
    }
    size_t at = argument_at(command, words, count);
    if (at < COMMAND_ARGUMENTS)
        offer_kind(&completion, command->arguments[at]);
}

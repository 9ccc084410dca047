/*
 * run_load -- `load`: arrivals by schedule on every shape at once.
 *
 * The command prepares what the generator needs (tokens of a few customers
 * that may order, goods that are in plenty), runs it with Ctrl-C caught so
 * that an interrupted run still shows what it measured, and prints one column
 * for each shape.
 */
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"
#include "tutor/lab/load_report.h"

enum { CUSTOMERS = 16, PLENTY = 100000 };

struct run {
    struct session *session;
    struct load_plan plan;
    const char *name;
    enum shape shapes[LOAD_TARGETS];
    struct load_target targets[LOAD_TARGETS];
    struct load_customer customers[LOAD_TARGETS][CUSTOMERS];
    struct load_result *results; /* one for each target */
    const char *skus[SESSION_SKUS];
    size_t count; /* of targets */
    bool interrupted;
};

/* ---- words ---- */

static enum error bad_mix(const char *word)
{
    struct suggest suggest;
    suggest_begin(&suggest, word);
    for (int mix = 0; mix < LOAD_MIXES; mix++)
        suggest_try(&suggest, load_mix_name((enum load_mix)mix));
    if (suggest.best)
        return explain(ERROR_USAGE, MIX_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, MIX_UNKNOWN, word);
}

static enum error parse(struct run *run, const struct args *args)
{
    const char *seed = args_option(args, "seed", 0);
    int64_t number = 1;
    if (!load_mix_parse(args_word(args, 0), &run->plan.mix))
        return bad_mix(args_word(args, 0));
    if (strcmp(args_word(args, 2), "for") != 0)
        return explain(ERROR_USAGE, LOAD_WORDS, args_word(args, 2), "for");
    if (args->count > 4 &&
        (args->count != 6 || strcmp(args_word(args, 4), "as") != 0))
        return explain(ERROR_USAGE, LOAD_WORDS, args_word(args, 4), "as NAME");
    run->name =
        args->count == 6 ? args_word(args, 5) : load_mix_name(run->plan.mix);
    enum error error = args_rate(args_word(args, 1), &run->plan.rate_per_s);
    if (!error)
        error = args_duration(args_word(args, 3), &run->plan.duration_ms);
    if (!error && seed)
        error = args_number(seed, "seed", 0, INT64_MAX, &number);
    run->plan.seed = (uint64_t)number;
    return error;
}

/* ---- what the generator needs ---- */

/* Every tenth customer is poor and five live on islands: their orders are
 * refused, which would measure something else. */
static bool may_order(int id)
{
    return id % 10 != 0 && id % 20 != 15;
}

static enum error find_tokens(struct run *run, struct shop *shop, size_t at)
{
    size_t found = 0;
    for (int id = 1; found < CUSTOMERS; id++) {
        if (!may_order(id))
            continue;
        struct load_customer *customer = &run->customers[at][found];
        enum error error =
            shop_token(shop, id, NULL, &run->session->arena, &customer->token);
        if (error)
            return error;
        customer->id = id;
        found++;
    }
    run->targets[at].customers = run->customers[at];
    run->targets[at].customer_count = CUSTOMERS;
    return ERROR_OK;
}

static enum error find_skus(struct run *run, struct shop *shop)
{
    struct shop_reply reply;
    const struct json *root = NULL, *list;
    struct arena *arena = &run->session->arena;
    struct shop_request request = {.method = "GET", .path = "/api/products"};
    enum error error = shop_ask(shop, &request, arena, &reply);
    if (!error)
        error = json_parse(reply.body.data, reply.body.length, arena, &root);
    if (error)
        return error;
    list = json_member(root, "products");
    const struct json *product = list ? list->first : NULL;
    for (; product; product = product->next) {
        const struct json *sku = json_member(product, "sku");
        const struct json *left = json_member(product, "available");
        bool plenty = left && left->integer >= PLENTY;
        if (sku && plenty && run->plan.sku_count < SESSION_SKUS)
            run->skus[run->plan.sku_count++] = sku->text;
    }
    run->plan.skus = run->skus;
    return run->plan.sku_count > 0 ? ERROR_OK
                                   : explain(ERROR_OUT_OF_STOCK, NO_PLENTY);
}

static enum error prepare(struct run *run, enum shape_set set)
{
    struct session *session = run->session;
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        struct shop *shop = NULL;
        if (!shape_in(set, (enum shape)shape))
            continue;
        enum error error = session_shop(session, (enum shape)shape, &shop);
        if (!error && run->plan.sku_count == 0)
            error = find_skus(run, shop);
        if (!error && run->plan.mix != LOAD_READS)
            error = find_tokens(run, shop, run->count);
        if (error)
            return error;
        run->targets[run->count].address = *shop_address(shop);
        run->shapes[run->count++] = (enum shape)shape;
    }
    run->plan.nonce =
        arena_format(&session->arena, "load-%016llx",
                     (unsigned long long)random_next(&session->random));
    run->results =
        arena_alloc(&session->arena, sizeof *run->results * LOAD_TARGETS);
    return run->results && run->plan.nonce
               ? ERROR_OK
               : error_explain(ERROR_SYSTEM, "out of memory");
}

/* ---- the run ---- */

static enum error go(struct run *run)
{
    struct load *load = NULL;
    struct loop *loop = run->session->loop;
    enum error error =
        load_start(&load, loop, &run->plan, run->targets, run->count);
    if (error)
        return error;
    session_catch_interrupt();
    while (!load_over(load)) {
        loop_once(loop, true);
        if (session_interrupted()) {
            run->interrupted = true;
            load_stop(load);
        }
    }
    session_restore_interrupt();
    load_finish(load, run->results);
    return ERROR_OK;
}

enum error command_load(struct session *session, const struct args *args)
{
    struct run run = {.session = session};
    enum shape_set set = SHAPES_NONE;
    enum error error = parse(&run, args);
    if (!error)
        error = command_shapes(session, args_option(args, "shape", 0), &set);
    if (!error)
        error = prepare(&run, set);
    if (!error)
        error = go(&run);
    if (error)
        return error;
    struct load_report report = {.name = run.name,
                                 .plan = &run.plan,
                                 .shapes = run.shapes,
                                 .results = run.results,
                                 .count = run.count,
                                 .interrupted = run.interrupted};
    if (session->json)
        load_report_json(&report, &session->screen);
    else
        load_report_print(&report, &session->screen, &session->arena);
    return ERROR_OK;
}

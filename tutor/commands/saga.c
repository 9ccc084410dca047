/*
 * saga -- what became of one order: `saga` says how its saga went, `events`
 * what the order itself has noted.
 *
 * The saga belongs to the split, where a table of steps stands in the place of
 * a transaction; the monolith has none, and is told so. Events have both
 * shapes, for in both the order's state is the fold of them. They are read as
 * the manager, who may read every order.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "domain/orders/orders.pb-c.h"
#include "tutor/answers.h"
#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/grid.h"
#include "tutor/last_order.h"
#include "tutor/process_call.h"

/* ---- saga ---- */

static void print_log(struct session *session, const Orders__Saga *saga)
{
    struct grid grid;
    int64_t begun = saga->n_log > 0 ? saga->log[0]->at_ms : 0;
    grid_init(&grid, &session->arena, "lllr");
    grid_cell(&grid, "%s", text(TEXT_SAGA_STEP));
    grid_cell(&grid, "%s", text(TEXT_SAGA_ACTION));
    grid_cell(&grid, "%s", text(TEXT_SAGA_OUTCOME));
    grid_cell(&grid, "%s", text(TEXT_SAGA_AFTER));
    for (size_t i = 0; i < saga->n_log; i++) {
        grid_cell(&grid, "%s", saga->log[i]->step);
        grid_cell(&grid, "%s", saga->log[i]->action);
        grid_cell(&grid, "%s", saga->log[i]->outcome);
        grid_cell(&grid, "+%lld", (long long)(saga->log[i]->at_ms - begun));
    }
    grid_print(&grid, &session->screen);
}

static void print_saga(struct session *session, const Orders__Saga *saga)
{
    say(&session->screen, SAGA_HEAD, saga->order_id, saga->state);
    if (*saga->step)
        say(&session->screen, SAGA_AT, saga->step, saga->attempts);
    if (saga->n_log > 0)
        print_log(session, saga);
}

enum error command_saga(struct session *session, const struct args *args)
{
    struct id id;
    struct process_list orders;
    Orders__SagaRequest in = ORDERS__SAGA_REQUEST__INIT;
    const ProtobufCMessage *out = NULL;
    const char *word = args_word(args, 0);
    if (word && strcmp(word, "show") == 0)
        word = args_word(args, 1);
    else if (args_word(args, 1))
        return explain(ERROR_USAGE, SAGA_WORDS, args_word(args, 0));
    enum error error = last_order_find(session, SHAPE_SPLIT, word, &id);
    if (!error)
        error = process_each(session, "orders", &orders);
    if (error)
        return error;
    in.order_id = id.text;
    error =
        process_call(session, orders.processes[0], &orders__orders__descriptor,
                     "ShowSaga", &in.base, &out);
    if (error)
        return error;
    if (session->json)
        return answers_message(session, out);
    print_saga(session, (const Orders__Saga *)out);
    return ERROR_OK;
}

/* ---- events ---- */

static void write_events(struct session *session, enum shape shape,
                         const struct shop_reply *reply, struct buffer *out)
{
    const struct json *root = NULL, *events = NULL;
    char won[FIGURES_BYTES];
    if (!json_parse(reply->body.data, reply->body.length, &session->arena,
                    &root) &&
        root->kind == JSON_OBJECT)
        events = json_member(root, "events");
    if (reply->status != 200 || !events) {
        answers_pretty(session, shape, reply, out);
        return;
    }
    const struct json *event = events->first;
    int64_t begun = event ? json_number_member(event, "at_ms") : 0;
    for (; event; event = event->next) {
        int64_t amount = json_number_member(event, "amount");
        buffer_format(out, "%4lld ms  %s",
                      (long long)(json_number_member(event, "at_ms") - begun),
                      json_text_member(event, "type"));
        if (amount > 0)
            buffer_format(out, TEXT_FORMAT(EVENT_WON),
                          figures_won(won, amount));
        if (*json_text_member(event, "reason"))
            buffer_format(out, "  %s", json_text_member(event, "reason"));
        buffer_format(out, "\n");
    }
}

/* Each shape's order has an id of its own, so each is asked for its own. */
static enum error ask_events(struct session *session, enum shape_set set,
                             const char *word, struct answers *all)
{
    memset(all, 0, sizeof *all);
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        char path[64];
        struct id id;
        struct answers one;
        struct shop_request request = {
            .method = "GET", .path = path, .customer = SHOP_MANAGER};
        enum shape_set alone = (enum shape_set)(1 << shape);
        if (!(set & alone))
            continue;
        enum error error =
            last_order_find(session, (enum shape)shape, word, &id);
        if (error)
            return error;
        snprintf(path, sizeof path, "/api/orders/%s/events", id.text);
        answers_ask(session, alone, &request, &one);
        all->of[shape] = one.of[shape];
    }
    return ERROR_OK;
}

enum error command_events(struct session *session, const struct args *args)
{
    enum shape_set set = SHAPES_NONE;
    struct answers answers;
    enum error error =
        command_shapes(session, args_option(args, "shape", 0), &set);
    if (!error)
        error = ask_events(session, set, args_word(args, 0), &answers);
    if (error)
        return error;
    if (session->json)
        answers_json(session, &answers);
    else
        answers_print(session, &answers, write_events);
    session->failed = !answers_good(&answers);
    return ERROR_OK;
}

/*
 * decide -- the rules of an order, without a database and without a clock.
 *
 * The problem: rules that are mixed with storage can only be tested with it,
 * and state that is overwritten cannot say how it came to be.
 *
 * The idea: a command is a wish; order_decide() looks at the state and answers
 * with the one event that follows, or refuses. An event is a fact;
 * order_evolve() cannot refuse it. So the state is always the fold of the
 * events, and replaying them gives the same state.
 *
 *     PENDING -> PAID -> RESERVED -> CONFIRMED -> (cancel requested) CANCELLED
 *        \________\__________\-> REJECTED
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "domain/money.h"
#include "domain/orders/orders.h"

static const char *const status_names[] = {
#define STATUS_NAME(name) #name,
    ORDER_STATUSES(STATUS_NAME)
#undef STATUS_NAME
};

const char *order_status_name(enum order_status status)
{
    return status_names[status];
}

bool order_is_terminal(const struct order *order)
{
    return (order->status == ORDER_CONFIRMED && !order->cancelling) ||
           order->status == ORDER_REJECTED || order->status == ORDER_CANCELLED;
}

/* ---- what may follow what ---- */

struct transition {
    enum order_event_type event;
    unsigned from; /* bits of enum order_status */
    enum order_status to;
    const char *wish; /* for the sentence that refuses */
};

#define FROM(status) (1u << ORDER_##status)

/* TOUR: order-transitions */
static const struct transition transitions[] = {
    [ORDER_PLACE] = {ORDER_EVENT_PLACED, 0, ORDER_PENDING, "placed"},
    [ORDER_MARK_PAID] = {ORDER_EVENT_WAS_PAID, FROM(PENDING), ORDER_PAID,
                         "marked as paid"},
    [ORDER_MARK_RESERVED] = {ORDER_EVENT_WAS_RESERVED, FROM(PAID),
                             ORDER_RESERVED, "marked as reserved"},
    [ORDER_CONFIRM] = {ORDER_EVENT_WAS_CONFIRMED, FROM(RESERVED),
                       ORDER_CONFIRMED, "confirmed"},
    [ORDER_REJECT] = {ORDER_EVENT_WAS_REJECTED,
                      FROM(PENDING) | FROM(PAID) | FROM(RESERVED),
                      ORDER_REJECTED, "rejected"},
    [ORDER_REQUEST_CANCEL] = {ORDER_EVENT_CANCEL_REQUESTED, FROM(CONFIRMED),
                              ORDER_CONFIRMED, "cancelled"},
    [ORDER_CANCEL] = {ORDER_EVENT_WAS_CANCELLED, FROM(CONFIRMED),
                      ORDER_CANCELLED, "cancelled"},
};

static enum error refuse(const struct order *state,
                         const struct transition *wanted)
{
    if (state->cancelling)
        return error_explain(ERROR_CONFLICT,
                             "order %s is being cancelled already",
                             state->id.text);
    return error_explain(ERROR_CONFLICT, "order %s is %s and cannot be %s",
                         state->id.text, status_names[state->status],
                         wanted->wish);
}

enum error order_decide(const struct order *state,
                        const struct order_command *command,
                        struct order_event *out)
{
    const struct transition *wanted = &transitions[command->kind];
    bool placing = command->kind == ORDER_PLACE;
    bool finishing = command->kind == ORDER_CANCEL;
    if (placing != (state->version == 0))
        return refuse(state, wanted);
    if (!placing && !(wanted->from & 1u << state->status))
        return refuse(state, wanted);
    if (!placing && state->cancelling != finishing)
        return refuse(state, wanted);
    struct order_event event = {.type = wanted->event,
                                .version = state->version + 1,
                                .at_ms = command->at_ms};
    if (placing || command->kind == ORDER_MARK_PAID)
        event.amount_won = state->total_won;
    if (command->kind == ORDER_REJECT)
        snprintf(event.reason, sizeof event.reason, "%s",
                 error_slug(command->reason));
    *out = event;
    return ERROR_OK;
}

void order_evolve(struct order *state, const struct order_event *event)
{
    assert(event->version == state->version + 1);
    state->version = event->version;
    for (size_t i = 0; i < sizeof transitions / sizeof *transitions; i++)
        if (transitions[i].event == event->type)
            state->status = transitions[i].to;
    state->cancelling = event->type == ORDER_EVENT_CANCEL_REQUESTED;
    if (event->type == ORDER_EVENT_PLACED) {
        state->created_at_ms = event->at_ms;
        state->total_won = event->amount_won;
    }
    if (event->type == ORDER_EVENT_WAS_REJECTED)
        memcpy(state->reason, event->reason, sizeof state->reason);
}

/* ---- a draft from a request ---- */

static bool sku_stands_already(const struct order *order, const char *sku)
{
    for (size_t i = 0; i < order->line_count; i++)
        if (strcmp(order->lines[i].sku, sku) == 0)
            return true;
    return false;
}

static enum error draft_line(struct order *order, size_t at,
                             const Shop__LineRequest *asked)
{
    if (!asked->sku[0] || strlen(asked->sku) >= ORDER_SKU_BYTES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "lines[%zu].sku must have 1 to %d characters", at,
                             ORDER_SKU_BYTES - 1);
    if (asked->quantity < 1 || asked->quantity > ORDER_QUANTITY_MAX)
        return error_explain(ERROR_UNPROCESSABLE,
                             "lines[%zu].quantity must be 1 to %d; it is %d",
                             at, ORDER_QUANTITY_MAX, (int)asked->quantity);
    if (sku_stands_already(order, asked->sku))
        return error_explain(ERROR_UNPROCESSABLE,
                             "lines[%zu].sku %s stands in another line already;"
                             " add the quantities",
                             at, asked->sku);
    struct order_line *line = &order->lines[order->line_count++];
    snprintf(line->sku, sizeof line->sku, "%s", asked->sku);
    line->quantity = asked->quantity;
    return ERROR_OK;
}

enum error order_draft(const Shop__PlaceOrderRequest *request,
                       struct order *out)
{
    struct order draft = {.customer_id = request->customer_id};
    if (request->customer_id < 1)
        return error_explain(ERROR_UNPROCESSABLE,
                             "customer_id must be 1 or more; it is %d",
                             (int)request->customer_id);
    if (request->n_lines < 1 || request->n_lines > ORDER_LINES_MAX)
        return error_explain(ERROR_UNPROCESSABLE,
                             "an order has 1 to %d lines; this one has %zu",
                             ORDER_LINES_MAX, request->n_lines);
    for (size_t i = 0; i < request->n_lines; i++) {
        enum error error = draft_line(&draft, i, request->lines[i]);
        if (error)
            return error;
    }
    *out = draft;
    return ERROR_OK;
}

enum error order_price(struct order *order)
{
    int64_t total = 0;
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        int64_t sum = 0;
        enum error error =
            money_multiply(line->unit_price_won, line->quantity, &sum);
        if (!error)
            error = money_add(total, sum, &total);
        if (error)
            return error;
    }
    order->total_won = total;
    return ERROR_OK;
}

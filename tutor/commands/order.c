/*
 * order -- places one order, by default on every shape that runs.
 *
 * An order is a POST with an idempotency key. The key is fresh and random for
 * each shape unless the learner gives one with --key; giving the same one
 * twice is the shortest experiment about idempotency there is.
 */
#include <string.h>

#include "chassis/json.h"
#include "tutor/answers.h"
#include "tutor/commands/order_lines.h"
#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/last_order.h"

static void write_lines(struct buffer *out, const struct json *order)
{
    char won[FIGURES_BYTES];
    const struct json *lines = json_member(order, "lines");
    const struct json *line = lines ? lines->first : NULL;
    for (; line; line = line->next)
        buffer_format(out, "%s \xc3\x97 %lld  @ %s\n",
                      json_text_member(line, "sku"),
                      (long long)json_number_member(line, "quantity"),
                      figures_won(won, json_number_member(line, "unit_price")));
}

/* An order that was refused by a late step exists all the same, and the
 * problem says where. */
static void saw_refused(struct session *session, enum shape shape,
                        const struct json *problem)
{
    static const char prefix[] = "/api/orders/";
    const char *instance = json_text_member(problem, "instance");
    if (strncmp(instance, prefix, sizeof prefix - 1) == 0)
        session_saw_order(session, shape, instance + sizeof prefix - 1);
}

/* For `last`, whoever reads the answer. */
static void saw_order(struct session *session, enum shape shape, int status,
                      const struct json *root)
{
    if (status / 100 == 2)
        session_saw_order(session, shape, json_text_member(root, "id"));
    else
        saw_refused(session, shape, root);
}

/* An order in five lines, or a problem in three. */
static void write_order(struct session *session, enum shape shape,
                        const struct shop_reply *reply, struct buffer *out)
{
    char won[FIGURES_BYTES];
    const struct json *root = NULL;
    enum error error = json_parse(reply->body.data, reply->body.length,
                                  &session->arena, &root);
    if (error || root->kind != JSON_OBJECT) {
        answers_pretty(session, shape, reply, out);
        return;
    }
    saw_order(session, shape, reply->status, root);
    if (reply->status / 100 != 2) {
        buffer_format(out, "HTTP %d  %s\n%s\n", reply->status,
                      json_text_member(root, "title"),
                      json_text_member(root, "detail"));
        return;
    }
    buffer_format(out, "HTTP %d  %s\n%s\n", reply->status,
                  json_text_member(root, "status"),
                  json_text_member(root, "id"));
    write_lines(out, root);
    buffer_format(out, TEXT_FORMAT(ORDER_TOTAL),
                  figures_won(won, json_number_member(root, "total")));
}

/* Programs read the bytes; what they ordered is found in them all the same. */
static void saw_all(struct session *session, const struct answers *answers)
{
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        const struct answer_of *of = &answers->of[shape];
        const struct json *root = NULL;
        if (of->asked && !of->error &&
            !json_parse(of->reply.body.data, of->reply.body.length,
                        &session->arena, &root) &&
            root->kind == JSON_OBJECT)
            saw_order(session, (enum shape)shape, of->reply.status, root);
    }
    error_forget();
}

static enum error parse_lines(const struct args *args, struct order_line *lines,
                              size_t *count)
{
    const char *word;
    for (*count = 0; (word = args_option(args, "line", *count)); ++*count) {
        if (*count == ORDER_LINES)
            return explain(ERROR_USAGE, TOO_MANY_LINES, ORDER_LINES);
        enum error error = order_line_parse(word, &lines[*count]);
        if (error)
            return error;
    }
    return *count > 0 ? ERROR_OK : explain(ERROR_USAGE, NO_LINES);
}

enum error command_order(struct session *session, const struct args *args)
{
    struct order_line lines[ORDER_LINES];
    const char *customer = args_option(args, "customer", 0);
    const char *key = args_option(args, "key", 0);
    enum shape_set set = SHAPES_NONE;
    int64_t id = 0;
    size_t count = 0;
    struct answers answers;
    enum error error = parse_lines(args, lines, &count);
    if (!error && !customer)
        error = explain(ERROR_USAGE, NO_CUSTOMER_SAID);
    if (!error)
        error = args_number(customer, "customer", 1, SHOP_CUSTOMERS - 1, &id);
    if (!error)
        error = command_shapes(session, args_word(args, 0), &set);
    if (error)
        return error;
    struct shop_request request = {
        .method = "POST",
        .path = "/api/orders",
        .body = order_body(&session->arena, id, lines, count),
        .customer = (int)id,
        .pin = args_option(args, "pin", 0),
        .key = key ? key : ""};
    answers_ask(session, set, &request, &answers);
    if (session->json)
        answers_json(session, &answers);
    else
        answers_print(session, &answers, write_order);
    if (session->json)
        saw_all(session, &answers);
    last_order_keep(session);
    session->failed = !answers_good(&answers);
    return ERROR_OK;
}

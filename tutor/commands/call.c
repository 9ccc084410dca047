/*
 * call -- `get` and `call`: any request to the front doors, as a customer.
 *
 * Which routes need a token, and whose, is read from the shop's own route
 * table: a route without a scope is asked without a token, one that needs
 * stock:write is asked as the manager, all others as customer 7, and
 * --customer overrules it. So `get /api/products` still works when the
 * customers service is dead, as it does for every visitor of the shop.
 */
#include <string.h>

#include "domain/api/routes.h"
#include "tutor/answers.h"
#include "tutor/commands/table.h"

enum { USUAL_CUSTOMER = 7 };

/* Do they have the same parts? "{id}" takes any one; the query is left out. */
static bool path_matches(const char *pattern, const char *path)
{
    size_t left = strcspn(path, "?");
    const char *end = path + left;
    while (*pattern && path < end) {
        if (*pattern == '{') {
            pattern += strcspn(pattern, "/");
            path += strcspn(path, "/?");
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return !*pattern && path == end;
}

static const struct route *find_route(const char *method, const char *path)
{
    for (size_t i = 0; i < shop_routes.count; i++) {
        const struct route *route = &shop_routes.routes[i];
        if (strcmp(route->http_method, method) == 0 &&
            path_matches(route->path, path))
            return route;
    }
    return NULL;
}

static int usual_customer(const struct route *route)
{
    if (!route || !route->scope)
        return 0;
    if (strcmp(route->scope, "stock:write") == 0)
        return SHOP_MANAGER;
    return USUAL_CUSTOMER;
}

static enum error find_customer(const struct args *args,
                                const struct route *route, int *out)
{
    const char *word = args_option(args, "customer", 0);
    int64_t id = usual_customer(route);
    enum error error = ERROR_OK;
    if (word)
        error = args_number(word, "customer", 0, SHOP_CUSTOMERS - 1, &id);
    *out = (int)id;
    return error;
}

static enum error check_words(const struct shop_request *request)
{
    static const char *const methods[] = {"GET",  "POST",   "PUT",    "PATCH",
                                          "HEAD", "DELETE", "OPTIONS"};
    if (request->path[0] != '/' || strpbrk(request->path, " \r\n"))
        return explain(ERROR_USAGE, BAD_PATH, request->path);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i], request->method) == 0)
            return ERROR_OK;
    return explain(ERROR_USAGE, BAD_METHOD, request->method);
}

static enum error ask(struct session *session, const struct args *args,
                      struct shop_request *request)
{
    struct answers answers;
    enum shape_set set = SHAPES_NONE;
    enum error error = check_words(request);
    if (error)
        return error;
    const struct route *route = find_route(request->method, request->path);
    if (!request->key && route && route->needs_key)
        request->key = "";
    request->pin = args_option(args, "pin", 0);
    error = find_customer(args, route, &request->customer);
    if (!error)
        error = command_shapes(session, args_option(args, "shape", 0), &set);
    if (error)
        return error;
    answers_ask(session, set, request, &answers);
    if (session->json)
        answers_json(session, &answers);
    else
        answers_print(session, &answers, answers_pretty);
    session->failed = !answers_good(&answers);
    return ERROR_OK;
}

enum error command_get(struct session *session, const struct args *args)
{
    struct shop_request request = {.method = "GET", .path = args_word(args, 0)};
    return ask(session, args, &request);
}

enum error command_call(struct session *session, const struct args *args)
{
    struct shop_request request = {.method = args_word(args, 0),
                                   .path = args_word(args, 1),
                                   .body = args_word(args, 2),
                                   .key = args_option(args, "key", 0)};
    return ask(session, args, &request);
}

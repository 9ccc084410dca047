/*
 * options -- one argument list, read by two.
 *
 * A sidecar is a process like every other: name, instance, log level, lifeline
 * and control socket are the host's business and are read by its config. Only
 * the two ends of the proxy are new. So this takes its own arguments out and
 * writes the rest down again, with --control as the host's --listen and a name
 * that tells the sidecar's log lines from those of the service behind it.
 */
#include "split/platform/sidecar/options.h"

#include <stdio.h>
#include <string.h>

struct found {
    const char *name, *instance, *listen, *upstream, *control;
};

static const char **slot(struct found *found, const char *argument)
{
    if (strcmp(argument, "--name") == 0)
        return &found->name;
    if (strcmp(argument, "--instance") == 0)
        return &found->instance;
    if (strcmp(argument, "--listen") == 0)
        return &found->listen;
    if (strcmp(argument, "--upstream") == 0)
        return &found->upstream;
    return strcmp(argument, "--control") == 0 ? &found->control : NULL;
}

static enum error take_address(struct address *out, const char *argument,
                               const char *value)
{
    if (!value)
        return error_explain(ERROR_USAGE,
                             "a sidecar needs --name NAME, --listen, "
                             "--upstream and --control ADDRESS; %s is missing",
                             argument);
    return address_parse(out, value);
}

static void pass_on(struct options *options, char *argument, char *value)
{
    options->host_argv[options->host_argc++] = argument;
    options->host_argv[options->host_argc++] = value;
}

static enum error take_route(struct options *options, const char *service)
{
    if (options->route_count == OPTIONS_ROUTES)
        return error_explain(ERROR_USAGE, "--route is taken %d times at most",
                             OPTIONS_ROUTES);
    options->routes[options->route_count++] = service;
    return ERROR_OK;
}

static bool is_called(const char *program, const char *name)
{
    const char *slash = strrchr(program, '/');
    return strcmp(slash ? slash + 1 : program, name) == 0;
}

static enum error split(struct options *options, struct found *found, int argc,
                        char **argv)
{
    options->host_argv[options->host_argc++] = argv[0];
    for (int i = 1; i < argc; i += 2) {
        const char **mine = slot(found, argv[i]);
        if (i + 1 == argc)
            return error_explain(ERROR_USAGE, "%s needs a value behind it",
                                 argv[i]);
        if (strcmp(argv[i], "--route") == 0) {
            enum error error = take_route(options, argv[i + 1]);
            if (error)
                return error;
            continue;
        }
        if (mine && *mine)
            return error_explain(ERROR_USAGE, "%s was given twice", argv[i]);
        if (mine)
            *mine = argv[i + 1];
        if (options->host_argc + 8 > OPTIONS_ARGUMENTS)
            return error_explain(ERROR_USAGE, "there are too many arguments");
        if (!mine)
            pass_on(options, argv[i], argv[i + 1]);
    }
    return ERROR_OK;
}

static enum error finish(struct options *options, const struct found *found)
{
    const char *instance = found->instance ? found->instance : "1";
    int length = snprintf(options->own_name, sizeof options->own_name,
                          "%s-sidecar", found->name);
    int other = snprintf(options->name, sizeof options->name, "%s-%s",
                         found->name, instance);
    if (length >= (int)sizeof options->own_name ||
        other >= (int)sizeof options->name)
        return error_explain(ERROR_USAGE, "the name %.40s... is too long",
                             found->name);
    snprintf(options->control_text, sizeof options->control_text, "%s",
             found->control);
    pass_on(options, (char *)"--name", options->own_name);
    if (found->instance)
        pass_on(options, (char *)"--instance", (char *)found->instance);
    pass_on(options, (char *)"--listen", options->control_text);
    options->host_argv[options->host_argc] = NULL;
    return ERROR_OK;
}

/* A proxy at virtual addresses: a process like any other, but for its routes.
 */
static enum error finish_routes(struct options *options,
                                const struct found *found)
{
    if (found->upstream || found->control)
        return error_explain(ERROR_USAGE,
                             "--route goes without --upstream and --control; "
                             "--listen is its control socket");
    snprintf(options->name, sizeof options->name, "%s",
             found->name ? found->name : "vip");
    memcpy(options->own_name, options->name, sizeof options->own_name);
    pass_on(options, (char *)"--name", options->own_name);
    if (found->instance)
        pass_on(options, (char *)"--instance", (char *)found->instance);
    if (found->listen)
        pass_on(options, (char *)"--listen", (char *)found->listen);
    options->host_argv[options->host_argc] = NULL;
    return ERROR_OK;
}

enum error options_read(struct options *out, int argc, char **argv)
{
    static const char *const services[] = {"customers", "payments", "inventory",
                                           "shipping",  "orders",   "monolith"};
    struct found found = {.name = NULL};
    *out = (struct options){.host_argc = 0};
    enum error error = split(out, &found, argc, argv);
    if (!error && out->route_count == 0 && is_called(argv[0], "cleave-vip"))
        for (size_t i = 0; i < sizeof services / sizeof *services; i++)
            out->routes[out->route_count++] = services[i];
    if (!error && out->route_count > 0)
        return finish_routes(out, &found);
    if (!error && !found.name)
        error = error_explain(ERROR_USAGE,
                              "a sidecar needs --name, the service behind it");
    if (!error)
        error = take_address(&out->listen, "--listen", found.listen);
    if (!error)
        error = take_address(&out->upstream, "--upstream", found.upstream);
    if (!error)
        error = take_address(&out->control, "--control", found.control);
    if (!error && out->control.kind != ADDRESS_UNIX)
        error = error_explain(ERROR_USAGE,
                              "--control must be unix:PATH: whoever reaches it "
                              "may do harm");
    if (!error)
        error = finish(out, &found);
    return error;
}

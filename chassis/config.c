/*
 * config -- how a process was asked to run.
 *
 * All that differs between two starts of the same program comes in by its
 * arguments, so `ps` shows it and no file has to be found and believed. One
 * const table names each argument and the function that takes its value; an
 * argument that is not in it is refused, because a misspelt option that is
 * silently ignored runs the wrong shop.
 *
 * What holds afterwards: the first listener is a Unix socket (the others reach
 * us and our control face there), and every address has been parsed.
 */
#include "chassis/config.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/log.h"

enum {
    CONFIG_LISTENERS = sizeof((struct config *)0)->listen /
                       sizeof((struct config *)0)->listen[0],
    CONFIG_DEADLINE_MS = 2000,
    CONFIG_DEADLINE_MOST_MS = 600000,
    CONFIG_INSTANCE_MOST = 999 /* three digits of a socket's name */
};

struct argument {
    const char *name;
    enum error (*take)(struct config *config, const char *value);
};

/* ---- values ---- */

static enum error take_number(int *out, const char *name, const char *value,
                              long least, long most)
{
    char *end;
    long number = strtol(value, &end, 10);
    bool digits = value[0] >= '0' && value[0] <= '9' && *end == '\0';
    if (!digits || number < least || number > most)
        return error_explain(ERROR_USAGE,
                             "%s takes a whole number from %ld to %ld, not "
                             "\"%.40s\"",
                             name, least, most, value);
    *out = (int)number;
    return ERROR_OK;
}

static enum error take_text(char *out, size_t bytes, const char *name,
                            const char *value)
{
    size_t length = strlen(value);
    if (length == 0 || length >= bytes)
        return error_explain(ERROR_USAGE,
                             "%s takes 1 to %zu characters, not %zu", name,
                             bytes - 1, length);
    memcpy(out, value, length + 1);
    return ERROR_OK;
}

/* Names become parts of paths and of log lines. */
static enum error take_plain_name(char out[LIMIT_NAME_BYTES], const char *name,
                                  const char *value)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    if (value[strspn(value, allowed)] != '\0')
        return error_explain(ERROR_USAGE,
                             "%s takes small letters, digits, - and _, not "
                             "\"%.40s\"",
                             name, value);
    return take_text(out, LIMIT_NAME_BYTES, name, value);
}

static enum error take_name(struct config *config, const char *value)
{
    return take_plain_name(config->name, "--name", value);
}

static enum error take_instance(struct config *config, const char *value)
{
    return take_number(&config->instance, "--instance", value, 1,
                       CONFIG_INSTANCE_MOST);
}

static enum error take_version(struct config *config, const char *value)
{
    return take_text(config->version, sizeof config->version, "--version",
                     value);
}

static enum error take_listen(struct config *config, const char *value)
{
    if (config->listen_count == CONFIG_LISTENERS)
        return error_explain(ERROR_USAGE, "--listen is taken %d times at most",
                             CONFIG_LISTENERS);
    struct address address;
    enum error error = address_parse(&address, value);
    if (error)
        return error;
    if (address.kind == ADDRESS_DNS)
        return error_explain(ERROR_USAGE,
                             "--listen takes unix:PATH or tcp:IP:PORT; a name "
                             "is for those who call");
    config->listen_fd[config->listen_count] = -1;
    config->listen[config->listen_count++] = address;
    return ERROR_OK;
}

static enum error take_peer(struct config *config, const char *value)
{
    if (config->peer_count == LIMIT_PEERS)
        return error_explain(ERROR_USAGE, "--peer is taken %d times at most",
                             LIMIT_PEERS);
    struct config_peer peer;
    const char *equals = strchr(value, '=');
    size_t length = equals ? (size_t)(equals - value) : 0;
    if (length == 0 || length >= sizeof peer.name)
        return error_explain(ERROR_USAGE,
                             "--peer takes NAME=ADDRESS, as in "
                             "payments=unix:/run/payments-1.sock, not "
                             "\"%.60s\"",
                             value);
    memcpy(peer.name, value, length);
    peer.name[length] = '\0';
    enum error error = address_parse(&peer.address, equals + 1);
    if (!error)
        config->peers[config->peer_count++] = peer;
    return error;
}

static enum error take_database(struct config *config, const char *value)
{
    return take_text(config->database, sizeof config->database, "--database",
                     value);
}

static enum error take_database_owner(struct config *config, const char *value)
{
    return take_plain_name(config->database_owner, "--database-owner", value);
}

static enum error take_log_level(struct config *config, const char *value)
{
    if (log_level_named(value, &config->log_level))
        return ERROR_OK;
    return error_explain(ERROR_USAGE,
                         "--log-level takes debug, info, warn, error or off, "
                         "not \"%.40s\"",
                         value);
}

static enum error take_lifeline(struct config *config, const char *value)
{
    return take_number(&config->lifeline_fd, "--lifeline", value, 0, 65535);
}

static enum error take_listen_fd(struct config *config, const char *value)
{
    if (config->listen_count == 0)
        return error_explain(ERROR_USAGE,
                             "--listen-fd follows the --listen whose socket "
                             "is inherited");
    return take_number(&config->listen_fd[config->listen_count - 1],
                       "--listen-fd", value, 3, 65535);
}

static enum error take_handicap(struct config *config, const char *value)
{
    return take_text(config->handicap, sizeof config->handicap, "--handicap",
                     value);
}

static enum error take_deadline(struct config *config, const char *value)
{
    return take_number(&config->deadline_ms, "--deadline-ms", value, 1,
                       CONFIG_DEADLINE_MOST_MS);
}

static const struct argument arguments[] = {
    {"--name", take_name},
    {"--instance", take_instance},
    {"--version", take_version},
    {"--listen", take_listen},
    {"--peer", take_peer},
    {"--database", take_database},
    {"--log-level", take_log_level},
    {"--lifeline", take_lifeline},
    {"--listen-fd", take_listen_fd},
    {"--handicap", take_handicap},
    {"--deadline-ms", take_deadline},
    {"--database-owner", take_database_owner}};

/* ---- reading ---- */

static const struct argument *find_argument(const char *name)
{
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (strcmp(arguments[i].name, name) == 0)
            return &arguments[i];
    return NULL;
}

static enum error take_all(struct config *config, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        const struct argument *argument = find_argument(argv[i]);
        if (!argument)
            return error_explain(
                ERROR_USAGE,
                "\"%.60s\" is not an argument; known are --name --instance "
                "--version --listen --listen-fd --peer --database --log-level "
                "--lifeline --handicap --deadline-ms --database-owner",
                argv[i]);
        if (i + 1 == argc)
            return error_explain(ERROR_USAGE, "%s needs a value behind it",
                                 argv[i]);
        enum error error = argument->take(config, argv[i + 1]);
        if (error)
            return error;
    }
    return ERROR_OK;
}

/* Puts the Unix socket first, and our own one there when none was given. */
static enum error settle_listeners(struct config *config)
{
    struct address first;
    int first_fd = -1;
    size_t at = 0;
    while (at < config->listen_count && config->listen[at].kind != ADDRESS_UNIX)
        at++;
    if (at == CONFIG_LISTENERS)
        return error_explain(ERROR_USAGE,
                             "one of the %d --listen must be unix:PATH",
                             CONFIG_LISTENERS);
    if (at == config->listen_count) {
        enum error error = places_socket(&config->places, config->name,
                                         config->instance, &first);
        if (error)
            return error;
        config->listen_count++;
    } else {
        first = config->listen[at];
        first_fd = config->listen_fd[at];
    }
    memmove(&config->listen[1], &config->listen[0],
            at * sizeof config->listen[0]);
    memmove(&config->listen_fd[1], &config->listen_fd[0],
            at * sizeof config->listen_fd[0]);
    config->listen[0] = first;
    config->listen_fd[0] = first_fd;
    return ERROR_OK;
}

enum error config_read(struct config *out, const char *name, int argc,
                       char **argv)
{
    struct config config = {.instance = 1,
                            .version = "1",
                            .log_level = LOG_INFO,
                            .lifeline_fd = -1,
                            .deadline_ms = CONFIG_DEADLINE_MS};
    enum error error = take_plain_name(config.name, "the service's name", name);
    assert(!error);
    error = take_all(&config, argc, argv);
    if (!error)
        error = places_find(&config.places);
    if (!error)
        error = settle_listeners(&config);
    if (!error)
        *out = config;
    return error;
}

char **config_only_one(const char *name, int *argc, char **argv)
{
    enum { MOST = 32 };
    static char flag[] = "--listen";
    static char socket[LIMIT_PATH_BYTES + 32];
    static char *all[MOST + 3];
    struct places places;
    for (int i = 1; i < *argc; i++)
        if (strcmp(argv[i], flag) == 0)
            return argv; /* whoever started it has said where */
    if (*argc > MOST || places_find(&places))
        return argv; /* config_read() will say what is wrong */
    snprintf(socket, sizeof socket, "unix:%s/%s.sock", places.run, name);
    memcpy(all, argv, (size_t)*argc * sizeof *all);
    all[(*argc)++] = flag;
    all[(*argc)++] = socket;
    all[*argc] = NULL;
    return all;
}

enum error config_peer(const struct config *config, const char *name,
                       struct address *out)
{
    for (size_t i = 0; i < config->peer_count; i++) {
        if (strcmp(config->peers[i].name, name) == 0) {
            *out = config->peers[i].address;
            return ERROR_OK;
        }
    }
    return places_socket(&config->places, name, 1, out);
}

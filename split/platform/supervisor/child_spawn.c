/*
 * child_spawn -- all that a process of a service is started with.
 *
 * Everything that differs between two instances stands in the arguments, so
 * `ps` shows which is which. A version is a name: the program of version V is
 * cleave-SERVICE-V where such a file lies beside us (a learner's own build),
 * else cleave-SERVICE itself, told that it is V.
 *
 * One that was asleep does not make its socket: it inherits the one that we
 * kept, with the callers that wait in it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/identity.h"
#include "chassis/log.h"
#include "split/platform/supervisor/child.h"

enum {
    LOG_ROTATE_BYTES = 16 * 1024 * 1024, /* kept as NAME.log.1 at a start */
    LOG_MOST_BYTES = 64 * 1024 * 1024    /* of one life */
};

enum {
    ARGUMENTS = 28,
    ARGUMENT_BYTES = LIMIT_PATH_BYTES + 2 * LIMIT_NAME_BYTES
};

struct arguments {
    char text[ARGUMENTS][ARGUMENT_BYTES];
    const char *list[ARGUMENTS + 1];
    size_t count;
};

static void add(struct arguments *to, const char *prefix, const char *word)
{
    snprintf(to->text[to->count], ARGUMENT_BYTES, "%s%s", prefix, word);
    to->list[to->count] = to->text[to->count];
    to->count++;
}

static void add_pair(struct arguments *to, const char *flag, const char *prefix,
                     const char *value)
{
    add(to, flag, "");
    add(to, prefix, value);
}

static void add_number(struct arguments *to, const char *flag,
                       const char *prefix, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    add_pair(to, flag, prefix, text);
}

static void add_program(const struct child *child, struct arguments *to)
{
    char path[ARGUMENT_BYTES - 1];
    int length = snprintf(path, sizeof path, "%s/cleave-%s", child->programs,
                          child->entry->name);
    snprintf(path + length, sizeof path - (size_t)length, "-%s",
             child->version);
    if (access(path, X_OK) != 0)
        path[length] = '\0';
    add(to, path, "");
}

/* A front door of the split is one socket that all its instances inherit, so
 * that the address outlives each of them; the monolith makes its own. */
static enum error add_door(const struct child *child, struct arguments *to,
                           int *inherit)
{
    struct address address = {.host = "127.0.0.1", .kind = ADDRESS_TCP};
    enum error error = ERROR_OK;
    if (!child->entry->default_port || !child->placement.door)
        return ERROR_OK;
    address.port = (uint16_t)child->port;
    if (child->front)
        error = child->front(child->front_arg, child->entry, &address, inherit);
    if (error)
        return error;
    add_number(to, "--listen", "tcp:127.0.0.1:", address.port);
    if (*inherit)
        add_number(to, "--listen-fd", "", PROCESS_INHERITED_FD);
    return ERROR_OK;
}

enum error child_socket(const struct child *child, struct address *out)
{
    return places_socket(child->places, child->entry->name,
                         child->entry->single ? 0 : child->instance, out);
}

/* While a shop is being split up the ledger says whose database it uses. */
static enum error add_database(const struct child *child, struct arguments *to)
{
    const struct placement *placement = &child->placement;
    char path[LIMIT_PATH_BYTES];
    if (!placement->known) {
        /* So that a migration can begin without a restart of the monolith. */
        if (strcmp(child->entry->name, PLACEMENT_LEDGER) == 0)
            add_pair(to, "--database-owner", "", PLACEMENT_LEDGER);
        return ERROR_OK;
    }
    if (!placement->runs)
        return error_explain(ERROR_CONFLICT,
                             "%s does nothing at this stage of the migration; "
                             "`migrate status` shows where it stands",
                             child->entry->name);
    enum error error =
        places_database(child->places, placement->database, path, sizeof path);
    if (error)
        return error;
    add_pair(to, "--database", "", path);
    if (placement->shared)
        add_pair(to, "--database-owner", "", placement->database);
    return ERROR_OK;
}

static enum error make_arguments(const struct child *child,
                                 struct arguments *to, int *inherit)
{
    struct address socket;
    enum error error = child_socket(child, &socket);
    if (error)
        return error;
    add_program(child, to);
    add_pair(to, "--name", "", child->entry->name);
    add_number(to, "--instance", "", child->instance);
    add_pair(to, "--version", "", child->version);
    add_pair(to, "--listen", "unix:", socket.host);
    *inherit = child->doorbell ? doorbell_fd(child->doorbell) : 0;
    if (*inherit)
        add_number(to, "--listen-fd", "", PROCESS_INHERITED_FD);
    error = add_door(child, to, inherit);
    if (!error)
        error = add_database(child, to);
    if (error)
        return error;
    add_number(to, "--lifeline", "", PROCESS_LIFELINE_FD);
    if (child->handicap[0])
        add_pair(to, "--handicap", "", child->handicap);
    to->list[to->count] = NULL;
    return ERROR_OK;
}

static bool log_path_of(const struct child *child, char *out, size_t bytes)
{
    int length = snprintf(out, bytes, "%s/log/%s.log", child->places->state,
                          child->label);
    return length < 0 || (size_t)length >= bytes;
}

static enum error log_path(const struct child *child, char *out, size_t bytes)
{
    char old[LIMIT_PATH_BYTES + 64];
    struct stat facts;
    snprintf(out, bytes, "%s/log", child->places->state);
    if (mkdir(out, 0700) != 0 && access(out, W_OK) != 0)
        return error_explain(ERROR_SYSTEM, "cannot write into %s", out);
    snprintf(out, bytes, "%s/log/%s.log", child->places->state, child->label);
    if (stat(out, &facts) == 0 && facts.st_size > LOG_ROTATE_BYTES) {
        snprintf(old, sizeof old, "%.560s.1", out);
        rename(out, old);
    }
    return ERROR_OK;
}

/* Its output is appended, so it goes on at the new end. */
void child_trim_log(const struct child *child)
{
    char path[LIMIT_PATH_BYTES + 64 + LIMIT_NAME_BYTES];
    struct stat facts;
    if (!child->process || log_path_of(child, path, sizeof path) ||
        lstat(path, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        facts.st_size <= LOG_MOST_BYTES || truncate(path, 0) != 0)
        return;
    LOG(LOG_WARN, "child_log_dropped", NULL, LOG_TEXT("child", child->label),
        LOG_INT("bytes", (int64_t)facts.st_size));
}

/* ---- environment ---- */

enum { VARIABLES = 512 };

struct environment {
    char own[sizeof IDENTITY_VARIABLE + IDENTITY_TEXT_BYTES];
    const char *list[VARIABLES + 2];
};

/* Ours, and who the child is. */
static enum error make_environment(const struct child *child,
                                   struct environment *to)
{
    unsigned char secret[PLACES_SECRET_BYTES];
    char identity[IDENTITY_TEXT_BYTES];
    size_t count = 0;
    enum error error = places_secret(child->places, secret);
    if (error)
        return error;
    identity_make(secret, child->entry->name, child->instance, identity);
    snprintf(to->own, sizeof to->own, "%s=%s", IDENTITY_VARIABLE, identity);
    to->list[count++] = to->own;
    for (char **at = environ; *at && count <= VARIABLES; at++)
        if (strncmp(*at, to->own, sizeof IDENTITY_VARIABLE) != 0)
            to->list[count++] = *at;
    to->list[count] = NULL;
    return ERROR_OK;
}

enum error child_process(const struct child *child, struct process **out,
                         const struct process_options *of)
{
    struct process_options options = *of;
    struct environment environment;
    enum error error = make_environment(child, &environment);
    if (error)
        return error;
    options.env = environment.list;
    return process_start(out, child->loop, &options);
}

enum error child_spawn(struct child *child, const struct process_options *of)
{
    struct arguments arguments = {.count = 0};
    struct process_options options = *of;
    char log[LIMIT_PATH_BYTES + 64 + LIMIT_NAME_BYTES];
    enum error error =
        placement_find(child->places, child->entry->name, &child->placement);
    if (!error)
        error = make_arguments(child, &arguments, &options.inherit_fd);
    if (!error)
        error = log_path(child, log, sizeof log);
    if (error)
        return error;
    options.argv = arguments.list;
    options.log_path = log;
    return child_process(child, &child->process, &options);
}

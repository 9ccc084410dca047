/*
 * fault -- fault TARGET KIND [values] [PERCENT] [for DURATION]: break it.
 *
 * Everything that a kind knows of itself stands in chassis/fault_list.h: its
 * values with units and bounds, what may be said of it, its help. This file
 * turns words into those values and sends them where the kind's family is
 * carried out: the process, the sidecar before it, or the supervisor.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/fault.h"
#include "chassis/json.h"
#include "tutor/commands/fault_reach.h"
#include "tutor/commands/fault_words.h"
#include "tutor/commands/table.h"

/* ---- the words ---- */

static enum error put_option(const struct args *args, const char *name,
                             char out[LIMIT_NAME_BYTES])
{
    const char *value = args_option(args, name, 0);
    if (!value)
        return ERROR_OK;
    if (strlen(value) >= LIMIT_NAME_BYTES)
        return explain(ERROR_USAGE, FAULT_WORD_LONG, name);
    memcpy(out, value, strlen(value) + 1);
    return ERROR_OK;
}

static enum error read_options(struct session *session, const struct args *args,
                               struct fault *out)
{
    const char *seed = args_option(args, "seed", 0);
    const char *customer = args_option(args, "customer", 0);
    const char *direction = args_option(args, "direction", 0);
    int64_t number = (int64_t)random_below(&session->random, 1000000);
    enum error error = ERROR_OK;
    if (seed)
        error = args_number(seed, "seed", 0, INT64_MAX, &number);
    out->seed = (uint64_t)number;
    if (!error && customer)
        error = args_number(customer, "customer", 1, INT64_MAX, &out->customer);
    if (!error && direction && !fault_words_direction(direction, out))
        error = explain(ERROR_USAGE, FAULT_DIRECTION_BAD, direction);
    if (!error)
        error = put_option(args, "sku", out->sku);
    if (!error)
        error = put_option(args, "method", out->method);
    if (!error)
        error = put_option(args, "from", out->caller);
    return error;
}

static enum error read_words(struct session *session, const struct args *args,
                             struct fault *out)
{
    enum fault_kind kind;
    enum error error = fault_words_kind(args_word(args, 1), &kind);
    if (error)
        return error;
    *out = fault_default(kind);
    error = fault_words_read(args, 2, out);
    if (!error)
        error = read_options(session, args, out);
    if (!error && fault_check(out))
        error =
            error_explain(ERROR_USAGE, "%s", error_detail(ERROR_UNPROCESSABLE));
    return error;
}

/* ---- sending ---- */

static const Faults__Fault *pack(struct session *session,
                                 const struct fault *fault)
{
    struct arena *arena = &session->arena;
    const struct fault_about *about = &fault_about[fault->kind];
    Faults__Fault *out = arena_alloc(arena, sizeof *out);
    Faults__Value *values = arena_alloc(arena, FAULT_VALUES * sizeof *values);
    Faults__Value **list =
        arena_alloc(arena, FAULT_VALUES * sizeof(Faults__Value *));
    if (!out || !values || !list)
        return NULL;
    faults__fault__init(out);
    out->values = list;
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++) {
        faults__value__init(&values[i]);
        values[i].name = (char *)about->parameters[i].name;
        values[i].value = fault->values[i];
        list[out->n_values++] = &values[i];
    }
    out->kind = (char *)about->slug;
    out->percentage = fault->percentage;
    out->direction = (char *)fault_direction_slug(fault->direction);
    out->duration_ms = fault->duration_ms;
    out->seed = fault->seed;
    out->customer = fault->customer;
    out->sku = (char *)fault->sku;
    out->method = (char *)fault->method;
    out->caller = (char *)fault->caller;
    return out;
}

static enum fault_where where_of(enum fault_kind kind)
{
    const struct fault_about *about = &fault_about[kind];
    if (about->takes & FAULT_SUPERVISED)
        return FAULT_AT_SUPERVISOR;
    return about->family == FAULT_FAMILY_CONNECTION ||
                   about->family == FAULT_FAMILY_REQUEST
               ? FAULT_AT_SIDECAR
               : FAULT_AT_PROCESS;
}

static enum error nowhere(enum fault_where where, enum fault_kind kind,
                          const char *target)
{
    if (where == FAULT_AT_SIDECAR)
        return explain(ERROR_UNAVAILABLE, FAULT_NO_SIDECAR,
                       fault_about[kind].slug, target);
    return explain(ERROR_UNAVAILABLE, FAULT_NOT_UP, target);
}

static void print_done(struct session *session, const char *title,
                       const Faults__Fault *done)
{
    say(&session->screen, FAULT_DONE, title, fault_text(session, done),
        fault_words_time(session, done->duration_ms), done->id,
        (unsigned long long)done->seed);
}

static enum error send_all(struct session *session, const char *target,
                           const struct fault *fault, struct json_writer *json)
{
    struct fault_places places;
    enum fault_where where = where_of(fault->kind);
    size_t reached = 0;
    enum error error = fault_places(session, target, &places);
    if (error)
        return error;
    Faults__Fault *in = (Faults__Fault *)pack(session, fault);
    if (!in)
        return error_explain(ERROR_SYSTEM, "out of memory");
    in->target = (char *)target;
    for (size_t i = 0; i < places.count && !error; i++) {
        const ProtobufCMessage *out = NULL;
        if (places.list[i].where != where)
            continue;
        if (where != FAULT_AT_SUPERVISOR)
            in->target = (char *)"";
        error = fault_ask(session, &places.list[i], "Inject", &in->base, &out);
        if (error)
            return error;
        reached++;
        const Faults__Fault *done = (const Faults__Fault *)out;
        const char *title =
            where == FAULT_AT_SUPERVISOR ? target : places.list[i].title;
        if (json)
            fault_words_json(json, title, done);
        else
            print_done(session, title, done);
    }
    return reached ? error : nowhere(where, fault->kind, target);
}

enum error command_fault(struct session *session, const struct args *args)
{
    struct fault fault;
    struct buffer out;
    struct json_writer json;
    enum error error = read_words(session, args, &fault);
    if (error)
        return error;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    error = send_all(session, args_word(args, 0), &fault,
                     session->json ? &json : NULL);
    json_array_close(&json);
    if (!error && session->json)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return error;
}

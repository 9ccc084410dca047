/*
 * fault_service -- the faults of this process, and faults.Faults over them.
 *
 * The problem: faults are injected from outside, carried out in many places,
 * and must end by themselves even in a process that is doing nothing else,
 * or whose every commit fails.
 *
 * The idea: one table a process. The methods only change it and tell the
 * watchers. The end of a fault is a timer of the loop, not of the runtime: the
 * runtime forgets its timers when a commit fails, and a disk fault is just
 * what makes commits fail.
 *
 * Who cannot be reached any more (no descriptors are left, the database fails
 * every turn) is healed by a signal, SIGUSR1.
 *
 * The invariant: after every change the watchers have been told and the timer
 * stands at the next end.
 */
#include "chassis/fault_service.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/contracts/fault.pb-c.h"
#include "chassis/db_fault.h"
#include "chassis/fault_clock.h"
#include "chassis/fault_process.h"
#include "chassis/log.h"

struct fault_service {
    struct faults faults;
    struct loop_timer *timer;
    struct watcher {
        loop_hook *changed;
        void *arg;
    } watchers[FAULT_WATCHERS];
    size_t watcher_count;
};

static struct fault_service service;

struct faults *fault_service_table(void)
{
    return &service.faults;
}

void fault_service_watch(loop_hook *changed, void *arg)
{
    assert(service.watcher_count < FAULT_WATCHERS);
    service.watchers[service.watcher_count++] = (struct watcher){changed, arg};
}

/* ---- changes ---- */

static void changed(void)
{
    for (size_t i = 0; i < service.watcher_count; i++)
        service.watchers[i].changed(service.watchers[i].arg);
    int64_t next = fault_next_ms(&service.faults);
    int64_t left = next - clock_monotonic_ms();
    if (next == INT64_MAX)
        loop_timer_stop(service.timer);
    else
        loop_timer_set(service.timer, left > 0 ? left : 0);
}

static bool expire(void)
{
    size_t ended = fault_expire(&service.faults, clock_monotonic_ms());
    if (ended)
        LOG(LOG_WARN, "faults_expired", NULL, LOG_INT("count", (int64_t)ended));
    return ended > 0;
}

/* The timer may be early by a part of a millisecond; it is set again then. */
static void on_end(void *arg)
{
    (void)arg;
    (void)expire();
    changed();
}

static void heal_all(void *arg)
{
    (void)arg;
    LOG(LOG_WARN, "faults_healed", NULL,
        LOG_INT("count", (int64_t)service.faults.count));
    (void)fault_heal(&service.faults, 0);
    changed();
}

void fault_service_begin(struct loop *loop, unsigned families)
{
    struct faults *faults = &service.faults;
    service = (struct fault_service){0};
    faults_init(faults, families);
    service.timer = loop_timer_new(loop, on_end, NULL);
    loop_on_user_signal(loop, heal_all, NULL);
    if (families & FAULT_IN(DISK)) {
        db_fault_use(faults);
        fault_service_watch(db_fault_changed, NULL);
    }
    if (families & FAULT_IN(CLOCK))
        fault_clock_use(faults);
    if (families & FAULT_IN(PROCESS)) {
        fault_process_begin(loop, faults);
        fault_service_watch(fault_process_changed, NULL);
    }
}

void fault_service_end(void)
{
    if (!service.timer)
        return;
    (void)fault_heal(&service.faults, 0);
    changed();
    db_fault_use(NULL);
    fault_clock_use(NULL);
    fault_process_end();
    loop_timer_free(service.timer);
    service = (struct fault_service){0};
}

/* ---- messages ---- */

static enum error no_room(void)
{
    return error_explain(ERROR_OVERLOADED, "no memory for the answer");
}

static Faults__Fault *print_fault(struct arena *arena,
                                  const struct fault *fault)
{
    const struct fault_about *about = &fault_about[fault->kind];
    Faults__Fault *out = arena_alloc(arena, sizeof *out);
    Faults__Value *values = arena_alloc(arena, FAULT_VALUES * sizeof *values);
    out = out && values ? out : NULL;
    Faults__Value **list =
        arena_alloc(arena, FAULT_VALUES * sizeof(Faults__Value *));
    if (!out || !list)
        return NULL;
    faults__fault__init(out);
    out->values = list;
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++) {
        faults__value__init(&values[i]);
        values[i].name = (char *)about->parameters[i].name;
        values[i].value = fault->values[i];
        list[out->n_values++] = &values[i];
    }
    out->id = fault->id;
    out->kind = (char *)about->slug;
    out->family = (char *)fault_family_slug(about->family);
    out->percentage = fault->percentage;
    out->direction = (char *)fault_direction_slug(fault->direction);
    out->duration_ms = fault->duration_ms;
    out->seed = fault->seed;
    out->customer = fault->customer;
    out->sku = arena_string(arena, fault->sku);
    out->method = arena_string(arena, fault->method);
    out->caller = arena_string(arena, fault->caller);
    out->target = arena_string(arena, fault->target);
    int64_t left = fault->until_ms - clock_monotonic_ms();
    out->left_ms = left > 0 ? left : 0;
    out->events = (int64_t)fault->events;
    out->struck = (int64_t)fault->struck;
    return out->sku && out->method && out->caller && out->target ? out : NULL;
}

static enum error put_value(struct fault *fault, const Faults__Value *value)
{
    const struct fault_about *about = &fault_about[fault->kind];
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++)
        if (strcmp(about->parameters[i].name, value->name) == 0) {
            fault->values[i] = value->value;
            return ERROR_OK;
        }
    return error_explain(ERROR_UNPROCESSABLE, "%s has no value \"%.40s\"",
                         about->slug, value->name);
}

static enum error put_direction(struct fault *fault, const char *word)
{
    for (int i = FAULT_BOTH; i <= FAULT_FROM; i++)
        if (strcmp(fault_direction_slug((enum fault_direction)i), word) == 0) {
            fault->direction = (enum fault_direction)i;
            return ERROR_OK;
        }
    return *word ? error_explain(ERROR_UNPROCESSABLE,
                                 "a direction is to, from or both, not "
                                 "\"%.40s\"",
                                 word)
                 : ERROR_OK;
}

static enum error put_word(char out[LIMIT_NAME_BYTES], const char *word)
{
    if (strlen(word) >= LIMIT_NAME_BYTES)
        return error_explain(ERROR_UNPROCESSABLE, "\"%.40s...\" is too long",
                             word);
    memcpy(out, word, strlen(word) + 1);
    return ERROR_OK;
}

static enum error read_fault(const Faults__Fault *in, struct fault *out)
{
    enum fault_kind kind;
    enum error error = fault_kind_named(in->kind, &kind);
    if (error)
        return error;
    *out = fault_default(kind);
    for (size_t i = 0; i < in->n_values && !error; i++)
        error = put_value(out, in->values[i]);
    if (!error)
        error = put_direction(out, in->direction);
    if (!error)
        error = put_word(out->sku, in->sku);
    if (!error)
        error = put_word(out->method, in->method);
    if (!error)
        error = put_word(out->caller, in->caller);
    if (!error)
        error = put_word(out->target, in->target);
    if (in->percentage)
        out->percentage = in->percentage;
    out->duration_ms = in->duration_ms;
    out->seed = in->seed;
    out->customer = in->customer;
    return error;
}

/* Those of the table with this id; 0: all. */
static enum error print_list(struct arena *arena, uint32_t id,
                             Faults__FaultList **out)
{
    const struct faults *faults = &service.faults;
    Faults__FaultList *list = arena_alloc(arena, sizeof *list);
    Faults__Fault **some =
        arena_alloc(arena, FAULT_ACTIVE * sizeof(Faults__Fault *));
    char **families = arena_alloc(arena, FAULT_FAMILY_COUNT * sizeof(char *));
    if (!list || !some || !families)
        return no_room();
    faults__fault_list__init(list);
    list->faults = some;
    list->families = families;
    for (size_t i = 0; i < faults->count; i++) {
        if (id && faults->list[i].id != id)
            continue;
        some[list->n_faults] = print_fault(arena, &faults->list[i]);
        if (!some[list->n_faults++])
            return no_room();
    }
    for (int i = 0; i < FAULT_FAMILY_COUNT; i++)
        if (faults->families & 1U << i)
            families[list->n_families++] =
                (char *)fault_family_slug((enum fault_family)i);
    *out = list;
    return ERROR_OK;
}

/* ---- methods ---- */

static enum error inject(struct request *rq, const ProtobufCMessage *in)
{
    struct fault wanted, added;
    enum error error = read_fault((const Faults__Fault *)in, &wanted);
    if (!error)
        error =
            fault_add(&service.faults, &wanted, clock_monotonic_ms(), &added);
    if (error)
        return error;
    LOG(LOG_WARN, "fault_injected", &rq->trace,
        LOG_TEXT("kind", fault_about[added.kind].slug), LOG_INT("id", added.id),
        LOG_INT("duration_ms", added.duration_ms));
    changed();
    Faults__Fault *out = print_fault(&rq->arena, &added);
    if (!out)
        return no_room();
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error heal(struct request *rq, const ProtobufCMessage *in)
{
    uint32_t id = ((const Faults__HealRequest *)in)->id;
    Faults__FaultList *out = NULL;
    enum error error = print_list(&rq->arena, id, &out);
    if (!error)
        error = fault_heal(&service.faults, id);
    if (error)
        return error;
    assert(out);
    if (out->n_faults > 0)
        LOG(LOG_WARN, "faults_healed", &rq->trace,
            LOG_INT("count", (int64_t)out->n_faults));
    changed();
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error list(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    Faults__FaultList *out = NULL;
    if (expire()) /* what is over is not listed, though the timer be late */
        changed();
    enum error error = print_list(&rq->arena, 0, &out);
    if (error)
        return error;
    assert(out);
    request_reply(rq, &out->base);
    return ERROR_OK;
}

/* Beside the turns: a disk that fails them all must still be healed. */
static const struct method methods[] = {{"Inject", inject, ACCESS_BESIDE},
                                        {"Heal", heal, ACCESS_BESIDE},
                                        {"List", list, ACCESS_BESIDE}};

const struct face fault_face = {.contract = &faults__faults__descriptor,
                                .methods = methods,
                                .method_count =
                                    sizeof methods / sizeof *methods};

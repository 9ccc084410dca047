/*
 * fault -- which faults are active in one process, and whom they strike.
 *
 * The problem: a fault that nobody takes back is an outage, and a fault that
 * strikes by chance cannot be studied, because it never happens twice.
 *
 * The idea: a small table of plain values. Each fault carries the time when it
 * ends by itself, and each decision is a function of its seed and the number
 * of the event. So a run is repeated by repeating the seed, and two processes
 * need not agree on anything but that.
 *
 * The invariant: at most FAULT_ACTIVE faults, the oldest first, none of them
 * longer than FAULT_LONGEST_MS.
 *
 * Rejected: one generator that all events draw from. An event more or less
 * (a health check) would then change every decision after it.
 */
#include "chassis/fault.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "chassis/random.h"

/* clang-format off */
const struct fault_about fault_about[FAULT_KIND_COUNT] = {
#define FAULT_ROW(name, slug, family, takes, with, en, ko) \
    [FAULT_##name] = {slug, FAULT_FAMILY_##family, takes, with, en, ko},
    FAULT_LIST(FAULT_ROW)
#undef FAULT_ROW
};

static const char *const family_slugs[FAULT_FAMILY_COUNT] = {
#define FAULT_SLUG(name, slug, en, ko) [FAULT_FAMILY_##name] = slug,
    FAULT_FAMILIES(FAULT_SLUG)
#undef FAULT_SLUG
};
/* clang-format on */

/* ---- names ---- */

enum error fault_kind_named(const char *slug, enum fault_kind *out)
{
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        if (strcmp(fault_about[i].slug, slug) == 0) {
            *out = (enum fault_kind)i;
            return ERROR_OK;
        }
    return error_explain(ERROR_NOT_FOUND, "there is no fault called \"%.40s\"",
                         slug);
}

const char *fault_family_slug(enum fault_family family)
{
    return family_slugs[family];
}

const char *fault_direction_slug(enum fault_direction direction)
{
    static const char *const slugs[] = {
        [FAULT_BOTH] = "both", [FAULT_TO] = "to", [FAULT_FROM] = "from"};
    return slugs[direction];
}

struct fault fault_default(enum fault_kind kind)
{
    struct fault fault = {.kind = kind,
                          .percentage = FAULT_ALWAYS,
                          .duration_ms = FAULT_DEFAULT_MS};
    for (int i = 0; i < FAULT_VALUES; i++)
        fault.values[i] = fault_about[kind].parameters[i].fallback;
    return fault;
}

/* ---- checks ---- */

static enum error check_values(const struct fault *wanted)
{
    const struct fault_about *about = &fault_about[wanted->kind];
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++) {
        const struct fault_parameter *parameter = &about->parameters[i];
        int64_t value = wanted->values[i];
        if (value < parameter->least || value > parameter->most)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "%s: %s must be from %" PRId64 " to %" PRId64
                                 " %s; it is "
                                 "%" PRId64,
                                 about->slug, parameter->name, parameter->least,
                                 parameter->most, parameter->unit, value);
    }
    if (wanted->kind == FAULT_ABORT && wanted->values[0] > 16 &&
        wanted->values[0] < 400)
        return error_explain(ERROR_UNPROCESSABLE,
                             "abort: status is a gRPC code (1 to 16) or an "
                             "HTTP status (400 to 599); it is %" PRId64,
                             wanted->values[0]);
    if (wanted->kind == FAULT_SLICER && wanted->values[1] >= wanted->values[0])
        if (wanted->values[1] > 0)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "slicer: variation must be smaller than size");
    return ERROR_OK;
}

static enum error not_taken(const struct fault_about *about, const char *what)
{
    return error_explain(ERROR_UNPROCESSABLE, "%s takes no %s", about->slug,
                         what);
}

static enum error check_aim(const struct fault *wanted)
{
    const struct fault_about *about = &fault_about[wanted->kind];
    bool aimed = wanted->customer || wanted->sku[0] || wanted->method[0];
    if (wanted->customer < 0)
        return error_explain(ERROR_UNPROCESSABLE,
                             "customer must be positive, or 0 for all");
    if (aimed && !(about->takes & FAULT_AIMED))
        return not_taken(about, "customer, SKU or method: it happens to bytes, "
                                "not to calls");
    if (wanted->caller[0] && !(about->takes & FAULT_BY_CALLER))
        return not_taken(about, "caller");
    if (wanted->direction != FAULT_BOTH && !(about->takes & FAULT_DIRECTED))
        return not_taken(about, "direction");
    if (wanted->percentage != FAULT_ALWAYS && !(about->takes & FAULT_DRAWN))
        return not_taken(about, "percentage: it is there or it is not");
    return ERROR_OK;
}

enum error fault_check(const struct fault *wanted)
{
    assert(wanted->kind < FAULT_KIND_COUNT);
    const char *slug = fault_about[wanted->kind].slug;
    if (wanted->percentage < 0 || wanted->percentage > FAULT_ALWAYS)
        return error_explain(ERROR_UNPROCESSABLE,
                             "%s: a percentage is from 0 to 100", slug);
    if (wanted->duration_ms < 0 || wanted->duration_ms > FAULT_LONGEST_MS)
        return error_explain(ERROR_UNPROCESSABLE,
                             "%s: a fault lasts at most %d minutes; it heals "
                             "by itself then",
                             slug, FAULT_LONGEST_MS / 60000);
    enum error error = check_values(wanted);
    return error ? error : check_aim(wanted);
}

/* ---- the table ---- */

void faults_init(struct faults *faults, unsigned families)
{
    *faults = (struct faults){.families = families};
}

static enum error check_room(const struct faults *faults,
                             const struct fault *wanted)
{
    const struct fault_about *about = &fault_about[wanted->kind];
    bool supervised = about->takes & FAULT_SUPERVISED;
    if (supervised && !(faults->families & FAULT_SUPERVISING))
        return error_explain(ERROR_UNIMPLEMENTED,
                             "%s is done by the supervisor, not by the process",
                             about->slug);
    if (supervised && !wanted->target[0])
        return error_explain(ERROR_UNPROCESSABLE, "%s needs a target",
                             about->slug);
    if (!supervised && !(faults->families & 1U << about->family))
        return error_explain(ERROR_UNIMPLEMENTED,
                             "%s is a %s fault, which this process cannot do",
                             about->slug, family_slugs[about->family]);
    if (faults->count == FAULT_ACTIVE)
        return error_explain(ERROR_OVERLOADED,
                             "%d faults are active already; heal some first",
                             FAULT_ACTIVE);
    return ERROR_OK;
}

enum error fault_add(struct faults *faults, const struct fault *wanted,
                     int64_t now_ms, struct fault *out)
{
    fault_expire(faults, now_ms);
    enum error error = fault_check(wanted);
    if (!error)
        error = check_room(faults, wanted);
    if (error)
        return error;
    struct fault *fault = &faults->list[faults->count++];
    *fault = *wanted;
    if (fault->duration_ms == 0)
        fault->duration_ms = FAULT_DEFAULT_MS;
    fault->id = ++faults->last_id;
    fault->since_ms = now_ms;
    fault->until_ms = now_ms + fault->duration_ms;
    fault->frozen_ms = 0;
    fault->events = fault->struck = 0;
    if (out)
        *out = *fault;
    return ERROR_OK;
}

static void remove_at(struct faults *faults, size_t at)
{
    faults->count--;
    memmove(&faults->list[at], &faults->list[at + 1],
            (faults->count - at) * sizeof faults->list[0]);
}

enum error fault_heal(struct faults *faults, uint32_t id)
{
    if (id == 0) {
        faults->count = 0;
        return ERROR_OK;
    }
    for (size_t i = 0; i < faults->count; i++)
        if (faults->list[i].id == id) {
            remove_at(faults, i);
            return ERROR_OK;
        }
    return error_explain(ERROR_NOT_FOUND,
                         "fault %" PRIu32 " is not active; it may have healed "
                         "by itself",
                         id);
}

size_t fault_expire(struct faults *faults, int64_t now_ms)
{
    size_t before = faults->count;
    for (size_t i = faults->count; i-- > 0;)
        if (faults->list[i].until_ms <= now_ms)
            remove_at(faults, i);
    return before - faults->count;
}

int64_t fault_next_ms(const struct faults *faults)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < faults->count; i++)
        if (faults->list[i].until_ms < next)
            next = faults->list[i].until_ms;
    return next;
}

struct fault *fault_find(struct faults *faults, enum fault_kind kind,
                         int64_t now_ms)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->list[i].kind == kind && faults->list[i].until_ms > now_ms)
            return &faults->list[i];
    return NULL;
}

/* ---- decisions ---- */

uint64_t fault_number(const struct fault *fault, uint64_t n, uint64_t what,
                      uint64_t below)
{
    struct random random;
    /* Odd numbers, so that neighbours lead to seeds far apart. */
    random_seed(&random, fault->seed ^ n * 0xD1342543DE82EF95 ^
                             what * 0xAF251AF3B0F025B5);
    return random_below(&random, below);
}

bool fault_draw(const struct fault *fault, uint64_t n)
{
    return fault_number(fault, n, 0, FAULT_ALWAYS) <
           (uint64_t)fault->percentage;
}

bool fault_strikes(struct fault *fault)
{
    bool struck = fault_draw(fault, fault->events++);
    fault->struck += struck;
    return struck;
}

static bool word_fits(const char *wanted, const char *given)
{
    return !wanted[0] || (given && strcmp(wanted, given) == 0);
}

bool fault_fits(const struct fault *fault, const char *caller,
                const char *method, int64_t customer, const char *sku)
{
    return word_fits(fault->caller, caller) &&
           word_fits(fault->method, method) && word_fits(fault->sku, sku) &&
           (!fault->customer || fault->customer == customer);
}

/*
 * cut -- recorded work replayed over a way to cut a shop into services.
 *
 * The problem: whether a boundary is in the right place is argued about with
 * adjectives. The idea: what one request did is in its trace, down to the
 * tables of each transaction. Put the tables into other services, go through
 * the same work again, and count what would have crossed the border.
 *
 * The code of a transaction stands in the service of its first table; each
 * further service that it writes in is a call and a participant. A recorded
 * call from one service to another remains one as long as the two still have
 * different homes. In a cut by layers the tables are in one service, but the
 * code is never with them, so each transaction is one call at the least.
 *
 * The invariant: the cut that was recorded gives the calls that were recorded.
 */
#include "tutor/lab/cut.h"

#include <assert.h>
#include <string.h>

#include "tutor/commands/text.h"

static const char rules[] = "rules", data[] = "data", shop[] = "shop";

static const char *const names[] = {[CUT_ONE] = "one",
                                    [CUT_BUSINESS] = "business",
                                    [CUT_TABLE] = "table",
                                    [CUT_LAYER] = "layer",
                                    [CUT_OWN] = "own"};

const char *cut_name(enum cut_kind kind)
{
    return names[kind];
}

static bool cut_is_plumbing(const char *table)
{
    static const char *const plumbing[] = {
        "sagas", "saga_log", "outbox", "outbox_cursors", "inbox", "crew"};
    for (size_t i = 0; i < sizeof plumbing / sizeof *plumbing; i++)
        if (strcmp(table, plumbing[i]) == 0)
            return true;
    return false;
}

/* ---- what was recorded ---- */

void cut_record_call(struct cut_record *record, const char *from,
                     const char *to)
{
    if (record->call_count < CUT_CALLS)
        record->calls[record->call_count++] = (struct cut_call){from, to};
    else
        record->full = true;
}

/* The table that a service is named after is where its code would stand. */
static void lead_first(struct cut_commit *commit)
{
    for (size_t i = 1; i < commit->count; i++)
        if (strcmp(commit->tables[i], commit->service) == 0) {
            const char *lead = commit->tables[i];
            commit->tables[i] = commit->tables[0];
            commit->tables[0] = lead;
        }
}

enum error cut_record_commit(struct cut_record *record, const char *service,
                             const char *tables, struct arena *arena)
{
    if (record->commit_count == CUT_COMMITS) {
        record->full = true;
        return ERROR_OK;
    }
    struct cut_commit *commit = &record->commits[record->commit_count];
    *commit = (struct cut_commit){.service = service};
    while (*tables) {
        size_t length = strcspn(tables, ",");
        const char *name = arena_copy(arena, tables, length);
        if (!name)
            return error_explain(ERROR_SYSTEM, "out of memory");
        if (commit->count == CUT_TABLES)
            record->full = true;
        else if (!cut_is_plumbing(name))
            commit->tables[commit->count++] = name;
        tables += length + (tables[length] == ',');
    }
    lead_first(commit);
    if (commit->count > 0)
        record->commit_count++;
    return ERROR_OK;
}

/* ---- a cut ---- */

static enum error add_part(struct cut *out, const char *word,
                           struct arena *arena)
{
    const char *equals = strchr(word, '=');
    if (!equals || equals == word || !equals[1])
        return explain(ERROR_USAGE, CUT_WORDS, word);
    const char *service = arena_copy(arena, word, (size_t)(equals - word));
    for (const char *at = equals + 1; *at;) {
        size_t length = strcspn(at, ",");
        const char *thing = arena_copy(arena, at, length);
        if (!thing || !service)
            return error_explain(ERROR_SYSTEM, "out of memory");
        if (length == 0 || out->count == CUT_PARTS)
            return explain(ERROR_USAGE, CUT_WORDS, word);
        out->parts[out->count++] = (struct cut_part){thing, service};
        at += length + (at[length] == ',');
    }
    return ERROR_OK;
}

enum error cut_choose(struct cut *out, const char *const *words, size_t count,
                      struct arena *arena)
{
    enum error error = ERROR_OK;
    *out = (struct cut){.kind = CUT_OWN};
    for (int kind = CUT_ONE; kind < CUT_OWN; kind++)
        if (count == 1 && strcmp(words[0], names[kind]) == 0) {
            out->kind = (enum cut_kind)kind;
            return ERROR_OK;
        }
    for (size_t i = 0; i < count && !error; i++)
        error = add_part(out, words[i], arena);
    return error;
}

static const char *part_of(const struct cut *cut, const char *thing)
{
    for (size_t i = 0; i < cut->count; i++)
        if (strcmp(cut->parts[i].thing, thing) == 0)
            return cut->parts[i].service;
    return NULL;
}

/* Where that table, recorded in that service, lives in the cut. */
static const char *home_of(const struct cut *cut, const char *service,
                           const char *table)
{
    const char *part = NULL;
    switch (cut->kind) {
    case CUT_ONE:
        return shop;
    case CUT_TABLE:
        return table;
    case CUT_LAYER:
        return data;
    case CUT_OWN:
        part = part_of(cut, table);
        part = part ? part : part_of(cut, service);
        break;
    case CUT_BUSINESS:
        break;
    }
    return part ? part : service;
}

/* Where the code of a recorded service is asked. */
static const char *door_of(const struct cut *cut,
                           const struct cut_record *record, const char *service)
{
    for (size_t i = 0; i < record->commit_count; i++)
        if (strcmp(record->commits[i].service, service) == 0)
            return cut->kind == CUT_LAYER
                       ? rules
                       : home_of(cut, service, record->commits[i].tables[0]);
    return service; /* it keeps nothing, as an entrance does */
}

/* ---- the replay ---- */

static void call(struct cut_result *out, const char *from, const char *to)
{
    size_t i = 0;
    if (strcmp(from, to) == 0)
        return;
    out->calls++;
    while (i < out->pair_count && (strcmp(out->pairs[i].from, from) != 0 ||
                                   strcmp(out->pairs[i].to, to) != 0))
        i++;
    if (i == CUT_PAIRS)
        return;
    if (i == out->pair_count)
        out->pairs[out->pair_count++] = (struct cut_pair){from, to, 0};
    out->pairs[i].calls++;
}

static void commit(const struct cut *cut, const struct cut_commit *commit,
                   struct cut_result *out)
{
    const char *homes[CUT_TABLES];
    size_t count = 0;
    assert(commit->count > 0); /* others were not recorded */
    for (size_t i = 0; i < commit->count; i++) {
        const char *home = home_of(cut, commit->service, commit->tables[i]);
        bool seen = false;
        for (size_t j = 0; j < count; j++)
            seen |= strcmp(homes[j], home) == 0;
        if (!seen)
            homes[count++] = home;
    }
    const char *code = cut->kind == CUT_LAYER ? rules : homes[0];
    for (size_t i = 0; i < count; i++)
        call(out, code, homes[i]);
    out->commits++;
    out->distributed += count > 1;
    out->whole += count == 1 && strcmp(code, homes[0]) == 0;
}

static int count_services(const struct cut *cut,
                          const struct cut_record *record)
{
    const char *seen[CUT_COMMITS * CUT_TABLES + 1];
    size_t count = 0;
    if (cut->kind == CUT_LAYER)
        seen[count++] = rules;
    for (size_t i = 0; i < record->commit_count; i++)
        for (size_t j = 0; j < record->commits[i].count; j++) {
            const struct cut_commit *one = &record->commits[i];
            const char *home = home_of(cut, one->service, one->tables[j]);
            size_t k = 0;
            while (k < count && strcmp(seen[k], home) != 0)
                k++;
            if (k == count)
                seen[count++] = home;
        }
    return (int)count;
}

void cut_replay(const struct cut *cut, const struct cut_record *record,
                struct cut_result *out)
{
    *out = (struct cut_result){.services = count_services(cut, record)};
    for (size_t i = 0; i < record->call_count; i++)
        call(out, door_of(cut, record, record->calls[i].from),
             door_of(cut, record, record->calls[i].to));
    for (size_t i = 0; i < record->commit_count; i++)
        commit(cut, &record->commits[i], out);
    for (size_t i = 0; i < out->pair_count; i++)
        if (out->pairs[i].calls > CUT_CHATTY)
            out->chatty += out->pairs[i].calls;
}

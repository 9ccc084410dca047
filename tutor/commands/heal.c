/*
 * heal -- heal and faults: what is broken now, and all of it undone.
 *
 * Healing must work where nothing else does. So a process that cannot be asked
 * (no descriptor left, a loop that burns) is healed by a signal, which the
 * supervisor sends.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/fault_reach.h"
#include "tutor/commands/fault_words.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"
#include "tutor/supervision.h"

/* ---- heal ---- */

static enum error heal_by_signal(struct session *session,
                                 const struct fault_place *place)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__TargetRequest in = SUPERVISOR__TARGET_REQUEST__INIT;
    in.target = (char *)place->target;
    in.signal = (char *)"heal";
    return supervision_call(session, "Signal", &in.base, SUPERVISION_QUICK_MS,
                            &reply);
}

static bool meant(const struct fault_place *place, const char *kind,
                  const Faults__Fault *fault)
{
    const char *wanted = place->target;
    size_t length = strlen(wanted);
    if (kind && strcmp(fault->kind, kind) != 0)
        return false;
    return place->where != FAULT_AT_SUPERVISOR || length == 0 ||
           strcmp(wanted, "all") == 0 ||
           strncmp(fault->target, wanted, length) == 0;
}

/* Of the supervisor's faults, those done to this target; of a kind, where one
 * was named. */
static enum error heal_listed(struct session *session,
                              const struct fault_place *place, const char *kind,
                              size_t *healed)
{
    Faults__ListRequest nothing = FAULTS__LIST_REQUEST__INIT;
    const ProtobufCMessage *out = NULL;
    enum error error = fault_ask(session, place, "List", &nothing.base, &out);
    const Faults__FaultList *list = (const Faults__FaultList *)out;
    for (size_t i = 0; !error && i < list->n_faults; i++) {
        Faults__HealRequest in = FAULTS__HEAL_REQUEST__INIT;
        const ProtobufCMessage *done = NULL;
        if (!meant(place, kind, list->faults[i]))
            continue;
        in.id = list->faults[i]->id;
        error = fault_ask(session, place, "Heal", &in.base, &done);
        *healed += !error;
        if (error == ERROR_NOT_FOUND)
            error = ERROR_OK; /* its time was over just now */
    }
    return error;
}

static enum error heal_place(struct session *session,
                             const struct fault_place *place, const char *kind,
                             size_t *healed, bool *signalled)
{
    Faults__HealRequest all = FAULTS__HEAL_REQUEST__INIT;
    const ProtobufCMessage *out = NULL;
    enum error error;
    if (place->where == FAULT_AT_SUPERVISOR || kind) {
        error = heal_listed(session, place, kind, healed);
    } else {
        error = fault_ask(session, place, "Heal", &all.base, &out);
        if (!error)
            *healed = ((const Faults__FaultList *)out)->n_faults;
    }
    if (!error || place->where != FAULT_AT_PROCESS)
        return error;
    error = heal_by_signal(session, place);
    *signalled = !error;
    return error;
}

static void print_healed(struct session *session, const char *title,
                         size_t healed, bool signalled)
{
    if (signalled)
        say(&session->screen, FAULT_BY_SIGNAL, title);
    else
        say(&session->screen, FAULT_HEALED, title, healed);
}

enum error command_heal(struct session *session, const struct args *args)
{
    struct fault_places places;
    const char *target = args_word(args, 0), *why = NULL;
    const char *kind = args_word(args, 1);
    enum fault_kind named;
    size_t total = 0;
    enum error refused = ERROR_OK;
    enum error error = kind ? fault_words_kind(kind, &named) : ERROR_OK;
    if (!error)
        error = fault_places(session, target ? target : "all", &places);
    if (error)
        return error;
    for (size_t i = 0; i < places.count; i++) {
        size_t healed = 0;
        bool signalled = false;
        error = heal_place(session, &places.list[i], kind, &healed, &signalled);
        total += healed + signalled;
        if (!error && !session->json && (healed || signalled))
            print_healed(session, places.list[i].title, healed, signalled);
        if (error && !refused) {
            refused = error;
            why = arena_string(&session->arena, error_detail(error));
        }
    }
    if (refused)
        return error_explain(refused, "%s", why ? why : "");
    if (session->json)
        screen_print(&session->screen, "{\"healed\":%zu}\n", total);
    else if (total == 0)
        say(&session->screen, FAULT_NOTHING_HEALED);
    return ERROR_OK;
}

/* ---- faults ---- */

static void print_row(struct session *session, struct grid *grid,
                      const char *title, const Faults__Fault *fault)
{
    if (grid->count + 6 > GRID_CELLS)
        return;
    grid_cell(grid, "%s", fault->target[0] ? fault->target : title);
    grid_cell(grid, "%" PRIu32, fault->id);
    grid_cell(grid, "%s", fault_text(session, fault));
    grid_cell(grid, "%s", fault_words_time(session, fault->left_ms));
    grid_cell(grid, "%" PRId64 "/%" PRId64, fault->struck, fault->events);
    grid_cell(grid, "%" PRIu64, fault->seed);
}

static void print_head(struct session *session, struct grid *grid)
{
    static const enum text heads[] = {
        TEXT_FAULT_COLUMN_TARGET, TEXT_FAULT_COLUMN_ID,
        TEXT_FAULT_COLUMN_WHAT,   TEXT_FAULT_COLUMN_LEFT,
        TEXT_FAULT_COLUMN_STRUCK, TEXT_FAULT_COLUMN_SEED};
    grid_init(grid, &session->arena, "lrlrrr");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        grid_cell(grid, "%s", text(heads[i]));
}

enum error command_faults(struct session *session, const struct args *args)
{
    struct fault_places places;
    struct grid grid;
    struct buffer out;
    struct json_writer json;
    size_t total = 0;
    const char *target = args_word(args, 0);
    enum error error = fault_places(session, target ? target : "all", &places);
    if (error)
        return error;
    print_head(session, &grid);
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    for (size_t i = 0; i < places.count; i++) {
        Faults__ListRequest nothing = FAULTS__LIST_REQUEST__INIT;
        const ProtobufCMessage *answer = NULL;
        const char *title = places.list[i].title;
        if (fault_ask(session, &places.list[i], "List", &nothing.base, &answer))
            continue; /* who does not answer has nothing to list */
        const Faults__FaultList *list = (const Faults__FaultList *)answer;
        for (size_t f = 0; f < list->n_faults; f++, total++) {
            const Faults__Fault *fault = list->faults[f];
            fault_words_json(&json, *fault->target ? fault->target : title,
                             fault);
            print_row(session, &grid, title, fault);
        }
    }
    json_array_close(&json);
    if (session->json)
        screen_json(&session->screen, &out);
    else if (total == 0)
        say(&session->screen, FAULT_NONE_ACTIVE);
    else
        grid_print(&grid, &session->screen);
    buffer_release(&out);
    return ERROR_OK;
}

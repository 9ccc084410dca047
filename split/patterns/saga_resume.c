/*
 * saga_resume -- sagas whose process is gone, and who goes on with them.
 *
 * The problem: a process dies in the middle of an order. The order must be
 * finished, by one process and not by two.
 *
 * The idea: a saga is nobody's when its owner is not aboard (crew.h). Reading
 * those, writing one's own epoch on them and asking for their next step is one
 * transaction, and it is the same one in which the dead process was put ashore,
 * or a later one. Should the owner have been alive after all, it finds its row
 * gone before it writes anything again; the step that it may have asked for
 * carries the same key as ours, so it happens once.
 *
 * The invariant: `runs` is false only inside saga_take_over().
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/limits.h"
#include "chassis/log.h"
#include "split/patterns/saga_private.h"

static enum saga_state read_state(const char *name)
{
    return strcmp(name, "compensating") == 0 ? SAGA_COMPENSATING : SAGA_RUNNING;
}

/* The work goes on in the trace that began it. */
static void read_trace(struct saga *saga, const char *traceparent)
{
    struct random random;
    random_seed(&random, runtime_random(saga->rt));
    trace_accept(&saga->trace, traceparent, strlen(traceparent), &random);
    if (!trace_is_root(&saga->trace)) /* below the span that began it */
        memcpy(saga->trace.span_id, saga->trace.parent_id,
               sizeof saga->trace.span_id);
}

static enum error read_saga(struct sagas *sagas, struct cursor *c)
{
    struct saga *saga = NULL;
    struct id id;
    snprintf(id.text, sizeof id.text, "%s", db_text(c, 0));
    enum error error = saga_remember(sagas, &id, NULL, &saga);
    if (error)
        return error;
    assert(saga);
    saga->at =
        (struct saga_position){read_state(db_text(c, 1)), (int)db_int(c, 2), 0};
    if (db_text(c, 3)[0])
        saga->reason = error_from_wire(db_text(c, 3), -1);
    snprintf(saga->detail, sizeof saga->detail, "%s", db_text(c, 4));
    read_trace(saga, db_text(c, 5));
    return ERROR_OK;
}

/* Ours are asked for only when memory has none of them. */
static void query_open(struct sagas *sagas, struct cursor *c, bool ours)
{
    struct db *db = runtime_db(sagas->rt);
    if (!sagas->crew)
        db_query(c, db,
                 "SELECT id, state, step, reason, detail, traceparent"
                 " FROM sagas WHERE state IN ('running', 'compensating')",
                 NO_VALUES);
    else
        db_query(c, db,
                 "SELECT id, state, step, reason, detail, traceparent"
                 " FROM sagas WHERE state IN ('running', 'compensating') AND"
                 " ((?1 AND owner = ?2) OR"
                 "  owner NOT IN (SELECT epoch FROM crew))",
                 VALUES(INT(ours), INT(sagas->crew->epoch)));
}

static enum error read_open(struct sagas *sagas, bool ours)
{
    struct cursor c;
    enum error error = ERROR_OK;
    sagas->left = false;
    query_open(sagas, &c, ours);
    while (!error && !sagas->left && db_next(&c)) {
        sagas->left = sagas->count >= LIMIT_REQUESTS;
        if (!sagas->left)
            error = read_saga(sagas, &c);
    }
    enum error ended = db_end(&c);
    return error ? error : ended;
}

enum error saga_count_log(struct saga *saga)
{
    int64_t rows = 0;
    enum error error = db_get_int(
        runtime_db(saga->rt), "SELECT count(*) FROM saga_log WHERE saga = ?1",
        VALUES(TEXT(saga->id.text)), &rows);
    saga->logged = (int)rows;
    return error;
}

static enum error claim(struct saga *saga)
{
    const struct crew *crew = saga->all->crew;
    if (!crew)
        return ERROR_OK;
    return db_exec_one(runtime_db(saga->rt),
                       "UPDATE sagas SET owner = ?2 WHERE id = ?1",
                       VALUES(TEXT(saga->id.text), INT(crew->epoch)));
}

static enum error revive(struct saga *saga)
{
    saga->runs = saga->span.resumed = true;
    enum error error = claim(saga);
    if (!error)
        error = saga_count_log(saga);
    if (!error)
        error = saga->all->plan->revive(saga);
    return error ? error : saga_go(saga);
}

static enum error take_up(struct sagas *sagas, bool ours)
{
    int64_t count = 0;
    enum error error = read_open(sagas, ours);
    for (size_t i = 0; i < sizeof sagas->slots / sizeof *sagas->slots; i++)
        for (struct saga *saga = sagas->slots[i]; saga && !error;
             saga = saga->next) {
            if (saga->runs)
                continue;
            count++;
            error = revive(saga);
        }
    if (count)
        LOG(LOG_INFO, "sagas_resumed", NULL, LOG_INT("count", count));
    return error;
}

enum error saga_take_over(struct sagas *sagas)
{
    return take_up(sagas, false);
}

enum error saga_resume_all(struct sagas *sagas)
{
    return take_up(sagas, true);
}

enum error sagas_upgrade(struct db *db)
{
    int64_t columns = 0;
    enum error error = db_get_int(
        db, "SELECT count(*) FROM pragma_table_info('sagas') WHERE name = ?1",
        VALUES(TEXT("owner")), &columns);
    if (error || columns)
        return error;
    return db_script(db, "ALTER TABLE sagas"
                         " ADD COLUMN owner INTEGER NOT NULL DEFAULT 0");
}

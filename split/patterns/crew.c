/*
 * crew -- who is aboard is a table, and so is who owns what.
 *
 * The problem: work that a process had begun must go on when the process is
 * dead, and must not be done twice when it only seemed so. No clock and no lock
 * can tell a dead process from one that is stopped and wakes up in a minute,
 * with all its beliefs intact.
 *
 * The idea: each process writes a row with a number that is never given again,
 * its epoch, and puts the epoch on whatever it owns. Who believes that another
 * one is over deletes that row and takes its work, in one transaction. Each
 * transaction that writes begins with a look at one's own row. So the belief
 * may be wrong; the worst that happens is that a living process finds its row
 * gone, forgets what it thought it owned, and comes aboard anew.
 *
 * The invariant: what is written under an epoch was written while its row was
 * there; SQLite's one writer at a time makes that an order of before and after.
 *
 * The oldest aboard leads. That cannot change under it while its row stands:
 * younger ones have higher epochs.
 */
#include "split/patterns/crew.h"

#include <string.h>

#include "chassis/crash.h"
#include "chassis/log.h"

const char crew_schema[] =
#include "split/patterns/crew.sql.inc"
    ;

void crew_init(struct crew *crew, struct runtime *rt,
               enum error (*looked)(struct runtime *rt, bool gone),
               const char *crash_point)
{
    memset(crew, 0, sizeof *crew);
    crew->rt = rt;
    crew->looked = looked;
    crew->crash_point = crash_point;
}

static enum error is_aboard(const struct crew *crew, int64_t *rows)
{
    return db_get_int(
        runtime_db(crew->rt),
        "SELECT count(*) FROM crew WHERE epoch = ?1 AND life = ?2",
        VALUES(INT(crew->epoch), INT(runtime_life(crew->rt))), rows);
}

enum error crew_check(const struct crew *crew)
{
    int64_t rows = 1;
    enum error error = ERROR_OK;
    if (runtime_shares(crew->rt))
        error = is_aboard(crew, &rows);
    if (error || rows)
        return error;
    return error_explain(ERROR_UNAVAILABLE,
                         "this process was silent and its work was taken over; "
                         "ask again with the same key");
}

/* ---- the others ---- */

struct member {
    int64_t epoch, life;
};

static enum error read_others(const struct crew *crew,
                              struct member others[CREW_MEMBERS], size_t *count)
{
    struct cursor c;
    db_query(&c, runtime_db(crew->rt),
             "SELECT epoch, life FROM crew WHERE epoch <> ?1 ORDER BY epoch",
             VALUES(INT(crew->epoch)));
    for (*count = 0; *count < CREW_MEMBERS && db_next(&c); ++*count)
        others[*count] = (struct member){db_int(&c, 0), db_int(&c, 1)};
    return db_end(&c);
}

/* A former epoch of this very process is over too. */
static bool is_over(const struct crew *crew, const struct member *member)
{
    return member->life == runtime_life(crew->rt) ||
           runtime_life_is_over(crew->rt, member->life);
}

static enum error put_ashore(const struct crew *crew,
                             const struct member *member)
{
    LOG(LOG_INFO, "replica_put_ashore", NULL, LOG_INT("epoch", member->epoch),
        LOG_INT("by", crew->epoch));
    enum error error =
        db_exec(runtime_db(crew->rt), "DELETE FROM crew WHERE epoch = ?1",
                VALUES(INT(member->epoch)));
    if (!error && crew->crash_point)
        crash_point(crew->crash_point);
    return error;
}

static enum error look_around(struct crew *crew, bool *gone)
{
    struct member others[CREW_MEMBERS];
    size_t count = 0;
    int64_t oldest = 0;
    enum error error = read_others(crew, others, &count);
    for (size_t i = 0; i < count && !error; i++) {
        if (!is_over(crew, &others[i]))
            continue;
        *gone = true;
        error = put_ashore(crew, &others[i]);
    }
    if (!error)
        error = db_get_int(runtime_db(crew->rt), "SELECT min(epoch) FROM crew",
                           NO_VALUES, &oldest);
    if (!error)
        crew->leads = oldest == crew->epoch;
    return error;
}

static enum error on_look(struct runtime *rt, void *arg)
{
    struct crew *crew = arg;
    bool gone = false;
    enum error error = look_around(crew, &gone);
    if (!error)
        error = crew->looked(rt, gone);
    if (!error)
        runtime_after(rt, CREW_LOOK_MS, on_look, crew);
    return error;
}

/* ---- aboard ---- */

static enum error come_aboard(struct crew *crew)
{
    struct db *db = runtime_db(crew->rt);
    enum error error = db_exec(db, "INSERT INTO crew (life) VALUES (?1)",
                               VALUES(INT(runtime_life(crew->rt))));
    if (!error)
        crew->epoch = db_last_id(db);
    return error;
}

enum error crew_board(struct crew *crew)
{
    int64_t rows = 0;
    bool gone = false;
    enum error error = is_aboard(crew, &rows);
    if (!error && !rows)
        error = come_aboard(crew);
    if (!error)
        error = look_around(crew, &gone);
    if (!error && runtime_shares(crew->rt))
        runtime_after(crew->rt, CREW_LOOK_MS, on_look, crew);
    return error;
}

/*
 * shipping -- parcels; islands are refused, so that the last step fails too.
 *
 * The problem: a checkout whose last step always succeeds never shows what
 * must be undone. And a booking, like a charge, may be asked for twice, or be
 * undone before it arrives.
 *
 * The idea: the same as in payments. The booking's key is the primary key of
 * a table; the first request writes its outcome, later ones read it, and a
 * recall that finds nothing leaves a tombstone.
 *
 *      (none) -> BOOKED -> RECALLED
 *      (none) -> REFUSED
 *      (none) -> VOID
 *
 * The invariant: a row never leaves an end state; the tracking code follows
 * from the order's id, so a repeat could not invent another one.
 *
 * Order of use: shipping_seed() once; then book, recall, find in any order.
 */
#include "domain/shipping/shipping.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "domain/step.h"

const char shipping_schema[] =
#include "domain/shipping/schema.sql.inc"
    ;

static const char *const state_names[] = {
    [PARCEL_BOOKED] = "BOOKED",
    [PARCEL_REFUSED] = "REFUSED",
    [PARCEL_RECALLED] = "RECALLED",
    [PARCEL_VOID] = "VOID",
};

const char *shipping_state_name(enum parcel_state state)
{
    return state_names[state];
}

static enum parcel_state state_of(const char *name)
{
    int state = PARCEL_BOOKED;

    while (strcmp(state_names[state], name) != 0) {
        assert(state < PARCEL_VOID); /* the table has a CHECK */
        state++;
    }
    return state;
}

/* ---- addresses ---- */

static const struct place {
    const char *city_ko;
    const char *city_en;
    const char *zone;
} mainland[] = {
    {"서울", "Seoul", "metro"},        {"전주", "Jeonju", "province"},
    {"부산", "Busan", "metro"},        {"강릉", "Gangneung", "province"},
    {"인천", "Incheon", "metro"},      {"대구", "Daegu", "metro"},
    {"춘천", "Chuncheon", "province"}, {"대전", "Daejeon", "metro"},
    {"광주", "Gwangju", "metro"},      {"안동", "Andong", "province"},
    {"수원", "Suwon", "metro"},        {"여수", "Yeosu", "province"},
};

static const struct place islands[] = {
    {"울릉", "Ulleung", "island"},
    {"백령도", "Baengnyeongdo", "island"},
    {"흑산도", "Heuksando", "island"},
};

/* 15, 35, 55, 75, 95 */
static const struct place *place_of(int64_t customer_id)
{
    if (customer_id % 20 == 15)
        return &islands[customer_id / 20 %
                        (sizeof(islands) / sizeof(*islands))];
    return &mainland[customer_id % (sizeof(mainland) / sizeof(*mainland))];
}

enum error shipping_seed(struct db *db)
{
    int64_t addresses;
    enum error error =
        db_get_int(db, "SELECT count(*) FROM addresses", NO_VALUES, &addresses);

    for (int64_t id = 1; !error && !addresses && id <= SHIPPING_SEEDED; id++) {
        const struct place *place = place_of(id);
        error = db_exec(db,
                        "INSERT INTO addresses (customer_id, city_ko, city_en,"
                        " zone) VALUES (?1, ?2, ?3, ?4)",
                        VALUES(INT(id), TEXT(place->city_ko),
                               TEXT(place->city_en), TEXT(place->zone)));
    }
    return error;
}

static enum error read_zone(struct db *db, int64_t customer_id,
                            char out[SHIPPING_ZONE_BYTES])
{
    struct cursor c;
    bool found;
    enum error error;

    db_query(&c, db, "SELECT zone FROM addresses WHERE customer_id = ?1",
             VALUES(INT(customer_id)));
    found = db_next(&c);
    if (found)
        snprintf(out, SHIPPING_ZONE_BYTES, "%s", db_text(&c, 0));
    error = db_end(&c);
    if (error || found)
        return error;
    return error_explain(ERROR_NOT_FOUND,
                         "customer %lld has no address; customers are "
                         "numbered 1 to %d",
                         (long long)customer_id, SHIPPING_SEEDED);
}

/* ---- the row of a key ---- */

struct row {
    bool found;
    bool same_order;
    int64_t customer_id;
    struct parcel parcel;
};

static struct parcel read_parcel(struct cursor *c)
{
    struct parcel parcel = {.state = state_of(db_text(c, 0))};

    snprintf(parcel.zone, sizeof(parcel.zone), "%s", db_text(c, 1));
    snprintf(parcel.tracking, sizeof(parcel.tracking), "%s", db_text(c, 2));
    return parcel;
}

static enum error read_row(struct db *db, const char *key, const char *order_id,
                           struct row *out)
{
    struct cursor c;

    *out = (struct row){0};
    db_query(&c, db,
             "SELECT state, zone, tracking, customer_id, order_id = ?2"
             " FROM parcels WHERE key = ?1",
             VALUES(TEXT(key), TEXT(order_id)));
    if (db_next(&c)) {
        out->found = true;
        out->parcel = read_parcel(&c);
        out->customer_id = db_int(&c, 3);
        out->same_order = db_int(&c, 4);
    }
    return db_end(&c);
}

static enum error insert_row(struct db *db, const struct booking *booking,
                             const struct parcel *parcel)
{
    return db_exec(
        db,
        "INSERT INTO parcels (key, order_id, customer_id, zone, tracking,"
        " state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        VALUES(TEXT(booking->key), TEXT(booking->order_id),
               parcel->state == PARCEL_VOID ? NO_VALUE
                                            : INT(booking->customer_id),
               TEXT(parcel->zone), TEXT(parcel->tracking),
               TEXT(state_names[parcel->state])));
}

/* ---- book and recall ---- */

static void make_tracking(char out[SHIPPING_TRACKING_BYTES],
                          const char *order_id)
{
    size_t length = strlen(order_id);
    size_t kept = length < 10 ? length : 10;

    snprintf(out, SHIPPING_TRACKING_BYTES, "CL-%s", order_id + length - kept);
}

static enum error book_first(struct db *db, const struct booking *booking,
                             struct parcel *out)
{
    struct parcel parcel = {.state = PARCEL_BOOKED};
    enum error error = read_zone(db, booking->customer_id, parcel.zone);

    if (error)
        return error;
    if (strcmp(parcel.zone, "island") == 0)
        parcel.state = PARCEL_REFUSED;
    else
        make_tracking(parcel.tracking, booking->order_id);
    error = insert_row(db, booking, &parcel);
    if (!error)
        *out = parcel;
    return error;
}

enum error shipping_book(struct db *db, const struct booking *booking,
                         struct parcel *out)
{
    struct row row;
    enum error error = step_check(booking->key, booking->order_id);

    if (!error)
        error = read_row(db, booking->key, booking->order_id, &row);
    if (error)
        return error;
    if (!row.found)
        return book_first(db, booking, out);
    if (!row.same_order || (row.parcel.state != PARCEL_VOID &&
                            row.customer_id != booking->customer_id))
        return step_mismatch(booking->key);
    *out = row.parcel;
    return ERROR_OK;
}

enum error shipping_refusal(const struct parcel *parcel)
{
    switch (parcel->state) {
    case PARCEL_BOOKED:
        return ERROR_OK;
    case PARCEL_REFUSED:
        return error_explain(ERROR_UNDELIVERABLE,
                             "the address lies in the zone \"%s\", where no "
                             "parcel goes; order to another address",
                             parcel->zone);
    case PARCEL_RECALLED:
    case PARCEL_VOID:
        break;
    }
    return error_explain(ERROR_VOIDED,
                         "this parcel was called back before and is not sent "
                         "again; place a new order");
}

enum error shipping_recall(struct db *db, const char *key, const char *order_id,
                           struct parcel *out)
{
    struct booking booking = {.key = key, .order_id = order_id};
    struct row row;
    enum error error = step_check(key, order_id);

    if (!error)
        error = read_row(db, key, order_id, &row);
    if (error)
        return error;
    if (!row.found) {
        row.parcel.state = PARCEL_VOID;
        error = insert_row(db, &booking, &row.parcel);
    } else if (!row.same_order) {
        error = step_mismatch(key);
    } else if (row.parcel.state == PARCEL_BOOKED) {
        row.parcel.state = PARCEL_RECALLED;
        error = db_exec_one(db,
                            "UPDATE parcels SET state = 'RECALLED'"
                            " WHERE key = ?1 AND state = 'BOOKED'",
                            VALUES(TEXT(key)));
    }
    if (!error)
        *out = row.parcel;
    return error;
}

enum error shipping_find(struct db *db, const char *order_id,
                         struct parcel *out)
{
    char key[STEP_KEY_BYTES];
    struct row row;
    enum error error;

    step_key(key, order_id, STEP_SHIP);
    error = read_row(db, key, order_id, &row);
    if (error)
        return error;
    if (!row.found || row.parcel.state == PARCEL_VOID)
        return error_explain(ERROR_NOT_FOUND,
                             "there is no parcel for order %.64s", order_id);
    *out = row.parcel;
    return ERROR_OK;
}

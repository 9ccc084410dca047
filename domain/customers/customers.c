/*
 * customers -- who may order, and a summary of what they ordered.
 *
 * The problem: a shop must know a customer again without keeping what the
 * customer knows; and the front page wants "orders so far" without a walk
 * through all orders.
 *
 * The idea: of a PIN only HMAC-SHA256(salt, PIN) is kept, compared in constant
 * time. An unknown id goes the same way with a salt of its own, so neither the
 * answer nor its duration tells who exists. (Ten thousand PINs are soon tried
 * by whoever steals the table: a real shop would take longer passwords and a
 * slow function such as Argon2. The rest would stay as it is.) The summary is
 * two columns, moved by whoever knows that an order was settled.
 *
 * The invariant: no PIN is in the database; a summary is never negative.
 *
 * Order of use: customers_seed() once; then the others in any order.
 */
#include "domain/customers/customers.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chassis/digest.h"
#include "chassis/random.h"

const char customers_schema[] =
#include "domain/customers/schema.sql.inc"
    ;

#define SCOPE_CUSTOMER "orders:read orders:write"
#define SCOPE_MANAGER SCOPE_CUSTOMER " stock:write admin"

enum { SALT_BYTES = 16 };

/* ---- the first hundred ---- */

struct name {
    const char *ko;
    const char *en;
};

static const struct name family_names[20] = {
    {"김", "Kim"},  {"이", "Lee"},  {"박", "Park"}, {"최", "Choi"},
    {"정", "Jung"}, {"강", "Kang"}, {"조", "Cho"},  {"윤", "Yoon"},
    {"장", "Jang"}, {"임", "Lim"},  {"한", "Han"},  {"오", "Oh"},
    {"서", "Seo"},  {"신", "Shin"}, {"권", "Kwon"}, {"황", "Hwang"},
    {"안", "Ahn"},  {"송", "Song"}, {"류", "Ryu"},  {"홍", "Hong"},
};

static const struct name given_names[25] = {
    {"민준", "Minjun"},  {"서연", "Seoyeon"}, {"도윤", "Doyun"},
    {"지우", "Jiwoo"},   {"하준", "Hajun"},   {"서현", "Seohyeon"},
    {"은우", "Eunwoo"},  {"하은", "Haeun"},   {"시우", "Siwoo"},
    {"수아", "Sua"},     {"지호", "Jiho"},    {"지민", "Jimin"},
    {"예준", "Yejun"},   {"윤서", "Yunseo"},  {"현우", "Hyunwoo"},
    {"채원", "Chaewon"}, {"준서", "Junseo"},  {"다은", "Daeun"},
    {"건우", "Geonwoo"}, {"예은", "Yeeun"},   {"우진", "Woojin"},
    {"소율", "Soyul"},   {"선우", "Sunwoo"},  {"나연", "Nayeon"},
    {"태윤", "Taeyun"},
};

static void digest_pin(const unsigned char salt[SALT_BYTES], const char *pin,
                       unsigned char out[DIGEST_BYTES])
{
    digest_hmac(salt, SALT_BYTES, pin, strlen(pin), out);
}

/* Seeded by the id: every machine and every simulated run has the same rows. */
static void make_salt(int64_t id, unsigned char out[SALT_BYTES])
{
    struct random random;
    uint64_t words[SALT_BYTES / sizeof(uint64_t)];

    random_seed(&random, (uint64_t)id);
    words[0] = random_next(&random);
    words[1] = random_next(&random);
    memcpy(out, words, SALT_BYTES);
}

/* 20 and 25 have 100 as their least common multiple: no name comes twice. */
static enum error seed_one(struct db *db, int64_t id)
{
    const struct name *family = &family_names[id % 20];
    const struct name *given = &given_names[id % 25];
    const char *scope =
        id == CUSTOMERS_MANAGER ? SCOPE_MANAGER : SCOPE_CUSTOMER;
    char name_ko[CUSTOMERS_NAME_BYTES], name_en[CUSTOMERS_NAME_BYTES], pin[16];
    unsigned char salt[SALT_BYTES], digest[DIGEST_BYTES];

    snprintf(name_ko, sizeof(name_ko), "%s%s", family->ko, given->ko);
    snprintf(name_en, sizeof(name_en), "%s %s", given->en, family->en);
    snprintf(pin, sizeof(pin), "%04d", (int)id);
    make_salt(id, salt);
    digest_pin(salt, pin, digest);
    return db_exec(
        db,
        "INSERT INTO customers (id, name_ko, name_en, scope, salt, pin_digest)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        VALUES(INT(id), TEXT(name_ko), TEXT(name_en), TEXT(scope),
               BLOB(salt, sizeof(salt)), BLOB(digest, sizeof(digest))));
}

enum error customers_seed(struct db *db)
{
    int64_t customers;
    enum error error =
        db_get_int(db, "SELECT count(*) FROM customers", NO_VALUES, &customers);

    for (int64_t id = 1; !error && !customers && id <= CUSTOMERS_SEEDED; id++)
        error = seed_one(db, id);
    return error;
}

/* ---- who is it? ---- */

struct secret {
    unsigned char salt[SALT_BYTES];
    unsigned char digest[DIGEST_BYTES];
};

/* All zero where there is no such customer; no PIN is known to give that. */
static enum error read_secret(struct db *db, int64_t id, struct secret *out)
{
    struct cursor c;
    size_t salt_bytes, digest_bytes;

    *out = (struct secret){0};
    db_query(&c, db, "SELECT salt, pin_digest FROM customers WHERE id = ?1",
             VALUES(INT(id)));
    if (db_next(&c)) {
        const void *salt = db_blob(&c, 0, &salt_bytes);
        const void *digest = db_blob(&c, 1, &digest_bytes);
        if (salt_bytes == SALT_BYTES && digest_bytes == DIGEST_BYTES) {
            memcpy(out->salt, salt, SALT_BYTES);
            memcpy(out->digest, digest, DIGEST_BYTES);
        }
    }
    return db_end(&c);
}

enum error customers_authenticate(struct db *db, int64_t id, const char *pin,
                                  struct customer *out)
{
    struct secret secret;
    unsigned char digest[DIGEST_BYTES];
    enum error error = read_secret(db, id, &secret);

    if (error)
        return error;
    digest_pin(secret.salt, pin, digest);
    if (!digest_equal(digest, secret.digest))
        return error_explain(ERROR_UNAUTHENTICATED,
                             "the customer id or the PIN is wrong; the PIN of "
                             "customer 7 is 0007, and so on");
    return customers_get(db, id, out);
}

/* ---- what is known of them ---- */

static struct customer read_customer(struct cursor *c)
{
    struct customer customer = {.id = db_int(c, 0),
                                .orders_confirmed = db_int(c, 4),
                                .won_spent = db_int(c, 5)};

    snprintf(customer.name_ko, sizeof(customer.name_ko), "%s", db_text(c, 1));
    snprintf(customer.name_en, sizeof(customer.name_en), "%s", db_text(c, 2));
    snprintf(customer.scope, sizeof(customer.scope), "%s", db_text(c, 3));
    return customer;
}

static enum error unknown(int64_t id)
{
    return error_explain(ERROR_NOT_FOUND,
                         "there is no customer %lld; they are numbered 1 to %d",
                         (long long)id, CUSTOMERS_SEEDED);
}

enum error customers_get(struct db *db, int64_t id, struct customer *out)
{
    struct cursor c;
    struct customer customer;
    bool found;
    enum error error;

    db_query(&c, db,
             "SELECT id, name_ko, name_en, scope, orders_confirmed, won_spent"
             " FROM customers WHERE id = ?1",
             VALUES(INT(id)));
    found = db_next(&c);
    if (found)
        customer = read_customer(&c);
    error = db_end(&c);
    if (error)
        return error;
    if (!found)
        return unknown(id);
    *out = customer;
    return ERROR_OK;
}

enum error customers_note_order(struct db *db, int64_t id, int64_t orders_delta,
                                int64_t won_delta)
{
    enum error error =
        db_exec(db,
                "UPDATE customers SET orders_confirmed = orders_confirmed + ?2,"
                " won_spent = won_spent + ?3 WHERE id = ?1",
                VALUES(INT(id), INT(orders_delta), INT(won_delta)));

    if (!error && db_changes(db) == 0)
        return unknown(id);
    return error;
}

/*
 * idempotency -- a key is a row beside its order.
 *
 * The problem: a client that hears nothing must be able to ask again without
 * ordering twice, and must get the answer that it missed.
 *
 * The idea: the row is written in the transaction that places the order, so
 * either both exist or neither does; the answer is added in the transaction
 * that decides it. What was asked is kept as a digest, so that a key that is
 * used for something else is noticed.
 *
 * The invariant: a key's answer never changes once it is there.
 */
#include "domain/orders/idempotency.h"

#include <string.h>

#include "chassis/digest.h"
#include "chassis/message.h"

/* No secret: it only keeps our digests apart from other uses of the hash. */
static const char digest_key[] = "cleave.idempotency.1";

static enum error fingerprint(const Shop__PlaceOrderRequest *request,
                              unsigned char out[DIGEST_BYTES])
{
    struct buffer packed;
    buffer_init(&packed, 1 << 20);
    enum error error = message_pack(&request->base, &packed);
    if (!error)
        digest_hmac(digest_key, sizeof digest_key, packed.data, packed.length,
                    out);
    buffer_release(&packed);
    return error;
}

static enum error claim_key(struct db *db,
                            const struct idempotency_claim *claim,
                            const unsigned char digest[DIGEST_BYTES])
{
    return db_exec(db,
                   "INSERT INTO idempotency_keys"
                   " (principal, key, fingerprint, order_id)"
                   " VALUES (?1, ?2, ?3, ?4)",
                   VALUES(INT(claim->principal), TEXT(claim->key),
                          BLOB(digest, DIGEST_BYTES), TEXT(claim->order_id)));
}

static enum error error_of_slug(const char *slug)
{
    return slug[0] ? error_from_wire(slug, -1) : ERROR_OK;
}

static const char *text_or_null(struct arena *arena, const char *text)
{
    return text[0] ? arena_string(arena, text) : NULL;
}

/* The stored answer, copied out of the row. */
static enum error read_answer(struct cursor *c, struct arena *arena,
                              struct idempotency_answer *out)
{
    ProtobufCMessage *order = NULL;
    size_t length;
    *out = (struct idempotency_answer){.error = error_of_slug(db_text(c, 2))};
    if (out->error) {
        out->detail = text_or_null(arena, db_text(c, 3));
        out->instance = text_or_null(arena, db_text(c, 4));
        return ERROR_OK;
    }
    const void *bytes = db_blob(c, 5, &length);
    enum error error =
        message_unpack(&shop__order__descriptor, bytes, length, arena, &order);
    out->order = (const Shop__Order *)order;
    return error;
}

static enum error look(struct cursor *c,
                       const unsigned char digest[DIGEST_BYTES],
                       struct arena *arena, struct idempotency_answer *out)
{
    size_t length;
    const void *stored = db_blob(c, 0, &length);
    if (length != DIGEST_BYTES || memcmp(stored, digest, DIGEST_BYTES) != 0)
        return error_explain(ERROR_KEY_REUSED,
                             "this Idempotency-Key came with another order "
                             "before; use a new key for a new order");
    if (!db_int(c, 1))
        return error_explain(ERROR_KEY_IN_FLIGHT,
                             "the order of this Idempotency-Key is still being "
                             "worked on; ask again in a second");
    return read_answer(c, arena, out);
}

/* NOT_FOUND: the key is free; `digest` is then what to claim it with. */
static enum error find(struct db *db, const struct idempotency_claim *claim,
                       unsigned char digest[DIGEST_BYTES], struct arena *arena,
                       struct idempotency_answer *out)
{
    struct cursor c;
    if (!claim->key || !claim->key[0])
        return error_explain(ERROR_KEY_MISSING,
                             "send an Idempotency-Key header: a new one for "
                             "each order, the same one for each repeat");
    enum error error = fingerprint(claim->request, digest);
    if (error)
        return error;
    db_query(&c, db,
             "SELECT fingerprint, answered, error, detail, instance, reply"
             " FROM idempotency_keys WHERE principal = ?1 AND key = ?2",
             VALUES(INT(claim->principal), TEXT(claim->key)));
    bool found = db_next(&c);
    enum error seen = found ? look(&c, digest, arena, out) : ERROR_NOT_FOUND;
    error = db_end(&c);
    return error ? error : seen;
}

enum error idempotency_look(struct db *db,
                            const struct idempotency_claim *claim,
                            struct arena *arena, bool *replayed,
                            struct idempotency_answer *out)
{
    unsigned char digest[DIGEST_BYTES];
    enum error error = find(db, claim, digest, arena, out);
    *replayed = !error;
    return error == ERROR_NOT_FOUND ? ERROR_OK : error;
}

enum error idempotency_begin(struct db *db,
                             const struct idempotency_claim *claim,
                             struct arena *arena, bool *replayed,
                             struct idempotency_answer *out)
{
    unsigned char digest[DIGEST_BYTES];
    enum error error = find(db, claim, digest, arena, out);
    *replayed = !error;
    return error == ERROR_NOT_FOUND ? claim_key(db, claim, digest) : error;
}

enum error idempotency_finish(struct db *db, int64_t principal, const char *key,
                              const struct idempotency_answer *answer)
{
    struct buffer packed;
    enum error error = ERROR_OK;
    if (!key[0])
        return ERROR_OK;
    buffer_init(&packed, 1 << 20);
    if (!answer->error)
        error = message_pack(&answer->order->base, &packed);
    if (!error)
        error =
            db_exec(db,
                    "UPDATE idempotency_keys SET answered = 1, error = ?3,"
                    " detail = ?4, instance = ?5, reply = ?6"
                    " WHERE principal = ?1 AND key = ?2 AND answered = 0",
                    VALUES(INT(principal), TEXT(key),
                           TEXT(answer->error ? error_slug(answer->error) : ""),
                           TEXT(answer->detail ? answer->detail : ""),
                           TEXT(answer->instance ? answer->instance : ""),
                           BLOB(packed.data, packed.length)));
    buffer_release(&packed);
    return error;
}

/*
 * payments -- wallets, and one charge for one key, ever.
 *
 * The problem: whoever asks for a charge may get no answer, and then cannot
 * know whether the money moved. If it asks again it may pay twice; if it does
 * not, it may not pay at all. And when it gives up and asks for the money
 * back, that wish may overtake the charge it is meant for.
 *
 * The idea: the charge's key is the primary key of a table. The first request
 * writes its outcome there, every later one reads it. A refund that finds no
 * row writes one, VOID: a tombstone that the late charge will run into.
 *
 *      (none) -> CHARGED -> REFUNDED
 *      (none) -> DECLINED
 *      (none) -> VOID
 *
 * The invariant: money moves only between two accounts in one call, so the
 * sum of all accounts never changes; and a row never leaves an end state.
 *
 * Order of use: payments_seed() once; then charge, refund, find in any order.
 */
#include "domain/payments/payments.h"

#include <assert.h>
#include <string.h>

#include "domain/money.h"
#include "domain/step.h"

const char payments_schema[] =
#include "domain/payments/schema.sql.inc"
    ;

static const char *const state_names[] = {
    [PAYMENT_CHARGED] = "CHARGED",
    [PAYMENT_DECLINED] = "DECLINED",
    [PAYMENT_REFUNDED] = "REFUNDED",
    [PAYMENT_VOID] = "VOID",
};

const char *payments_state_name(enum payment_state state)
{
    return state_names[state];
}

static enum payment_state state_of(const char *name)
{
    int state = PAYMENT_CHARGED;

    while (strcmp(state_names[state], name) != 0) {
        assert(state < PAYMENT_VOID); /* the table has a CHECK */
        state++;
    }
    return state;
}

/* ---- accounts ---- */

enum error payments_seed(struct db *db)
{
    int64_t accounts;
    enum error error =
        db_get_int(db, "SELECT count(*) FROM accounts", NO_VALUES, &accounts);

    for (int64_t id = 0; !error && !accounts && id <= PAYMENTS_SEEDED; id++) {
        int64_t won = 1000000000 + id * 7919 % 1000 * 1000;
        if (id == PAYMENTS_SHOP)
            won = 0;
        else if (id % 10 == 0 && id < PAYMENTS_SEEDED)
            won = 1000;
        error = db_exec(db,
                        "INSERT INTO accounts (customer_id, balance, opening)"
                        " VALUES (?1, ?2, ?2)",
                        VALUES(INT(id), INT(won)));
    }
    return error;
}

enum error payments_wallet(struct db *db, int64_t customer_id,
                           int64_t *balance_won)
{
    enum error error =
        db_get_int(db, "SELECT balance FROM accounts WHERE customer_id = ?1",
                   VALUES(INT(customer_id)), balance_won);

    if (error == ERROR_NOT_FOUND || customer_id == PAYMENTS_SHOP)
        return error_explain(ERROR_NOT_FOUND,
                             "customer %lld has no wallet; customers are "
                             "numbered 1 to %d",
                             (long long)customer_id, PAYMENTS_SEEDED);
    return error;
}

static enum error move(struct db *db, int64_t from, int64_t to, int64_t won)
{
    enum error error = db_exec_one(db,
                                   "UPDATE accounts SET balance = balance - ?2"
                                   " WHERE customer_id = ?1 AND balance >= ?2",
                                   VALUES(INT(from), INT(won)));

    if (error)
        return error;
    return db_exec_one(db,
                       "UPDATE accounts SET balance = balance + ?2"
                       " WHERE customer_id = ?1",
                       VALUES(INT(to), INT(won)));
}

/* ---- the row of a key ---- */

struct row {
    bool found;
    bool same_order;
    int64_t customer_id;
    struct payment payment;
};

static struct payment read_payment(struct cursor *c)
{
    return (struct payment){.state = state_of(db_text(c, 0)),
                            .amount_won = db_int(c, 1),
                            .balance_won = db_int(c, 2)};
}

static enum error read_row(struct db *db, const char *key, const char *order_id,
                           struct row *out)
{
    struct cursor c;

    *out = (struct row){0};
    db_query(&c, db,
             "SELECT state, amount, balance, customer_id, order_id = ?2"
             " FROM charges WHERE key = ?1",
             VALUES(TEXT(key), TEXT(order_id)));
    if (db_next(&c)) {
        out->found = true;
        out->payment = read_payment(&c);
        out->customer_id = db_int(&c, 3);
        out->same_order = db_int(&c, 4);
    }
    return db_end(&c);
}

static enum error insert_row(struct db *db, const struct charge *charge,
                             const struct payment *payment)
{
    return db_exec(
        db,
        "INSERT INTO charges (key, order_id, customer_id, amount, balance,"
        " state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        VALUES(TEXT(charge->key), TEXT(charge->order_id),
               payment->state == PAYMENT_VOID ? NO_VALUE
                                              : INT(charge->customer_id),
               INT(payment->amount_won), INT(payment->balance_won),
               TEXT(state_names[payment->state])));
}

/* ---- charge and refund ---- */

static bool is_repeat(const struct row *row, const struct charge *charge)
{
    if (row->payment.state == PAYMENT_VOID)
        return row->same_order;
    return row->same_order && row->customer_id == charge->customer_id &&
           row->payment.amount_won == charge->amount_won;
}

static enum error check_charge(const struct charge *charge)
{
    if (charge->amount_won < 1 || charge->amount_won > MONEY_MAX_WON)
        return error_explain(
            ERROR_UNPROCESSABLE, "amount must be 1 to %lld won, not %lld",
            (long long)MONEY_MAX_WON, (long long)charge->amount_won);
    return step_check(charge->key, charge->order_id);
}

static enum error charge_first(struct db *db, const struct charge *charge,
                               struct payment *out)
{
    struct payment payment = {.amount_won = charge->amount_won};
    enum error error =
        payments_wallet(db, charge->customer_id, &payment.balance_won);

    if (error)
        return error;
    if (payment.balance_won >= charge->amount_won) {
        payment.state = PAYMENT_CHARGED;
        error =
            move(db, charge->customer_id, PAYMENTS_SHOP, charge->amount_won);
    } else {
        payment.state = PAYMENT_DECLINED;
    }
    if (!error)
        error = insert_row(db, charge, &payment);
    if (!error)
        *out = payment;
    return error;
}

enum error payments_charge(struct db *db, const struct charge *charge,
                           struct payment *out)
{
    struct row row;
    enum error error = check_charge(charge);

    if (!error)
        error = read_row(db, charge->key, charge->order_id, &row);
    if (error)
        return error;
    if (!row.found)
        return charge_first(db, charge, out);
    if (!is_repeat(&row, charge))
        return step_mismatch(charge->key);
    *out = row.payment;
    return ERROR_OK;
}

enum error payments_refusal(const struct payment *payment)
{
    switch (payment->state) {
    case PAYMENT_CHARGED:
        return ERROR_OK;
    case PAYMENT_DECLINED:
        return error_explain(ERROR_DECLINED,
                             "the wallet holds %lld won and the order costs "
                             "%lld won; order less",
                             (long long)payment->balance_won,
                             (long long)payment->amount_won);
    case PAYMENT_REFUNDED:
    case PAYMENT_VOID:
        break;
    }
    return error_explain(ERROR_VOIDED,
                         "this payment was undone before and is not made "
                         "again; place a new order");
}

enum error payments_refund(struct db *db, const char *key, const char *order_id,
                           struct payment *out)
{
    struct charge charge = {.key = key, .order_id = order_id};
    struct row row;
    enum error error = step_check(key, order_id);

    if (!error)
        error = read_row(db, key, order_id, &row);
    if (error)
        return error;
    if (!row.found) {
        row.payment.state = PAYMENT_VOID;
        error = insert_row(db, &charge, &row.payment);
    } else if (!row.same_order) {
        error = step_mismatch(key);
    } else if (row.payment.state == PAYMENT_CHARGED) {
        row.payment.state = PAYMENT_REFUNDED;
        error =
            move(db, PAYMENTS_SHOP, row.customer_id, row.payment.amount_won);
        if (!error)
            error = db_exec_one(db,
                                "UPDATE charges SET state = 'REFUNDED'"
                                " WHERE key = ?1 AND state = 'CHARGED'",
                                VALUES(TEXT(key)));
    }
    if (!error)
        *out = row.payment;
    return error;
}

enum error payments_find(struct db *db, const char *order_id,
                         struct payment *out)
{
    char key[STEP_KEY_BYTES];
    struct row row;
    enum error error;

    step_key(key, order_id, STEP_PAY);
    error = read_row(db, key, order_id, &row);
    if (error)
        return error;
    if (!row.found || row.payment.state == PAYMENT_VOID)
        return error_explain(ERROR_NOT_FOUND,
                             "there is no payment for order %.64s", order_id);
    *out = row.payment;
    return ERROR_OK;
}

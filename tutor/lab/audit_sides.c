/*
 * audit_sides -- what each rule compares, as two figures.
 *
 * A rule is judged order by order (audit_rules.c); people want to see what was
 * laid beside what. Where the two sides come from different tables both are
 * summed up here. Elsewhere a rule says something of each row, and the sides
 * are the rows that were looked at and those of them that are well.
 *
 * The figures are read in the same transaction as the rule, so while it holds
 * they are equal. They may be equal and the rule broken all the same: two
 * errors that outweigh each other. The rule decides, not the sums.
 */
#include <string.h>

#include "tutor/lab/audit.h"

#define ONCE_SIDES(x, kept)                                             \
    "SELECT count(*), count(DISTINCT order_id) FROM " x " WHERE state " \
                                                        "IN " kept

const struct audit_sides audit_sides[] = {
    {"money-conserved", TEXT_SIDE_BALANCES, TEXT_SIDE_OPENINGS, true,
     "SELECT sum(balance), sum(opening) FROM accounts"},
    {"shop-account", TEXT_SIDE_SHOP_TOOK, TEXT_SIDE_CHARGES, true,
     "SELECT balance - opening, (SELECT coalesce(sum(amount), 0) FROM charges"
     " WHERE state = 'CHARGED') FROM accounts WHERE customer_id = 0"},
    {"wallets", TEXT_SIDE_SPENT, TEXT_SIDE_CHARGES, true,
     "SELECT sum(opening - balance), (SELECT coalesce(sum(amount), 0)"
     " FROM charges WHERE state = 'CHARGED') FROM accounts"
     " WHERE customer_id > 0"},
    {"no-debt", TEXT_SIDE_ACCOUNTS, TEXT_SIDE_SOLVENT, false, NULL},
    {"stock-conserved", TEXT_SIDE_PIECES, TEXT_SIDE_STOCKED, false,
     "SELECT sum(on_hand + reserved + shipped), sum(initial + restocked)"
     " FROM products"},
    {"stock-lines", TEXT_SIDE_TAKEN, TEXT_SIDE_TAKEN_LINES, false,
     "SELECT (SELECT sum(reserved + shipped) FROM products),"
     " (SELECT coalesce(sum(n.quantity), 0) FROM reservation_lines n"
     " JOIN reservations r ON r.key = n.key"
     " WHERE r.state IN ('RESERVED', 'SHIPPED'))"},
    {"charged-once", TEXT_SIDE_CHARGE_COUNT, TEXT_SIDE_CHARGED_ORDERS, false,
     ONCE_SIDES("charges", "('CHARGED')")},
    {"reserved-once", TEXT_SIDE_RESERVATIONS, TEXT_SIDE_RESERVED_ORDERS, false,
     ONCE_SIDES("reservations", "('RESERVED', 'SHIPPED')")},
    {"booked-once", TEXT_SIDE_PARCELS, TEXT_SIDE_BOOKED_ORDERS, false,
     ONCE_SIDES("parcels", "('BOOKED')")},
    {"no-stray-charge", TEXT_SIDE_CHARGE_COUNT, TEXT_SIDE_ENTITLED, false,
     NULL},
    {"no-stray-stock", TEXT_SIDE_RESERVATIONS, TEXT_SIDE_ENTITLED, false, NULL},
    {"no-stray-parcel", TEXT_SIDE_PARCELS, TEXT_SIDE_ENTITLED, false, NULL},
    {"confirmed-complete", TEXT_SIDE_CONFIRMED_WON, TEXT_SIDE_CONFIRMED_PAID,
     true,
     "SELECT coalesce(sum(o.total), 0), coalesce(sum(c.amount), 0)"
     " FROM orders o LEFT JOIN charges c ON c.key = o.id || '/pay'"
     " AND c.state = 'CHARGED'"
     " WHERE o.status = 'CONFIRMED' AND NOT o.cancelling"},
    {"lines-reserved", TEXT_SIDE_ORDERED, TEXT_SIDE_ORDERED_TAKEN, false,
     "SELECT coalesce(sum(l.quantity), 0), coalesce(sum(n.quantity), 0)"
     " FROM orders o JOIN order_lines l ON l.order_id = o.id"
     " LEFT JOIN reservation_lines n ON n.key = o.id || '/reserve'"
     " AND n.sku = l.sku WHERE o.status = 'CONFIRMED' AND NOT o.cancelling"},
    {"totals", TEXT_SIDE_TOTALS, TEXT_SIDE_LINES_WON, true,
     "SELECT (SELECT coalesce(sum(total), 0) FROM orders),"
     " (SELECT coalesce(sum(quantity * unit_price), 0) FROM order_lines)"},
    {"events-fold", TEXT_SIDE_VERSIONS, TEXT_SIDE_EVENTS, false,
     "SELECT (SELECT coalesce(sum(version), 0) FROM orders),"
     " (SELECT count(*) FROM order_events)"},
    {"terminal", TEXT_SIDE_ORDERS, TEXT_SIDE_ENDED, false, NULL},
    {"keys", TEXT_SIDE_ANSWERED, TEXT_SIDE_STORED, false,
     "SELECT count(*), count(o.id) FROM idempotency_keys k"
     " LEFT JOIN orders o ON o.id = k.order_id WHERE k.answered"},
    {"sagas-ended", TEXT_SIDE_SAGAS, TEXT_SIDE_SAGAS_ENDED, false, NULL},
    {"saga-log", TEXT_SIDE_TRIED, TEXT_SIDE_UNDONE, false,
     "SELECT count(DISTINCT iif(l.action = 'forward', l.saga || l.step, NULL)),"
     " count(DISTINCT iif(l.action = 'compensate' AND l.outcome = 'ok',"
     " l.saga || l.step, NULL))"
     " FROM sagas s JOIN saga_log l ON l.saga = s.id WHERE s.state = 'undone'"},
    {"shipped-once", TEXT_SIDE_CONFIRMED, TEXT_SIDE_SHIPPED, false,
     "SELECT count(*), coalesce(sum(r.state = 'SHIPPED'), 0) FROM orders o"
     " LEFT JOIN reservations r ON r.key = o.id || '/reserve'"
     " WHERE o.status = 'CONFIRMED' AND NOT o.cancelling"},
    {"summaries", TEXT_SIDE_SUMMARIES, TEXT_SIDE_CONFIRMED, false,
     "SELECT (SELECT sum(orders_confirmed) FROM customers.customers),"
     " (SELECT count(*) FROM orders WHERE status = 'CONFIRMED')"},
    {"outbox-delivered", TEXT_SIDE_NEWEST, TEXT_SIDE_DELIVERED, false,
     "SELECT (SELECT coalesce(max(sequence), 0) FROM outbox),"
     " (SELECT coalesce(min(upto), 0) FROM outbox_cursors)"},
};
const size_t audit_sides_count = sizeof audit_sides / sizeof *audit_sides;

const struct audit_sides *audit_sides_of(const char *slug)
{
    for (size_t i = 0; i < audit_sides_count; i++)
        if (strcmp(audit_sides[i].slug, slug) == 0)
            return &audit_sides[i];
    return NULL;
}

const struct audit_rule *audit_rule_named(const char *slug)
{
    for (size_t i = 0; i < audit_rule_count; i++)
        if (strcmp(audit_rules[i].slug, slug) == 0)
            return &audit_rules[i];
    return NULL;
}

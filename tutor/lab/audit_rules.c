/*
 * audit_rules -- what must hold in the books, whatever happened.
 *
 * One row a rule: its name for people, the shapes it means something in, a
 * query for how much was looked at, and a query for what breaks it. The second
 * gives an id and the facts that disagree, so that a finding can be followed
 * up by hand; no row means that the rule holds.
 *
 * The SQL is written against the schemas (domain/X/schema.sql) and against no
 * code. Rules about orders leave those out that are not finished, for which
 * there is a rule of its own; rules about effects leave out what belongs to
 * an unfinished order or to one newer than the snapshot of the orders.
 */
#include "tutor/lab/audit.h"

#define TERMINAL "('CONFIRMED', 'REJECTED', 'CANCELLED')"

/* An effect (charge, reservation, parcel) may only stand for an order that is
 * confirmed. x is the effect's table. */
#define STRAY(x, kept)                                                \
    "SELECT x.order_id, x.state || ' for an order that is ' ||"       \
    " coalesce(o.status, 'unknown') FROM " x " x"                     \
    " LEFT JOIN orders o ON o.id = x.order_id WHERE x.state IN " kept \
    " AND coalesce(o.status, 'none') <> 'CONFIRMED'"                  \
    " AND coalesce(o.status, 'none') NOT IN"                          \
    " ('PENDING', 'PAID', 'RESERVED')"                                \
    " AND x.order_id <= (SELECT coalesce(max(id), '') FROM orders)"

#define ONCE(x, kept)                                                       \
    "SELECT order_id, count(*) || ' times' FROM " x " WHERE state IN " kept \
    " GROUP BY order_id HAVING count(*) > 1"

/* The order of the steps; compensations go the other way. */
#define STEP_RANK                                                           \
    " CASE step WHEN 'pay' THEN 1 WHEN 'reserve' THEN 2 WHEN 'ship' THEN 3" \
    " ELSE 0 END"

const char audit_pending_sql[] =
    "SELECT (SELECT count(*) FROM outbox WHERE sequence >"
    " (SELECT coalesce(min(upto), 0) FROM outbox_cursors)) +"
    " (SELECT count(*) FROM sagas WHERE state IN ('running', 'compensating'))";

const struct audit_rule audit_rules[] = {
    /* ---- money ---- */
    {"money-conserved", TEXT_RULE_MONEY, SHAPES_BOTH, false,
     "SELECT sum(balance) FROM accounts",
     "SELECT 'accounts', 'hold ' || has || ', opened with ' || had FROM"
     " (SELECT sum(balance) AS has, sum(opening) AS had FROM accounts)"
     " WHERE has <> had"},
    {"shop-account", TEXT_RULE_SHOP_ACCOUNT, SHAPES_BOTH, false,
     "SELECT sum(amount) FROM charges WHERE state = 'CHARGED'",
     "SELECT 'account 0', 'took ' || took || ', charges say ' || charged FROM"
     " (SELECT balance - opening AS took, (SELECT coalesce(sum(amount), 0)"
     " FROM charges WHERE state = 'CHARGED') AS charged"
     " FROM accounts WHERE customer_id = 0) WHERE took <> charged"},
    {"wallets", TEXT_RULE_WALLETS, SHAPES_BOTH, false,
     "SELECT count(*) FROM accounts WHERE customer_id > 0",
     "SELECT 'customer ' || a.customer_id, 'spent ' ||"
     " (a.opening - a.balance) || ', charges say ' || coalesce(c.charged, 0)"
     " FROM accounts a LEFT JOIN (SELECT customer_id, sum(amount) AS charged"
     " FROM charges WHERE state = 'CHARGED' GROUP BY customer_id) c"
     " ON c.customer_id = a.customer_id WHERE a.customer_id > 0"
     " AND a.opening - a.balance <> coalesce(c.charged, 0)"},
    {"no-debt", TEXT_RULE_NO_DEBT, SHAPES_BOTH, false,
     "SELECT count(*) FROM accounts",
     "SELECT 'customer ' || customer_id, 'balance ' || balance"
     " FROM accounts WHERE balance < 0"},

    /* ---- stock ---- */
    {"stock-conserved", TEXT_RULE_STOCK, SHAPES_BOTH, false,
     "SELECT count(*) FROM products",
     "SELECT sku, 'on hand ' || on_hand || ' + reserved ' || reserved ||"
     " ' + shipped ' || shipped || ', should be ' || (initial + restocked)"
     " FROM products WHERE on_hand + reserved + shipped <>"
     " initial + restocked OR on_hand < 0 OR reserved < 0 OR shipped < 0"},
    {"stock-lines", TEXT_RULE_STOCK_LINES, SHAPES_BOTH, false,
     "SELECT count(*) FROM reservation_lines",
     "SELECT p.sku, 'reserved ' || p.reserved || ' shipped ' || p.shipped ||"
     " ', lines say ' || coalesce(l.reserved, 0) || ' and ' ||"
     " coalesce(l.shipped, 0) FROM products p LEFT JOIN (SELECT n.sku AS sku,"
     " sum(n.quantity * (r.state = 'RESERVED')) AS reserved,"
     " sum(n.quantity * (r.state = 'SHIPPED')) AS shipped"
     " FROM reservation_lines n JOIN reservations r ON r.key = n.key"
     " GROUP BY n.sku) l ON l.sku = p.sku"
     " WHERE p.reserved <> coalesce(l.reserved, 0)"
     " OR p.shipped <> coalesce(l.shipped, 0)"},

    /* ---- effects once, and only where they belong ---- */
    {"charged-once", TEXT_RULE_CHARGED_ONCE, SHAPES_BOTH, false,
     "SELECT count(*) FROM charges", ONCE("charges", "('CHARGED')")},
    {"reserved-once", TEXT_RULE_RESERVED_ONCE, SHAPES_BOTH, false,
     "SELECT count(*) FROM reservations",
     ONCE("reservations", "('RESERVED', 'SHIPPED')")},
    {"booked-once", TEXT_RULE_BOOKED_ONCE, SHAPES_BOTH, false,
     "SELECT count(*) FROM parcels", ONCE("parcels", "('BOOKED')")},
    {"no-stray-charge", TEXT_RULE_STRAY_CHARGE, SHAPES_BOTH, false,
     "SELECT count(*) FROM charges WHERE state = 'CHARGED'",
     STRAY("charges", "('CHARGED')")},
    {"no-stray-stock", TEXT_RULE_STRAY_STOCK, SHAPES_BOTH, false,
     "SELECT count(*) FROM reservations"
     " WHERE state IN ('RESERVED', 'SHIPPED')",
     STRAY("reservations", "('RESERVED', 'SHIPPED')")},
    {"no-stray-parcel", TEXT_RULE_STRAY_PARCEL, SHAPES_BOTH, false,
     "SELECT count(*) FROM parcels WHERE state = 'BOOKED'",
     STRAY("parcels", "('BOOKED')")},

    /* ---- orders ---- */
    {"confirmed-complete", TEXT_RULE_CONFIRMED, SHAPES_BOTH, false,
     "SELECT count(*) FROM orders WHERE status = 'CONFIRMED'",
     "SELECT o.id, 'total ' || o.total || ', charged ' ||"
     " coalesce(c.amount, 'nothing') || ', stock ' ||"
     " coalesce(r.state, 'nothing') || ', parcel ' ||"
     " coalesce(p.state, 'nothing') FROM orders o"
     " LEFT JOIN charges c ON c.key = o.id || '/pay'"
     " AND c.state = 'CHARGED'"
     " LEFT JOIN reservations r ON r.key = o.id || '/reserve'"
     " AND r.state IN ('RESERVED', 'SHIPPED')"
     " LEFT JOIN parcels p ON p.key = o.id || '/ship'"
     " AND p.state = 'BOOKED'"
     " WHERE o.status = 'CONFIRMED' AND NOT o.cancelling AND (c.amount IS NULL"
     " OR c.amount <> o.total OR c.customer_id <> o.customer_id"
     " OR r.key IS NULL OR p.key IS NULL)"},
    {"lines-reserved", TEXT_RULE_LINES, SHAPES_BOTH, false,
     "SELECT count(*) FROM order_lines",
     "SELECT o.id, l.sku || ' ordered ' || l.quantity || ', reserved ' ||"
     " coalesce(n.quantity, 0) FROM orders o"
     " JOIN order_lines l ON l.order_id = o.id"
     " LEFT JOIN reservation_lines n ON n.key = o.id || '/reserve'"
     " AND n.sku = l.sku WHERE o.status = 'CONFIRMED' AND NOT o.cancelling"
     " AND coalesce(n.quantity, 0) <> l.quantity"},
    {"totals", TEXT_RULE_TOTALS, SHAPES_BOTH, false,
     "SELECT sum(total) FROM orders WHERE status = 'CONFIRMED'",
     "SELECT o.id, 'total ' || o.total || ', lines ' || coalesce(l.sum, 0)"
     " FROM orders o LEFT JOIN (SELECT order_id,"
     " sum(quantity * unit_price) AS sum FROM order_lines GROUP BY order_id) l"
     " ON l.order_id = o.id WHERE o.total <> coalesce(l.sum, 0)"},
    {"events-fold", TEXT_RULE_EVENTS, SHAPES_BOTH, false,
     "SELECT count(*) FROM order_events",
     "SELECT o.id, 'is ' || o.status || ' at ' || o.version ||"
     " ', its last event is ' || coalesce(last.type, 'missing') ||"
     " ', events ' || coalesce(e.count, 0) FROM orders o LEFT JOIN"
     " (SELECT order_id, count(*) AS count, min(version) AS least,"
     " max(version) AS most FROM order_events GROUP BY order_id) e"
     " ON e.order_id = o.id LEFT JOIN order_events last"
     " ON last.order_id = o.id AND last.version = e.most"
     " WHERE e.count IS NULL OR e.least <> 1 OR e.most <> e.count"
     " OR e.most <> o.version"
     " OR o.cancelling <> (last.type = 'OrderCancelRequested')"
     " OR o.status <> CASE last.type"
     " WHEN 'OrderPlaced' THEN 'PENDING' WHEN 'OrderPaid' THEN 'PAID'"
     " WHEN 'OrderReserved' THEN 'RESERVED'"
     " WHEN 'OrderConfirmed' THEN 'CONFIRMED'"
     " WHEN 'OrderCancelRequested' THEN 'CONFIRMED'"
     " WHEN 'OrderRejected' THEN 'REJECTED'"
     " WHEN 'OrderCancelled' THEN 'CANCELLED' ELSE 'unknown' END"},
    {"terminal", TEXT_RULE_TERMINAL, SHAPES_BOTH, true,
     "SELECT count(*) FROM orders",
     "SELECT id, 'still ' || iif(cancelling, 'CANCELLING', status) FROM orders"
     " WHERE cancelling OR status NOT IN " TERMINAL},
    {"keys", TEXT_RULE_KEYS, SHAPES_BOTH, false,
     "SELECT count(*) FROM idempotency_keys",
     "SELECT 'key ' || k.key, 'answered, but there is no order ' || k.order_id"
     " FROM idempotency_keys k LEFT JOIN orders o ON o.id = k.order_id"
     " WHERE k.answered AND o.id IS NULL"
     " UNION ALL SELECT 'key ' || placed_key, count(*) || ' orders'"
     " FROM orders WHERE placed_key <> '' GROUP BY placed_by, placed_key"
     " HAVING count(*) > 1"},

    /* ---- the split's own machinery ---- */
    {"sagas-ended", TEXT_RULE_SAGAS, SHAPES_SPLIT, true,
     "SELECT count(*) FROM sagas",
     "SELECT s.id, s.state || ', order ' || coalesce(o.status, 'unknown')"
     " FROM sagas s LEFT JOIN orders o ON o.id = s.id"
     " WHERE NOT (s.state = 'done' AND o.status = 'CONFIRMED')"
     " AND NOT (s.state = 'undone' AND o.status IN"
     " ('REJECTED', 'CANCELLED')) OR o.id IS NULL"},
    {"saga-log", TEXT_RULE_SAGA_LOG, SHAPES_SPLIT, true,
     "SELECT count(*) FROM saga_log",
     "WITH log AS (SELECT saga, sequence, step, action, outcome," STEP_RANK
     " AS rank FROM saga_log), undo AS (SELECT * FROM log"
     " WHERE action = 'compensate' AND outcome = 'ok')"
     " SELECT s.id, f.step || ' was tried and never undone' FROM sagas s"
     " JOIN (SELECT DISTINCT saga, step FROM log WHERE action = 'forward') f"
     " ON f.saga = s.id WHERE s.state = 'undone' AND NOT EXISTS"
     " (SELECT 1 FROM undo u WHERE u.saga = s.id AND u.step = f.step)"
     " UNION ALL SELECT u.saga, u.step || ' was undone and never tried'"
     " FROM undo u WHERE NOT EXISTS (SELECT 1 FROM log f WHERE f.saga = u.saga"
     " AND f.step = u.step AND f.action = 'forward')"
     " UNION ALL SELECT u.saga, u.step || ' was undone, the saga is done'"
     " FROM undo u JOIN sagas s ON s.id = u.saga WHERE s.state = 'done'"
     " UNION ALL SELECT a.saga, b.step || ' was undone after ' || a.step"
     " FROM undo a JOIN undo b ON b.saga = a.saga AND b.sequence > a.sequence"
     " WHERE b.rank >= a.rank"},
    {"shipped-once", TEXT_RULE_SHIPPED, SHAPES_BOTH, true,
     "SELECT count(*) FROM reservations WHERE state = 'SHIPPED'",
     "SELECT o.id, 'confirmed, its stock is ' || coalesce(r.state, 'missing')"
     " FROM orders o LEFT JOIN reservations r ON r.key = o.id || '/reserve'"
     " WHERE o.status = 'CONFIRMED' AND NOT o.cancelling"
     " AND coalesce(r.state, '') <> 'SHIPPED'"},
    {"summaries", TEXT_RULE_SUMMARIES, SHAPES_SPLIT, true,
     "SELECT sum(orders_confirmed) FROM customers.customers",
     "SELECT 'customer ' || c.id, 'summary ' || c.orders_confirmed || ' and ' "
     "||"
     " c.won_spent || ' won, orders say ' || coalesce(o.count, 0) || ' and ' ||"
     " coalesce(o.sum, 0) FROM customers.customers c LEFT JOIN"
     " (SELECT customer_id, count(*) AS count, sum(total) AS sum FROM orders"
     " WHERE status = 'CONFIRMED' GROUP BY customer_id) o"
     " ON o.customer_id = c.id WHERE c.orders_confirmed <> coalesce(o.count, 0)"
     " OR c.won_spent <> coalesce(o.sum, 0)"},
    {"outbox-delivered", TEXT_RULE_OUTBOX, SHAPES_SPLIT, true,
     "SELECT coalesce(min(upto), 0) FROM outbox_cursors",
     "SELECT 'event ' || o.sequence, o.type || ' waits for ' || c.subscriber"
     " FROM outbox o JOIN outbox_cursors c ON c.upto < o.sequence"},
};
const size_t audit_rule_count = sizeof audit_rules / sizeof *audit_rules;

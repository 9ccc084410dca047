-- outbox: events, written in the transaction of the change that they tell.
-- Delivered rows go, but for the newest: so no sequence is ever given twice.

CREATE TABLE IF NOT EXISTS outbox (
    sequence    INTEGER PRIMARY KEY,
    type        TEXT NOT NULL,
    key         TEXT NOT NULL,
    payload     BLOB NOT NULL,
    traceparent TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS outbox_cursors (
    subscriber TEXT PRIMARY KEY,
    upto       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- customers: who may order. A PIN is never kept, only what it makes of a salt.
-- orders_confirmed and won_spent are a summary: the monolith could join for
-- it, the customers service of the split is told by events.
CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    name_ko TEXT NOT NULL,
    name_en TEXT NOT NULL,
    scope TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    pin_digest BLOB NOT NULL CHECK (length(pin_digest) = 32),
    orders_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (orders_confirmed >= 0),
    won_spent INTEGER NOT NULL DEFAULT 0 CHECK (won_spent >= 0)
) STRICT;

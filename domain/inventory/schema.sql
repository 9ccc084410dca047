-- inventory: the catalogue with its stock. The table itself refuses a piece
-- that appears from nowhere or is lost.
CREATE TABLE IF NOT EXISTS products (
    sku TEXT NOT NULL PRIMARY KEY,
    name_ko TEXT NOT NULL,
    name_en TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price > 0),
    on_hand INTEGER NOT NULL CHECK (on_hand >= 0),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    shipped INTEGER NOT NULL DEFAULT 0 CHECK (shipped >= 0),
    restocked INTEGER NOT NULL DEFAULT 0 CHECK (restocked >= 0),
    initial INTEGER NOT NULL CHECK (initial >= 0),
    CHECK (on_hand + reserved + shipped = initial + restocked)
) STRICT, WITHOUT ROWID;

-- One row for one key, ever: order_id || '/reserve' (domain/step.h). The short_
-- columns say why one was refused.
CREATE TABLE IF NOT EXISTS reservations (
    key TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state = 'RESERVED' OR state = 'SHIPPED' OR state = 'RELEASED'
               OR state = 'REFUSED' OR state = 'VOID'),
    short_sku TEXT,
    short_asked INTEGER,
    short_left INTEGER,
    CHECK ((state = 'REFUSED') = (short_sku IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- What a reservation took. Refused and void ones took nothing.
CREATE TABLE IF NOT EXISTS reservation_lines (
    key TEXT NOT NULL REFERENCES reservations (key),
    sku TEXT NOT NULL REFERENCES products (sku),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (key, sku)
) STRICT, WITHOUT ROWID;

-- shipping: where customers live. No parcel goes to the zone 'island'.
CREATE TABLE IF NOT EXISTS addresses (
    customer_id INTEGER PRIMARY KEY CHECK (customer_id > 0),
    city_ko TEXT NOT NULL,
    city_en TEXT NOT NULL,
    zone TEXT NOT NULL
        CHECK (zone = 'metro' OR zone = 'province' OR zone = 'island')
) STRICT;

-- One row for one key, ever. The key is order_id || '/ship' (domain/step.h), so
-- an order finds its parcel by the primary key.
CREATE TABLE IF NOT EXISTS parcels (
    key TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL,
    customer_id INTEGER REFERENCES addresses (customer_id),
    zone TEXT NOT NULL,
    tracking TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state = 'BOOKED' OR state = 'REFUSED'
               OR state = 'RECALLED' OR state = 'VOID'),
    CHECK ((state = 'VOID') = (customer_id IS NULL)),
    CHECK ((state = 'BOOKED' OR state = 'RECALLED') = (tracking <> ''))
) STRICT, WITHOUT ROWID;

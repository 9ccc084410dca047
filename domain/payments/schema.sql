-- payments: account 0 is the shop, any other is the wallet of that customer.
-- opening stays as it was, so that the books can be checked at any time:
-- sum(balance) = sum(opening), and each wallet is its opening less its charges.
CREATE TABLE IF NOT EXISTS accounts (
    customer_id INTEGER PRIMARY KEY CHECK (customer_id >= 0),
    balance INTEGER NOT NULL CHECK (balance >= 0),
    opening INTEGER NOT NULL CHECK (opening >= 0)
) STRICT;

-- One row for one key, ever; balance is the wallet as it was when asked. The
-- key is order_id || '/pay' (domain/step.h), so an order finds its charge by
-- the primary key, and a second index need not be written with each charge.
-- (= OR = where IN would read better: for IN, SQLite fills a temporary table
-- with the list at every row it checks.)
CREATE TABLE IF NOT EXISTS charges (
    key TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL,
    customer_id INTEGER REFERENCES accounts (customer_id),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    balance INTEGER NOT NULL CHECK (balance >= 0),
    state TEXT NOT NULL
        CHECK (state = 'CHARGED' OR state = 'DECLINED'
               OR state = 'REFUNDED' OR state = 'VOID'),
    CHECK ((state = 'VOID') = (customer_id IS NULL)),
    CHECK ((state = 'VOID') = (amount = 0))
) STRICT, WITHOUT ROWID;

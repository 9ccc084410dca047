-- sagas: where each one stands, and the epoch of the process that runs it (see
-- crew.sql; 0: the only one). saga_log: what has been done, in order.

CREATE TABLE IF NOT EXISTS sagas (
    id     TEXT PRIMARY KEY,
    state  TEXT NOT NULL,
    step   INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    traceparent TEXT NOT NULL DEFAULT '',
    owner  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS sagas_open ON sagas (state)
    WHERE state IN ('running', 'compensating');

CREATE TABLE IF NOT EXISTS saga_log (
    saga     TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    step     TEXT NOT NULL,
    action   TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    at_ms    INTEGER NOT NULL,
    PRIMARY KEY (saga, sequence)
) STRICT, WITHOUT ROWID;

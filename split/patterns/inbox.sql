-- inbox: how far each source of events has taken effect here.
CREATE TABLE IF NOT EXISTS inbox (
    source TEXT NOT NULL PRIMARY KEY,
    upto INTEGER NOT NULL CHECK (upto > 0)
) STRICT, WITHOUT ROWID;

-- crew: the processes that share this database and may own work in it. An epoch
-- is never given twice; whose row is gone owns nothing and may not write.
CREATE TABLE IF NOT EXISTS crew (
    epoch INTEGER PRIMARY KEY AUTOINCREMENT,
    life  INTEGER NOT NULL
) STRICT;

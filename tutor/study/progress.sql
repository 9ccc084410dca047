-- What the learner has done, entry by entry; nothing is ever changed.
CREATE TABLE entry (
    id TEXT PRIMARY KEY CHECK (length(id) = 26),
    at_ms INTEGER NOT NULL CHECK (at_ms > 0),
    kind TEXT NOT NULL CHECK (kind IN ('review', 'undo', 'lesson', 'run',
        'exam', 'essay', 'tick', 'design', 'setting')),
    subject TEXT NOT NULL CHECK (subject <> ''),
    body TEXT NOT NULL CHECK (body <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_at ON entry (at_ms, id);

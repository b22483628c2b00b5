-- What a programme has set itself, and each change of it. What a target is of never changes; its versions follow each other
-- and stay, so that it can be told what held at any time and who set it. A target is ended by a version, never deleted.
CREATE TABLE targets (
    id TEXT NOT NULL PRIMARY KEY,
    indicator INTEGER NOT NULL,
    area TEXT NOT NULL,
    statistic TEXT NOT NULL,
    window INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE target_versions (
    target TEXT NOT NULL REFERENCES targets (id),
    number INTEGER NOT NULL,          -- from 1
    from_ms INTEGER NOT NULL,         -- it holds from here on, until the next one does; never before the one before
    recorded_ms INTEGER NOT NULL,
    recorded_by TEXT NOT NULL,
    note TEXT,
    is_end INTEGER NOT NULL,          -- from here on the target counts no more; the rest repeats the version before
    baseline_start_ms INTEGER NOT NULL,
    baseline_value REAL NOT NULL,
    deadline_start_ms INTEGER NOT NULL,
    lowest REAL,                      -- the goal: at least this, at most that, or between them
    highest REAL,
    PRIMARY KEY (target, number)
) STRICT, WITHOUT ROWID;

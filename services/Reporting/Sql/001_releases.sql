-- What was published, for ever. A release is there with all its blocks or not at all: they are one transaction.
CREATE TABLE releases (
    number INTEGER PRIMARY KEY, -- from 1, in the order of recording
    sector INTEGER NOT NULL,
    window INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,   -- its periods start in [from_ms, to_ms)
    to_ms INTEGER NOT NULL,
    recorded_ms INTEGER NOT NULL,
    observations INTEGER NOT NULL,
    revised INTEGER NOT NULL,   -- so many of them differ from what was published before
    note TEXT
);

CREATE INDEX releases_of ON releases (sector, window, from_ms);

-- The observations of one indicator and period in one part of the nation, from the release that first said so. What a
-- later release says alike is not kept again.
CREATE TABLE blocks (
    window INTEGER NOT NULL,
    part TEXT NOT NULL,
    indicator INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    release INTEGER NOT NULL REFERENCES releases (number),
    bytes BLOB NOT NULL,
    crc INTEGER NOT NULL        -- CRC-32C of the key and the bytes
);

CREATE UNIQUE INDEX blocks_by_key ON blocks (window, part, indicator, start_ms, release);

-- Which areas are hidden, decided once for an indicator and month.
CREATE TABLE decisions (
    indicator INTEGER NOT NULL,
    month_ms INTEGER NOT NULL,
    release INTEGER NOT NULL REFERENCES releases (number),
    bytes BLOB NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (indicator, month_ms)
);

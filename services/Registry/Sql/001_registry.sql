-- Sectors, sources, roles and kinds are the durable numbers of their enums; times are Unix milliseconds.
CREATE TABLE sites (
  id       TEXT    NOT NULL PRIMARY KEY,
  name     TEXT,
  sector   INTEGER NOT NULL,
  commune  TEXT,
  owner    TEXT,
  is_large INTEGER NOT NULL,
  source   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  id      TEXT    NOT NULL PRIMARY KEY,
  site    TEXT    NOT NULL REFERENCES sites (id),
  profile TEXT,
  source  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The outbox: the state after every change, in commit order, for ingestion to carry into the reading log.
CREATE TABLE changes (
  sequence INTEGER NOT NULL PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  state    TEXT    NOT NULL
) STRICT;

CREATE TABLE api_keys (
  name  TEXT    NOT NULL PRIMARY KEY,
  hash  BLOB    NOT NULL UNIQUE,
  roles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  sequence INTEGER NOT NULL PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  actor    TEXT    NOT NULL,
  action   TEXT    NOT NULL,
  subject  TEXT    NOT NULL
) STRICT;

-- Times are Unix milliseconds. A message is a row of messages, held by every row that names it; 0 is none.
CREATE TABLE sessions (
  number             INTEGER NOT NULL PRIMARY KEY,
  client_id          TEXT    NOT NULL,
  expiry_seconds     INTEGER NOT NULL,
  disconnected_at_ms INTEGER,
  will               INTEGER NOT NULL,
  will_retain        INTEGER NOT NULL,
  will_delay_seconds INTEGER NOT NULL
) STRICT;

CREATE TABLE subscriptions (
  session             INTEGER NOT NULL,
  filter              TEXT    NOT NULL,
  qos                 INTEGER NOT NULL,
  no_local            INTEGER NOT NULL,
  retain_as_published INTEGER NOT NULL,
  retain_handling     INTEGER NOT NULL,
  identifier          INTEGER NOT NULL,
  PRIMARY KEY (session, filter)
) STRICT, WITHOUT ROWID;

-- Stored once, however many sessions wait for it.
CREATE TABLE messages (
  id            INTEGER NOT NULL PRIMARY KEY,
  topic         BLOB    NOT NULL,
  properties    BLOB    NOT NULL,
  payload       BLOB    NOT NULL,
  qos           INTEGER NOT NULL,
  expires_at_ms INTEGER
) STRICT;

-- Identifiers are four bytes each, little-endian.
CREATE TABLE deliveries (
  session     INTEGER NOT NULL,
  sequence    INTEGER NOT NULL,
  message     INTEGER NOT NULL,
  qos         INTEGER NOT NULL,
  retain      INTEGER NOT NULL,
  identifiers BLOB    NOT NULL,
  packet_id   INTEGER NOT NULL,
  PRIMARY KEY (session, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE received (
  session   INTEGER NOT NULL,
  packet_id INTEGER NOT NULL,
  PRIMARY KEY (session, packet_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE retained (
  message INTEGER NOT NULL PRIMARY KEY
) STRICT;

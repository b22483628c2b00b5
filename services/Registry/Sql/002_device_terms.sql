-- What a device counts and its own limits, from moments on; a device without a row counts as one and has no limits of
-- its own. `from_ms` 0 is "always". Parameters are a JSON object of numbers.
CREATE TABLE device_terms (
  device     TEXT    NOT NULL REFERENCES devices (id),
  from_ms    INTEGER NOT NULL,
  weight     INTEGER NOT NULL,
  parameters TEXT    NOT NULL,
  PRIMARY KEY (device, from_ms)
) STRICT, WITHOUT ROWID;

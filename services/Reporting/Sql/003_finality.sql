-- Periods that start before were closed when the release was made; 0 where that was not put down.
ALTER TABLE releases ADD COLUMN final_to_ms INTEGER NOT NULL DEFAULT 0;

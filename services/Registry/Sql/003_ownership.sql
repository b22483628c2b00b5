-- Whether a site's owner is a public body (1) or not (0), as nobody was before.
ALTER TABLE sites ADD COLUMN ownership INTEGER NOT NULL DEFAULT 0;

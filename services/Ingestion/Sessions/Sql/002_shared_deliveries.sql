-- The shared subscription that a delivery came by, as subscribed; '' for none. Deliveries of version 1 do not know theirs.
ALTER TABLE deliveries ADD COLUMN shared TEXT NOT NULL DEFAULT '';

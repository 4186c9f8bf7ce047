-- Since when an aggregate waits for a person: its state says so, or it was parked.
ALTER TABLE aggregates ADD COLUMN unresolved_since_unix_ms BIGINT;
CREATE INDEX aggregates_unresolved
    ON aggregates (merchant_id, unresolved_since_unix_ms, kind, key)
    WHERE unresolved_since_unix_ms IS NOT NULL;

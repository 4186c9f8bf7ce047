-- Sales and returns by store, till and time, as lists and figures show them. Each is written in the
-- commit that makes it so; what happened before this table was there is in no list.
CREATE TABLE listed (
    merchant_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    store_id    TEXT NOT NULL,
    till_id     TEXT NOT NULL,
    at_unix_ms  INTEGER NOT NULL,
    summary     TEXT NOT NULL,
    PRIMARY KEY (merchant_id, kind, key)
) STRICT;
CREATE INDEX listed_in_store ON listed (merchant_id, store_id, at_unix_ms, key);
CREATE INDEX listed_at_till ON listed (merchant_id, store_id, till_id, at_unix_ms, key);

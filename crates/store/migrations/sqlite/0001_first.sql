-- Everything of the first release. merchant_id leads every key; times are unix milliseconds UTC,
-- amounts are minor units. Nothing personal stands outside subject_rows, and there it is sealed.

-- The newest state of each aggregate, and when something is due for it. A lease is a due time in
-- the future with claims above 0; a parked row has five claims, and is due when it is tried again.
CREATE TABLE aggregates (
    merchant_id    TEXT NOT NULL,
    kind           TEXT NOT NULL,
    key            TEXT NOT NULL,
    version        INTEGER NOT NULL CHECK (version > 0),
    revision       INTEGER NOT NULL,
    snapshot       TEXT NOT NULL,
    due_at_unix_ms INTEGER,
    claims         INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, kind, key)
) STRICT;
CREATE INDEX aggregates_due ON aggregates (due_at_unix_ms) WHERE due_at_unix_ms IS NOT NULL;
CREATE INDEX aggregates_parked ON aggregates (merchant_id, kind, key) WHERE claims >= 5;

-- What happened, in the order in which it was stored: the history of each aggregate and the feed.
CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    version     INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    event       TEXT NOT NULL,
    at_unix_ms  INTEGER NOT NULL,
    UNIQUE (merchant_id, kind, key, version)
) STRICT;
CREATE INDEX events_feed ON events (merchant_id, position);

-- A key per person or secret, and what is sealed with it. Without the key the rows say nothing.
CREATE TABLE subjects (
    merchant_id TEXT NOT NULL,
    subject     TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    PRIMARY KEY (merchant_id, subject)
) STRICT;
CREATE TABLE subject_rows (
    merchant_id TEXT NOT NULL,
    subject     TEXT NOT NULL,
    name        TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    PRIMARY KEY (merchant_id, subject, name),
    FOREIGN KEY (merchant_id, subject) REFERENCES subjects (merchant_id, subject)
) STRICT;

-- Who holds a keyed hash, such as that of a phone number.
CREATE TABLE lookups (
    merchant_id TEXT NOT NULL,
    index_name  TEXT NOT NULL,
    hash        BLOB NOT NULL,
    holder      TEXT NOT NULL,
    PRIMARY KEY (merchant_id, index_name, hash)
) STRICT;

-- What was answered to a request with an idempotency key; no body.
CREATE TABLE answers (
    merchant_id TEXT NOT NULL,
    client      TEXT NOT NULL,
    call        TEXT NOT NULL,
    key         TEXT NOT NULL,
    body_sha256 BLOB NOT NULL,
    status      INTEGER NOT NULL,
    resource    TEXT NOT NULL,
    at_unix_ms  INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, client, call, key)
) STRICT;

-- What came in from outside. A handled entry stays without its payload, to know later copies by.
CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    dedupe_key  TEXT NOT NULL,
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    at_unix_ms  INTEGER NOT NULL,
    handled     INTEGER NOT NULL,
    UNIQUE (merchant_id, dedupe_key)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (id) WHERE handled = 0;

CREATE TABLE products (
    merchant_id  TEXT NOT NULL,
    product_id   TEXT NOT NULL,
    gtin         TEXT,
    name         TEXT NOT NULL,
    vat_category TEXT NOT NULL,
    PRIMARY KEY (merchant_id, product_id)
) STRICT;
CREATE UNIQUE INDEX products_gtin ON products (merchant_id, gtin) WHERE gtin IS NOT NULL;
CREATE INDEX products_name ON products (merchant_id, name, product_id);

-- Prices include tax.
CREATE TABLE prices (
    merchant_id     TEXT NOT NULL,
    product_id      TEXT NOT NULL,
    currency        TEXT NOT NULL,
    unit_minor      INTEGER NOT NULL,
    club_unit_minor INTEGER,
    PRIMARY KEY (merchant_id, product_id, currency),
    FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, product_id)
) STRICT;

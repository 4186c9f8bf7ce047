-- Everything of the first release, as in SQLite's first migration: merchant_id leads every key; times
-- are unix milliseconds UTC, amounts are minor units. Nothing personal stands outside subject_rows,
-- and there it is sealed. Texts are compared byte by byte, so that their order is the same everywhere.

-- The newest state of each aggregate, and when something is due for it. A lease is a due time in
-- the future with claims above 0; a parked row has five claims, and is due when it is tried again. A
-- row is written anew with each event: room is left for it on its page.
CREATE TABLE aggregates (
    merchant_id    TEXT COLLATE "C" NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    key            TEXT COLLATE "C" NOT NULL,
    version        BIGINT NOT NULL CHECK (version > 0),
    revision       BIGINT NOT NULL,
    snapshot       TEXT NOT NULL,
    due_at_unix_ms BIGINT,
    claims         BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, kind, key)
) WITH (fillfactor = 70);
CREATE INDEX aggregates_due ON aggregates (due_at_unix_ms) WHERE due_at_unix_ms IS NOT NULL;
CREATE INDEX aggregates_parked ON aggregates (merchant_id, kind, key) WHERE claims >= 5;

-- What happened: the history of each aggregate, and the feed. Positions are drawn before a
-- transaction ends, so that rows become visible out of their order; the feed goes by the transaction
-- first, and stays below the oldest one that is running.
CREATE TABLE events (
    in_transaction BIGINT NOT NULL,
    position       BIGINT GENERATED ALWAYS AS IDENTITY,
    merchant_id    TEXT COLLATE "C" NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    key            TEXT COLLATE "C" NOT NULL,
    version        BIGINT NOT NULL,
    revision       BIGINT NOT NULL,
    event          TEXT NOT NULL,
    at_unix_ms     BIGINT NOT NULL,
    PRIMARY KEY (in_transaction, position),
    UNIQUE (merchant_id, kind, key, version)
);
CREATE INDEX events_feed ON events (merchant_id, in_transaction, position);

-- What is added to the server's transaction numbers, which begin anew where a dump is restored. One
-- row.
CREATE TABLE feed_epoch (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    added    BIGINT NOT NULL
);
INSERT INTO feed_epoch (added) VALUES (0);

-- A key per person or secret, and what is sealed with it. Without the key the rows say nothing.
CREATE TABLE subjects (
    merchant_id TEXT COLLATE "C" NOT NULL,
    subject     TEXT COLLATE "C" NOT NULL,
    wrapped_key BYTEA NOT NULL,
    PRIMARY KEY (merchant_id, subject)
);
CREATE TABLE subject_rows (
    merchant_id TEXT COLLATE "C" NOT NULL,
    subject     TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    sealed      BYTEA NOT NULL,
    PRIMARY KEY (merchant_id, subject, name),
    FOREIGN KEY (merchant_id, subject) REFERENCES subjects (merchant_id, subject)
);

-- Who holds a keyed hash, such as that of a phone number.
CREATE TABLE lookups (
    merchant_id TEXT COLLATE "C" NOT NULL,
    index_name  TEXT COLLATE "C" NOT NULL,
    hash        BYTEA NOT NULL,
    holder      TEXT NOT NULL,
    PRIMARY KEY (merchant_id, index_name, hash)
);

-- What was answered to a request with an idempotency key; no body.
CREATE TABLE answers (
    merchant_id TEXT COLLATE "C" NOT NULL,
    client      TEXT COLLATE "C" NOT NULL,
    call        TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    body_sha256 BYTEA NOT NULL,
    status      BIGINT NOT NULL,
    resource    TEXT NOT NULL,
    at_unix_ms  BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, client, call, key)
);

-- What came in from outside. A handled entry stays without its payload, to know later copies by.
CREATE TABLE inbox (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    merchant_id TEXT COLLATE "C" NOT NULL,
    dedupe_key  TEXT COLLATE "C" NOT NULL,
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    at_unix_ms  BIGINT NOT NULL,
    handled     BIGINT NOT NULL,
    UNIQUE (merchant_id, dedupe_key)
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE handled = 0;

CREATE TABLE products (
    merchant_id  TEXT COLLATE "C" NOT NULL,
    product_id   TEXT COLLATE "C" NOT NULL,
    gtin         TEXT COLLATE "C",
    name         TEXT COLLATE "C" NOT NULL,
    vat_category TEXT NOT NULL,
    PRIMARY KEY (merchant_id, product_id)
);
CREATE UNIQUE INDEX products_gtin ON products (merchant_id, gtin) WHERE gtin IS NOT NULL;
CREATE INDEX products_name ON products (merchant_id, name, product_id);

-- Prices include tax.
CREATE TABLE prices (
    merchant_id     TEXT COLLATE "C" NOT NULL,
    product_id      TEXT COLLATE "C" NOT NULL,
    currency        TEXT COLLATE "C" NOT NULL,
    unit_minor      BIGINT NOT NULL,
    club_unit_minor BIGINT,
    PRIMARY KEY (merchant_id, product_id, currency),
    FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, product_id)
);

-- Every price that was or is to be offered: those of price lists, and as the list '' those of the
-- catalogue. A row is never changed but for the time at which another took its place or it was
-- withdrawn, so that this is the history too. Days without bound are 0000-01-01 and 9999-12-31.
CREATE TABLE price_rows (
    merchant_id         TEXT COLLATE "C" NOT NULL,
    product_id          TEXT COLLATE "C" NOT NULL,
    currency            TEXT COLLATE "C" NOT NULL,
    list_id             TEXT COLLATE "C" NOT NULL,
    audience            TEXT COLLATE "C" NOT NULL,
    from_day            TEXT COLLATE "C" NOT NULL,
    until_day           TEXT COLLATE "C" NOT NULL,
    unit_minor          BIGINT NOT NULL,
    is_personal         BIGINT NOT NULL,
    put_at_unix_ms      BIGINT NOT NULL,
    replaced_at_unix_ms BIGINT,
    PRIMARY KEY (merchant_id, product_id, currency, list_id, audience, from_day, put_at_unix_ms),
    FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, product_id)
);
CREATE INDEX price_rows_held ON price_rows (merchant_id, product_id, currency, until_day)
    WHERE replaced_at_unix_ms IS NULL;
CREATE INDEX price_rows_personal ON price_rows (merchant_id, audience, currency, until_day)
    WHERE replaced_at_unix_ms IS NULL AND is_personal = 1;

-- Since when is not known.
INSERT INTO price_rows
SELECT merchant_id, product_id, currency, '', 'public', '0000-01-01', '9999-12-31', unit_minor, 0,
    0, NULL
FROM prices;
INSERT INTO price_rows
SELECT merchant_id, product_id, currency, '', 'members', '0000-01-01', '9999-12-31',
    club_unit_minor, 0, 0, NULL
FROM prices WHERE club_unit_minor IS NOT NULL;

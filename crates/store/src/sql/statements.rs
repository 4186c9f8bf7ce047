//! Every SQL statement that all databases accept as it is, under its name. Parameters have names, and
//! are bound by them only: by place, SQLite would number them by first appearance and swap values
//! silently.

statements! {
    SHARED;

    PING = "SELECT 1";

    LOAD = "
        SELECT version, revision, snapshot FROM aggregates
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    AGGREGATES_OF = "
        SELECT key, revision, snapshot FROM aggregates
        WHERE merchant_id = :merchant_id AND kind = :kind AND key > :after
        ORDER BY key LIMIT :limit";
    INSERT_AGGREGATE = "
        INSERT INTO aggregates
            (merchant_id, kind, key, version, revision, snapshot, due_at_unix_ms, claims,
            unresolved_since_unix_ms)
        VALUES
            (:merchant_id, :kind, :key, :version, :revision, :snapshot, :due_at_unix_ms, :leased,
            :unresolved_since_unix_ms)
        ON CONFLICT DO NOTHING";
    /// Compare-and-set: changes no row if the version isn't the expected one. Whoever goes on with a
    /// parked one leaves it parked, and due no sooner.
    UPDATE_AGGREGATE = "
        UPDATE aggregates
        SET version = :version, revision = :revision, snapshot = :snapshot,
            due_at_unix_ms = CASE
                WHEN CAST(:leased AS BIGINT) = 1 AND claims >= 5
                    AND due_at_unix_ms > :due_at_unix_ms
                THEN due_at_unix_ms ELSE :due_at_unix_ms END,
            unresolved_since_unix_ms = CASE
                WHEN CAST(:leased AS BIGINT) = 1 AND claims >= 5
                THEN coalesce(:unresolved_since_unix_ms, unresolved_since_unix_ms)
                ELSE :unresolved_since_unix_ms END,
            claims = CASE WHEN CAST(:leased AS BIGINT) = 0 THEN 0
                WHEN claims > 0 THEN claims ELSE 1 END
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
            AND version = :expected_version";

    EVENTS = "
        SELECT version, at_unix_ms, revision, event FROM events
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key AND version > :after
        ORDER BY version LIMIT :limit";

    SET_DUE = "
        UPDATE aggregates SET due_at_unix_ms = :due_at_unix_ms, claims = :claims
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    PARK = "
        UPDATE aggregates
        SET due_at_unix_ms = :due_at_unix_ms, claims = 5,
            unresolved_since_unix_ms = coalesce(unresolved_since_unix_ms, :now_unix_ms)
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    UNPARK = "
        UPDATE aggregates SET due_at_unix_ms = :now_unix_ms, claims = 0
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
            AND claims >= 5";
    UNRESOLVED = "
        SELECT kind, key, version, revision, snapshot, unresolved_since_unix_ms,
            CASE WHEN claims >= 5 THEN due_at_unix_ms END AS parked_until_unix_ms
        FROM aggregates
        WHERE merchant_id = :merchant_id AND unresolved_since_unix_ms IS NOT NULL
            AND (unresolved_since_unix_ms, kind, key) > (:since_unix_ms, :kind, :key)
        ORDER BY unresolved_since_unix_ms, kind, key LIMIT :limit";
    /// A parked one stays parked, and is due no sooner.
    RENEW = "
        UPDATE aggregates
        SET due_at_unix_ms = CASE
                WHEN claims >= 5 AND due_at_unix_ms > :due_at_unix_ms
                THEN due_at_unix_ms ELSE :due_at_unix_ms END,
            claims = CASE WHEN claims >= 5 THEN claims ELSE 1 END
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
            AND version = :version AND claims > 0";
    /// At opening: nobody else is there, so whoever had claimed these is gone. What is parked waits
    /// for its time, or it would be tried at each start of a process that it brings down.
    RELEASE_LEASES = "
        UPDATE aggregates SET due_at_unix_ms = :now_unix_ms
        WHERE due_at_unix_ms > :now_unix_ms AND claims > 0 AND claims < 5";
    NEXT_DUE = "
        SELECT min(due_at_unix_ms) AS due_at_unix_ms FROM aggregates WHERE due_at_unix_ms IS NOT NULL";
    PARKED = "
        SELECT merchant_id, kind, key, version FROM aggregates
        WHERE claims >= 5
        ORDER BY merchant_id, kind, key";

    SUBJECT = "
        SELECT subjects.wrapped_key, subjects.erase_at_unix_ms, subject_rows.name, subject_rows.sealed
        FROM subjects LEFT JOIN subject_rows
            ON subject_rows.merchant_id = subjects.merchant_id
            AND subject_rows.subject = subjects.subject
        WHERE subjects.merchant_id = :merchant_id AND subjects.subject = :subject";
    WRAPPED_KEY = "
        SELECT wrapped_key FROM subjects
        WHERE merchant_id = :merchant_id AND subject = :subject";
    INSERT_SUBJECT = "
        INSERT INTO subjects (merchant_id, subject, wrapped_key, erase_at_unix_ms)
        VALUES (:merchant_id, :subject, :wrapped_key, :erase_at_unix_ms)
        ON CONFLICT DO NOTHING";
    KEEP_SUBJECT = "
        UPDATE subjects SET erase_at_unix_ms = :erase_at_unix_ms
        WHERE merchant_id = :merchant_id AND subject = :subject";
    EXPIRED_SUBJECTS = "
        SELECT subject FROM subjects
        WHERE merchant_id = :merchant_id AND erase_at_unix_ms <= :now_unix_ms
        ORDER BY erase_at_unix_ms
        LIMIT :limit";
    TAKE_EXPIRED_SUBJECT = "
        UPDATE subjects SET erase_at_unix_ms = :now_unix_ms
        WHERE merchant_id = :merchant_id AND subject = :subject
            AND erase_at_unix_ms <= :now_unix_ms";
    PUT_SUBJECT_ROW = "
        INSERT INTO subject_rows (merchant_id, subject, name, sealed)
        VALUES (:merchant_id, :subject, :name, :sealed)
        ON CONFLICT (merchant_id, subject, name) DO UPDATE SET sealed = excluded.sealed";

    ERASE_SUBJECT_ROWS = "
        DELETE FROM subject_rows WHERE merchant_id = :merchant_id AND subject = :subject";
    ERASE_SUBJECT = "
        DELETE FROM subjects WHERE merchant_id = :merchant_id AND subject = :subject";

    LOOKUP = "
        SELECT holder FROM lookups
        WHERE merchant_id = :merchant_id AND index_name = :index_name AND hash = :hash";
    INSERT_LOOKUP = "
        INSERT INTO lookups (merchant_id, index_name, hash, holder)
        VALUES (:merchant_id, :index_name, :hash, :holder)
        ON CONFLICT DO NOTHING";
    REPLACE_LOOKUP = "
        INSERT INTO lookups (merchant_id, index_name, hash, holder)
        VALUES (:merchant_id, :index_name, :hash, :holder)
        ON CONFLICT (merchant_id, index_name, hash) DO UPDATE SET holder = excluded.holder";

    HOLD_LOOKUP = "
        UPDATE lookups SET holder = holder
        WHERE merchant_id = :merchant_id AND index_name = :index_name AND hash = :hash
            AND holder = :holder";
    REMOVE_LOOKUP = "
        DELETE FROM lookups
        WHERE merchant_id = :merchant_id AND index_name = :index_name AND hash = :hash
            AND holder = :holder";

    ANSWER = "
        SELECT body_sha256, status, resource FROM answers
        WHERE merchant_id = :merchant_id AND client = :client AND call = :call AND key = :key";
    INSERT_ANSWER = "
        INSERT INTO answers
            (merchant_id, client, call, key, body_sha256, status, resource, at_unix_ms)
        VALUES
            (:merchant_id, :client, :call, :key, :body_sha256, :status, :resource, :at_unix_ms)
        ON CONFLICT DO NOTHING";

    INSERT_INBOX = "
        INSERT INTO inbox (merchant_id, dedupe_key, kind, payload, at_unix_ms, handled)
        VALUES (:merchant_id, :dedupe_key, :kind, :payload, :at_unix_ms, 0)
        ON CONFLICT DO NOTHING";
    INBOX = "
        SELECT id, merchant_id, kind, payload FROM inbox
        WHERE handled = 0 ORDER BY id LIMIT :limit";
    HANDLE_INBOX = "
        UPDATE inbox SET handled = 1, payload = ''
        WHERE id = :id AND merchant_id = :merchant_id AND handled = 0";

    PRODUCT = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            products.groups, prices.unit_minor, prices.club_unit_minor
        FROM products JOIN prices
            ON prices.merchant_id = products.merchant_id
            AND prices.product_id = products.product_id
        WHERE products.merchant_id = :merchant_id AND products.product_id = :product_id
            AND prices.currency = :currency";
    PRODUCT_BY_GTIN = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            products.groups, prices.unit_minor, prices.club_unit_minor
        FROM products JOIN prices
            ON prices.merchant_id = products.merchant_id
            AND prices.product_id = products.product_id
        WHERE products.merchant_id = :merchant_id AND products.gtin = :gtin
            AND prices.currency = :currency";
    PRODUCTS = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            products.groups, prices.unit_minor, prices.club_unit_minor
        FROM products JOIN prices
            ON prices.merchant_id = products.merchant_id
            AND prices.product_id = products.product_id
        WHERE products.merchant_id = :merchant_id AND prices.currency = :currency
        ORDER BY products.name, products.product_id LIMIT :limit OFFSET :offset";
    CATALOGUE = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            products.groups, prices.currency, prices.unit_minor, prices.club_unit_minor
        FROM prices JOIN products
            ON products.merchant_id = prices.merchant_id
            AND products.product_id = prices.product_id
        WHERE prices.merchant_id = :merchant_id
            AND (prices.product_id, prices.currency) > (:product_id, :currency)
        ORDER BY prices.product_id, prices.currency LIMIT :limit";
    /// A barcode names one product: the one that was put last.
    RELEASE_GTIN = "
        UPDATE products SET gtin = NULL
        WHERE merchant_id = :merchant_id AND gtin = :gtin AND product_id <> :product_id";
    PUT_PRODUCT = "
        INSERT INTO products (merchant_id, product_id, gtin, name, vat_category, groups)
        VALUES (:merchant_id, :product_id, :gtin, :name, :vat_category, :groups)
        ON CONFLICT (merchant_id, product_id) DO UPDATE
        SET gtin = excluded.gtin, name = excluded.name, vat_category = excluded.vat_category,
            groups = COALESCE(excluded.groups, products.groups)";
    PUT_PRICE = "
        INSERT INTO prices (merchant_id, product_id, currency, unit_minor, club_unit_minor)
        VALUES (:merchant_id, :product_id, :currency, :unit_minor, :club_unit_minor)
        ON CONFLICT (merchant_id, product_id, currency) DO UPDATE
        SET unit_minor = excluded.unit_minor, club_unit_minor = excluded.club_unit_minor";

    PUT_LISTED = "
        INSERT INTO listed (merchant_id, kind, key, store_id, till_id, at_unix_ms, summary)
        VALUES (:merchant_id, :kind, :key, :store_id, :till_id, :at_unix_ms, :summary)
        ON CONFLICT (merchant_id, kind, key) DO UPDATE
        SET store_id = excluded.store_id, till_id = excluded.till_id,
            at_unix_ms = excluded.at_unix_ms, summary = excluded.summary";
    LISTED_IN_STORE = "
        SELECT kind, key, store_id, till_id, at_unix_ms, summary FROM listed
        WHERE merchant_id = :merchant_id AND store_id = :store_id
            AND at_unix_ms >= :from_unix_ms AND (at_unix_ms, key) < (:before_unix_ms, :before_key)
        ORDER BY at_unix_ms DESC, key DESC LIMIT :limit";
    LISTED_AT_TILL = "
        SELECT kind, key, store_id, till_id, at_unix_ms, summary FROM listed
        WHERE merchant_id = :merchant_id AND store_id = :store_id AND till_id = :till_id
            AND at_unix_ms >= :from_unix_ms AND (at_unix_ms, key) < (:before_unix_ms, :before_key)
        ORDER BY at_unix_ms DESC, key DESC LIMIT :limit";
    ANY_PRODUCT_WORD = "SELECT word FROM product_words LIMIT 1";
    PRODUCT_NAMES = "
        SELECT merchant_id, product_id, name FROM products
        WHERE (merchant_id, product_id) > (:merchant_id, :product_id)
        ORDER BY merchant_id, product_id LIMIT :limit";
    PRODUCT_WORDS = "
        SELECT word FROM product_words
        WHERE merchant_id = :merchant_id AND product_id = :product_id";
    PUT_PRODUCT_WORD = "
        INSERT INTO product_words (merchant_id, word, product_id)
        VALUES (:merchant_id, :word, :product_id)
        ON CONFLICT DO NOTHING";
    REMOVE_PRODUCT_WORD = "
        DELETE FROM product_words
        WHERE merchant_id = :merchant_id AND word = :word AND product_id = :product_id";
    /// By the beginnings of up to three words; a product comes once for each word that the first of
    /// them begins.
    FIND_PRODUCTS = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            products.groups, prices.unit_minor, prices.club_unit_minor
        FROM product_words AS words
        JOIN products
            ON products.merchant_id = words.merchant_id
            AND products.product_id = words.product_id
        JOIN prices
            ON prices.merchant_id = words.merchant_id
            AND prices.product_id = words.product_id
        WHERE words.merchant_id = :merchant_id
            AND words.word >= :first AND words.word < :first_end
            AND prices.currency = :currency
            AND EXISTS (SELECT 1 FROM product_words AS others
                WHERE others.merchant_id = words.merchant_id
                    AND others.product_id = words.product_id
                    AND others.word >= :second AND others.word < :second_end)
            AND EXISTS (SELECT 1 FROM product_words AS others
                WHERE others.merchant_id = words.merchant_id
                    AND others.product_id = words.product_id
                    AND others.word >= :third AND others.word < :third_end)
        ORDER BY words.word, words.product_id LIMIT :limit";

    HELD_PRICE_ROW = "
        SELECT unit_minor, until_day FROM price_rows
        WHERE merchant_id = :merchant_id AND product_id = :product_id AND currency = :currency
            AND list_id = :list_id AND audience = :audience AND from_day = :from_day
            AND replaced_at_unix_ms IS NULL";
    END_PRICE_ROW = "
        UPDATE price_rows SET replaced_at_unix_ms = :now_unix_ms
        WHERE merchant_id = :merchant_id AND product_id = :product_id AND currency = :currency
            AND list_id = :list_id AND audience = :audience AND from_day = :from_day
            AND replaced_at_unix_ms IS NULL";
    /// What was put and replaced within one millisecond was never offered.
    PUT_PRICE_ROW = "
        INSERT INTO price_rows
            (merchant_id, product_id, currency, list_id, audience, from_day, until_day, unit_minor,
            is_personal, put_at_unix_ms)
        VALUES
            (:merchant_id, :product_id, :currency, :list_id, :audience, :from_day, :until_day,
            :unit_minor, :is_personal, :now_unix_ms)
        ON CONFLICT
            (merchant_id, product_id, currency, list_id, audience, from_day, put_at_unix_ms)
        DO UPDATE SET until_day = excluded.until_day, unit_minor = excluded.unit_minor,
            replaced_at_unix_ms = NULL";
    LIST_PRICES = "
        SELECT product_id, currency, list_id, audience, from_day, until_day, unit_minor,
            put_at_unix_ms, replaced_at_unix_ms
        FROM price_rows
        WHERE merchant_id = :merchant_id AND product_id = :product_id AND currency = :currency
            AND until_day >= :ending_from AND replaced_at_unix_ms IS NULL
            AND list_id <> '' AND is_personal = 0";
    PERSONAL_PRICES = "
        SELECT product_id, currency, list_id, audience, from_day, until_day, unit_minor,
            put_at_unix_ms, replaced_at_unix_ms
        FROM price_rows
        WHERE merchant_id = :merchant_id AND audience = :audience AND currency = :currency
            AND until_day >= :on_day AND from_day <= :on_day
            AND replaced_at_unix_ms IS NULL AND is_personal = 1";
    PRICE_HISTORY = "
        SELECT product_id, currency, list_id, audience, from_day, until_day, unit_minor,
            put_at_unix_ms, replaced_at_unix_ms
        FROM price_rows
        WHERE merchant_id = :merchant_id AND product_id = :product_id AND currency = :currency
        ORDER BY list_id, audience, from_day, put_at_unix_ms";
    PRODUCTS_IN_LISTS = "
        SELECT DISTINCT product_id, currency FROM price_rows
        WHERE merchant_id = :merchant_id AND (product_id, currency) > (:product_id, :currency)
            AND ((until_day >= :ending_from AND replaced_at_unix_ms IS NULL AND list_id <> '')
                OR (replaced_at_unix_ms >= :replaced_since AND list_id = ''))
        ORDER BY product_id, currency LIMIT :limit";
}

-- What a product is found by: the words of its name and of its number, folded. They are filled in by the
-- code that folds.
CREATE TABLE product_words (
    merchant_id TEXT COLLATE "C" NOT NULL,
    word        TEXT COLLATE "C" NOT NULL,
    product_id  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant_id, word, product_id),
    FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, product_id)
);
CREATE INDEX product_words_of ON product_words (merchant_id, product_id, word);

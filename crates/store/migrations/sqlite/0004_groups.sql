-- The groups that a product is in, by name, with blanks between.
ALTER TABLE products ADD COLUMN groups TEXT;

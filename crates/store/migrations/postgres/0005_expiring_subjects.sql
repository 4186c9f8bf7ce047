-- When a subject is to be erased that is kept for a while only; none: it is kept until it is erased by name.
ALTER TABLE subjects ADD COLUMN erase_at_unix_ms BIGINT;
CREATE INDEX subjects_expired ON subjects (merchant_id, erase_at_unix_ms)
    WHERE erase_at_unix_ms IS NOT NULL;

-- With ordering `key` a message waits behind an earlier one of its key before any attempt was made: it is FAILED at attempt 0 of
-- its first life, without a kind, because nothing failed yet.
ALTER TABLE message_exception
    DROP CONSTRAINT message_exception_attempt_check,
    DROP CONSTRAINT message_exception_failure_check,
    ADD CONSTRAINT message_exception_attempt_check
        CHECK (CASE state WHEN 'CLAIMED' THEN attempt = 0 AND replay >= 1
                          WHEN 'FAILED' THEN attempt >= 1 OR (attempt = 0 AND replay = 0)
                          WHEN 'HEALED' THEN attempt >= 1
                          ELSE attempt >= 1 OR (attempt = 0 AND replay >= 1) END),
    ADD CONSTRAINT message_exception_failure_check
        CHECK (state NOT IN ('FAILED', 'DEAD')
               OR (error IS NOT NULL AND (kind IS NULL) = (state = 'FAILED' AND attempt = 0)));

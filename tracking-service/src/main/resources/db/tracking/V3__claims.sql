-- A dead message begins a new life by a claim, made here under the lock of its frontier: nothing was attempted yet, so the claim
-- stands at attempt 0. A claim that is released is dead again at attempt 0, and one that is given up is discarded there; sorted
-- by (replay, attempt, state) the steps still stand in the order they happened.
ALTER TABLE message_exception
    DROP CONSTRAINT message_exception_attempt_check,
    DROP CONSTRAINT message_exception_state_check,
    DROP CONSTRAINT message_exception_processed_check,
    ADD CONSTRAINT message_exception_state_check
        CHECK (state IN ('FAILED', 'DEAD', 'HEALED', 'DISCARDED', 'CLAIMED')),
    ADD CONSTRAINT message_exception_attempt_check
        CHECK (CASE state WHEN 'CLAIMED' THEN attempt = 0 AND replay >= 1
                          WHEN 'FAILED' THEN attempt >= 1
                          WHEN 'HEALED' THEN attempt >= 1
                          ELSE attempt >= 1 OR (attempt = 0 AND replay >= 1) END),
    -- nothing was processed when someone took a message up, laid it down, or gave it up
    ADD CONSTRAINT message_exception_processed_check CHECK (attempt = 0 OR state = 'DISCARDED' OR mode IS NOT NULL);
CREATE INDEX message_exception_claimed ON message_exception (run_id) WHERE state = 'CLAIMED';

-- A record of a retry topic stands for a message of another partition; it is a record, and no message of its own.
ALTER TABLE span ADD COLUMN relayed integer NOT NULL DEFAULT 0;
ALTER TABLE span DROP CONSTRAINT span_check1;
ALTER TABLE span ADD CONSTRAINT span_records_check CHECK (records = scored + filtered + failed + relayed);

-- Sorted by (replay, attempt, state) the steps of a message stand in the order they happened: attempts count up, a new life
-- begins at attempt 1, and DISCARDED follows the DEAD that it ends. So the key finds the live step, the last one, by itself.
ALTER TABLE message_exception
    ADD COLUMN replay   integer NOT NULL DEFAULT 0,
    ADD COLUMN model_id integer REFERENCES model,
    ADD COLUMN who      text,
    ALTER COLUMN kind  DROP NOT NULL,
    ALTER COLUMN error DROP NOT NULL,
    ALTER COLUMN mode  DROP NOT NULL,
    DROP CONSTRAINT message_exception_pkey,
    ADD PRIMARY KEY (frontier_id, message_offset, replay, attempt, state),
    ADD CONSTRAINT message_exception_replay_check CHECK (replay >= 0),
    ADD CONSTRAINT message_exception_failure_check
        CHECK (state NOT IN ('FAILED', 'DEAD') OR (kind IS NOT NULL AND error IS NOT NULL)),
    ADD CONSTRAINT message_exception_reason_check CHECK (state <> 'DISCARDED' OR error IS NOT NULL),
    -- nothing was processed when someone gave a message up
    ADD CONSTRAINT message_exception_processed_check CHECK (state = 'DISCARDED' OR mode IS NOT NULL);

-- An amendment has no lo: it does not start where a frontier stands. It fits when the frontier has reached this offset; it never
-- does when it is absent.
ALTER TABLE parked_event ADD COLUMN awaits bigint;

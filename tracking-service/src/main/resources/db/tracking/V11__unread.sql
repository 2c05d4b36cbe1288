-- Up to where the topic of a frontier was seen to go on behind it. Once the topic is deleted, this is all that is known of what had
-- not been read. One row for a frontier at most, gone when its topic is and everything is told.
CREATE TABLE unread_tail (
    frontier_id integer     PRIMARY KEY REFERENCES frontier,
    -- behind the last offset that was seen, committed or not
    end_offset  bigint      NOT NULL CHECK (end_offset > 0),
    seen_at     timestamptz NOT NULL,
    -- from the frontier to here there is no message: markers of transactions, or what was taken back
    empty_to    bigint      NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

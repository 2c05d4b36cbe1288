-- Claims that are replayed through their action and not published yet, in the order in which they were committed: whoever
-- takes numbers holds the row of the counter until then, so no smaller number appears behind a larger one.
CREATE TABLE replay_counter (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    next_seq bigint  NOT NULL
);
INSERT INTO replay_counter (next_seq) VALUES (0);

-- Whose turn it is to publish.
CREATE TABLE replay_turn (one boolean PRIMARY KEY DEFAULT true CHECK (one));
INSERT INTO replay_turn DEFAULT VALUES;

CREATE TABLE replay (
    seq              bigint  PRIMARY KEY,
    frontier_id      integer NOT NULL REFERENCES frontier,
    message_offset   bigint  NOT NULL,
    -- the life that the claim began
    replay           integer NOT NULL,
    -- where the record lies that holds the message: in its source, or its dead letter
    record_topic     text    NOT NULL,
    record_topic_id  uuid    NOT NULL,
    record_partition integer NOT NULL,
    record_offset    bigint  NOT NULL,
    UNIQUE (frontier_id, message_offset, replay)
);

-- Runs whose claims were released: written before they are, so that no worker of such a run takes up or goes on with anything.
CREATE TABLE ended_run (
    action text        NOT NULL,
    run_id text        NOT NULL,
    reason text        NOT NULL,
    who    text,
    at     timestamptz NOT NULL,
    PRIMARY KEY (action, run_id)
);

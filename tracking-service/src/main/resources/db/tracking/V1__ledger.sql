-- Where each consumer group stands in each partition. The compare-and-set on next_offset is what makes a replay harmless.
CREATE TABLE frontier (
    id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_group  text    NOT NULL,
    action          text    NOT NULL,
    topic           text    NOT NULL,
    topic_id        uuid    NOT NULL,
    partition       integer NOT NULL CHECK (partition >= 0),
    origin          bigint  NOT NULL CHECK (origin >= 0),
    next_offset     bigint  NOT NULL CHECK (next_offset >= origin),
    -- the tracking record that moved it last: a later one that speaks of earlier offsets was not replayed, it says them twice
    told_topic_id   uuid    NOT NULL,
    told_partition  integer NOT NULL,
    told_offset     bigint  NOT NULL,
    UNIQUE (consumer_group, topic_id, partition)
) WITH (fillfactor = 50);

-- The offsets [lo, hi) of one partition, processed together. A LOST span holds offsets that were gone before they were read.
CREATE TABLE span (
    frontier_id integer     NOT NULL REFERENCES frontier,
    lo          bigint      NOT NULL,
    hi          bigint      NOT NULL,
    records     integer     NOT NULL,
    scored      integer     NOT NULL,
    filtered    integer     NOT NULL,
    failed      integer     NOT NULL,
    mode        text        NOT NULL CHECK (mode IN ('REQUEST', 'STREAM', 'MICRO_BATCH', 'BATCH', 'LOST')),
    at          timestamptz NOT NULL,
    run_id      text,
    reason      text,
    instance    text        NOT NULL,
    PRIMARY KEY (frontier_id, lo),
    CHECK (hi > lo),
    CHECK (records = scored + filtered + failed)
);
CREATE INDEX span_at ON span USING brin (at);

CREATE TABLE model (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL,
    version text NOT NULL,
    UNIQUE (name, version)
);

-- Which model versions gave how many of a span's scores.
CREATE TABLE span_model (
    frontier_id integer NOT NULL,
    lo          bigint  NOT NULL,
    model_id    integer NOT NULL REFERENCES model,
    scored      integer NOT NULL,
    PRIMARY KEY (frontier_id, lo, model_id)
);

-- A Bloom filter over the CloudEvent ids of a span. Apart from the span, so that the audit does not read it; without a key,
-- because it is only ever scanned by time.
CREATE TABLE id_filter (
    frontier_id integer     NOT NULL,
    lo          bigint      NOT NULL,
    at          timestamptz NOT NULL,
    bits        bytea       NOT NULL
);
ALTER TABLE id_filter ALTER COLUMN bits SET STORAGE EXTERNAL;
CREATE INDEX id_filter_at ON id_filter USING brin (at) WITH (pages_per_range = 16);

-- What became of a message that did not simply succeed. Append only; the newest row of an offset is its live disposition.
CREATE TABLE message_exception (
    id                bigint GENERATED ALWAYS AS IDENTITY,
    frontier_id       integer     NOT NULL REFERENCES frontier,
    message_offset    bigint      NOT NULL,
    attempt           integer     NOT NULL CHECK (attempt >= 1),
    state             text        NOT NULL CHECK (state IN ('FAILED', 'DEAD', 'HEALED', 'DISCARDED')),
    kind              text        NOT NULL,
    error             text        NOT NULL,
    event_id          text,
    dead_letter_topic text,
    mode              text        NOT NULL,
    run_id            text,
    at                timestamptz NOT NULL,
    PRIMARY KEY (frontier_id, message_offset, attempt, state)
);
-- a hash index takes ids of any length and costs less than half of a tree over them
CREATE INDEX message_exception_event_id ON message_exception USING hash (event_id);
CREATE INDEX message_exception_dead ON message_exception (id) WHERE state = 'DEAD';

-- How far each partition of the tracking topic has been folded; moved in the transaction that folds.
CREATE TABLE tracking_position (
    topic_id    uuid    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 50);

-- Records of the tracking topic that could not be folded, whole. While there is one, the audit fails.
CREATE TABLE parked_event (
    told_topic_id  uuid        NOT NULL,
    told_partition integer     NOT NULL,
    told_offset    bigint      NOT NULL,
    why            text        NOT NULL CHECK (why IN ('GAP', 'UNREADABLE', 'DELETED')),
    detail         text        NOT NULL,
    consumer_group text,
    topic_id       uuid,
    partition      integer,
    lo             bigint,
    record_key     bytea,
    record_value   bytea,
    parked_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (told_topic_id, told_partition, told_offset)
);
CREATE INDEX parked_event_frontier ON parked_event (consumer_group, topic_id, partition, lo);

-- Parked records that someone has accepted, whole, with who did and why. Append only; the audit does not fail for them any more.
CREATE TABLE accepted_event (
    LIKE parked_event INCLUDING CONSTRAINTS,
    who         text        NOT NULL,
    reason      text        NOT NULL,
    accepted_at timestamptz NOT NULL,
    PRIMARY KEY (told_topic_id, told_partition, told_offset, accepted_at)
);

-- Who has taken note of a LOST span, and why that may be. Append only: what was noted first stays.
CREATE TABLE loss_acknowledgement (
    frontier_id integer     NOT NULL,
    lo          bigint      NOT NULL,
    who         text        NOT NULL,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (frontier_id, lo),
    FOREIGN KEY (frontier_id, lo) REFERENCES span
);
CREATE INDEX span_lost ON span (frontier_id, lo) WHERE mode = 'LOST';

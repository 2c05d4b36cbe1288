-- A span grows while the same instance goes on in the same way within one minute: rows grow with time, not with messages.
ALTER TABLE span ADD COLUMN last_at timestamptz;
UPDATE span SET last_at = at;
ALTER TABLE span ALTER COLUMN last_at SET NOT NULL;

-- The filters of a span that may still grow, one for each event that it has grown by.
ALTER TABLE id_filter RENAME TO id_filter_by_event;
DROP INDEX id_filter_at;
CREATE TABLE open_id_filter (
    frontier_id integer     NOT NULL,
    span_lo     bigint      NOT NULL,
    lo          bigint      NOT NULL,
    hi          bigint      NOT NULL,
    at          timestamptz NOT NULL,
    bits        bytea       NOT NULL,
    PRIMARY KEY (frontier_id, lo)
);
ALTER TABLE open_id_filter ALTER COLUMN bits SET STORAGE EXTERNAL;

-- The filters of a span that grows no more: the n-th of them is over the ids of the offsets [los[n], his[n]). Without a key,
-- because it is only ever scanned by time.
CREATE TABLE id_filter (
    frontier_id integer     NOT NULL,
    at          timestamptz NOT NULL,
    los         bigint[]    NOT NULL,
    his         bigint[]    NOT NULL,
    bits        bytea[]     NOT NULL
);
ALTER TABLE id_filter ALTER COLUMN bits SET STORAGE EXTERNAL;
CREATE INDEX id_filter_at ON id_filter USING brin (at) WITH (pages_per_range = 16);
INSERT INTO id_filter (frontier_id, at, los, his, bits)
SELECT f.frontier_id, f.at, ARRAY[f.lo], ARRAY[s.hi], ARRAY[f.bits]
  FROM id_filter_by_event f JOIN span s USING (frontier_id, lo)
 ORDER BY f.at;
DROP TABLE id_filter_by_event;

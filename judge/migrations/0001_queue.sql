-- The durable queue. What the columns and indexes are for: docs/judge-queue.md.
CREATE TABLE jobs (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  enqueued_at     timestamptz NOT NULL DEFAULT now(),
  not_before      timestamptz,  -- a retry or a delayed job, while it waits; NULL for every other
  lease_until     timestamptz,  -- NULL unless leased
  ended_at        timestamptz,  -- NULL unless done, dead or cancelled
  attempt         integer  NOT NULL DEFAULT 0,  -- the fencing token: how often it was leased
  max_attempts    smallint NOT NULL CHECK (max_attempts BETWEEN 1 AND 1000),
  class           smallint NOT NULL CHECK (class BETWEEN 0 AND 3),  -- interactive, exam, batch, background
  state           smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),  -- waiting, leased, done, dead, cancelled
  course          text  NOT NULL CHECK (length(course) BETWEEN 1 AND 200),
  idempotency_key text  NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  payload         bytea NOT NULL CHECK (octet_length(payload) = 32),  -- SHA-256 of a blob
  worker          text,
  UNIQUE (course, idempotency_key),
  CHECK ((lease_until IS NOT NULL) = (state = 1)),
  CHECK (not_before IS NULL OR state = 0)
) WITH (
  -- Every job is updated twice soon after it came: room for both versions in its own page.
  fillfactor = 50,
  -- Early, and slowly: while a snapshot is held, vacuum finds dead rows that it may not remove, and at
  -- full speed it would do so again and again with a core of its own. Leases do not depend on it.
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 50000,
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 10
);

-- By id, not by class or time: only a scan from a watermark stays cheap while a snapshot is held.
CREATE INDEX jobs_fresh ON jobs (id) WHERE state = 0 AND not_before IS NULL;
CREATE INDEX jobs_later ON jobs (not_before) WHERE not_before IS NOT NULL;
CREATE INDEX jobs_lease ON jobs (lease_until) WHERE lease_until IS NOT NULL;

-- One row a job, however many workers answer. No foreign key: the statement that writes a row holds
-- the job's row locked, and a check would look it up a second time.
CREATE TABLE results (
  job         bigint PRIMARY KEY,
  attempt     integer NOT NULL,
  worker      text NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now(),
  report      bytea CHECK (octet_length(report) = 32),  -- SHA-256 of the report's blob, or NULL
  summary     text NOT NULL CHECK (length(summary) <= 65536)
);

CREATE TABLE dead_letters (
  job     bigint PRIMARY KEY,
  attempt integer NOT NULL,
  worker  text,
  died_at timestamptz NOT NULL DEFAULT now(),
  reason  text NOT NULL
);

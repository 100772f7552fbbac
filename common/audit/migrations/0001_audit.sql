-- An append-only log of what was done and seen. docs/audit.md says what proves that it is whole.
CREATE TABLE records (
  seq      bigint PRIMARY KEY CHECK (seq > 0),  -- without a gap
  at_us    bigint NOT NULL,                     -- microseconds since 1970, never earlier than the one before
  tenant   text NOT NULL,
  actor    text NOT NULL,                       -- who did it: a person's id, "system", or "" for nobody known
  action   text NOT NULL,                       -- "people.put"
  subjects text[] NOT NULL,                     -- whom it is about: ids
  detail   text NOT NULL,                       -- what is personal of it is sealed
  hash     text NOT NULL CHECK (length(hash) = 64)
);
CREATE INDEX records_subjects ON records USING gin (subjects);
CREATE INDEX records_tenant ON records (tenant, seq);

-- Signed: the log had `size` records, and `root` is the root of their Merkle tree.
CREATE TABLE heads (
  size      bigint PRIMARY KEY,
  at_us     bigint NOT NULL,
  root      text NOT NULL CHECK (length(root) = 64),
  key_id    text NOT NULL,
  signature text NOT NULL CHECK (length(signature) = 128)
);

-- Where the next record goes. Who appends holds its lock until the end of the transaction.
CREATE TABLE state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  log_id   text NOT NULL,
  size     bigint NOT NULL,
  at_us    bigint NOT NULL,
  hash     text NOT NULL,
  frontier text NOT NULL  -- roots of the complete subtrees, the largest first, in hexadecimal
);
INSERT INTO state (log_id, size, at_us, hash, frontier)
VALUES (gen_random_uuid()::text, 0, 0, repeat('0', 64), '');

-- The program may add and read, nothing else. Its role owns the tables and could give itself more: what then was
-- changed shows when the log is verified.
REVOKE UPDATE, DELETE, TRUNCATE ON records, heads FROM CURRENT_USER;
REVOKE DELETE, TRUNCATE, INSERT ON state FROM CURRENT_USER;

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON records EXECUTE FUNCTION refuse();
CREATE TRIGGER heads_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON heads EXECUTE FUNCTION refuse();

ALTER TABLE people ADD COLUMN erased_at timestamptz;

-- What a person agreed to and when, and when they took it back. Rows are added, never changed: the newest counts.
CREATE TABLE consents (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person  text NOT NULL REFERENCES people ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose ~ '^[a-z][a-z0-9_]{0,62}$'),
  granted boolean NOT NULL,
  at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_person ON consents (person, purpose, id);

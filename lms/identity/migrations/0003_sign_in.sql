-- A key a person, wrapped by the master key. What is sealed with it (second factor, details of the audit log) is gone
-- when the key is, in every copy: that is how a person is erased. The row stays and says when.
CREATE TABLE person_keys (
  person       text PRIMARY KEY REFERENCES people ON DELETE RESTRICT,
  wrapped      text,  -- hexadecimal; NULL: destroyed
  fingerprint  text NOT NULL CHECK (length(fingerprint) = 64),
  made_at      timestamptz NOT NULL DEFAULT now(),
  destroyed_at timestamptz,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE passwords (
  person     text PRIMARY KEY REFERENCES people ON DELETE CASCADE,
  hash       text NOT NULL,  -- $argon2id$…
  changed_at timestamptz NOT NULL DEFAULT now()
);

-- Sessions in browsers. A secret is replaced from time to time: `next` was handed out and becomes the present one when it
-- is first used; `previous` is good for a moment more, for requests that were on their way. Later use of it is a copy's.
CREATE TABLE sessions (
  id              text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  person          text NOT NULL REFERENCES people ON DELETE CASCADE,
  method          text NOT NULL,                 -- "password", "password+totp", "invitation"
  lookup          bigint NOT NULL,
  sha256          text NOT NULL CHECK (length(sha256) = 64),
  next_lookup     bigint,
  next_sha256     text,
  previous_lookup bigint,
  previous_sha256 text,
  previous_until  timestamptz,
  csrf            text NOT NULL,
  address         text NOT NULL DEFAULT '',
  agent           text NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL DEFAULT now(),
  last_seen_at    timestamptz NOT NULL DEFAULT now(),  -- to the minute
  rotated_at      timestamptz NOT NULL DEFAULT now(),
  idle_s          integer NOT NULL,
  expires_at      timestamptz NOT NULL,
  revoked_at      timestamptz
);
CREATE INDEX sessions_lookup ON sessions (lookup);
CREATE INDEX sessions_next ON sessions (next_lookup) WHERE next_lookup IS NOT NULL;
CREATE INDEX sessions_previous ON sessions (previous_lookup) WHERE previous_lookup IS NOT NULL;
CREATE INDEX sessions_person ON sessions (person);

-- Wrong passwords and codes, by a digest of who was tried (whether there is such a person or not) and by address.
CREATE TABLE sign_in_throttles (
  key      text PRIMARY KEY,
  failures integer NOT NULL DEFAULT 0,
  full_at  double precision NOT NULL DEFAULT 0,
  last_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_throttles_last ON sign_in_throttles (last_at);

-- Browsers in which a person signed in before: somebody else's wrong guesses do not lock them out.
CREATE TABLE known_browsers (
  person  text NOT NULL REFERENCES people ON DELETE CASCADE,
  sha256  text NOT NULL CHECK (length(sha256) = 64),
  used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person, sha256)
);

-- Time-based codes (RFC 6238). A step that was used, and those before it, are used up.
CREATE TABLE second_factors (
  person       text PRIMARY KEY REFERENCES people ON DELETE CASCADE,
  sealed       text NOT NULL,  -- the secret, with the person's key
  confirmed_at timestamptz,    -- NULL: not yet in force
  last_step    bigint NOT NULL DEFAULT 0
);
CREATE TABLE recovery_codes (
  person  text NOT NULL REFERENCES people ON DELETE CASCADE,
  sha256  text NOT NULL CHECK (length(sha256) = 64),
  used_at timestamptz,
  PRIMARY KEY (person, sha256)
);

-- Between a right password and its code.
CREATE TABLE sign_in_tickets (
  sha256     text PRIMARY KEY CHECK (length(sha256) = 64),
  person     text NOT NULL REFERENCES people ON DELETE CASCADE,
  attempts   integer NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_tickets_expires ON sign_in_tickets (expires_at);

-- People, what they may do, and with what they prove who they are.
CREATE TABLE tenants (
  id         text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE people (
  id            text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  tenant        text NOT NULL REFERENCES tenants,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email         text NOT NULL DEFAULT '' CHECK (length(email) <= 254),
  administrator boolean NOT NULL DEFAULT false,  -- of the tenant
  seed          text,                            -- who of `bootstrap` this is; NULL for everybody else
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant, id),
  UNIQUE (tenant, seed)
);
CREATE UNIQUE INDEX people_email ON people (tenant, lower(email)) WHERE email <> '';

-- The tenant stands here too, so that a role can never join a person and a course of two tenants.
CREATE TABLE course_roles (
  tenant text NOT NULL,
  person text NOT NULL,
  course text NOT NULL CHECK (course ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  role   smallint NOT NULL CHECK (role BETWEEN 1 AND 6),  -- assay.identity.v1.Role
  PRIMARY KEY (person, course),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id) ON DELETE CASCADE
);
CREATE INDEX course_roles_course ON course_roles (tenant, course);

CREATE TABLE tokens (
  id           text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  person       text NOT NULL REFERENCES people ON DELETE CASCADE,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  scopes       text NOT NULL,     -- as in OAuth: words with a space between them
  lookup       bigint NOT NULL,   -- the first 8 bytes of the SHA-256: what the index finds
  sha256       text NOT NULL CHECK (length(sha256) = 64),  -- compared in constant time
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  revoked_at   timestamptz,
  last_used_at timestamptz,       -- to the minute
  UNIQUE (sha256)
);
CREATE INDEX tokens_lookup ON tokens (lookup);
CREATE INDEX tokens_person ON tokens (person);

-- Codes of the device flow. A device code has 256 bits and is kept as its SHA-256. A user code is short, so it is kept as
-- PBKDF2 with this installation's salt: who reads the table cannot try them all before they expire.
CREATE TABLE device_salt (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  salt     text NOT NULL
);
INSERT INTO device_salt (salt) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);

CREATE TABLE devices (
  device_code text PRIMARY KEY CHECK (length(device_code) = 64),
  user_code   text NOT NULL UNIQUE CHECK (length(user_code) = 64),
  client      text NOT NULL CHECK (length(client) BETWEEN 1 AND 100),
  scopes      text NOT NULL,
  state       smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),  -- pending, allowed, denied, fetched
  person      text REFERENCES people ON DELETE CASCADE,                   -- who decided
  interval_s  integer NOT NULL,
  polled_at   timestamptz,
  expires_at  timestamptz NOT NULL,
  CHECK ((person IS NULL) = (state = 0))
);
CREATE INDEX devices_expires ON devices (expires_at);

CREATE TABLE wrong_user_codes (
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX wrong_user_codes_person ON wrong_user_codes (person, at);

-- A person with their roles as text, a line a course ("intro 5"): courses hold neither spaces nor line ends.
CREATE VIEW person_rows AS
SELECT p.id, p.tenant, p.name, p.email, p.administrator,
       coalesce((SELECT string_agg(r.course || ' ' || r.role, E'\n' ORDER BY r.course)
                 FROM course_roles r WHERE r.person = p.id), '') AS roles
FROM people p;

-- What the similarity service keeps beside its index: docs/similarity-service.md. Whatever says something about a person
-- has their id in a column of its own, so that it can be erased. Ids sort by time ("C": byte by byte).

CREATE TABLE tenants (
  tenant     text COLLATE "C" PRIMARY KEY,
  sealed_key text NOT NULL,  -- of its index and of what is sealed here; base64, sealed with the master key
  created_at timestamptz NOT NULL DEFAULT now()
);

-- How far the judge's feed was followed.
CREATE TABLE feed_cursor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  number   bigint NOT NULL DEFAULT 0
);
INSERT INTO feed_cursor DEFAULT VALUES;

CREATE TABLE submissions (
  id           text COLLATE "C" PRIMARY KEY,
  tenant       text COLLATE "C" NOT NULL,
  course       text COLLATE "C" NOT NULL,
  problem      text COLLATE "C" NOT NULL,
  person       text COLLATE "C" NOT NULL,
  submitted_at timestamptz NOT NULL,
  indexed_at   timestamptz NOT NULL DEFAULT now(),
  state        smallint NOT NULL CHECK (state BETWEEN 0 AND 1),  -- indexed, nothing in it to compare
  note         text NOT NULL DEFAULT ''
);
CREATE INDEX submissions_assignment ON submissions (tenant, course, problem, person, submitted_at);
CREATE INDEX submissions_person ON submissions (tenant, person);

-- Who is not to be indexed any more: what they handed in up to then. The name stands here while it is being done.
CREATE TABLE erasures (
  tenant      text COLLATE "C" NOT NULL,
  person_hash text COLLATE "C" NOT NULL,
  person      text COLLATE "C",
  erased_at   timestamptz NOT NULL DEFAULT now(),
  asked_by    text NOT NULL,
  PRIMARY KEY (tenant, person_hash)
);
CREATE INDEX erasures_unfinished ON erasures (tenant) WHERE person IS NOT NULL;

CREATE TABLE comparisons (
  id          text COLLATE "C" PRIMARY KEY,
  tenant      text COLLATE "C" NOT NULL,
  course      text COLLATE "C" NOT NULL,
  problem     text COLLATE "C" NOT NULL,
  state       smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),  -- waiting, running, done, failed, cancelled
  request     text NOT NULL,  -- the StartComparisonRequest, base64
  started_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  ended_at    timestamptz,
  progress    float8 NOT NULL DEFAULT 0,
  doing       text NOT NULL DEFAULT '',
  failure     text NOT NULL DEFAULT '',
  submissions integer NOT NULL DEFAULT 0,
  people      integer NOT NULL DEFAULT 0,
  compared    float8 NOT NULL DEFAULT 0,
  pairs       integer NOT NULL DEFAULT 0,
  erased      integer NOT NULL DEFAULT 0,
  histogram   float8[] NOT NULL DEFAULT '{}'
);
CREATE INDEX comparisons_assignment ON comparisons (tenant, course, problem, id);
CREATE INDEX comparisons_open ON comparisons (id) WHERE state IN (0, 1);

-- What was compared, by its place in the comparison.
CREATE TABLE members (
  comparison   text COLLATE "C" NOT NULL REFERENCES comparisons ON DELETE CASCADE,
  place        integer NOT NULL,
  submission   text COLLATE "C" NOT NULL,
  tenant       text COLLATE "C" NOT NULL,
  person       text COLLATE "C" NOT NULL,
  course       text COLLATE "C" NOT NULL,
  problem      text COLLATE "C" NOT NULL,
  origin       smallint NOT NULL,
  language     text NOT NULL,
  submitted_at timestamptz NOT NULL,
  PRIMARY KEY (comparison, place)
);
CREATE INDEX members_person ON members (tenant, person);

CREATE TABLE pairs (
  comparison   text COLLATE "C" NOT NULL REFERENCES comparisons ON DELETE CASCADE,
  rank         integer NOT NULL,
  key          text COLLATE "C" NOT NULL,
  left_place   integer NOT NULL,
  right_place  integer NOT NULL,
  tenant       text COLLATE "C" NOT NULL,
  left_person  text COLLATE "C" NOT NULL,
  right_person text COLLATE "C" NOT NULL,
  probability  float8 NOT NULL,
  low          float8 NOT NULL,
  high         float8 NOT NULL,
  sealed       text NOT NULL,  -- a StoredPair, base64: it quotes what both wrote
  PRIMARY KEY (comparison, rank)
);
CREATE INDEX pairs_key ON pairs (comparison, key);
CREATE INDEX pairs_left ON pairs (tenant, left_person);
CREATE INDEX pairs_right ON pairs (tenant, right_person);

CREATE TABLE clusters (
  comparison text COLLATE "C" NOT NULL REFERENCES comparisons ON DELETE CASCADE,
  number     integer NOT NULL,
  ordinal    integer NOT NULL,
  place      integer NOT NULL,
  cohesion   float8 NOT NULL,
  PRIMARY KEY (comparison, number, ordinal)
);

CREATE TABLE notes (
  comparison text COLLATE "C" NOT NULL REFERENCES comparisons ON DELETE CASCADE,
  ordinal    integer NOT NULL,
  place      integer NOT NULL,
  file       integer NOT NULL,
  text       text NOT NULL,
  PRIMARY KEY (comparison, ordinal)
);

CREATE TABLE common_code (
  comparison text COLLATE "C" NOT NULL REFERENCES comparisons ON DELETE CASCADE,
  key        text COLLATE "C" NOT NULL,
  place      integer NOT NULL,
  region     integer[] NOT NULL,  -- file, begin, end, begin_line, end_line
  people     integer NOT NULL,
  accepted   boolean NOT NULL,
  PRIMARY KEY (comparison, key)
);

-- Added, never changed; the last one of a pair (of a passage) counts. Only erasing a person empties what names them.
CREATE TABLE decisions (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant       text COLLATE "C" NOT NULL,
  course       text COLLATE "C" NOT NULL,
  problem      text COLLATE "C" NOT NULL,
  pair         text COLLATE "C" NOT NULL,
  left_person  text COLLATE "C" NOT NULL,
  right_person text COLLATE "C" NOT NULL,
  state        smallint NOT NULL CHECK (state BETWEEN 0 AND 2),  -- open, dismissed, referred
  note         text NOT NULL,
  who          text NOT NULL,
  at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decisions_pair ON decisions (tenant, course, problem, pair, id);
CREATE INDEX decisions_left ON decisions (tenant, left_person);
CREATE INDEX decisions_right ON decisions (tenant, right_person);

CREATE TABLE common_decisions (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant   text COLLATE "C" NOT NULL,
  course   text COLLATE "C" NOT NULL,
  problem  text COLLATE "C" NOT NULL,
  key      text COLLATE "C" NOT NULL,
  accepted boolean NOT NULL,
  who      text NOT NULL,
  at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX common_decisions_key ON common_decisions (tenant, course, problem, key, id);

CREATE TABLE templates (
  tenant  text COLLATE "C" NOT NULL,
  course  text COLLATE "C" NOT NULL,
  problem text COLLATE "C" NOT NULL,
  name    text COLLATE "C" NOT NULL,
  files   integer NOT NULL,
  bytes   integer NOT NULL,
  sealed  text NOT NULL,  -- StoredFiles, base64
  put_by  text NOT NULL,
  put_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, problem, name)
);

-- LTI 1.3 Advantage (docs/lti.md): other learning platforms, what they call their courses and people, and the grades that they are sent.
CREATE TABLE lti_platforms (
  id                 text PRIMARY KEY,
  tenant             text NOT NULL,
  name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  issuer             text NOT NULL,
  client_id          text NOT NULL,
  deployments        text[] NOT NULL DEFAULT '{}',
  authentication_url text NOT NULL,
  token_url          text NOT NULL DEFAULT '',
  keys_url           text NOT NULL,
  token_audience     text NOT NULL DEFAULT '',
  frame_origins      text[] NOT NULL,
  registered_itself  boolean NOT NULL DEFAULT false,
  created_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant, issuer, client_id),
  UNIQUE (tenant, id)
);

-- A link by which a platform registers itself, once. Secrets here and below are kept as their SHA-256.
CREATE TABLE lti_invitations (
  sha256     text PRIMARY KEY,
  tenant     text NOT NULL,
  made_by    text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Between a login and its launch, which takes the row away: a state and its nonce are good once.
CREATE TABLE lti_logins (
  state      text PRIMARY KEY,
  platform   text NOT NULL REFERENCES lti_platforms ON DELETE CASCADE,
  nonce      text NOT NULL,
  browser    text NOT NULL,
  request    jsonb NOT NULL,   -- BeginLtiRequest: to begin again where cookies are kept
  expires_at timestamptz NOT NULL
);
CREATE INDEX lti_logins_expires ON lti_logins (expires_at);

-- Who somebody of ours is to a platform. Identity is the truth of it.
CREATE TABLE lti_people (
  tenant   text NOT NULL,
  platform text NOT NULL,
  subject  text NOT NULL,
  person   text NOT NULL,
  PRIMARY KEY (platform, subject),
  FOREIGN KEY (tenant, platform) REFERENCES lti_platforms (tenant, id) ON DELETE CASCADE
);
CREATE INDEX lti_people_person ON lti_people (platform, person);

-- A course of a platform, and ours for it.
CREATE TABLE lti_contexts (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  platform   text NOT NULL,
  deployment text NOT NULL,
  context    text NOT NULL,
  title      text NOT NULL DEFAULT '',
  course     text,
  line_items text NOT NULL DEFAULT '',    -- where line items are made; empty: the platform does not say
  may_make   boolean NOT NULL DEFAULT false,
  members    text NOT NULL DEFAULT '',    -- where it says who is in it
  linked_at  timestamptz,
  told       text NOT NULL DEFAULT '',    -- of which state of the course's grades lti_scores is
  UNIQUE (platform, deployment, context),
  UNIQUE (tenant, id),
  FOREIGN KEY (tenant, platform) REFERENCES lti_platforms (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE SET NULL (course)
);
CREATE INDEX lti_contexts_course ON lti_contexts (tenant, course);

-- A link in a platform's course, to an assignment here.
CREATE TABLE lti_links (
  context    bigint NOT NULL REFERENCES lti_contexts ON DELETE CASCADE,
  link       text NOT NULL,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  PRIMARY KEY (context, link),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

-- A column of the platform's gradebook. Without a URL it is made when there is something to write into it.
CREATE TABLE lti_items (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  context    bigint NOT NULL REFERENCES lti_contexts ON DELETE CASCADE,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  url        text NOT NULL DEFAULT '',
  UNIQUE (context, assignment),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

-- The newest grade of somebody for an item, and what the platform knows of it: a queue with a row for each, in which a newer grade takes the
-- older one's place.
CREATE TABLE lti_scores (
  item        bigint NOT NULL REFERENCES lti_items ON DELETE CASCADE,
  person      text NOT NULL,
  subject     text NOT NULL,
  platform    text NOT NULL,
  points      double precision NOT NULL,
  most        double precision NOT NULL,
  version     bigint NOT NULL DEFAULT 1,   -- of points and most
  stamp       timestamptz NOT NULL DEFAULT '-infinity',  -- the timestamp that was last sent: the next is later
  attempts    integer NOT NULL DEFAULT 0,  -- the fencing token of who sends it
  tries       integer NOT NULL DEFAULT 0,  -- since the grade changed
  next_at     timestamptz DEFAULT now(),   -- when it is due; NULL: it has ended
  leased_until timestamptz,
  give_up_at  timestamptz NOT NULL,
  sent        boolean NOT NULL DEFAULT false,
  last_status integer NOT NULL DEFAULT 0,
  last_error  text NOT NULL DEFAULT '',
  PRIMARY KEY (item, person)
);
CREATE INDEX lti_scores_due ON lti_scores (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX lti_scores_leased ON lti_scores (platform) WHERE leased_until IS NOT NULL;

-- What somebody who just launched has to decide: a course, or what to link.
CREATE TABLE lti_launches (
  sha256     text PRIMARY KEY,
  tenant     text NOT NULL,
  context    bigint NOT NULL REFERENCES lti_contexts ON DELETE CASCADE,
  person     text NOT NULL,
  subject    text NOT NULL,
  role       smallint NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('choose', 'content')),
  settings   jsonb NOT NULL DEFAULT '{}',  -- of deep linking
  link       text NOT NULL DEFAULT '',
  expires_at timestamptz NOT NULL
);
CREATE INDEX lti_launches_expires ON lti_launches (expires_at);

-- With what we sign. Private halves are sealed with the master key.
CREATE TABLE lti_keys (
  id         text PRIMARY KEY,  -- "kid"
  sealed     text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

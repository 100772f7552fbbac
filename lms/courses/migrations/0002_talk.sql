-- Announcements, discussions, notifications; exams and drafts; remarks in the code.
CREATE TABLE announcements (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  body       text NOT NULL DEFAULT '',
  pinned     boolean NOT NULL DEFAULT false,
  publish_at timestamptz NOT NULL DEFAULT now(),
  notified   boolean NOT NULL DEFAULT false,
  by         text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);

CREATE TABLE topics (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  body       text NOT NULL,
  assignment bigint,
  private    boolean NOT NULL DEFAULT false,
  anonymous  boolean NOT NULL DEFAULT false,
  pinned     boolean NOT NULL DEFAULT false,
  resolved   boolean NOT NULL DEFAULT false,
  by         text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE SET NULL (assignment)
);
CREATE INDEX topics_latest ON topics (tenant, course, last_at DESC);

CREATE TABLE posts (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  topic      bigint NOT NULL,
  body       text NOT NULL CHECK (length(body) BETWEEN 1 AND 65536),
  answer     boolean NOT NULL DEFAULT false,
  anonymous  boolean NOT NULL DEFAULT false,
  by         text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  edited_at  timestamptz,
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course, topic) REFERENCES topics (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX posts_topic ON posts (tenant, course, topic, id);

CREATE TABLE notifications (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant text NOT NULL,
  person text NOT NULL,
  course text NOT NULL,
  kind   text NOT NULL,
  title  text NOT NULL,
  link   text NOT NULL,
  at     timestamptz NOT NULL DEFAULT now(),
  read   boolean NOT NULL DEFAULT false
);
CREATE INDEX notifications_person ON notifications (tenant, person, id DESC);
CREATE INDEX notifications_unread ON notifications (tenant, person) WHERE NOT read;

CREATE TABLE exams (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  begun_at   timestamptz NOT NULL,
  session    text NOT NULL,
  address    text NOT NULL DEFAULT '',
  takeovers  integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

CREATE TABLE drafts (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  version    integer NOT NULL,
  files      jsonb NOT NULL,
  saved_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

-- A remark belongs to a student's work on a problem, not to one submission: it is found again by its anchor.
CREATE TABLE annotations (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  problem    text NOT NULL,
  person     text NOT NULL,      -- whose work
  submission text NOT NULL,
  path       text NOT NULL CHECK (length(path) BETWEEN 1 AND 500),
  line       integer NOT NULL CHECK (line >= 1),
  lines      integer NOT NULL DEFAULT 1 CHECK (lines BETWEEN 1 AND 1000),
  anchor     text NOT NULL DEFAULT '',
  context    text NOT NULL DEFAULT '',
  body       text NOT NULL CHECK (length(body) BETWEEN 1 AND 16384),
  points     double precision NOT NULL DEFAULT 0,
  resolved   boolean NOT NULL DEFAULT false,
  by         text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);
CREATE INDEX annotations_work ON annotations (tenant, course, problem, person);

CREATE TABLE comments (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  text       text NOT NULL CHECK (length(text) BETWEEN 1 AND 16384),
  points     double precision NOT NULL DEFAULT 0,
  assignment bigint,
  uses       integer NOT NULL DEFAULT 0,
  by         text NOT NULL,
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

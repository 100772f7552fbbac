-- Courses, what is due in them, what it was worth. Columns are called as the fields of proto/assay/courses/v1/courses.proto: rows
-- become messages by their names. Each table begins with tenant and course, and its references hold both, so that nothing of one course can
-- point into another's.
CREATE TABLE terms (
  tenant text NOT NULL,
  id     text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  name   text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  starts timestamptz,
  ends   timestamptz,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE courses (
  tenant      text NOT NULL,
  id          text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '',
  term        text,
  time_zone   text NOT NULL DEFAULT 'UTC',
  late_days   integer NOT NULL DEFAULT 0 CHECK (late_days BETWEEN 0 AND 1000),
  published   boolean NOT NULL DEFAULT false,
  archived    boolean NOT NULL DEFAULT false,
  by_points   boolean NOT NULL DEFAULT false,   -- of the gradebook
  letters     jsonb NOT NULL DEFAULT '[]',
  revision    bigint NOT NULL DEFAULT 0,        -- one more whenever something of the gradebook changed
  roster_at   timestamptz,                      -- when identity was last asked who is in it
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, term) REFERENCES terms (tenant, id)
);

-- Who is in it, as identity said: identity is the truth of roles, this is what gradebooks are made from. Somebody who left stays, so that
-- their grades do (role 0).
CREATE TABLE members (
  tenant  text NOT NULL,
  course  text NOT NULL,
  person  text NOT NULL,
  name    text NOT NULL,
  email   text NOT NULL DEFAULT '',
  role    smallint NOT NULL CHECK (role BETWEEN 0 AND 6),  -- assay.identity.v1.Role
  PRIMARY KEY (tenant, course, person),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);
CREATE INDEX members_person ON members (tenant, person);

CREATE TABLE accommodations (
  tenant          text NOT NULL,
  course          text NOT NULL,
  person          text NOT NULL,
  time_multiplier double precision NOT NULL DEFAULT 1 CHECK (time_multiplier BETWEEN 1 AND 10),
  extra_days      integer NOT NULL DEFAULT 0 CHECK (extra_days BETWEEN 0 AND 400),
  note            text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, course, person),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);

CREATE TABLE sections (
  tenant text NOT NULL,
  course text NOT NULL,
  id     text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  name   text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);
CREATE TABLE section_members (
  tenant  text NOT NULL,
  course  text NOT NULL,
  section text NOT NULL,
  person  text NOT NULL,
  PRIMARY KEY (tenant, course, section, person),
  FOREIGN KEY (tenant, course, section) REFERENCES sections (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX section_members_person ON section_members (tenant, course, person);

CREATE TABLE categories (
  tenant      text NOT NULL,
  course      text NOT NULL,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  weight      double precision NOT NULL CHECK (weight >= 0),
  drop_lowest integer NOT NULL DEFAULT 0 CHECK (drop_lowest >= 0),
  position    integer NOT NULL,
  PRIMARY KEY (tenant, course, name),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);

CREATE TABLE modules (
  id            bigint GENERATED ALWAYS AS IDENTITY,
  tenant        text NOT NULL,
  course        text NOT NULL,
  title         text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description   text NOT NULL DEFAULT '',
  position      integer NOT NULL DEFAULT 0,
  published     boolean NOT NULL DEFAULT false,
  opens         timestamptz,
  prerequisites jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);

CREATE TABLE pages (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  module     bigint,
  title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  body       text NOT NULL DEFAULT '',
  position   integer NOT NULL DEFAULT 0,
  published  boolean NOT NULL DEFAULT false,
  opens      timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, course, id),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, module) REFERENCES modules (tenant, course, id) ON DELETE SET NULL (module)
);

CREATE TABLE assignments (
  id               bigint GENERATED ALWAYS AS IDENTITY,
  tenant           text NOT NULL,
  course           text NOT NULL,
  module           bigint,
  title            text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description      text NOT NULL DEFAULT '',
  problem          text,               -- of the judge; NULL: people grade it
  points           double precision NOT NULL DEFAULT 0 CHECK (points BETWEEN 0 AND 1000000),
  category         text,
  extra_credit     boolean NOT NULL DEFAULT false,
  curve            text NOT NULL DEFAULT '',
  curve_value      double precision NOT NULL DEFAULT 0,
  opens            timestamptz,
  due              timestamptz,
  closes           timestamptz,
  sections         jsonb NOT NULL DEFAULT '[]',
  late             jsonb NOT NULL DEFAULT '{}',
  attempts         integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  rule             text NOT NULL DEFAULT '',
  group_work       boolean NOT NULL DEFAULT false,
  published        boolean NOT NULL DEFAULT false,
  grades_published boolean NOT NULL DEFAULT false,
  hold_grades      boolean NOT NULL DEFAULT false,
  anonymous        boolean NOT NULL DEFAULT false,
  rubric           jsonb NOT NULL DEFAULT '[]',
  prerequisites    jsonb NOT NULL DEFAULT '[]',
  exam             jsonb,
  position         integer NOT NULL DEFAULT 0,
  created_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, id),
  UNIQUE (tenant, course, problem),    -- by it a submission finds its assignment
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, module) REFERENCES modules (tenant, course, id) ON DELETE SET NULL (module),
  FOREIGN KEY (tenant, course, category) REFERENCES categories (tenant, course, name)
    ON UPDATE CASCADE ON DELETE SET NULL (category)
);

CREATE TABLE extensions (
  tenant         text NOT NULL,
  course         text NOT NULL,
  assignment     bigint NOT NULL,
  person         text NOT NULL,
  due            timestamptz,
  closes         timestamptz,
  extra_attempts integer NOT NULL DEFAULT 0 CHECK (extra_attempts BETWEEN 0 AND 1000),
  reason         text NOT NULL DEFAULT '',
  granted_by     text NOT NULL,
  granted_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX extensions_person ON extensions (tenant, course, person);

CREATE TABLE extension_requests (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  reason     text NOT NULL,
  wanted_due timestamptz NOT NULL,
  state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'refused')),
  due        timestamptz,
  answer     text NOT NULL DEFAULT '',
  decided_by text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz,
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX extension_requests_course ON extension_requests (tenant, course, id);
-- One at a time of a student for an assignment.
CREATE UNIQUE INDEX extension_requests_open ON extension_requests (tenant, course, assignment, person) WHERE state = 'open';

CREATE TABLE groups (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  PRIMARY KEY (tenant, course, assignment, id),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE TABLE group_members (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  group_id   bigint NOT NULL,
  person     text NOT NULL,
  credit     double precision NOT NULL DEFAULT 100 CHECK (credit BETWEEN 0 AND 200),
  PRIMARY KEY (tenant, course, assignment, person),   -- in one group of an assignment
  FOREIGN KEY (tenant, course, assignment, group_id) REFERENCES groups (tenant, course, assignment, id) ON DELETE CASCADE
);
CREATE INDEX group_members_group ON group_members (tenant, course, assignment, group_id);

-- What the judge says was handed in, for whatever problem of whatever course: an assignment that is made later finds it.
CREATE TABLE submissions (
  tenant       text NOT NULL,
  id           text NOT NULL,
  course       text NOT NULL,
  problem      text NOT NULL,
  person       text NOT NULL,
  at           timestamptz NOT NULL,
  state        smallint NOT NULL CHECK (state BETWEEN 0 AND 2),  -- pending, graded, failed (or cancelled)
  verdict      text NOT NULL DEFAULT '',
  score        double precision NOT NULL DEFAULT 0,
  max_score    double precision NOT NULL DEFAULT 0,
  language     text NOT NULL DEFAULT '',
  tests_passed integer NOT NULL DEFAULT 0,
  tests_total  integer NOT NULL DEFAULT 0,
  judgement    integer NOT NULL DEFAULT 1,
  reported     boolean NOT NULL DEFAULT false,  -- its report was looked at: test_failures
  PRIMARY KEY (tenant, id)
);
CREATE INDEX submissions_person ON submissions (tenant, course, person, problem, at);
CREATE INDEX submissions_problem ON submissions (tenant, course, problem, at);
CREATE INDEX submissions_unreported ON submissions (at) WHERE NOT reported AND state = 1;
CREATE INDEX submissions_open ON submissions (at) WHERE state = 0;

-- How often a test failed at the newest submissions of a problem; by test, from the reports.
CREATE TABLE test_failures (
  tenant  text NOT NULL,
  course  text NOT NULL,
  problem text NOT NULL,
  person  text NOT NULL,
  test    text NOT NULL,
  verdict text NOT NULL,
  PRIMARY KEY (tenant, course, problem, person, test)
);

-- How far the judge's changes were followed.
CREATE TABLE followed (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  sequence bigint NOT NULL DEFAULT 0
);
INSERT INTO followed DEFAULT VALUES;

CREATE TABLE manual_grades (
  tenant          text NOT NULL,
  course          text NOT NULL,
  assignment      bigint NOT NULL,
  person          text NOT NULL,
  override_points double precision,
  delta           double precision NOT NULL DEFAULT 0,
  excused         boolean NOT NULL DEFAULT false,
  marks           jsonb NOT NULL DEFAULT '[]',
  comment         text NOT NULL DEFAULT '',
  graded_by       text NOT NULL,
  graded_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX manual_grades_person ON manual_grades (tenant, course, person);

-- What all of that gives: lms/courses/policy/grading.h. A row for each student and assignment.
CREATE TABLE grades (
  tenant       text NOT NULL,
  course       text NOT NULL,
  assignment   bigint NOT NULL,
  person       text NOT NULL,
  state        smallint NOT NULL,         -- GradeState; "open" is "missing" once `missing_from` is past
  points       double precision,
  raw_points   double precision NOT NULL DEFAULT 0,
  submission   text NOT NULL DEFAULT '',
  attempts     integer NOT NULL DEFAULT 0,
  not_counted  integer NOT NULL DEFAULT 0,
  late_seconds bigint NOT NULL DEFAULT 0,
  late_percent double precision NOT NULL DEFAULT 0,
  late_days    integer NOT NULL DEFAULT 0,
  due          timestamptz,               -- of this student
  closes       timestamptz,
  missing_from timestamptz,               -- due, with the grace
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX grades_person ON grades (tenant, course, person);

CREATE TABLE grade_changes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  by         text NOT NULL,
  before     double precision,
  after      double precision,
  reason     text NOT NULL DEFAULT ''
);
CREATE INDEX grade_changes_grade ON grade_changes (tenant, course, assignment, person, id);

-- Whose grades are to be reckoned again; written in the transaction that changed what they depend on.
CREATE TABLE stale (
  tenant text NOT NULL,
  course text NOT NULL,
  person text NOT NULL,
  reason text NOT NULL,
  since  bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (tenant, course, person),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);

CREATE TABLE regrades (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  criterion  text NOT NULL DEFAULT '',
  reason     text NOT NULL,
  state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'changed', 'kept')),
  before     double precision,
  after      double precision,
  answer     text NOT NULL DEFAULT '',
  decided_by text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz,
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX regrades_course ON regrades (tenant, course, id);
CREATE UNIQUE INDEX regrades_open ON regrades (tenant, course, assignment, person) WHERE state = 'open';

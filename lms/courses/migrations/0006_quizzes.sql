-- Quizzes: what an assignment of that kind asks, what was answered, and how the key changed.
ALTER TABLE assignments ADD COLUMN kind text NOT NULL DEFAULT '' CHECK (kind IN ('', 'quiz'));

-- `value` holds the key: what students are shown is copied out of it by the service.
CREATE TABLE quizzes (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  value      jsonb NOT NULL,               -- assay.courses.v1.Quiz
  problems   text[] NOT NULL DEFAULT '{}', -- of its questions of code
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL,
  PRIMARY KEY (tenant, course, assignment),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX quizzes_problems ON quizzes USING gin (problems);

CREATE TABLE quiz_attempts (
  tenant       text NOT NULL,
  course       text NOT NULL,
  assignment   bigint NOT NULL,
  person       text NOT NULL,
  number       integer NOT NULL CHECK (number >= 1),
  sheet        jsonb NOT NULL,              -- assay.courses.v1.Sheet
  version      integer NOT NULL DEFAULT 0,
  begun_at     timestamptz NOT NULL,
  ends_at      timestamptz,
  saved_at     timestamptz,
  submitted_at timestamptz,
  state        smallint NOT NULL DEFAULT 0, -- AttemptState
  score        double precision NOT NULL DEFAULT 0,
  max_score    double precision NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, course, assignment, person, number),
  FOREIGN KEY (tenant, course, assignment) REFERENCES quizzes (tenant, course, assignment) ON DELETE CASCADE
);
CREATE INDEX quiz_attempts_person ON quiz_attempts (tenant, course, person);
-- One at a time; and by its end it is found when its time is over.
CREATE UNIQUE INDEX quiz_attempts_open ON quiz_attempts (tenant, course, assignment, person) WHERE submitted_at IS NULL;
CREATE INDEX quiz_attempts_end ON quiz_attempts (ends_at) WHERE submitted_at IS NULL;

-- Who changed what is asked, and why; with what it was before.
CREATE TABLE quiz_changes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  by         text NOT NULL,
  reason     text NOT NULL DEFAULT '',
  version    integer NOT NULL,
  regraded   integer NOT NULL DEFAULT 0,
  questions  jsonb NOT NULL DEFAULT '[]',
  before     jsonb
);
CREATE INDEX quiz_changes_quiz ON quiz_changes (tenant, course, assignment, id);

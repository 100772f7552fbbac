-- Who grades what of an assignment, the marks of second graders, and what counts where two of them differ.

-- `value` is without conflicts, which are a grader's for the whole course.
CREATE TABLE allocation_plans (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  value      jsonb NOT NULL,               -- assay.courses.v1.AllocationPlan
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL,
  PRIMARY KEY (tenant, course, assignment),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

CREATE TABLE grader_conflicts (
  tenant text NOT NULL,
  course text NOT NULL,
  grader text NOT NULL,
  person text NOT NULL,
  PRIMARY KEY (tenant, course, grader, person),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);

CREATE TABLE allocations (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  grader     text NOT NULL,
  second     text,                         -- who marks it again, blind to the first; NULL: it is marked once
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);
CREATE INDEX allocations_second ON allocations (tenant, course, second) WHERE second IS NOT NULL;

-- Who changed the plan, and why; with what it was before.
CREATE TABLE allocation_changes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  by         text NOT NULL,
  reason     text NOT NULL DEFAULT '',
  moved      integer NOT NULL DEFAULT 0,
  before     jsonb
);
CREATE INDEX allocation_changes_assignment ON allocation_changes (tenant, course, assignment, id);

-- By their ids: names change, and statistics need to know whose marks they are. '': before there were allocations.
ALTER TABLE manual_grades ADD COLUMN grader text NOT NULL DEFAULT '';

-- Beside manual_grades, which holds the first marks: nothing of a grade follows from these until somebody settles it.
CREATE TABLE second_marks (
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  grader     text NOT NULL,
  marks      jsonb NOT NULL,
  comment    text NOT NULL DEFAULT '',
  graded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

-- Two marks that are farther apart than the plan allows. The first is kept as it was given: what counts may be another one since.
CREATE TABLE moderation_items (
  tenant        text NOT NULL,
  course        text NOT NULL,
  assignment    bigint NOT NULL,
  person        text NOT NULL,
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')),
  first_grader  text NOT NULL,
  first_name    text NOT NULL,             -- administrators are in no course
  first_marks   jsonb NOT NULL,
  first_comment text NOT NULL DEFAULT '',
  first_at      timestamptz NOT NULL,
  opened_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, assignment, person),
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE
);

CREATE TABLE moderation_decisions (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  course     text NOT NULL,
  assignment bigint NOT NULL,
  person     text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  by         text NOT NULL,
  take       text NOT NULL CHECK (take IN ('first', 'second', 'mean', 'own')),
  reason     text NOT NULL,
  before     double precision NOT NULL,
  after      double precision NOT NULL
);
CREATE INDEX moderation_decisions_item ON moderation_decisions (tenant, course, assignment, person, id);

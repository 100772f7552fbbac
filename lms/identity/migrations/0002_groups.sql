-- What one person may do in a course beside their role, or may not: words of lms/permissions.
CREATE TABLE course_permissions (
  person     text NOT NULL,
  course     text NOT NULL,
  permission text NOT NULL CHECK (permission ~ '^[a-z_]+\.[a-z_]+$'),
  allowed    boolean NOT NULL,
  PRIMARY KEY (person, course, permission),
  FOREIGN KEY (person, course) REFERENCES course_roles (person, course) ON DELETE CASCADE
);

-- A line a course: "intro 5 +grades.read_all -submissions.submit".
CREATE OR REPLACE VIEW person_rows AS
SELECT p.id, p.tenant, p.name, p.email, p.administrator,
       coalesce((SELECT string_agg(
                   r.course || ' ' || r.role ||
                     coalesce((SELECT string_agg(CASE WHEN x.allowed THEN ' +' ELSE ' -' END || x.permission, ''
                                                 ORDER BY x.permission)
                               FROM course_permissions x WHERE x.person = r.person AND x.course = r.course), ''),
                   E'\n' ORDER BY r.course)
                 FROM course_roles r WHERE r.person = p.id), '') AS roles
FROM people p;

-- Groups of a course (project teams, sections), or of the tenant where the course is empty.
CREATE TABLE groups (
  id         text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  tenant     text NOT NULL REFERENCES tenants,
  course     text NOT NULL DEFAULT '' CHECK (course = '' OR course ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant, id)
);
CREATE UNIQUE INDEX groups_name ON groups (tenant, course, lower(name));

CREATE TABLE group_members (
  tenant  text NOT NULL,
  "group" text NOT NULL,
  person  text NOT NULL,
  PRIMARY KEY ("group", person),
  FOREIGN KEY (tenant, "group") REFERENCES groups (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id) ON DELETE CASCADE
);
CREATE INDEX group_members_person ON group_members (person);

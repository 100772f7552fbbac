-- Who is disabled stays what they are, but cannot sign in, and no token of theirs does anything.
ALTER TABLE people ADD disabled_at timestamptz;

CREATE OR REPLACE VIEW person_rows AS
SELECT p.id, p.tenant, p.name, p.email, p.administrator,
       coalesce((SELECT string_agg(
                   r.course || ' ' || r.role ||
                     coalesce((SELECT string_agg(CASE WHEN x.allowed THEN ' +' ELSE ' -' END || x.permission, ''
                                                 ORDER BY x.permission)
                               FROM course_permissions x WHERE x.person = r.person AND x.course = r.course), ''),
                   E'\n' ORDER BY r.course)
                 FROM course_roles r WHERE r.person = p.id), '') AS roles,
       p.disabled_at IS NOT NULL AS disabled
FROM people p;

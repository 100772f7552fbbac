-- A student's row of the gradebook in one piece, written with their grades: a page of a large course reads 2,000 rows instead of 200,000.
-- "assignment,state,points,missing_from;…", missing_from in seconds since 1970, 0: never.
CREATE TABLE books (
  tenant text NOT NULL,
  course text NOT NULL,
  person text NOT NULL,
  cells  text NOT NULL,
  PRIMARY KEY (tenant, course, person),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);
INSERT INTO stale (tenant, course, person, reason) SELECT tenant, course, person, 'a row of the gradebook' FROM members
ON CONFLICT DO NOTHING;
-- What came lately, for the dashboard.
CREATE INDEX submissions_latest ON submissions (tenant, course, at);

-- What was imported from cartridges of other platforms (docs/courses.md), so that nothing comes twice unasked.
CREATE TABLE imported (
  tenant     text NOT NULL,
  course     text NOT NULL,
  digest     text NOT NULL,   -- SHA-256 of the entry as it came
  page       bigint,
  assignment bigint,
  topic      bigint,
  PRIMARY KEY (tenant, course, digest),
  CHECK (num_nonnulls(page, assignment, topic) = 1),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, page) REFERENCES pages (tenant, course, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, assignment) REFERENCES assignments (tenant, course, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, course, topic) REFERENCES topics (tenant, course, id) ON DELETE CASCADE
);

-- Requests that were done, for whoever lost the answer.
CREATE TABLE cartridge_imports (
  tenant  text NOT NULL,
  course  text NOT NULL,
  person  text NOT NULL,
  key     text NOT NULL,
  request text NOT NULL,      -- SHA-256 of what was asked
  answer  jsonb NOT NULL,     -- assay.courses.v1.CartridgeImport
  at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, course, person, key),
  FOREIGN KEY (tenant, course) REFERENCES courses (tenant, id) ON DELETE CASCADE
);
CREATE INDEX cartridge_imports_at ON cartridge_imports (at);

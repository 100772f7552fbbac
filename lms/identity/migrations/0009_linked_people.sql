-- People whom another learning platform knows, by its name for them (LTI 1.3: issuer and "sub"). An e-mail address that a platform says
-- is not verified and finds nobody.
CREATE TABLE linked_people (
  tenant    text NOT NULL,
  issuer    text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
  subject   text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  person    text NOT NULL,
  linked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, issuer, subject),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id) ON DELETE CASCADE
);
CREATE INDEX linked_people_person ON linked_people (person);

-- The role that a platform gave somebody in a course. While it is the one that they have the platform may change it; once it was changed here,
-- it is no longer the platform's to say.
CREATE TABLE linked_roles (
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  course text NOT NULL,
  role   smallint NOT NULL CHECK (role BETWEEN 1 AND 6),
  PRIMARY KEY (person, course)
);

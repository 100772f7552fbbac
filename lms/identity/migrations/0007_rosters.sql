-- Each change of who is in a course, or of what they are called, gives the course a new number: who follows a course asks for its people only when
-- that is another one than the number they know. A reading of people is on the audit log; a look at the number is none.
CREATE SEQUENCE roster_revision;
CREATE TABLE rosters (
  tenant   text NOT NULL,
  course   text NOT NULL,
  revision bigint NOT NULL DEFAULT nextval('identity.roster_revision'),
  PRIMARY KEY (tenant, course)
);
INSERT INTO rosters (tenant, course) SELECT DISTINCT tenant, course FROM course_roles ORDER BY 1, 2;

-- In the order of their names: two statements never wait for each other.
CREATE FUNCTION touch_rosters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO identity.rosters AS r (tenant, course) SELECT DISTINCT tenant, course FROM touched ORDER BY 1, 2
  ON CONFLICT (tenant, course) DO UPDATE SET revision = nextval('identity.roster_revision');
  RETURN NULL;
END $$;
CREATE TRIGGER course_roles_added AFTER INSERT ON course_roles
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_rosters();
CREATE TRIGGER course_roles_changed AFTER UPDATE ON course_roles
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_rosters();
CREATE TRIGGER course_roles_removed AFTER DELETE ON course_roles
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_rosters();

CREATE FUNCTION touch_rosters_of_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO identity.rosters AS r (tenant, course)
  SELECT DISTINCT c.tenant, c.course FROM touched p JOIN before b ON b.id = p.id
  JOIN identity.course_roles c ON c.person = p.id
  WHERE (p.name, p.email, p.erased_at) IS DISTINCT FROM (b.name, b.email, b.erased_at) ORDER BY 1, 2
  ON CONFLICT (tenant, course) DO UPDATE SET revision = nextval('identity.roster_revision');
  RETURN NULL;
END $$;
CREATE TRIGGER people_changed AFTER UPDATE ON people
  REFERENCING OLD TABLE AS before NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_rosters_of_people();

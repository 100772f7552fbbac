-- What changed, in an order in which nothing is missed: for those who follow the judge (docs/judge.md). Transactions note what they touched
-- in `touched`; ListChanges, one at a time, takes it from there and numbers it. A number given while writing would not do: a transaction with a
-- smaller one may be committed after a larger one was read. A submission stands once, at its latest change.
CREATE TABLE touched (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  submission text COLLATE "C",
  job        bigint,
  CHECK (num_nonnulls(submission, job) = 1)
);
CREATE SEQUENCE changes_sequence;
CREATE TABLE changes (
  submission text COLLATE "C" PRIMARY KEY,
  sequence   bigint NOT NULL UNIQUE DEFAULT nextval('judge.changes_sequence')
);
ALTER SEQUENCE changes_sequence OWNED BY changes.sequence;
INSERT INTO changes (submission) SELECT id FROM submissions ORDER BY id;

CREATE FUNCTION touch_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO judge.touched (job) SELECT job FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER results_touch AFTER INSERT ON results
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION touch_jobs();
CREATE TRIGGER dead_letters_touch AFTER INSERT ON dead_letters
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION touch_jobs();

CREATE FUNCTION touch_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO judge.touched (submission) SELECT id FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER submissions_touch AFTER INSERT ON submissions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION touch_submissions();
-- A rejudge was committed or undone.
CREATE TRIGGER submissions_switched AFTER UPDATE ON submissions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION touch_submissions();

-- A cancelled job leaves neither result nor dead letter.
CREATE FUNCTION touch_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO judge.touched (job) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER jobs_cancelled AFTER UPDATE OF state ON jobs
  FOR EACH ROW WHEN (NEW.state = 4 AND OLD.state <> 4) EXECUTE FUNCTION touch_cancelled();

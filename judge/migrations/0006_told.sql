-- How far along judge.changes it is certain that webhooks were told of what was cancelled or given up. Whoever ends a submission tells them at
-- once; where it dies in that moment, the upkeep does (docs/judge.md).
CREATE TABLE told (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  sequence bigint NOT NULL
);
INSERT INTO told (sequence) SELECT coalesce(max(sequence), 0) FROM changes;

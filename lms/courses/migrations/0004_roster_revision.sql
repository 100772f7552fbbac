-- Identity's number of the roster that was copied (identity's 0007_rosters.sql); 0: none yet.
ALTER TABLE courses ADD COLUMN roster_revision bigint NOT NULL DEFAULT 0;

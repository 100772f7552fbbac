-- What a student reads of a problem, made when it is put.
ALTER TABLE problem_versions
  ADD COLUMN page bytea NOT NULL DEFAULT '' CHECK (octet_length(page) IN (0, 32));  -- SHA-256 of its blob; empty: to be made

-- Packages that were verified, or are, and where packages of git repositories are from: docs/judge.md.

-- What became of one is what became of its submission, which is without a problem. Ids sort by time.
CREATE TABLE verifications (
  tenant     text COLLATE "C" NOT NULL,
  submission text COLLATE "C" NOT NULL CHECK (length(submission) = 26),
  problem    text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  PRIMARY KEY (tenant, submission)
);
CREATE INDEX verifications_submission ON verifications (submission);
CREATE INDEX verifications_problem ON verifications (tenant, problem, submission);

CREATE TABLE origins (
  tenant     text COLLATE "C" NOT NULL,
  problem    text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  url        text NOT NULL,
  ref        text NOT NULL,  -- as asked for; empty: the repository's default branch
  folder     text NOT NULL,  -- empty: the root
  commit     text NOT NULL CHECK (length(commit) IN (40, 64)),
  fetched_by text NOT NULL,
  fetched_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, problem, version)
);

-- Sealed, and bound to tenant, problem and the repository that it opens: a colleague who names another one on the same
-- server does not read it with somebody's token.
CREATE TABLE origin_tokens (
  tenant  text COLLATE "C" NOT NULL,
  problem text COLLATE "C" NOT NULL,
  url     text NOT NULL,
  token   bytea NOT NULL,
  PRIMARY KEY (tenant, problem, url)
);

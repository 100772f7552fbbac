-- Links with which somebody sets their password: new people, and those who lost theirs.
CREATE TABLE invitations (
  id          text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  person      text NOT NULL REFERENCES people ON DELETE CASCADE,
  invited_by  text NOT NULL,
  sha256      text NOT NULL UNIQUE CHECK (length(sha256) = 64),
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at  timestamptz
);
CREATE INDEX invitations_person ON invitations (person);

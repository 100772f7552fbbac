-- Public halves of keys that people keep in a device (WebAuthn). What proves somebody never leaves it.
CREATE TABLE passkeys (
  id         text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  person     text NOT NULL REFERENCES people ON DELETE CASCADE,
  credential text NOT NULL UNIQUE CHECK (length(credential) BETWEEN 1 AND 1364),  -- base64url
  algorithm  integer NOT NULL,  -- of COSE
  public_key text NOT NULL,     -- hexadecimal
  uses       bigint NOT NULL,   -- the device's counter, 0 where it has none
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at    timestamptz
);
CREATE INDEX passkeys_person ON passkeys (person);

-- What a device is asked to sign, once and for a short while.
CREATE TABLE passkey_challenges (
  sha256     text PRIMARY KEY CHECK (length(sha256) = 64),
  person     text REFERENCES people ON DELETE CASCADE,  -- for whom one is made; NULL: for whoever signs in
  expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenges_expires ON passkey_challenges (expires_at);

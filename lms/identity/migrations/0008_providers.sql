-- Servers that say who somebody is (OpenID Connect), as an administrator of the tenant set them up.
CREATE TABLE providers (
  id            text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  tenant        text NOT NULL REFERENCES tenants,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  issuer        text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
  client_id     text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 500),
  secret        text NOT NULL DEFAULT '',  -- sealed with the master key; empty: none
  scopes        text NOT NULL,             -- words with a space between them
  name_claim    text NOT NULL CHECK (length(name_claim) BETWEEN 1 AND 100),
  create_people boolean NOT NULL,
  email_domains text NOT NULL,             -- words with a space between them
  disabled      boolean NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant, issuer, client_id)
);

-- Who somebody of an issuer is here. The issuer's name for them is theirs for good; an address is not.
CREATE TABLE provider_people (
  tenant    text NOT NULL REFERENCES tenants,
  issuer    text NOT NULL,
  subject   text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  person    text NOT NULL REFERENCES people ON DELETE CASCADE,
  linked_at timestamptz NOT NULL DEFAULT now(),
  used_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, issuer, subject)
);
CREATE INDEX provider_people_person ON provider_people (person);

-- Who was sent to a provider and is not back yet. Nothing here signs in: what does is in the browser, of which these are digests.
CREATE TABLE provider_sign_ins (
  state        text PRIMARY KEY CHECK (length(state) = 64),
  browser      text NOT NULL CHECK (length(browser) = 64),
  provider     text NOT NULL REFERENCES providers ON DELETE CASCADE,
  redirect_uri text NOT NULL,
  return_to    text NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX provider_sign_ins_expires ON provider_sign_ins (expires_at);

-- How they proved who they are before the code.
ALTER TABLE sign_in_tickets ADD method text NOT NULL DEFAULT 'password';

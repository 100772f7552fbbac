-- Mail: what a person wants of it, what waits for a digest, and what is sent. Whatever is in a mail is sealed with its receiver's key and
-- goes with it; the address is read when it is sent.
CREATE TABLE mail_settings (
  person   text PRIMARY KEY REFERENCES people ON DELETE CASCADE,
  often    text NOT NULL DEFAULT 'at_once' CHECK (often IN ('at_once', 'daily', 'none')),
  kinds    jsonb NOT NULL DEFAULT '{}',   -- {"reply": "daily"}: otherwise than `often`
  language text NOT NULL DEFAULT ''       -- '': as the installation is set up
);

CREATE TABLE mails (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  person     text NOT NULL,
  kind       text NOT NULL,
  key        text NOT NULL,               -- told twice with one key, it is one mail
  content    text NOT NULL,               -- sealed; '' once it has ended
  state      smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),  -- waiting, sent, given up, not wanted any more, for the digest
  attempts   integer NOT NULL DEFAULT 0,  -- the fencing token of who sends it
  tries      integer NOT NULL DEFAULT 0,
  next_at    timestamptz DEFAULT now(),   -- when it is due; NULL: it has ended
  give_up_at timestamptz NOT NULL,
  last_code  integer NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at   timestamptz,
  UNIQUE (person, key),
  FOREIGN KEY (tenant, person) REFERENCES people (tenant, id) ON DELETE CASCADE
);
CREATE INDEX mails_due ON mails (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX mails_tenant ON mails (tenant, state, id DESC);
CREATE INDEX mails_ended ON mails (ended_at) WHERE ended_at IS NOT NULL;

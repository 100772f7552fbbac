-- Webhooks and what is sent to them: docs/webhooks.md. Ids sort by time ("C": byte by byte).

CREATE TABLE webhooks (
  id         text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
  tenant     text COLLATE "C" NOT NULL,
  course     text COLLATE "C" NOT NULL,  -- empty: all of the tenant
  url        text NOT NULL CHECK (length(url) <= 2000),
  events     text[] NOT NULL,
  secret     bytea NOT NULL,  -- sealed with AES-256-GCM, bound to the id
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhooks_tenant ON webhooks (tenant, id);

CREATE TABLE deliveries (
  id           text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
  tenant       text COLLATE "C" NOT NULL,
  webhook      text COLLATE "C" NOT NULL,  -- empty: a callback of one submission
  event        text NOT NULL,
  subject      text COLLATE "C" NOT NULL,  -- the submission or rejudge that it is about
  event_key    text COLLATE "C" NOT NULL,  -- an event that is published twice is delivered once
  method       text NOT NULL,
  url          text NOT NULL,
  host         text COLLATE "C" NOT NULL,  -- of the URL: one that hangs must not hold up the others
  content_type text NOT NULL,
  body         text NOT NULL CHECK (octet_length(body) <= 1048576),
  state        smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),  -- waiting, delivered, given up
  attempts     integer NOT NULL DEFAULT 0,  -- all; also the fencing token of who sends it now
  tries        integer NOT NULL DEFAULT 0,  -- since it was made or replayed
  last_status  integer NOT NULL DEFAULT 0,  -- of HTTP; 0: no answer
  last_error   text NOT NULL DEFAULT '',
  -- When it is due; while it is sent, when another may send it. NULL: it has ended.
  next_at      timestamptz DEFAULT now(),
  give_up_at   timestamptz NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CHECK ((next_at IS NOT NULL) = (state = 0))
);
CREATE UNIQUE INDEX deliveries_event ON deliveries (tenant, webhook, event_key);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_tenant ON deliveries (tenant, id);
CREATE INDEX deliveries_webhook ON deliveries (tenant, webhook, id);
CREATE INDEX deliveries_ended ON deliveries (created_at) WHERE next_at IS NULL;

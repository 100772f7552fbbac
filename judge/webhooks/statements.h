#pragma once

#include "common/database/connection.h"

// Every statement of the webhooks. Times are the database's.
namespace assay::judge::sql {

using database::Statement;

// $1 id, $2 tenant, $3 course, $4 url, $5 events, $6 secret (hex), $7 the most of a tenant.
inline constexpr Statement kCreateWebhook = {"webhook_create", R"(
INSERT INTO judge.webhooks (id, tenant, course, url, events, secret)
SELECT $1, $2, $3, $4, $5::text[], decode($6, 'hex')
WHERE (SELECT count(*) FROM judge.webhooks WHERE tenant = $2) < $7::bigint
RETURNING (extract(epoch FROM created_at) * 1000000)::bigint)"};

inline constexpr Statement kListWebhooks = {"webhook_list", R"(
SELECT id, tenant, course, url, array_to_string(events, ','),
       (extract(epoch FROM created_at) * 1000000)::bigint
FROM judge.webhooks WHERE tenant = $1 ORDER BY id)"};

inline constexpr Statement kDeleteWebhook = {"webhook_delete", R"(
WITH gone AS (DELETE FROM judge.webhooks WHERE tenant = $1 AND id = $2 RETURNING id),
given_up AS (
  UPDATE judge.deliveries SET state = 2, next_at = NULL, last_error = 'the webhook was deleted'
  WHERE tenant = $1 AND webhook = $2 AND webhook IN (SELECT id FROM gone) AND next_at IS NOT NULL)
SELECT count(*) FROM gone)"};

// One row for each webhook that wants it. $1 tenant, $2 course, $3 type, $4 subject, $5 key, $6
// body, $7 milliseconds until it is given up, $8 new ids, more than there can be webhooks. A host
// is what stands between "//" and the next '/', '?' or '#'.
inline constexpr Statement kPublish = {"webhook_publish", R"(
INSERT INTO judge.deliveries (id, tenant, webhook, event, subject, event_key, method, url, host,
                              content_type, body, give_up_at)
SELECT ($8::text[])[(row_number() OVER (ORDER BY w.id))::int], w.tenant, w.id, $3, $4, $5, 'POST', w.url,
       lower(substring(w.url FROM '//([^/?#]*)')), 'application/json', $6,
       now() + $7::bigint * interval '1 millisecond'
FROM judge.webhooks w
WHERE w.tenant = $1 AND (w.course = '' OR w.course = $2) AND $3 = ANY(w.events)
ON CONFLICT (tenant, webhook, event_key) DO NOTHING
RETURNING id)"};

// $1 id, $2 tenant, $3 subject, $4 key, $5 method, $6 url, $7 content type, $8 body, $9 as $7
// above.
inline constexpr Statement kCallback = {"webhook_callback", R"(
INSERT INTO judge.deliveries (id, tenant, webhook, event, subject, event_key, method, url, host,
                              content_type, body, give_up_at)
VALUES ($1, $2, '', 'callback', $3, $4, $5, $6, lower(substring($6::text FROM '//([^/?#]*)')), $7, $8,
        now() + $9::bigint * interval '1 millisecond')
ON CONFLICT (tenant, webhook, event_key) DO NOTHING)"};

// Leases at most $1 that are due, one a host and none of the hosts $2, for $3 milliseconds. Of the
// oldest thousand: those of a host that hangs are left out by $2, not looked through for ever.
inline constexpr Statement kLeaseDeliveries = {"webhook_lease", R"(
WITH due AS MATERIALIZED (
  SELECT id, host, next_at FROM judge.deliveries
  WHERE next_at <= now() AND NOT (host = ANY($2::text[])) ORDER BY next_at LIMIT 1000),
first AS MATERIALIZED (
  SELECT DISTINCT ON (host) id, next_at FROM due ORDER BY host, next_at),
picked AS MATERIALIZED (
  SELECT d.id FROM (SELECT id FROM first ORDER BY next_at LIMIT $1) f
  JOIN judge.deliveries d ON d.id = f.id WHERE d.next_at <= now() FOR UPDATE OF d SKIP LOCKED)
UPDATE judge.deliveries d
SET attempts = d.attempts + 1, tries = d.tries + 1,
    next_at = now() + $3::bigint * interval '1 millisecond'
FROM picked p WHERE d.id = p.id
RETURNING d.id, d.attempts, d.tries, d.tenant, d.webhook, d.event, d.method, d.url, d.host,
          d.content_type, d.body,
          coalesce((SELECT encode(w.secret, 'hex') FROM judge.webhooks w WHERE w.id = d.webhook), ''))"};

// $1 id, $2 attempt, $3 status. Nothing happens where another has taken it over.
inline constexpr Statement kDelivered = {"webhook_delivered", R"(
UPDATE judge.deliveries SET state = 1, next_at = NULL, last_status = $3, last_error = ''
WHERE id = $1 AND attempts = $2 AND next_at IS NOT NULL RETURNING state)"};

// $4 error, $5 milliseconds until the next attempt, $6 whether there is none.
inline constexpr Statement kNotDelivered = {"webhook_not_delivered", R"(
WITH verdict AS MATERIALIZED (
  SELECT id, $6::boolean OR now() + $5::bigint * interval '1 millisecond' > give_up_at AS over
  FROM judge.deliveries WHERE id = $1 AND attempts = $2 AND next_at IS NOT NULL FOR UPDATE)
UPDATE judge.deliveries d
SET last_status = $3, last_error = $4, state = CASE WHEN v.over THEN 2 ELSE 0 END,
    next_at = CASE WHEN v.over THEN NULL ELSE now() + $5::bigint * interval '1 millisecond' END
FROM verdict v WHERE d.id = v.id RETURNING d.state)"};

#define ASSAY_DELIVERY_COLUMNS                                                           \
  "id, tenant, webhook, event, subject, url, state, attempts, last_status, last_error, " \
  "coalesce((extract(epoch FROM next_at) * 1000000)::bigint, 0), "                       \
  "(extract(epoch FROM created_at) * 1000000)::bigint"

inline constexpr Statement kListDeliveries = {
    "webhook_deliveries",
    "SELECT " ASSAY_DELIVERY_COLUMNS
    " FROM judge.deliveries WHERE tenant = $1 AND ($2::text = '' OR webhook = $2) "
    "AND ($3::text = '' OR id < $3) ORDER BY id DESC LIMIT $4"};

// $3 milliseconds until it is given up.
inline constexpr Statement kReplay = {
    "webhook_replay",
    "UPDATE judge.deliveries SET state = 0, tries = 0, next_at = now(), "
    "give_up_at = now() + $3::bigint * interval '1 millisecond' "
    "WHERE tenant = $1 AND id = $2 RETURNING " ASSAY_DELIVERY_COLUMNS};

inline constexpr Statement kForget = {"webhook_forget", R"(
DELETE FROM judge.deliveries WHERE id IN (
  SELECT id FROM judge.deliveries
  WHERE next_at IS NULL AND created_at < now() - $1::bigint * interval '1 second' LIMIT 1000)
RETURNING id)"};

inline constexpr Statement kSecrets = {"webhook_secrets", R"(
SELECT id, encode(secret, 'hex') FROM judge.webhooks WHERE id > $1 ORDER BY id LIMIT 100)"};
inline constexpr Statement kSetSecret = {"webhook_set_secret", R"(
UPDATE judge.webhooks SET secret = decode($3, 'hex')
WHERE id = $1 AND secret = decode($2, 'hex'))"};

}  // namespace assay::judge::sql

#pragma once

#include "common/database/connection.h"

// Every statement of the queue. Each is one transaction. Times are the database's (now()); lists
// come as arrays and are matched to rows by primary key; input lists are sorted by id, so that two
// statements lock rows in the same order.
namespace assay::judge::sql {

using database::Statement;

inline constexpr Statement kEnqueue = {"queue_enqueue", R"(
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::bigint[])
    WITH ORDINALITY AS i(class, course, key, payload, max_attempts, delay_ms, ord)),
added AS (
  INSERT INTO judge.jobs (class, course, idempotency_key, payload, max_attempts, not_before)
  SELECT class, course, key, decode(payload, 'hex'), max_attempts,
         CASE WHEN delay_ms > 0 THEN now() + delay_ms * interval '1 millisecond' END
  FROM input ORDER BY ord
  ON CONFLICT (course, idempotency_key) DO NOTHING
  RETURNING id, course, idempotency_key)
SELECT i.ord, a.id FROM input i
JOIN added a ON a.course = i.course AND a.idempotency_key = i.key)"};

// The jobs that hold these keys already: ordinal, id, whether it is another job than the one asked
// for.
inline constexpr Statement kFind = {"queue_find", R"(
SELECT i.ord, j.id, j.class <> i.class OR j.payload <> decode(i.payload, 'hex')
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[])
  WITH ORDINALITY AS i(class, course, key, payload, ord)
JOIN judge.jobs j ON j.course = i.course AND j.idempotency_key = i.key)"};

// What came after the watermark $1, and those of the gaps $2 that were committed late.
inline constexpr Statement kArrivals = {"queue_arrivals", R"(
(SELECT id, class, course, state = 0 AND not_before IS NULL FROM judge.jobs
 WHERE id > $1 ORDER BY id LIMIT 2000)
UNION ALL
SELECT id, class, course, state = 0 AND not_before IS NULL FROM judge.jobs
WHERE id = ANY($2::bigint[]))"};

inline constexpr Statement kNewest = {"queue_newest",
                                      "SELECT coalesce(max(id), 0) FROM judge.jobs"};

inline constexpr Statement kCensusFresh = {"queue_census_fresh", R"(
SELECT id, class, course FROM judge.jobs
WHERE state = 0 AND not_before IS NULL AND id > $1 AND id <= $2 ORDER BY id LIMIT 20000)"};

inline constexpr Statement kCensusDue = {"queue_census_due", R"(
SELECT id, class, course FROM judge.jobs
WHERE not_before IS NOT NULL AND not_before <= now() AND state = 0
ORDER BY not_before LIMIT 20000)"};

// $1 candidates in order, $2 how many, $3 worker, $4 milliseconds. "not_before IS NULL OR …" in the
// place of the coalesce would let the planner walk jobs_fresh, dead entries and all, instead of
// looking up ids.
inline constexpr Statement kLease = {"queue_lease", R"(
WITH candidate AS MATERIALIZED (SELECT * FROM unnest($1::bigint[]) WITH ORDINALITY AS c(id, ord)),
picked AS MATERIALIZED (
  SELECT j.id, c.ord FROM candidate c JOIN judge.jobs j ON j.id = c.id
  WHERE j.state = 0 AND coalesce(j.not_before, '-infinity') <= now()
  ORDER BY c.ord LIMIT $2 FOR UPDATE OF j SKIP LOCKED)
UPDATE judge.jobs j
SET state = 1, attempt = j.attempt + 1, worker = $3, not_before = NULL,
    lease_until = now() + $4::bigint * interval '1 millisecond'
FROM picked p WHERE j.id = p.id
RETURNING p.ord, j.id, j.attempt, j.max_attempts, j.class, j.course, encode(j.payload, 'hex'),
          j.idempotency_key, greatest(extract(epoch FROM now() - j.enqueued_at), 0)::float8)"};

inline constexpr Statement kHeartbeat = {"queue_heartbeat", R"(
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::int[]) WITH ORDINALITY AS i(id, attempt, ord)),
held AS (
  UPDATE judge.jobs j SET lease_until = now() + $3::bigint * interval '1 millisecond'
  FROM input i WHERE j.id = i.id AND j.attempt = i.attempt AND j.state = 1
  RETURNING j.id)
SELECT i.ord, h.id IS NOT NULL, coalesce((SELECT state FROM judge.jobs WHERE id = i.id), -1)
FROM input i LEFT JOIN held h ON h.id = i.id)"};

// Only the id finds the row: a condition on lease_until would let the planner walk that index.
inline constexpr Statement kFinish = {"queue_finish", R"(
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[])
    WITH ORDINALITY AS i(id, attempt, report, summary, ord)),
ended AS (
  UPDATE judge.jobs j SET state = 2, lease_until = NULL, ended_at = now()
  FROM input i WHERE j.id = i.id AND j.attempt = i.attempt AND j.state = 1
  RETURNING j.id, j.attempt, j.worker, i.report, i.summary),
stored AS (
  INSERT INTO judge.results (job, attempt, worker, report, summary)
  SELECT id, attempt, worker, CASE WHEN report <> '' THEN decode(report, 'hex') END, summary FROM ended
  RETURNING job)
SELECT i.ord, s.job IS NOT NULL,
       coalesce((SELECT r.attempt FROM judge.results r WHERE r.job = i.id), 0) = i.attempt
FROM input i LEFT JOIN stored s ON s.job = i.id)"};

// Back into the line where attempts are left, else a dead letter. Follows a CTE "target (id,
// reason)" of leased rows that are locked; $1 is the delay of a retry in milliseconds. A raw string
// may not span the lines of a macro.
#define ASSAY_RETRY_OR_BURY                                                                  \
  ", "                                                                                       \
  "moved AS ( "                                                                              \
  "UPDATE judge.jobs j "                                                                     \
  "SET state = CASE WHEN j.attempt < j.max_attempts THEN 0 ELSE 3 END, lease_until = NULL, " \
  "not_before = CASE WHEN j.attempt < j.max_attempts THEN now() + $1::bigint * interval '1 " \
  "millisecond' END, "                                                                       \
  "ended_at = CASE WHEN j.attempt < j.max_attempts THEN NULL ELSE now() END "                \
  "FROM target t WHERE j.id = t.id "                                                         \
  "RETURNING j.id, j.class, j.course, j.state, j.attempt, j.worker, j.idempotency_key, "     \
  "t.reason), "                                                                              \
  "buried AS ( "                                                                             \
  "INSERT INTO judge.dead_letters (job, attempt, worker, reason) "                           \
  "SELECT id, attempt, worker, reason FROM moved WHERE state = 3) "                          \
  "SELECT id, class, course, state, attempt, idempotency_key FROM moved "

inline constexpr Statement kFail = {"queue_fail", R"(
WITH target AS MATERIALIZED (
  SELECT id, $4::text AS reason FROM judge.jobs
  WHERE id = $2 AND attempt = $3::int AND state = 1 FOR UPDATE))" ASSAY_RETRY_OR_BURY};

// Nobody was told of this attempt, so it does not count against the job.
inline constexpr Statement kRelease = {"queue_release", R"(
UPDATE judge.jobs
SET state = 0, lease_until = NULL, max_attempts = least(max_attempts + 1, 1000),
    not_before = now() + $1::bigint * interval '1 millisecond'
WHERE id = $2 AND attempt = $3::int AND state = 1
RETURNING id, class, course)"};

// From the watermark $2 (microseconds since 1970, of lease_until) on: below it lie only index
// entries of jobs that ended, which a held snapshot keeps from being removed.
inline constexpr Statement kSweep = {"queue_sweep", R"(
WITH target AS MATERIALIZED (
  SELECT id, 'the lease ran out' AS reason FROM judge.jobs
  WHERE lease_until IS NOT NULL AND lease_until < now()
    AND lease_until > to_timestamp(0) + $2::bigint * interval '1 microsecond'
  ORDER BY lease_until LIMIT 1000 FOR UPDATE SKIP LOCKED))" ASSAY_RETRY_OR_BURY};

#undef ASSAY_RETRY_OR_BURY

inline constexpr Statement kNow = {"queue_now",
                                   "SELECT (extract(epoch FROM now()) * 1000000)::bigint"};

inline constexpr Statement kCancel = {"queue_cancel", R"(
UPDATE judge.jobs SET state = 4, lease_until = NULL, not_before = NULL, ended_at = now()
WHERE id = $1 AND state <= 1 RETURNING id)"};

inline constexpr Statement kCancelMany = {"queue_cancel_many", R"(
WITH target AS MATERIALIZED (
  SELECT j.id FROM unnest($1::bigint[]) AS i(id) JOIN judge.jobs j ON j.id = i.id
  WHERE j.state <= 1 ORDER BY j.id FOR UPDATE OF j)
UPDATE judge.jobs j SET state = 4, lease_until = NULL, not_before = NULL, ended_at = now()
FROM target t WHERE j.id = t.id RETURNING j.id)"};

// The attempt goes on counting: what an old one says stays void.
inline constexpr Statement kRevive = {"queue_revive", R"(
WITH revived AS (
  UPDATE judge.jobs
  SET state = 0, ended_at = NULL, not_before = now(),
      max_attempts = least(attempt + $2::int, 1000)
  WHERE id = $1 AND state = 3 AND attempt < 1000
  RETURNING id, class, course),
dug AS (DELETE FROM judge.dead_letters d USING revived r WHERE d.job = r.id)
SELECT id, class, course FROM revived)"};

// Jobs that ended longer than $1 seconds ago, among the oldest; what is known of them stays in
// results and dead_letters. By the primary key: an index of ended_at would cost each finish.
inline constexpr Statement kForget = {"queue_forget", R"(
WITH page AS MATERIALIZED (SELECT id FROM judge.jobs WHERE id > 0 ORDER BY id LIMIT 10000),
old AS MATERIALIZED (
  SELECT j.id FROM page p JOIN judge.jobs j ON j.id = p.id
  WHERE j.ended_at < now() - $1::bigint * interval '1 second'
  ORDER BY j.id LIMIT $2 FOR UPDATE OF j SKIP LOCKED)
DELETE FROM judge.jobs j USING old WHERE j.id = old.id RETURNING j.id)"};

inline constexpr Statement kState = {"queue_state", "SELECT state FROM judge.jobs WHERE id = $1"};

// Three scans of partial indexes, each as long as what is alive.
inline constexpr Statement kDepth = {"queue_depth", R"(
SELECT class, sum(waiting)::bigint, sum(delayed)::bigint, sum(leased)::bigint,
       coalesce(max(extract(epoch FROM now() - oldest)), 0)::float8
FROM (
  SELECT class, count(*) AS waiting, 0 AS delayed, 0 AS leased, min(enqueued_at) AS oldest
  FROM judge.jobs WHERE state = 0 AND not_before IS NULL AND id > 0 GROUP BY class
  UNION ALL
  SELECT class, count(*) FILTER (WHERE not_before <= now()), count(*) FILTER (WHERE not_before > now()), 0,
         min(enqueued_at) FILTER (WHERE not_before <= now())
  FROM judge.jobs WHERE not_before IS NOT NULL GROUP BY class
  UNION ALL
  SELECT class, 0, 0, count(*), NULL FROM judge.jobs WHERE lease_until IS NOT NULL GROUP BY class) AS part
GROUP BY class)"};

inline constexpr Statement kAnnounce = {"queue_announce", "SELECT pg_notify('judge_jobs', '')"};

}  // namespace assay::judge::sql

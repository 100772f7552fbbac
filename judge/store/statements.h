#pragma once

#include "common/database/connection.h"

// What the statements of submissions and rejudges have in common. Fragments are macros because a
// Statement is one literal.
namespace assay::judge::sql {

using database::Statement;

// The state of judgement g of submission s, read from its job. A job that was enqueued a moment ago
// is not noted in g.job yet: then its key finds it. A job that was forgotten left its result, its
// dead letter, or nothing (it was cancelled).
#define ASSAY_STATE                                                                     \
  "coalesce(j.state, CASE WHEN r.job IS NOT NULL THEN 2 WHEN d.job IS NOT NULL THEN 3 " \
  "WHEN k.job IS NULL THEN 0 ELSE 4 END)"
#define ASSAY_SUBMISSION_COLUMNS                                                            \
  "s.id, s.tenant, s.course, s.problem, g.problem_version, s.person, s.language, s.class, " \
  "(extract(epoch FROM s.created_at) * 1000000)::bigint, s.revision, "                      \
  "coalesce(s.callback_url, ''), " ASSAY_STATE                                              \
  ", coalesce(j.attempt, r.attempt, d.attempt, 0), "                                        \
  "coalesce((extract(epoch FROM coalesce(r.finished_at, d.died_at, j.ended_at)) * 1000000)" \
  "::bigint, 0), coalesce(r.summary, ''), coalesce(encode(r.report, 'hex'), ''), "          \
  "coalesce(d.reason, ''), g.id, coalesce(k.job, 0), coalesce(encode(g.payload, 'hex'), '')"
inline constexpr int kSubmissionColumns = 20;

#define ASSAY_STATE_JOINS                                                                        \
  " CROSS JOIN LATERAL (SELECT coalesce(g.job, (SELECT q.id FROM judge.jobs q "                  \
  "WHERE q.course = s.tenant || '/' || s.course AND q.idempotency_key = g.id::text)) AS job) k " \
  "LEFT JOIN judge.jobs j ON j.id = k.job "                                                      \
  "LEFT JOIN judge.results r ON r.job = k.job "                                                  \
  "LEFT JOIN judge.dead_letters d ON d.job = k.job "
#define ASSAY_CURRENT "FROM judge.submissions s JOIN judge.judgements g ON g.id = s.judgement"
// From a job to its submission: what makes the way back possible where jobs are few.
#define ASSAY_BACK " AND s.id = g.submission "

// $1 tenant, $2 course, $3 problem, $4 person, $5 language, $6 ids, $7 states, $8 from this id,
// $9 below that one. Plans are made for the values, so what is not asked for costs nothing.
#define ASSAY_FILTER                                                                          \
  "s.tenant = $1 AND ($2::text = '' OR s.course = $2) AND ($3::text = '' OR s.problem = $3) " \
  "AND ($4::text = '' OR s.person = $4) AND ($5::text = '' OR s.language = $5) "              \
  "AND (cardinality($6::text[]) = 0 OR s.id = ANY($6::text[])) "                              \
  "AND (cardinality($7::int[]) = 0 OR " ASSAY_STATE                                           \
  " = ANY($7::int[])) "                                                                       \
  "AND ($8::text = '' OR s.id >= $8) AND ($9::text = '' OR s.id < $9) "                       \
  "AND (s.problem <> '' OR NOT EXISTS (SELECT 1 FROM judge.verifications y "                  \
  "     WHERE y.tenant = s.tenant AND y.submission = s.id)) "
// With $10 verdicts: along the submissions where many have them, from the results where few do.
#define ASSAY_VERDICTS "JOIN judge.results v ON v.job = g.job AND v.verdict = ANY($10::text[])"
#define ASSAY_RARE_VERDICTS ASSAY_VERDICTS ASSAY_BACK
// What waits or runs, which is little beside what ended; $10 is not used.
#define ASSAY_ALIVE                                                                           \
  "JOIN (SELECT idempotency_key::bigint AS judgement FROM judge.jobs "                        \
  "      WHERE state = 0 AND not_before IS NULL AND id > 0 "                                  \
  "      UNION SELECT idempotency_key::bigint FROM judge.jobs WHERE not_before IS NOT NULL "  \
  "      UNION SELECT idempotency_key::bigint FROM judge.jobs WHERE lease_until IS NOT NULL " \
  "      UNION SELECT id FROM judge.judgements WHERE job IS NULL) a ON a.judgement = g.id "   \
  "AND cardinality($10::text[]) = 0" ASSAY_BACK

// Of dead letters, which are few; $10 is not used.
#define ASSAY_DEAD \
  "JOIN judge.dead_letters x ON x.job = g.job AND cardinality($10::text[]) = 0" ASSAY_BACK

// $12 ids a page; $11 what was the last one, empty at first.
#define ASSAY_LIST(more)                                                          \
  "SELECT " ASSAY_SUBMISSION_COLUMNS " " ASSAY_CURRENT " " more ASSAY_STATE_JOINS \
  "WHERE " ASSAY_FILTER "AND ($11::text = '' OR s.id < $11) ORDER BY s.id DESC LIMIT $12"

inline constexpr Statement kList = {"store_list",
                                    ASSAY_LIST("JOIN (SELECT $10::text[] AS none) o ON true")};
inline constexpr Statement kListByVerdict = {"store_list_verdict", ASSAY_LIST(ASSAY_VERDICTS)};
inline constexpr Statement kListByRareVerdict = {"store_list_rare_verdict",
                                                 ASSAY_LIST(ASSAY_RARE_VERDICTS)};
inline constexpr Statement kListAlive = {"store_list_alive", ASSAY_LIST(ASSAY_ALIVE)};
inline constexpr Statement kListDead = {"store_list_dead", ASSAY_LIST(ASSAY_DEAD)};

// Whether $1 verdicts are rare: fewer than $2 results have them.
inline constexpr Statement kCountVerdicts = {"store_count_verdicts", R"(
SELECT count(*) FROM (SELECT 1 FROM judge.results WHERE verdict = ANY($1::text[]) LIMIT $2) AS few)"};
inline constexpr int64_t kRare = 20'000;

// Final ones of a filter become judgements of rejudge $11; at most $12. $13: with the newest
// version of their problem, whose payload is to be made.
#define ASSAY_REJUDGE(more)                                                                   \
  "INSERT INTO judge.judgements (submission, problem_version, payload, rejudge, previous) "   \
  "SELECT s.id, coalesce(p.version, g.problem_version), "                                     \
  "CASE WHEN coalesce(p.version, g.problem_version) = g.problem_version THEN g.payload END, " \
  "$11::text, g.id " ASSAY_CURRENT " " more ASSAY_STATE_JOINS                                 \
  "LEFT JOIN judge.problems p ON $13::boolean AND p.tenant = s.tenant AND p.id = s.problem "  \
  "WHERE " ASSAY_FILTER "AND " ASSAY_STATE                                                    \
  " IN (2, 3) AND g.payload IS NOT NULL LIMIT $12 RETURNING id"

inline constexpr Statement kRejudge = {
    "store_rejudge", ASSAY_REJUDGE("JOIN (SELECT $10::text[] AS none) o ON true")};
inline constexpr Statement kRejudgeByVerdict = {"store_rejudge_verdict",
                                                ASSAY_REJUDGE(ASSAY_VERDICTS)};
inline constexpr Statement kRejudgeByRareVerdict = {"store_rejudge_rare_verdict",
                                                    ASSAY_REJUDGE(ASSAY_RARE_VERDICTS)};

}  // namespace assay::judge::sql

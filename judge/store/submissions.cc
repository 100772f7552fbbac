#include "judge/store/submissions.h"

#include <algorithm>

#include "judge/store/ids.h"
#include "judge/store/rows.h"
#include "judge/store/statements.h"

namespace assay::judge {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

// $2 is the id's own time, so that lists by time and by id agree. No arbiter is named: a repeated
// call finds its id there, another one its key.
constexpr Statement kInsert = {"store_insert", R"(
WITH added AS (
  INSERT INTO judge.submissions (id, created_at, tenant, course, problem, person, language, class,
                                 idempotency_key, request, callback_url, judgement)
  VALUES ($1, to_timestamp($2::bigint / 1000.0), $3, $4, $5, $6, $7, $8::smallint,
          nullif($9, ''), decode($10, 'hex'), nullif($11, ''),
          nextval('judge.judgements_id_seq'))
  ON CONFLICT DO NOTHING RETURNING id, judgement)
INSERT INTO judge.judgements (id, submission, problem_version, payload)
SELECT judgement, id, $12::int, decode($13, 'hex') FROM added RETURNING id)"};

constexpr Statement kFindKey = {"store_find_key", R"(
SELECT id, judgement, request <> decode($4, 'hex') FROM judge.submissions
WHERE tenant = $1 AND person = $2 AND idempotency_key = $3 AND idempotency_key IS NOT NULL)"};

constexpr Statement kFindId = {"store_find_id", R"(
SELECT id, judgement, request <> decode($2, 'hex') FROM judge.submissions WHERE id = $1)"};

constexpr Statement kCount = {"store_count", R"(
SELECT count(*) FROM (SELECT 1 FROM judge.submissions
WHERE tenant = $1 AND person = $2 AND problem = $3 LIMIT 1000) AS mine)"};

constexpr Statement kGet = {"store_get",
                            "SELECT " ASSAY_SUBMISSION_COLUMNS " " ASSAY_CURRENT ASSAY_STATE_JOINS
                            "WHERE s.id = $1 AND s.tenant = $2"};

constexpr Statement kGetMany = {"store_get_many",
                                "SELECT " ASSAY_SUBMISSION_COLUMNS
                                " " ASSAY_CURRENT ASSAY_STATE_JOINS "WHERE s.id = ANY($1::text[])"};

#define ASSAY_OF_JUDGEMENTS                       \
  "SELECT " ASSAY_SUBMISSION_COLUMNS              \
  ", s.judgement = g.id, coalesce(j.worker, '') " \
  "FROM judge.judgements g JOIN judge.submissions s ON s.id = g.submission" ASSAY_STATE_JOINS

constexpr Statement kOfJudgements = {"store_judgements",
                                     ASSAY_OF_JUDGEMENTS "WHERE g.id = ANY($1::bigint[])"};
// By the queue's key, since the job may not be noted yet.
constexpr Statement kOfJobs = {"store_jobs", ASSAY_OF_JUDGEMENTS
                               "WHERE g.id IN (SELECT x.idempotency_key::bigint FROM judge.jobs x "
                               "WHERE x.id = ANY($1::bigint[]))"};

constexpr Statement kNote = {"store_note", R"(
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS i(judgement, job))
UPDATE judge.judgements g SET job = i.job FROM input i WHERE g.id = i.judgement AND g.job IS NULL)"};

constexpr Statement kUnqueued = {"store_unqueued", R"(
SELECT g.id, s.id, s.tenant, s.course, coalesce(encode(g.payload, 'hex'), ''), s.class,
       g.rejudge IS NOT NULL, coalesce(encode(o.payload, 'hex'), ''),
       coalesce(encode(v.package, 'hex'), '')
FROM judge.judgements g
JOIN judge.submissions s ON s.id = g.submission
LEFT JOIN judge.rejudges w ON w.id = g.rejudge
LEFT JOIN judge.judgements o ON o.id = g.previous AND g.payload IS NULL
LEFT JOIN judge.problem_versions v
  ON g.payload IS NULL AND v.tenant = s.tenant AND v.id = s.problem AND v.version = g.problem_version
WHERE g.job IS NULL AND g.id > 0
  AND (g.created_at < now() - $1::bigint * interval '1 millisecond' OR w.state = 0)
  AND coalesce(w.state, 0) = 0
ORDER BY g.id LIMIT $2)"};

constexpr Statement kSetPayload = {"store_set_payload", R"(
UPDATE judge.judgements SET payload = decode($2, 'hex') WHERE id = $1 AND payload IS NULL)"};

SubmissionStore::Inserted InsertedOf(const Rows& rows) {
  return {false, rows.Bool(0, 2), TextAt(rows, 0, 0), rows.Int(0, 1)};
}

bool OnlyAlive(const std::vector<JobState>& states) {
  return !states.empty() && std::ranges::all_of(states, [](JobState state) {
    return state == JobState::kWaiting || state == JobState::kLeased;
  });
}

}  // namespace

std::string TextAt(const Rows& rows, size_t row, int column) {
  return std::string(rows.Text(row, column));
}

SubmissionRecord SubmissionOf(const Rows& rows, size_t row, int column) {
  int next = column;
  const auto text = [&] { return TextAt(rows, row, next++); };
  const auto number = [&] { return rows.Int(row, next++); };
  SubmissionRecord s;
  s.id = text();
  s.tenant = text();
  s.course = text();
  s.problem = text();
  s.problem_version = static_cast<int>(number());
  s.person = text();
  s.language = text();
  s.job_class = static_cast<JobClass>(number());
  s.created_us = number();
  s.revision = static_cast<int>(number());
  s.callback_url = text();
  s.state = static_cast<JobState>(number());
  s.attempts = static_cast<int>(number());
  s.ended_us = number();
  s.summary = text();
  s.report = text();
  s.failure = text();
  s.judgement = number();
  s.job = number();
  s.payload = text();
  return s;
}

Params FilterParams(const SubmissionQuery& query) {
  std::vector<int64_t> states;
  for (const JobState state : query.states) states.push_back(static_cast<int64_t>(state));
  return Params()
      .Add(query.tenant)
      .Add(query.course)
      .Add(query.problem)
      .Add(query.person)
      .Add(query.language)
      .AddArray(query.ids)
      .AddArray(states)
      .Add(query.from)
      .Add(query.before)
      .AddArray(query.verdicts);
}

Result<SubmissionStore::Inserted> SubmissionStore::Insert(const NewSubmission& s) {
  const auto made = TimeOfId(s.id);
  if (!made) return Internal("submissions: an id that is none");
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.Run(kInsert, Params()
                                                  .Add(s.id)
                                                  .Add(made->time_since_epoch().count())
                                                  .Add(s.tenant)
                                                  .Add(s.course)
                                                  .Add(s.problem)
                                                  .Add(s.person)
                                                  .Add(s.language)
                                                  .Add(static_cast<int64_t>(s.job_class))
                                                  .Add(s.idempotency_key)
                                                  .Add(s.request)
                                                  .Add(s.callback_url)
                                                  .Add(s.problem_version)
                                                  .Add(s.payload)));
  if (!rows.empty()) return Inserted{true, false, s.id, rows.Int(0, 0)};
  // Its own id: this call was repeated after the connection broke, and the first one had worked.
  ASSAY_ASSIGN_OR_RETURN(const Rows mine, runner_.Run(kFindId, Params().Add(s.id).Add(s.request)));
  if (!mine.empty()) return Inserted{true, false, s.id, mine.Int(0, 1)};
  ASSAY_ASSIGN_OR_RETURN(const auto other, FindKey(s));
  if (!other) return Status(StatusCode::kAborted, "submissions: a key came and went; try again");
  return *other;
}

Result<std::optional<SubmissionStore::Inserted>> SubmissionStore::FindKey(const NewSubmission& s) {
  if (s.idempotency_key.empty()) return std::optional<Inserted>();
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      runner_.Run(kFindKey,
                  Params().Add(s.tenant).Add(s.person).Add(s.idempotency_key).Add(s.request)));
  if (rows.empty()) return std::optional<Inserted>();
  return std::optional(InsertedOf(rows));
}

Result<int> SubmissionStore::CountOf(const std::string& tenant, const std::string& person,
                                     const std::string& problem) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.Run(kCount, Params().Add(tenant).Add(person).Add(problem)));
  return static_cast<int>(rows.Int(0, 0));
}

Result<SubmissionRecord> SubmissionStore::Get(const std::string& tenant, const std::string& id) {
  if (!IsId(id)) return NotFound("no such submission");
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kGet, Params().Add(id).Add(tenant)));
  if (rows.empty()) return NotFound("no submission " + id);
  return SubmissionOf(rows, 0);
}

Result<std::vector<SubmissionRecord>> SubmissionStore::GetMany(std::span<const std::string> ids) {
  std::vector<SubmissionRecord> found;
  if (ids.empty()) return found;
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kGetMany, Params().AddArray(ids)));
  for (size_t i = 0; i < rows.size(); ++i) found.push_back(SubmissionOf(rows, i));
  return found;
}

Result<std::vector<SubmissionRecord>> SubmissionStore::List(const SubmissionQuery& query,
                                                            const std::string& after,
                                                            int64_t limit) {
  const Statement* statement = &sql::kList;
  if (!query.verdicts.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows few,
        runner_.RunList(sql::kCountVerdicts, Params().AddArray(query.verdicts).Add(sql::kRare)));
    statement = few.Int(0, 0) < sql::kRare ? &sql::kListByRareVerdict : &sql::kListByVerdict;
  } else if (OnlyAlive(query.states)) {
    statement = &sql::kListAlive;
  } else if (query.states == std::vector{JobState::kDead}) {
    statement = &sql::kListDead;
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.RunList(*statement, FilterParams(query).Add(after).Add(limit)));
  std::vector<SubmissionRecord> found;
  for (size_t i = 0; i < rows.size(); ++i) found.push_back(SubmissionOf(rows, i));
  return found;
}

Result<std::vector<JudgementRecord>> SubmissionStore::Judgements(const Statement& statement,
                                                                 std::span<const int64_t> ids) {
  std::vector<JudgementRecord> found;
  if (ids.empty()) return found;
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(statement, Params().AddArray(ids)));
  for (size_t i = 0; i < rows.size(); ++i) {
    found.push_back({SubmissionOf(rows, i), rows.Bool(i, sql::kSubmissionColumns),
                     TextAt(rows, i, sql::kSubmissionColumns + 1)});
  }
  return found;
}

Result<std::vector<JudgementRecord>> SubmissionStore::GetJudgements(
    std::span<const int64_t> judgements) {
  return Judgements(kOfJudgements, judgements);
}

Result<std::vector<JudgementRecord>> SubmissionStore::GetJobs(std::span<const int64_t> jobs) {
  return Judgements(kOfJobs, jobs);
}

Status SubmissionStore::NoteJobs(std::span<const std::pair<int64_t, int64_t>> jobs) {
  if (jobs.empty()) return OkStatus();
  std::vector<std::pair<int64_t, int64_t>> sorted(jobs.begin(), jobs.end());
  std::sort(sorted.begin(), sorted.end());  // two judges lock rows in the same order
  std::vector<int64_t> judgements;
  std::vector<int64_t> ids;
  for (const auto& [judgement, job] : sorted) {
    judgements.push_back(judgement);
    ids.push_back(job);
  }
  return runner_.Run(kNote, Params().AddArray(judgements).AddArray(ids)).status();
}

Result<std::vector<Unqueued>> SubmissionStore::FindUnqueued(std::chrono::milliseconds age,
                                                            int64_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.Run(kUnqueued, Params().Add(age.count()).Add(limit)));
  std::vector<Unqueued> found;
  for (size_t i = 0; i < rows.size(); ++i) {
    found.push_back({rows.Int(i, 0), TextAt(rows, i, 1), TextAt(rows, i, 2), TextAt(rows, i, 3),
                     TextAt(rows, i, 4), static_cast<JobClass>(rows.Int(i, 5)), rows.Bool(i, 6),
                     TextAt(rows, i, 7), TextAt(rows, i, 8)});
  }
  return found;
}

Status SubmissionStore::SetPayload(int64_t judgement, const std::string& payload) {
  return runner_.Run(kSetPayload, Params().Add(judgement).Add(payload)).status();
}

}  // namespace assay::judge

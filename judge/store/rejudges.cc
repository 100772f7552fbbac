#include "judge/store/rejudges.h"

#include "judge/store/rows.h"
#include "judge/store/statements.h"

namespace assay::judge {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

enum State : int { kRunning = 0, kCommitted = 2, kUndone = 3, kCancelled = 4 };

constexpr Statement kAdd = {"rejudge_add", R"(
INSERT INTO judge.rejudges (id, tenant, reason, started_by, newest_version)
VALUES ($1, $2, $3, $4, $5::boolean))"};

#define ASSAY_REJUDGE_COLUMNS                                                  \
  "SELECT w.id, w.tenant, w.reason, w.started_by, w.state, w.newest_version, " \
  "(extract(epoch FROM w.created_at) * 1000000)::bigint, "                     \
  "coalesce(c.total, 0), coalesce(c.done, 0), coalesce(c.changed, 0) FROM judge.rejudges w "
// `p` is what counted when it began, `c` what was made beside it.
#define ASSAY_COUNTS                                                                        \
  "LEFT JOIN LATERAL (SELECT count(*) AS total, "                                           \
  "count(*) FILTER (WHERE r.job IS NOT NULL OR d.job IS NOT NULL OR j.state = 4) AS done, " \
  "count(*) FILTER (WHERE r.job IS NOT NULL AND (r.verdict, r.score) IS DISTINCT FROM "     \
  "(b.verdict, b.score)) AS changed "                                                       \
  "FROM judge.judgements g LEFT JOIN judge.results r ON r.job = g.job "                     \
  "LEFT JOIN judge.dead_letters d ON d.job = g.job LEFT JOIN judge.jobs j ON j.id = g.job " \
  "LEFT JOIN judge.judgements p ON p.id = g.previous "                                      \
  "LEFT JOIN judge.results b ON b.job = p.job WHERE g.rejudge = w.id) c ON true "

constexpr Statement kGet = {"rejudge_get",
                            ASSAY_REJUDGE_COLUMNS ASSAY_COUNTS "WHERE w.id = $1 AND w.tenant = $2"};
constexpr Statement kList = {"rejudge_list", ASSAY_REJUDGE_COLUMNS ASSAY_COUNTS
                             "WHERE w.tenant = $1 AND ($2::text = '' OR w.id < $2) "
                             "ORDER BY w.id DESC LIMIT $3"};

constexpr Statement kChanges = {"rejudge_changes", R"(
SELECT s.id, s.person, coalesce(b.summary, ''), r.summary
FROM judge.judgements g JOIN judge.results r ON r.job = g.job
JOIN judge.submissions s ON s.id = g.submission
LEFT JOIN judge.judgements p ON p.id = g.previous LEFT JOIN judge.results b ON b.job = p.job
WHERE g.rejudge = $1 AND (r.verdict, r.score) IS DISTINCT FROM (b.verdict, b.score)
ORDER BY g.id LIMIT $2)"};

constexpr Statement kLock = {
    "rejudge_lock", "SELECT state FROM judge.rejudges WHERE id = $1 AND tenant = $2 FOR UPDATE"};
constexpr Statement kSetState = {
    "rejudge_set_state",
    "UPDATE judge.rejudges SET state = $2::smallint, ended_at = now() WHERE id = $1"};

constexpr Statement kOpen = {"rejudge_open", R"(
SELECT count(*) FROM judge.judgements g LEFT JOIN judge.jobs j ON j.id = g.job
WHERE g.rejudge = $1 AND (g.job IS NULL OR j.state IN (0, 1)))"};

constexpr Statement kCommit = {"rejudge_commit", R"(
WITH ready AS (
  SELECT g.id, g.submission, s.judgement AS replaced
  FROM judge.judgements g JOIN judge.results r ON r.job = g.job
  JOIN judge.submissions s ON s.id = g.submission
  WHERE g.rejudge = $1 ORDER BY s.id FOR UPDATE OF s),
noted AS (UPDATE judge.judgements g SET replaced = y.replaced FROM ready y WHERE g.id = y.id)
UPDATE judge.submissions s SET judgement = y.id, revision = s.revision + 1
FROM ready y WHERE s.id = y.submission RETURNING s.id)"};

constexpr Statement kUndo = {"rejudge_undo", R"(
WITH ready AS (
  SELECT g.id, g.submission, g.replaced
  FROM judge.judgements g JOIN judge.submissions s ON s.id = g.submission
  WHERE g.rejudge = $1 AND g.replaced IS NOT NULL AND s.judgement = g.id
  ORDER BY s.id FOR UPDATE OF s)
UPDATE judge.submissions s SET judgement = y.replaced, revision = s.revision + 1
FROM ready y WHERE s.id = y.submission RETURNING s.id)"};

constexpr Statement kSuperseded = {"rejudge_superseded", R"(
SELECT count(*) FROM judge.judgements g JOIN judge.submissions s ON s.id = g.submission
WHERE g.rejudge = $1 AND g.replaced IS NOT NULL AND s.judgement <> g.id)"};

// Also those that were enqueued a moment ago and are not noted yet.
constexpr Statement kJobs = {"rejudge_jobs", R"(
SELECT j.id FROM judge.judgements g JOIN judge.submissions s ON s.id = g.submission
JOIN LATERAL (
  SELECT q.id, q.state FROM judge.jobs q WHERE q.id = g.job
  UNION ALL
  SELECT q.id, q.state FROM judge.jobs q
  WHERE g.job IS NULL AND q.course = s.tenant || '/' || s.course AND q.idempotency_key = g.id::text) j
  ON j.state IN (0, 1)
WHERE g.rejudge = $1 ORDER BY j.id)"};
constexpr Statement kDrop = {"rejudge_drop",
                             "DELETE FROM judge.judgements WHERE rejudge = $1 AND job IS NULL"};

RejudgeRecord RejudgeOf(const Rows& rows, size_t i) {
  RejudgeRecord r;
  r.id = TextAt(rows, i, 0);
  r.tenant = TextAt(rows, i, 1);
  r.reason = TextAt(rows, i, 2);
  r.started_by = TextAt(rows, i, 3);
  r.state = static_cast<int>(rows.Int(i, 4));
  r.newest_version = rows.Bool(i, 5);
  r.created_us = rows.Int(i, 6);
  r.total = rows.Int(i, 7);
  r.done = rows.Int(i, 8);
  r.changed = rows.Int(i, 9);
  return r;
}

// Locks the row and says its state.
Result<int> Lock(Connection& connection, const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kLock, Params().Add(id).Add(tenant)));
  if (rows.empty()) return NotFound("no rejudge " + id);
  return static_cast<int>(rows.Int(0, 0));
}

Status NotNow(const std::string& id, int state) {
  const char* what = "is running";
  if (state == kCommitted) what = "was committed";
  if (state == kUndone) what = "was undone";
  if (state == kCancelled) what = "was cancelled";
  return FailedPrecondition("rejudge " + id + " " + what);
}

Result<std::vector<std::string>> Switch(Connection& connection, const Statement& statement,
                                        const std::string& id, State state) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(statement, Params().Add(id)));
  std::vector<std::string> ids;
  for (size_t i = 0; i < rows.size(); ++i) ids.push_back(TextAt(rows, i, 0));
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kSetState, Params().Add(id).Add(static_cast<int64_t>(state))).status());
  return ids;
}

}  // namespace

Status RejudgeStore::Start(const RejudgeRecord& rejudge, const SubmissionQuery& query) {
  const Statement* statement = &sql::kRejudge;
  if (!query.verdicts.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows few,
        runner_.RunList(sql::kCountVerdicts, Params().AddArray(query.verdicts).Add(sql::kRare)));
    statement = few.Int(0, 0) < sql::kRare ? &sql::kRejudgeByRareVerdict : &sql::kRejudgeByVerdict;
  }
  return runner_.InTransaction([&](Connection& connection) -> Status {
    ASSAY_RETURN_IF_ERROR(connection
                              .Execute(kAdd, Params()
                                                 .Add(rejudge.id)
                                                 .Add(rejudge.tenant)
                                                 .Add(rejudge.reason)
                                                 .Add(rejudge.started_by)
                                                 .Add(rejudge.newest_version ? "t" : "f"))
                              .status());
    ASSAY_ASSIGN_OR_RETURN(
        const Rows rows,
        connection.Execute(*statement, FilterParams(query)
                                           .Add(rejudge.id)
                                           .Add(kMaxSubmissions + 1)
                                           .Add(rejudge.newest_version ? "t" : "f")));
    if (rows.empty()) {
      return InvalidArgument("filter: names no submission that has ended");
    }
    if (rows.size() > static_cast<size_t>(kMaxSubmissions)) {
      return InvalidArgument("filter: names more than " + std::to_string(kMaxSubmissions) +
                             " submissions; divide it, by dates for example");
    }
    return OkStatus();
  });
}

Result<RejudgeRecord> RejudgeStore::Get(const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.RunList(kGet, Params().Add(id).Add(tenant)));
  if (rows.empty()) return NotFound("no rejudge " + id);
  return RejudgeOf(rows, 0);
}

Result<std::vector<RejudgeRecord>> RejudgeStore::List(const std::string& tenant,
                                                      const std::string& after, int64_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.RunList(kList, Params().Add(tenant).Add(after).Add(limit)));
  std::vector<RejudgeRecord> found;
  for (size_t i = 0; i < rows.size(); ++i) found.push_back(RejudgeOf(rows, i));
  return found;
}

Result<std::vector<RejudgeChangeRecord>> RejudgeStore::Changes(const std::string& id,
                                                               int64_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.RunList(kChanges, Params().Add(id).Add(limit)));
  std::vector<RejudgeChangeRecord> changes;
  for (size_t i = 0; i < rows.size(); ++i) {
    changes.push_back(
        {TextAt(rows, i, 0), TextAt(rows, i, 1), TextAt(rows, i, 2), TextAt(rows, i, 3)});
  }
  return changes;
}

Result<std::vector<std::string>> RejudgeStore::Commit(const std::string& tenant,
                                                      const std::string& id) {
  std::vector<std::string> ids;
  const Status status = runner_.InTransaction([&](Connection& connection) -> Status {
    ids.clear();
    ASSAY_ASSIGN_OR_RETURN(const int state, Lock(connection, tenant, id));
    if (state == kCommitted) return OkStatus();  // a repeated call
    if (state != kRunning) return NotNow(id, state);
    ASSAY_ASSIGN_OR_RETURN(const Rows open, connection.Execute(kOpen, Params().Add(id)));
    if (open.Int(0, 0) > 0) {
      return FailedPrecondition("rejudge " + id + ": " + std::to_string(open.Int(0, 0)) +
                                " submissions are not graded yet");
    }
    ASSAY_ASSIGN_OR_RETURN(ids, Switch(connection, kCommit, id, kCommitted));
    return OkStatus();
  });
  if (!status.ok()) return status;
  return ids;
}

Result<std::vector<std::string>> RejudgeStore::Undo(const std::string& tenant,
                                                    const std::string& id) {
  std::vector<std::string> ids;
  const Status status = runner_.InTransaction([&](Connection& connection) -> Status {
    ids.clear();
    ASSAY_ASSIGN_OR_RETURN(const int state, Lock(connection, tenant, id));
    if (state == kUndone) return OkStatus();
    if (state != kCommitted) return NotNow(id, state);
    ASSAY_ASSIGN_OR_RETURN(const Rows later, connection.Execute(kSuperseded, Params().Add(id)));
    if (later.Int(0, 0) > 0) {
      return FailedPrecondition("rejudge " + id + ": of " + std::to_string(later.Int(0, 0)) +
                                " of its submissions a later rejudge counts; undo that one first");
    }
    ASSAY_ASSIGN_OR_RETURN(ids, Switch(connection, kUndo, id, kUndone));
    return OkStatus();
  });
  if (!status.ok()) return status;
  return ids;
}

Result<std::vector<int64_t>> RejudgeStore::Cancel(const std::string& tenant,
                                                  const std::string& id) {
  std::vector<int64_t> jobs;
  const Status status = runner_.InTransaction([&](Connection& connection) -> Status {
    jobs.clear();
    ASSAY_ASSIGN_OR_RETURN(const int state, Lock(connection, tenant, id));
    if (state != kRunning && state != kCancelled) return NotNow(id, state);
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kJobs, Params().Add(id)));
    for (size_t i = 0; i < rows.size(); ++i) jobs.push_back(rows.Int(i, 0));
    ASSAY_RETURN_IF_ERROR(connection.Execute(kDrop, Params().Add(id)).status());
    return connection.Execute(kSetState, Params().Add(id).Add(static_cast<int64_t>(kCancelled)))
        .status();
  });
  if (!status.ok()) return status;
  return jobs;
}

}  // namespace assay::judge

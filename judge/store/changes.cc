#include "judge/store/changes.h"

namespace assay::judge {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// Until the end of the transaction: numbers are given in the order in which they become visible.
constexpr Statement kLock = {"changes_lock",
                             "SELECT pg_advisory_xact_lock(hashtext('judge.changes'))"};

// A job that was not noted in its judgement yet is found by its key.
constexpr Statement kTake = {"changes_take", R"(
WITH taken AS (
  DELETE FROM judge.touched WHERE id IN (SELECT id FROM judge.touched ORDER BY id LIMIT 5000)
  RETURNING submission, job),
named AS (
  SELECT DISTINCT coalesce(t.submission, g.submission, k.submission) AS submission
  FROM taken t
  LEFT JOIN judge.judgements g ON g.job = t.job
  LEFT JOIN judge.jobs j ON j.id = t.job AND g.id IS NULL AND j.idempotency_key ~ '^[0-9]{1,18}$'
  LEFT JOIN judge.judgements k
    ON k.id = CASE WHEN j.idempotency_key ~ '^[0-9]{1,18}$' THEN j.idempotency_key::bigint END)
INSERT INTO judge.changes (submission) SELECT submission FROM named WHERE submission IS NOT NULL
ON CONFLICT (submission) DO UPDATE SET sequence = nextval('judge.changes_sequence'))"};

constexpr Statement kList = {"changes_list", R"(
SELECT sequence, submission FROM judge.changes WHERE sequence > $1 ORDER BY sequence LIMIT $2)"};

constexpr Statement kTold = {"changes_told", "SELECT sequence FROM judge.told"};
constexpr Statement kSetTold = {"changes_set_told",
                                "UPDATE judge.told SET sequence = $1 WHERE sequence < $1"};

}  // namespace

Result<std::vector<ChangeStore::Change>> ChangeStore::List(int64_t after, int64_t limit) {
  std::vector<Change> changes;
  const Status status = runner_.InTransaction([&](Connection& connection) -> Status {
    changes.clear();
    ASSAY_RETURN_IF_ERROR(connection.Execute(kLock).status());
    ASSAY_RETURN_IF_ERROR(connection.Execute(kTake).status());
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection.Execute(kList, Params().Add(after).Add(limit)));
    for (size_t i = 0; i < rows.size(); ++i)
      changes.push_back({rows.Int(i, 0), std::string(rows.Text(i, 1))});
    return OkStatus();
  });
  if (!status.ok()) return status;
  return changes;
}

Result<int64_t> ChangeStore::Told() {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kTold));
  if (rows.empty()) return DataLoss("judge.told has no row");
  return rows.Int(0, 0);
}

Status ChangeStore::SetTold(int64_t sequence) {
  return runner_.Run(kSetTold, Params().Add(sequence)).status();
}

}  // namespace assay::judge

#include "judge/store/workers.h"

#include "judge/store/rows.h"

namespace assay::judge {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kGreet = {"worker_greet", R"(
INSERT INTO judge.workers (name, version, backend, slots) VALUES ($1, $2, $3, $4::int)
ON CONFLICT (name) DO UPDATE
SET version = excluded.version, backend = excluded.backend, slots = excluded.slots, last_seen = now()
RETURNING coalesce(quarantined, ''))"};

constexpr Statement kSeen = {
    "worker_seen", "UPDATE judge.workers SET last_seen = now() WHERE name = ANY($1::text[])"};

constexpr Statement kList = {"worker_list", R"(
SELECT name, version, backend, coalesce(quarantined, ''), slots,
       (extract(epoch FROM last_seen) * 1000000)::bigint
FROM judge.workers ORDER BY name)"};

constexpr Statement kQuarantine = {"worker_quarantine", R"(
UPDATE judge.workers SET quarantined = nullif($2, ''),
       since = CASE WHEN $2 = '' THEN NULL ELSE now() END
WHERE name = $1 RETURNING name)"};

constexpr Statement kDead = {"dead_letters_list", R"(
SELECT d.job, s.id, coalesce(d.worker, ''), d.reason, d.attempt,
       (extract(epoch FROM d.died_at) * 1000000)::bigint
FROM judge.dead_letters d
JOIN judge.judgements g ON g.job = d.job
JOIN judge.submissions s ON s.id = g.submission
WHERE s.tenant = $1 AND ($2::bigint = 0 OR d.job < $2) ORDER BY d.job DESC LIMIT $3)"};

}  // namespace

Result<std::string> WorkerStore::Greet(const WorkerRecord& worker) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      runner_.Run(
          kGreet,
          Params().Add(worker.name).Add(worker.version).Add(worker.backend).Add(worker.slots)));
  return TextAt(rows, 0, 0);
}

Status WorkerStore::Seen(std::span<const std::string> names) {
  if (names.empty()) return OkStatus();
  return runner_.Run(kSeen, Params().AddArray(names)).status();
}

Result<std::vector<WorkerRecord>> WorkerStore::List() {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.RunList(kList));
  std::vector<WorkerRecord> workers;
  for (size_t i = 0; i < rows.size(); ++i) {
    workers.push_back({TextAt(rows, i, 0), TextAt(rows, i, 1), TextAt(rows, i, 2),
                       TextAt(rows, i, 3), static_cast<int>(rows.Int(i, 4)), rows.Int(i, 5)});
  }
  return workers;
}

Status WorkerStore::SetQuarantine(const std::string& name, const std::string& reason) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, runner_.Run(kQuarantine, Params().Add(name).Add(reason)));
  if (rows.empty()) return NotFound("no worker named \"" + name + "\" was ever seen");
  return OkStatus();
}

Result<std::vector<DeadLetterRecord>> WorkerStore::DeadLetters(const std::string& tenant,
                                                               int64_t before, int64_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         runner_.RunList(kDead, Params().Add(tenant).Add(before).Add(limit)));
  std::vector<DeadLetterRecord> found;
  for (size_t i = 0; i < rows.size(); ++i) {
    found.push_back({rows.Int(i, 0), TextAt(rows, i, 1), TextAt(rows, i, 2), TextAt(rows, i, 3),
                     static_cast<int>(rows.Int(i, 4)), rows.Int(i, 5)});
  }
  return found;
}

}  // namespace assay::judge

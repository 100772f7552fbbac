#include "tests/fault/history.h"

#include <map>
#include <thread>

#include "common/database/connection.h"

namespace assay::fault {
namespace {

using database::Statement;

constexpr Statement kOpen = {"fault_open", R"(
SELECT (SELECT count(*) FROM judge.jobs WHERE state IN (0, 1)) +
       (SELECT count(*) FROM judge.judgements WHERE job IS NULL))"};

constexpr Statement kTotals = {"fault_totals", R"(
SELECT (SELECT count(*) FROM judge.submissions), count(*) FILTER (WHERE state = 2),
       count(*) FILTER (WHERE state = 3), coalesce(sum(attempt), 0),
       count(*) FILTER (WHERE attempt > 1),
       (SELECT count(idempotency_key) - count(DISTINCT (tenant, person, idempotency_key))
          FILTER (WHERE idempotency_key IS NOT NULL) FROM judge.submissions)
FROM judge.jobs)"};

constexpr Statement kSubmissions = {
    "fault_submissions", "SELECT id, coalesce(idempotency_key, '') FROM judge.submissions"};

// Each row: what is wrong, and with which one.
constexpr Statement kFaults = {"fault_faults", R"(
SELECT 'two submissions of one key', idempotency_key FROM judge.submissions
  WHERE idempotency_key IS NOT NULL GROUP BY tenant, person, idempotency_key HAVING count(*) > 1
UNION ALL
SELECT 'a submission without its judgement', s.id FROM judge.submissions s
  WHERE NOT EXISTS (SELECT FROM judge.judgements g WHERE g.id = s.judgement AND g.submission = s.id)
UNION ALL
SELECT 'a submission with several judgements', submission FROM judge.judgements
  GROUP BY submission HAVING count(*) > 1
UNION ALL
SELECT 'a judgement without its job', g.submission FROM judge.judgements g
  WHERE (g.job IS NOT NULL OR $1::int = 1) AND NOT EXISTS (SELECT FROM judge.jobs j WHERE j.id = g.job)
UNION ALL
SELECT 'a job of no judgement', j.id::text FROM judge.jobs j
  WHERE $1::int = 1 AND NOT EXISTS (SELECT FROM judge.judgements g WHERE g.job = j.id)
UNION ALL
SELECT 'a job that has not ended', concat(id, ', state ', state, ', attempt ', attempt, ' of ',
    max_attempts, ', course ', course, ', not before now + ', not_before - now(),
    ', lease until now + ', lease_until - now(), ', worker ', worker, ', enqueued now - ',
    now() - enqueued_at)
  FROM judge.jobs WHERE state IN (0, 1) AND $1::int = 1
UNION ALL
SELECT 'done without a result', j.id::text FROM judge.jobs j
  WHERE j.state = 2 AND NOT EXISTS (SELECT FROM judge.results r WHERE r.job = j.id)
UNION ALL
SELECT 'a result of a job that is not done', r.job::text FROM judge.results r
  JOIN judge.jobs j ON j.id = r.job WHERE j.state <> 2
UNION ALL
SELECT 'a result of an attempt that did not end the job', r.job::text FROM judge.results r
  JOIN judge.jobs j ON j.id = r.job WHERE r.attempt <> j.attempt
UNION ALL
SELECT 'dead without a reason', j.id::text FROM judge.jobs j
  WHERE j.state = 3 AND NOT EXISTS (SELECT FROM judge.dead_letters d WHERE d.job = j.id)
LIMIT 20)"};

}  // namespace

Status WaitUntilEnded(const database::Settings& settings, std::chrono::seconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(settings));
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, connection->Execute(kOpen));
    const int64_t open = rows.Int(0, 0);
    if (open == 0) return OkStatus();
    if (std::chrono::steady_clock::now() > until) {
      return DeadlineExceeded(std::to_string(open) + " jobs have not ended");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Result<History> Examine(const database::Settings& settings,
                        const std::vector<Acknowledged>& acknowledged, bool all_ended) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(settings));
  History history;
  ASSAY_ASSIGN_OR_RETURN(const database::Rows totals, connection->Execute(kTotals));
  history.submissions = totals.Int(0, 0);
  history.done = totals.Int(0, 1);
  history.dead = totals.Int(0, 2);
  history.attempts = totals.Int(0, 3);
  history.repeated = totals.Int(0, 4);
  history.duplicates = totals.Int(0, 5);
  ASSAY_ASSIGN_OR_RETURN(const database::Rows faults,
                         connection->Execute(kFaults, database::Params().Add(int64_t{all_ended})));
  for (size_t i = 0; i < faults.size(); ++i) {
    history.faults.push_back(std::string(faults.Text(i, 0)) + ": " +
                             std::string(faults.Text(i, 1)));
  }
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, connection->Execute(kSubmissions));
  std::map<std::string, std::string, std::less<>> key_of;
  for (size_t i = 0; i < rows.size(); ++i) key_of.emplace(rows.Text(i, 0), rows.Text(i, 1));
  for (const Acknowledged& one : acknowledged) {
    const auto found = key_of.find(one.id);
    if (found == key_of.end()) ++history.lost;
    if (history.faults.size() >= 20) continue;
    if (found == key_of.end()) {
      history.faults.push_back("lost, though it was acknowledged: " + one.id + " (" + one.key +
                               ")");
    } else if (!one.key.empty() && found->second != one.key) {
      history.faults.push_back("under another key: " + one.id + " (" + one.key + ", " +
                               found->second + ")");
    }
  }
  return history;
}

}  // namespace assay::fault

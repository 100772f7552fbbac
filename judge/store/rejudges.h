#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "judge/store/records.h"
#include "judge/store/runner.h"

namespace assay::judge {

// Rejudges: judgements beside those that count, until one transaction makes them count.
// Thread-safe. Everything is bound to the tenant: another one's is kNotFound.
class RejudgeStore {
 public:
  static constexpr int64_t kMaxSubmissions = 100'000;

  explicit RejudgeStore(Runner& runner) : runner_(runner) {}

  // `rejudge`: id, tenant, reason, started_by, newest_version. kInvalidArgument: the filter names
  // nothing that has ended, or more than kMaxSubmissions.
  Status Start(const RejudgeRecord& rejudge, const SubmissionQuery& query);
  Result<RejudgeRecord> Get(const std::string& tenant, const std::string& id);
  // Newest first, after the id `after`.
  Result<std::vector<RejudgeRecord>> List(const std::string& tenant, const std::string& after,
                                          int64_t limit);
  // Those with another verdict or score than counted before.
  Result<std::vector<RejudgeChangeRecord>> Changes(const std::string& id, int64_t limit);

  // The ids of submissions whose judgement changed, empty where nothing was left to do.
  // kFailedPrecondition: some are not graded yet, or it is not running any more. Grading that ended
  // as a dead letter leaves what counted.
  Result<std::vector<std::string>> Commit(const std::string& tenant, const std::string& id);
  // kFailedPrecondition: it was not committed, or a later rejudge stands on it.
  Result<std::vector<std::string>> Undo(const std::string& tenant, const std::string& id);
  // The jobs that are to be cancelled.
  Result<std::vector<int64_t>> Cancel(const std::string& tenant, const std::string& id);

 private:
  Runner& runner_;
};

}  // namespace assay::judge

#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/status.h"
#include "judge/store/records.h"
#include "judge/store/runner.h"

namespace assay::judge {

// Workers that were ever seen, who is in quarantine, and dead letters. Thread-safe.
class WorkerStore {
 public:
  explicit WorkerStore(Runner& runner) : runner_(runner) {}

  // Notes that it said hello; returns why it is in quarantine, empty where it is not.
  Result<std::string> Greet(const WorkerRecord& worker);
  Status Seen(std::span<const std::string> names);
  Result<std::vector<WorkerRecord>> List();
  // An empty reason releases it. kNotFound: nobody of that name was ever seen.
  Status SetQuarantine(const std::string& name, const std::string& reason);

  // Of one tenant, newest jobs first; `before` 0: from the newest.
  Result<std::vector<DeadLetterRecord>> DeadLetters(const std::string& tenant, int64_t before,
                                                    int64_t limit);

 private:
  Runner& runner_;
};

}  // namespace assay::judge

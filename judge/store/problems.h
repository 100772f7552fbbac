#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "judge/store/records.h"
#include "judge/store/runner.h"

namespace assay::judge {

// Problems and their versions; a version is a package's blob and never changes. Thread-safe.
class ProblemStore {
 public:
  explicit ProblemStore(Runner& runner) : runner_(runner) {}

  // The next version, or the newest one where it has the same package. Sets `version` and
  // `created_us`.
  Result<ProblemRecord> Put(const ProblemRecord& problem);
  // The newest version. kNotFound, also where it is of another tenant.
  Result<ProblemRecord> Get(const std::string& tenant, const std::string& id);
  // Writes `page` of its version.
  Status SetPage(const ProblemRecord& problem);
  // The newest versions by id, after `after`; `course` empty: all.
  Result<std::vector<ProblemRecord>> List(const std::string& tenant, const std::string& course,
                                          const std::string& after, int64_t limit);

 private:
  Runner& runner_;
};

}  // namespace assay::judge

#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "judge/store/runner.h"

namespace assay::judge {

// Which submissions came, ended, or count otherwise than before, for those who follow:
// judge/migrations/0004_changes.sql. Thread-safe; several processes may ask.
class ChangeStore {
 public:
  struct Change {
    int64_t sequence = 0;
    std::string submission;
  };

  explicit ChangeStore(Runner& runner) : runner_(runner) {}

  // At most `limit` with a greater sequence than `after`, in the order of sequences. Nothing is
  // missed and nothing is told twice at the same sequence; of several changes of one submission the
  // last remains.
  Result<std::vector<Change>> List(int64_t after, int64_t limit);

  // Up to which sequence webhooks were certainly told; of several values set, the greatest.
  Result<int64_t> Told();
  Status SetTold(int64_t sequence);

 private:
  Runner& runner_;
};

}  // namespace assay::judge

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/database/settings.h"
#include "common/status.h"
#include "tests/fault/load.h"

namespace assay::fault {

// What the database says when all is over, held against what clients were told.
struct History {
  int64_t lost = 0;        // acknowledged, and not there
  int64_t duplicates = 0;  // keys with more than one submission
  int64_t submissions = 0, done = 0, dead = 0;
  int64_t attempts = 0;             // over all jobs
  int64_t repeated = 0;             // jobs that needed more than one
  std::vector<std::string> faults;  // what must never be; at most 20
};

// Waits until every job has ended. kDeadlineExceeded says how many have not.
Status WaitUntilEnded(const database::Settings& settings, std::chrono::seconds patience);

// Faults: an acknowledged submission that is not there, a key with two submissions, a submission
// without a job or with more than one, a job that has not ended, one that is done without a result
// or has a result without being done, a result of another attempt than the one that ended it.
// `all_ended` false: jobs may still wait or run.
Result<History> Examine(const database::Settings& settings,
                        const std::vector<Acknowledged>& acknowledged, bool all_ended = true);

}  // namespace assay::fault

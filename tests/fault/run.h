#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/status.h"
#include "tests/fault/history.h"
#include "tests/fault/load.h"
#include "tests/fault/stage.h"

namespace assay::fault {

struct FaultOptions {
  StageOptions stage;
  uint64_t seed = 1;
  int submissions = 1000, kills = 50;
  int threads = 4;
  int64_t busy_us = 2000;
  std::chrono::seconds patience{600};  // after it no fault is added and the load is not waited for
  // Said now and then; may be empty.
  std::function<void(const std::string&)> progress;
};

struct FaultFigures {
  LoadFigures load;
  History history;
  std::map<std::string, int> faults;  // "kill judge" -> how often
  int kills = 0;
  double seconds = 0;
  // From a fault to the next acknowledged submission; contains the fault itself where it lasts.
  double longest_recovery_s = 0;
  int identity_restarts = 0;  // as of Stage
  std::string longest_death;  // as of Stage
  // From the end of a part that was killed until nothing was left of what stood below it.
  std::chrono::milliseconds longest_cleanup{0};
  int checked_words = 0;  // finals that were heard while things broke and compared afterwards
};

// Load on a stage while its parts are broken in an order that follows from the seed, spread over
// the submissions, then everything is held against what must hold. A Status is a fault of the run
// itself; what the platform did wrong stands in history.faults.
Result<FaultFigures> RunFaults(const FaultOptions& options);

}  // namespace assay::fault

#pragma once

#include <map>
#include <random>
#include <string>

#include "tests/fault/stage.h"

namespace assay::fault {

// Breaks one thing after another; which, follows from the seed and from what the stage has. Used by
// the stage's thread.
class Breaker {
 public:
  Breaker(Stage& stage, const StageOptions& options, uint64_t seed)
      : stage_(stage), options_(options), random_(seed) {}
  // Mostly a kill, now and then something else.
  Status Next();
  // SIGKILL to one sandbox of some worker; false: none ran.
  bool KillSandbox();
  int kills() const { return kills_; }
  // "kill judge" -> how often.
  const std::map<std::string, int>& faults() const { return faults_; }

 private:
  Status Kill();
  Status Network(uint64_t which);
  Status Disk();
  Status Clock();
  Status ServiceClock(const std::string& part);
  std::string AnyWorker();
  std::chrono::milliseconds Between(int64_t least, int64_t most);

  Stage& stage_;
  const StageOptions& options_;
  std::mt19937_64 random_;
  std::chrono::seconds database_clock_{0};
  std::map<std::string, int> faults_;
  int kills_ = 0;
};

}  // namespace assay::fault

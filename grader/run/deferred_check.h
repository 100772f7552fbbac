#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "common/status.h"
#include "grader/program.h"
#include "grader/run/box.h"

namespace assay::grader {

// A program's compile step that was left out since it only looks for errors: made once, by the
// first run that fails, of whichever worker. Sources that it refuses let every run fail, so that no
// test is judged before it was asked. Thread-safe.
class DeferredCheck {
 public:
  // `program` is borrowed; nothing is asked where it was compiled.
  explicit DeferredCheck(const Program& program) : program_(program) {}

  // After a run that failed: true where the sources are at fault. `box` is the run's.
  Result<bool> Refuses(Box& box, std::stop_token stop);

  // After a run that did not fail: its sources are right, and nobody asks any more.
  void Passed();

  // What Refuses said, from whichever thread.
  bool refused() const { return refused_; }
  // What the compile step said; only once refused().
  const std::string& said() const { return said_; }

 private:
  const Program& program_;
  std::mutex mutex_;
  bool made_ = false;
  std::atomic<bool> refused_ = false;
  std::string said_;
};

}  // namespace assay::grader

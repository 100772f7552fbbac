#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "lms/courses/service/follower.h"

namespace assay::courses {

// What happens by itself: following the judge, reckoning grades, reading reports, copying rosters,
// announcements, what may be mailed. A thread each for what must not wait for the others. Sets
// Core::wake; everything that is handed in outlives it.
class Upkeep {
 public:
  struct Options {
    std::chrono::milliseconds follow{500};  // while nothing happens
    std::chrono::seconds roster{15};
  };
  Upkeep(Core& core, Sources& sources, const Options& options);
  ~Upkeep();  // waits for what is being done
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

  void Wake();  // there is something stale

 private:
  bool Wait(std::chrono::milliseconds time);  // false: the end
  void Follow();
  void Reckon();
  void Roster();
  void Mail();

  Core& core_;
  Sources& sources_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  bool stale_ = true;
  std::vector<std::thread> threads_;
};

}  // namespace assay::courses

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "common/log/log.h"
#include "judge/worker/job.h"
#include "judge/worker/judge_link.h"

namespace assay::judge {

struct WorkerOptions {
  std::string name = {};  // for events: the judge goes by the certificate
  std::string version = {};
  size_t slots = 1;
  std::string backend = {};
  std::map<std::string, std::string> images = {};  // name -> digest
  std::vector<std::string> languages = {};
  std::chrono::milliseconds drain_timeout{30'000};
  std::chrono::milliseconds first_reconnect{100}, last_reconnect{10'000};
  std::chrono::milliseconds welcome_timeout{30'000};
};

// What a worker tells of itself; all of it is called from the thread of Run.
class WorkerObserver {
 public:
  virtual ~WorkerObserver() = default;
  virtual void OnConnection(bool /*connected*/, std::string_view /*why*/) {}
  // "finished", "failed", "cancelled"; the time from its start, or from the lease where it had
  // none.
  virtual void OnJob(std::string_view /*outcome*/, std::chrono::nanoseconds /*time*/) {}
  virtual void OnCounts(size_t /*running*/, size_t /*waiting*/, size_t /*unacknowledged*/) {}
  virtual void OnDroppedEvent() {}
};

// A worker's side of the contract in proto/assay/judge/v1/worker.proto: asks for as many jobs as it
// has free slots, has them run, and keeps what came out until the judge has taken note of it, over
// any number of lost connections.
class Worker {
 public:
  // Borrows everything but the options. `observer` may be null.
  Worker(WorkerOptions options, JobRunner& runner, JudgeLink& link, log::Logger logger,
         WorkerObserver* observer);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Works until `stop`, then drains: asks for nothing more, ends what runs, waits for the judge's
  // acknowledgements, and gives up what takes longer than drain_timeout. Called once.
  void Run(const std::stop_token& stop);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace assay::judge

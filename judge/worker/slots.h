#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "judge/worker/job.h"
#include "judge/worker/judge_link.h"

namespace assay::judge {

// What the slots tell of their jobs; called from their threads.
struct SlotCallbacks {
  std::function<void(const LeaseKey&)> on_start;
  std::function<void(const LeaseKey&, pb::JobEvent)> on_event;
  // Once for each task. A finished one's report is stored, and its result names it.
  std::function<void(const LeaseKey&, JobOutcome)> on_end;
};

struct SlotTask {
  LeaseKey lease;
  pb::JobSpec spec;
  std::stop_token stop;
};

// A thread for each job that may run at the same time. A job keeps its slot until its report is
// with the judge, so that a judge that cannot be reached costs no memory but the slots'.
class Slots {
 public:
  Slots(size_t count, std::string worker, JobRunner& runner, JudgeLink& link,
        SlotCallbacks callbacks);
  // Tasks that were not begun are dropped without a word; running ones should have been told to
  // stop.
  ~Slots();
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  // Begins it as soon as a slot is free. Thread-safe.
  void Start(SlotTask task);

 private:
  void Loop(const std::stop_token& ending);
  JobOutcome RunOne(const SlotTask& task);
  // Puts the report; tries again for as long as the judge cannot be reached and the lease stands.
  JobOutcome Store(const SlotTask& task, JobOutcome outcome);

  const std::string worker_;
  JobRunner& runner_;
  JudgeLink& link_;
  const SlotCallbacks callbacks_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<SlotTask> tasks_;
  std::vector<std::jthread> threads_;
};

}  // namespace assay::judge

#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "plagiarism/service/assignments.h"
#include "plagiarism/service/comparisons.h"
#include "plagiarism/service/judge_link.h"
#include "plagiarism/service/tenants.h"

namespace assay::plagiarism::v1 {
class StartComparisonRequest;
}

namespace assay::plagiarism {

struct RunnerOptions {
  int threads = 1;  // of a comparison
  int most = 5000;  // submissions in one
  size_t most_bytes = size_t{512} << 20U;
  std::chrono::milliseconds poll{1000};
};

// Does comparisons that wait, one at a time, in a thread of low priority. One that ran when the
// process died is done again from its beginning.
class Runner {
 public:
  // All of it outlives the runner. `changing`: as of Follower; held while a result is written.
  Runner(JudgeLink& judge, Tenants& tenants, Assignments& assignments, Comparisons& comparisons,
         std::mutex& changing, RunnerOptions options, log::Logger logger,
         metrics::Registry& metrics);
  ~Runner();  // as Stop

  Status Start();
  void Stop();
  // There may be something to do, or the one that runs may have been cancelled.
  void Wake();

 private:
  struct Loaded {
    std::vector<Submission> submissions;
    std::vector<Member> members;  // of the same places
  };

  void Loop();
  void Run(const ComparisonRecord& record);
  Status Compare(const ComparisonRecord& record, const std::stop_token& stop);
  Result<Loaded> Load(const ComparisonRecord& record, const v1::StartComparisonRequest& request,
                      const Tenant& tenant, const std::stop_token& stop);
  Status LoadClass(const AssignmentKey& assignment, Origin origin, int versions,
                   const std::stop_token& stop, Loaded& loaded);
  Status LoadAlike(const AssignmentKey& assignment, const v1::StartComparisonRequest& request,
                   const Tenant& tenant, const std::stop_token& stop, Loaded& loaded) const;
  void Report(const std::string& id, double part, std::string_view doing);

  JudgeLink& judge_;
  Tenants& tenants_;
  Assignments& assignments_;
  Comparisons& comparisons_;
  std::mutex& changing_;
  const RunnerOptions options_;
  const log::Logger logger_;
  metrics::Histogram& seconds_;
  metrics::Gauge& running_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false, woken_ = false;
  std::stop_source current_;                        // of the one that runs
  std::chrono::steady_clock::time_point reported_;  // of the thread
  size_t bytes_ = 0;                                // as well
  std::thread thread_;
};

// The calling thread, and those that it makes from now on, give way to others.
void LowerPriority();

}  // namespace assay::plagiarism

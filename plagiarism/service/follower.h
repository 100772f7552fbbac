#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "plagiarism/service/judge_link.h"
#include "plagiarism/service/rows.h"
#include "plagiarism/service/tenants.h"

namespace assay::plagiarism {

// Puts every graded submission into its tenant's index, once, in the order of the judge's feed.
//
// The cursor stands in the database and moves in the transaction that writes the submission's row,
// after the index has it on disk. Whatever dies in between is done again: the index knows ids, and
// so do the rows. So nothing is missed, and nothing counts twice.
class Follower {
 public:
  struct Options {
    std::chrono::milliseconds poll{500};    // while nothing new is there
    std::chrono::milliseconds most{10000};  // between tries while something fails
    int page = 100;
    // An unexplained failure of one submission is not waited for longer than so many tries.
    int tries = 30;
  };
  // All of it outlives the follower. `changing` is held while a submission is put into an index: an
  // erasure holds it too, so that none slips in behind it.
  Follower(JudgeLink& judge, Tenants& tenants, Rows& rows, std::mutex& changing, Options options,
           log::Logger logger, metrics::Registry& metrics);
  ~Follower();  // as Stop

  void Start();
  void Stop();

  struct State {
    bool following = false;
    int64_t behind = 0;
    std::chrono::system_clock::time_point followed_at;  // the epoch: never
    Status status{StatusCode::kUnavailable, "the judge was not asked yet"};
  };
  State state() const;

  // One page, now; true: there is more. For the thread, and for tests.
  Result<bool> Step();

 private:
  void Loop();
  Status Take(const GradedSubmission& graded);
  // What to note where nothing can be compared; a failure that is to be waited for is a Status.
  Result<std::optional<std::string>> PutInIndex(const GradedSubmission& graded,
                                                const Tenant& tenant);
  Status Write(const GradedSubmission& graded, const std::optional<std::string>& note);
  Status Skip(int64_t number);
  bool Hopeless(const GradedSubmission& graded, const Status& status);
  void Note(const Result<bool>& step);

  JudgeLink& judge_;
  Tenants& tenants_;
  Rows& rows_;
  std::mutex& changing_;
  const Options options_;
  const log::Logger logger_;
  metrics::Counter &indexed_, &left_out_, &failures_;
  metrics::Gauge& behind_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  State state_;
  std::map<std::string, int> tries_;  // by submission; of the thread that steps
  std::thread thread_;
};

}  // namespace assay::plagiarism

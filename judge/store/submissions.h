#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"
#include "judge/store/records.h"
#include "judge/store/runner.h"

namespace assay::judge {

// Submissions and their judgements. A submission's state is never stored: it is that of the job of
// the judgement that counts. Thread-safe; errors are those of common/database.
class SubmissionStore {
 public:
  explicit SubmissionStore(Runner& runner) : runner_(runner) {}

  struct Inserted {
    bool created = false;   // false: the key or the id was there already
    bool conflict = false;  // the key stands for another request
    std::string id;
    int64_t judgement = 0;
  };
  // The row and its first judgement, in one transaction: durable, but not enqueued.
  Result<Inserted> Insert(const NewSubmission& submission);
  // Of that key, as Insert would say; empty: nobody used it.
  Result<std::optional<Inserted>> FindKey(const NewSubmission& submission);

  // How often this person handed in for that problem; at most 1000 are counted.
  Result<int> CountOf(const std::string& tenant, const std::string& person,
                      const std::string& problem);

  // kNotFound, also where it is of another tenant.
  Result<SubmissionRecord> Get(const std::string& tenant, const std::string& id);
  // Of whatever tenant; those that are not there are left out.
  Result<std::vector<SubmissionRecord>> GetMany(std::span<const std::string> ids);
  // Newest first, after the id `after` (empty: from the newest). At most `limit`.
  Result<std::vector<SubmissionRecord>> List(const SubmissionQuery& query, const std::string& after,
                                             int64_t limit);

  Result<std::vector<JudgementRecord>> GetJudgements(std::span<const int64_t> judgements);
  Result<std::vector<JudgementRecord>> GetJobs(std::span<const int64_t> jobs);

  // (judgement, job): known from now on without asking the queue's index.
  Status NoteJobs(std::span<const std::pair<int64_t, int64_t>> jobs);
  // What a crash left between insert and enqueue, if older than `age`; and rejudges at once.
  Result<std::vector<Unqueued>> FindUnqueued(std::chrono::milliseconds age, int64_t limit);
  Status SetPayload(int64_t judgement, const std::string& payload);

 private:
  Result<std::vector<JudgementRecord>> Judgements(const database::Statement& statement,
                                                  std::span<const int64_t> ids);
  Runner& runner_;
};

}  // namespace assay::judge

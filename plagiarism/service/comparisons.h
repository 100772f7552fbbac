#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plagiarism/comparison.h"
#include "plagiarism/service/rows.h"
#include "plagiarism/service/tenants.h"

namespace assay::plagiarism {

// The numbers stand in the database: they never change.
enum class RunState : int { kWaiting = 0, kRunning = 1, kDone = 2, kFailed = 3, kCancelled = 4 };

struct ComparisonRecord {
  std::string id;
  AssignmentKey assignment;
  RunState state = RunState::kWaiting;
  std::string request;  // the bytes of the StartComparisonRequest
  std::string started_by, doing, failure;
  int64_t created_us = 0, ended_us = 0;  // 0: not yet
  double progress = 0, compared = 0;
  int submissions = 0, people = 0, pairs = 0, erased = 0;
  std::vector<double> histogram;
};

// A submission that was compared, without its files.
struct Member {
  std::string submission, person, course, problem, language;
  Origin origin = Origin::kClass;
  int64_t submitted_us = 0;
};

// A comparison as it is kept: all but the sources, which the judge has. Indices are into `members`.
struct StoredComparison {
  ComparisonRecord record;
  std::vector<Member> members;
  std::vector<std::string> keys;  // of its pairs
  std::vector<int> ranks;
  Comparison comparison;  // with submissions that have no files yet
};

// Comparisons and what they found. Thread-safe.
class Comparisons {
 public:
  static constexpr int kKept = 10;  // that are done, of an assignment

  explicit Comparisons(Rows& rows) : rows_(rows) {}

  // kResourceExhausted: one of this assignment waits or runs.
  Result<ComparisonRecord> Add(const AssignmentKey& assignment, const std::string& request,
                               const std::string& started_by);
  // Empty `id`: the newest that is done; kFailedPrecondition where none is. kNotFound, also where
  // it is of another assignment.
  Result<ComparisonRecord> Get(const AssignmentKey& assignment, const std::string& id);
  Result<std::vector<ComparisonRecord>> List(const AssignmentKey& assignment);

  // For the runner. Those that ran when the process died wait again.
  Status WaitAgain();
  Result<std::optional<ComparisonRecord>> TakeNext();
  // false: it was cancelled meanwhile.
  Result<bool> SetProgress(const std::string& id, double progress, std::string_view doing);
  Status End(const std::string& id, RunState state, const std::string& failure);
  // Whether it waited or ran.
  Result<bool> Cancel(const AssignmentKey& assignment, const std::string& id);

  // Writes everything and ends it as done, in one transaction; people in `erased` are left out.
  Status Store(const ComparisonRecord& record, const Tenant& tenant,
               const std::vector<Member>& members, const Comparison& comparison,
               const std::set<std::string>& erased);
  // `only_pair`: of all pairs that one alone. Pairs of `hidden_from` (a person) are left out.
  Result<StoredComparison> Load(const ComparisonRecord& record, const Tenant& tenant,
                                const std::string& only_pair, const std::string& hidden_from);

 private:
  Rows& rows_;
};

}  // namespace assay::plagiarism

#pragma once

#include "judge/store/changes.h"
#include "judge/store/origins.h"
#include "judge/store/problems.h"
#include "judge/store/rejudges.h"
#include "judge/store/runner.h"
#include "judge/store/submissions.h"
#include "judge/store/verifications.h"
#include "judge/store/workers.h"

namespace assay::judge {

// What the judge keeps in schema "judge" beside the queue (judge/migrations). Thread-safe.
class Store {
 public:
  explicit Store(const database::Settings& settings, const StoreOptions& options = {})
      : runner_(settings, options) {}

  SubmissionStore& submissions() { return submissions_; }
  ProblemStore& problems() { return problems_; }
  RejudgeStore& rejudges() { return rejudges_; }
  WorkerStore& workers() { return workers_; }
  ChangeStore& changes() { return changes_; }
  VerificationStore& verifications() { return verifications_; }
  OriginStore& origins() { return origins_; }
  // Whether the database answers and was migrated.
  Status Ping() { return runner_.Ping(); }
  // To every judge that listens on "judge_events". Nothing is lost with one that is lost.
  Status Notify(const std::string& payload) { return runner_.Notify(payload); }

 private:
  Runner runner_;
  SubmissionStore submissions_{runner_};
  ProblemStore problems_{runner_};
  RejudgeStore rejudges_{runner_};
  WorkerStore workers_{runner_};
  ChangeStore changes_{runner_};
  VerificationStore verifications_{runner_};
  OriginStore origins_{runner_};
};

}  // namespace assay::judge

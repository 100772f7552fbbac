#pragma once

#include <chrono>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assay/judge/v1/judge.pb.h"
#include "judge/service/core.h"
#include "judge/service/hub.h"

namespace assay::judge {

struct CallOptions {
  size_t max_source_bytes = 8U << 20U;  // of all files of a submission
  int max_attempts = 5;                 // until a job is a dead letter
};

// What goes back beside the answer.
struct CallInfo {
  std::chrono::seconds retry_after{0};  // 0: nothing is said
};

// The unary calls of JudgeService, without gRPC. Each may wait for the database and the blob store.
// Everything is bound to the caller's tenant; students see what they handed in themselves. What
// they may not see is kNotFound. Thread-safe.
class Calls {
 public:
  Calls(Core& core, Hub& hub, const CallOptions& options)
      : core_(core), hub_(hub), options_(options) {}

  Result<v1::SubmitResponse> Submit(const v1::SubmitRequest& request, CallInfo& info);
  Result<v1::Submission> GetSubmission(const v1::GetSubmissionRequest& request);
  Result<v1::ListSubmissionsResponse> ListSubmissions(const v1::ListSubmissionsRequest& request);
  Result<v1::GetReportResponse> GetReport(const v1::GetReportRequest& request);
  Result<v1::GetSourceResponse> GetSource(const v1::GetSubmissionRequest& request);
  Result<v1::Submission> Cancel(const v1::CancelRequest& request);

  Result<v1::Problem> GetProblem(const v1::GetProblemRequest& request);
  Result<v1::ProblemPage> GetProblemPage(const v1::GetProblemRequest& request);
  Result<v1::ListProblemsResponse> ListProblems(const v1::ListProblemsRequest& request);

  Result<v1::Rejudge> StartRejudge(const v1::StartRejudgeRequest& request);
  Result<v1::Rejudge> GetRejudge(const v1::GetRejudgeRequest& request);
  Result<v1::ListRejudgesResponse> ListRejudges(const v1::ListRejudgesRequest& request);
  Result<v1::Rejudge> CommitRejudge(const v1::GetRejudgeRequest& request);
  Result<v1::Rejudge> UndoRejudge(const v1::GetRejudgeRequest& request);
  Result<v1::Rejudge> CancelRejudge(const v1::GetRejudgeRequest& request);

  Result<v1::ListChangesResponse> ListChanges(const v1::ListChangesRequest& request);

  Result<v1::QueueState> GetQueue(const v1::GetQueueRequest& request);
  Result<v1::ListDeadLettersResponse> ListDeadLetters(const v1::ListDeadLettersRequest& request);
  Result<v1::Submission> ReviveDeadLetter(const v1::ReviveDeadLetterRequest& request);
  Result<v1::ListWorkersResponse> ListWorkers(const v1::ListWorkersRequest& request);
  Result<v1::Worker> SetWorker(const v1::SetWorkerRequest& request);

  // For watching: the row, if this caller may see it.
  Result<SubmissionRecord> Find(const v1::Caller& caller, const std::string& id);

  // Puts what was inserted into the queue, at most Queue::kMaxBatch. Repeating it does no harm.
  Status Enqueue(std::span<const Unqueued> judgements);
  // Makes the payload of a rejudge with another package.
  Result<std::string> MakePayload(const Unqueued& judgement);
  // (judgement, job) that were enqueued since the last call, for SubmissionStore::NoteJobs.
  std::vector<std::pair<int64_t, int64_t>> TakeNotes();
  void KeepNotes(const std::vector<std::pair<int64_t, int64_t>>& notes);

 private:
  Result<v1::SubmitResponse> Known(const SubmissionStore::Inserted& inserted,
                                   const v1::SubmitRequest& request);
  Result<v1::JobSpec> MakeSpec(const v1::SubmitRequest& request, NewSubmission& submission);
  Result<v1::Submission> Shown(const SubmissionRecord& record, const v1::Caller& caller) const;
  void TellSwitched(std::vector<std::string> ids);

  Core& core_;
  Hub& hub_;
  const CallOptions options_;
  std::mutex notes_mutex_;
  std::vector<std::pair<int64_t, int64_t>> notes_;
};

}  // namespace assay::judge

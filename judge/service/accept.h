#pragma once

#include <string>

#include "judge/service/calls.h"
#include "judge/service/core.h"

// The steps from a JobSpec to a job, in the order blob, row, job; the row is
// SubmissionStore::Insert.
namespace assay::judge {

// The same message gives the same bytes: a payload is named by them.
std::string Serialise(const google::protobuf::Message& message);
// Sets `submission.payload`.
Status StorePayload(Core& core, const v1::JobSpec& spec, NewSubmission& submission);
// Tells watchers and enqueues; where that fails the upkeep does it later.
v1::Submission EnqueueInserted(Core& core, Calls& calls, const NewSubmission& submission,
                               int64_t judgement);

}  // namespace assay::judge

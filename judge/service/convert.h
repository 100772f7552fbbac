#pragma once

#include <cstdint>
#include <string>

#include "assay/judge/v1/judge.pb.h"
#include "common/status.h"
#include "judge/store/records.h"

// Rows to messages and back; and what is allowed in a message.
namespace assay::judge {

v1::Submission ToProto(const SubmissionRecord& record);
v1::Problem ToProto(const ProblemRecord& record);
v1::Rejudge ToProto(const RejudgeRecord& record);
v1::RejudgeChange ToProto(const RejudgeChangeRecord& record);
v1::DeadLetter ToProto(const DeadLetterRecord& record);
v1::State ToProto(JobState state);
JobState FromProto(v1::State state);

std::string CourseKey(const std::string& tenant, const std::string& course);

Status CheckCaller(const v1::Caller& caller);
Status CheckCourse(const std::string& course);
Status CheckProblemId(const std::string& id);
// Paths that are relative and leave no folder, once each; bounds on number and bytes.
Status CheckFiles(const google::protobuf::RepeatedPtrField<v1::SourceFile>& files,
                  size_t max_bytes);
Result<SubmissionQuery> QueryOf(const std::string& tenant, const v1::SubmissionFilter& filter);
bool HasCondition(const v1::SubmissionFilter& filter);

}  // namespace assay::judge

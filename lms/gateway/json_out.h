#pragma once

#include <string>

#include "lms/gateway/access.h"
#include "lms/gateway/methods.h"

// Answers as JSON: snake_case, RFC 3339 times, ids as strings; what is not known is left out. The
// words are those of lms/gateway/openapi.yaml.
namespace assay::gateway {

std::string ToJson(const judge_v1::Submission& submission);
std::string ToJson(const judge_v1::ListSubmissionsResponse& page);
std::string ToJson(const judge_v1::GetSourceResponse& source);
// {"type": "test", "submission": …, "sequence": …, "at": …, "test": {…}}
std::string ToJson(const judge_v1::SubmissionEvent& event);
std::string EventType(const judge_v1::SubmissionEvent& event);
// {"type": "error", "submission": …, "status": 404, "detail": …}; `submission` may be empty.
std::string ErrorEvent(const std::string& submission, int status, const std::string& detail);

std::string ToJson(const judge_v1::Problem& problem);
std::string ToJson(const judge_v1::ProblemPage& page);
std::string ToJson(const judge_v1::ListProblemsResponse& page);

std::string ToJson(const judge_v1::Rejudge& rejudge);
std::string ToJson(const judge_v1::ListRejudgesResponse& page);

std::string ToJson(const judge_v1::QueueState& queue);
std::string ToJson(const judge_v1::Worker& worker);
std::string ToJson(const judge_v1::ListWorkersResponse& workers);
std::string ToJson(const judge_v1::ListDeadLettersResponse& page);

std::string ToJson(const judge_v1::Webhook& webhook);
std::string ToJson(const judge_v1::ListWebhooksResponse& webhooks);
std::string ToJson(const judge_v1::Delivery& delivery);
std::string ToJson(const judge_v1::ListDeliveriesResponse& page);

std::string ToJson(const Principal& who);

// RFC 6749 and RFC 8628.
std::string ToJson(const identity_v1::StartDeviceResponse& started, const std::string& page);
std::string ToJson(const identity_v1::CreateTokenResponse& token);
std::string OauthError(const std::string& error, const std::string& description);

// "queued", "interactive", "running": the words of enumerations, and back; false: no such word.
std::string StateWord(judge_v1::State state);
bool ParseState(const std::string& word, judge_v1::State& state);
bool ParseClass(const std::string& word, judge_v1::Class& job_class);
const char* RoleWord(Role role);

}  // namespace assay::gateway

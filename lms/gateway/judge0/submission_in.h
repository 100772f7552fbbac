#pragma once

#include <nlohmann/json_fwd.hpp>

#include "assay/judge/v1/judge.pb.h"
#include "lms/gateway/judge0/config.h"

namespace assay::gateway::judge0 {

namespace judge_v1 = ::assay::judge::v1;

// What a client posted for one submission, as a RunWork with its callback; not who asks. False:
// `errors` says for each attribute what is wrong with it, in Judge0's words. As Judge0 does, it
// takes numbers and truth values as texts too, null for what is not given, and passes over what it
// does not know.
bool ReadSubmission(const nlohmann::json& json, bool base64, const Config& config,
                    judge_v1::SubmitRequest& submit, nlohmann::ordered_json& errors);

}  // namespace assay::gateway::judge0

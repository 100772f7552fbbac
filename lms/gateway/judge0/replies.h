#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "lms/gateway/api.h"
#include "lms/gateway/judge0/submission_out.h"

namespace assay::gateway::judge0 {

// Answers in Judge0's manner. Where the text of a submission is no UTF-8 the answer says that
// base64 is needed.
void Answer(const CallPtr& call, int status, const nlohmann::ordered_json& json);
// {"error": …}
void Refuse(const CallPtr& call, int status, const std::string& error);
// What the judge answered instead: 404, 503 "queue is full", …
void Fail(const CallPtr& call, const Reply& reply);

// Of ?base64_encoded= and ?fields=. False: it was answered.
struct Wishes {
  bool base64 = false;
  Fields fields;
};
bool ReadWishes(const CallPtr& call, Wishes& wishes);

}  // namespace assay::gateway::judge0

#pragma once

#include <cstdint>
#include <string>

namespace assay::judge::v1 {
class RunOutcome;
class Submission;
}  // namespace assay::judge::v1

namespace assay::judge0 {

// Microseconds as Judge0 writes times: seconds with at most three decimals, "0.02", "1.0".
std::string Seconds(int64_t microseconds);

// The body of the PUT to a submission's callback_url: the eight fields that Judge0 sends, texts in
// base64. `run` is null where there is none.
std::string CallbackBody(const judge::v1::Submission& submission, const judge::v1::RunOutcome* run);

}  // namespace assay::judge0

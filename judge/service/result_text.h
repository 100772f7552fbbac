#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::judge::v1 {
class JobResult;
}

namespace assay::judge {

// A JobResult as the queue's summary: "VERDICT SCORE", a newline, and the message as JSON. The
// first line is what the database compares and searches; docs/judge.md.
std::string ToSummary(const v1::JobResult& result);
// kDataLoss for other text.
Result<v1::JobResult> FromSummary(std::string_view summary);

}  // namespace assay::judge

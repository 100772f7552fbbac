// The parsers of test results on any bytes; the first byte says which. What they accept keeps the
// bounds that the rest of the grader relies on.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "grader/unit_tests/results.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto format = static_cast<assay::grader::ResultFormat>(data[0] % 8);
  const auto results = assay::grader::ParseResults(
      format, std::string_view(reinterpret_cast<const char*>(data + 1), size - 1));
  if (!results.ok()) {
    if (results.status().message().empty()) std::abort();
    return 0;
  }
  if (results->complete != results->problem.empty() && results->complete) std::abort();
  if (results->rows.size() > assay::grader::kMaxResultRows) std::abort();
  for (const assay::grader::ResultRow& row : results->rows) {
    if (row.name.size() > assay::grader::kMaxNameBytes + 3 ||
        row.message.size() > assay::grader::kMaxMessageBytes + 3 || row.line < 0 ||
        !std::isfinite(row.seconds) || row.seconds < 0) {
      std::abort();
    }
  }
  return 0;
}

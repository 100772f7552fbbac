// Linters' reports on any bytes; the first one says which format.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "grader/analysis/findings.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::runtime_images::LintFormat;
  if (size == 0) return 0;
  const auto findings = assay::grader::ParseFindings(
      static_cast<LintFormat>(data[0] % 3),
      std::string_view(reinterpret_cast<const char*>(data + 1), size - 1));
  if (!findings.ok()) return findings.status().message().empty() ? std::abort(), 0 : 0;
  for (const auto& finding : *findings) {
    if (finding.line < 1 || finding.column < 1 || finding.message.size() > 1100) std::abort();
  }
  return 0;
}

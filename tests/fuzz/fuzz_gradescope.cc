// Any bytes as a results.json: it is read or refused with its place, and what it comes to has
// finite scores and bounded texts.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "grader/formats/gradescope/autograder.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace gradescope = assay::grader::gradescope;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto results = gradescope::ParseResults(text);
  if (!results.ok()) {
    if (!results.status().message().starts_with("results.json: ")) std::abort();
    return 0;
  }
  const auto part = gradescope::ToPartReport(*results, std::nullopt);
  if (!std::isfinite(part.score) || !std::isfinite(part.max_score) || part.score < 0) std::abort();
  std::set<std::string> names;
  for (const auto& test : part.tests) {
    if (test.name.empty() || !std::isfinite(test.score)) std::abort();
    if (!names.insert(test.name).second) std::abort();
  }
  for (const auto format : {gradescope::Format::kHtml, gradescope::Format::kAnsi}) {
    if (gradescope::PlainText(text, format).size() > text.size()) std::abort();
  }
  return 0;
}

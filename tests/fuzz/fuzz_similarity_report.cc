// Decisions that somebody imports, and students' texts on their way into the report: what is read
// is written back as it was, and every offset of a text stays inside of what is shown.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "plagiarism/report/decision.h"
#include "plagiarism/report/text.h"

namespace {

void CheckDecisions(std::string_view text) {
  using assay::plagiarism::ReadDecisions;
  const auto decisions = ReadDecisions(text);
  if (!decisions.ok()) return;
  const std::string written = WriteDecisions(*decisions);
  const auto again = ReadDecisions(written);
  if (!again.ok() || WriteDecisions(*again) != written) std::abort();
}

void CheckText(std::string_view text) {
  namespace report = assay::plagiarism::report;
  std::map<uint32_t, uint32_t> wanted;
  for (uint32_t i = 0; i <= text.size(); i += 2) wanted[i];
  const size_t max_bytes = text.size() - text.size() / 4;
  const auto shown = report::ShowText(text, max_bytes, wanted);
  if (shown.text != report::ShowText(text, max_bytes, {}).text) std::abort();
  uint32_t last = 0;
  for (const auto& [offset, unit] : shown.units) {
    if (unit < last || unit > shown.text.size()) std::abort();
    last = unit;
  }
  if (report::EscapeHtml(text).find_first_of("<>\"'") != std::string::npos) std::abort();
  const std::string cell = report::CsvCell(text);
  if (!cell.empty() && std::string_view("=+-@").find(cell[0]) != std::string_view::npos)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckDecisions(text);
  CheckText(text);
  return 0;
}

// Lines of an exported audit log, which anybody may have written: what is read is written the same
// again, and a verifier takes it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/audit/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace audit = assay::audit;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  audit::Verifier verifier({}, {});
  for (int lines = 0; lines < 100 && !text.empty(); ++lines) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto parsed = audit::ParseLine(line);
    if (!parsed.ok()) continue;
    const std::string again =
        parsed->is_head ? audit::ToLine(parsed->head) : audit::ToLine(parsed->record);
    const auto twice = audit::ParseLine(again);
    if (!twice.ok() || twice->is_head != parsed->is_head) std::abort();
    if (parsed->is_head) {
      verifier.Add(parsed->head);
    } else {
      if (audit::HashOf(twice->record, audit::kNoHash) !=
          audit::HashOf(parsed->record, audit::kNoHash)) {
        std::abort();
      }
      verifier.Add(parsed->record);
    }
  }
  // Without a key nothing is signed.
  if (verifier.heads() > 0 && verifier.Finish().empty()) std::abort();
  return 0;
}

// A stream of server-sent events: the same events come out however its bytes are cut.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/sse.h"

namespace {

struct Seen {
  std::vector<std::string> events;
  bool ok = true;
  bool operator==(const Seen&) const = default;
};

Seen Parse(std::string_view text, size_t piece) {
  Seen seen;
  assay::http::SseParser parser(256);
  for (size_t i = 0; i < text.size() && seen.ok; i += piece) {
    seen.ok = parser
                  .Feed(text.substr(i, piece),
                        [&](const assay::http::ServerEvent& event) {
                          if (event.event.empty()) std::abort();
                          if (event.data.find('\r') != std::string::npos) std::abort();
                          seen.events.push_back(event.event + '\0' + event.data + '\0' + event.id);
                        })
                  .ok();
  }
  return seen;
}

}  // namespace

// The first byte says how long the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (!(Parse(text, data[0] == 0 ? 1 : data[0]) == Parse(text, text.size()))) std::abort();
  return 0;
}

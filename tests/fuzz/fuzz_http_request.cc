// One request, given whole and in pieces of every size: the same is read, and never more than the
// bounds allow.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/http/request_parser.h"

namespace {

using assay::http::RequestParser;
using Step = RequestParser::Step;

constexpr size_t kMaxHead = 2048;
constexpr size_t kMaxBody = 1024;

struct Outcome {
  Step step = Step::kNeedMore;
  std::string seen;
  size_t used = 0;
};

Outcome Read(std::string_view data, size_t piece) {
  RequestParser parser(kMaxHead);
  Outcome outcome;
  std::string waiting;
  while (true) {
    size_t used = 0;
    outcome.step = parser.Feed(waiting, used);
    if (used > waiting.size()) std::abort();
    waiting.erase(0, used);
    outcome.used += used;
    if (outcome.step == Step::kHead) {
      parser.set_max_body_bytes(kMaxBody);
      continue;
    }
    if (outcome.step != Step::kNeedMore) break;
    if (data.empty()) break;
    waiting.append(data.substr(0, piece));
    data.remove_prefix(std::min(piece, data.size()));
  }
  const auto& request = parser.request();
  if (request.body.size() > kMaxBody) std::abort();
  if (outcome.step == Step::kError) {
    if (parser.error_status() < 400 || parser.error().empty()) std::abort();
    return {Step::kError, {}, 0};
  }
  if (outcome.step != Step::kDone) return {outcome.step, {}, 0};
  outcome.seen = request.method + " " + request.path + "\n" + request.body;
  for (const auto& [name, value] : request.headers) outcome.seen += "\n" + name + ":" + value;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Outcome whole = Read(text, text.size() + 1);
  for (const size_t piece : {1, 2, 7, 64}) {
    const Outcome pieces = Read(text, piece);
    if (whole.step == Step::kDone &&
        (pieces.step != Step::kDone || pieces.seen != whole.seen || pieces.used != whole.used))
      std::abort();
    if (whole.step != Step::kDone && pieces.step == Step::kDone) std::abort();
  }
  return 0;
}

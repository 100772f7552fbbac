// Replies of a Redis server, any bytes: the same values in one piece and in portions, within the
// bounds. The first byte says how large a portion is.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/redis/cluster.h"
#include "common/redis/resp.h"

namespace {

using assay::redis::RespLimits;
using assay::redis::RespParser;
using assay::redis::Value;

constexpr RespLimits kLimits{.max_bytes = 4096, .max_elements = 200, .max_depth = 6};

void Require(bool holds) {
  if (!holds) std::abort();
}

// Everything that a value holds, and how many values it is.
size_t Write(const Value& value, size_t depth, std::string& out) {
  Require(depth <= kLimits.max_depth + 1 && value.text.size() <= kLimits.max_bytes);
  out += static_cast<char>('A' + static_cast<int>(value.kind));
  out += value.text + "," + std::to_string(value.integer) + "," + std::to_string(value.number);
  size_t count = 1;
  for (const Value& element : value.elements) count += Write(element, depth + 1, out);
  out += ";";
  return count;
}

std::string ParseIn(std::string_view bytes, size_t portion) {
  RespParser parser(kLimits);
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += portion) {
    parser.Feed(bytes.substr(at, portion));
    while (true) {
      const auto next = parser.Next();
      if (!next.ok()) {
        Require(!parser.Next().ok());
        return out + "!";
      }
      if (!*next) break;
      Require(Write(**next, 1, out) <= kLimits.max_elements);
      if ((*next)->IsError()) (void)assay::redis::ParseRedirect((*next)->text);
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  Require(ParseIn(bytes, bytes.size() + 1) == ParseIn(bytes, data[0] % 16U + 1));
  return 0;
}

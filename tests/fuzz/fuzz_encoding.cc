// Text of any kind: what a decoder takes has one spelling, so that it is encoded again as it came.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/crypto/encoding.h"

using assay::crypto::Base64Decode;
using assay::crypto::Base64Encode;
using assay::crypto::Base64UrlDecode;
using assay::crypto::Base64UrlEncode;
using assay::crypto::HexDecode;
using assay::crypto::HexEncode;
using assay::crypto::LineBreaks;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = HexDecode(text); bytes.ok() && HexEncode(*bytes) != text) std::abort();
  if (const auto bytes = Base64Decode(text); bytes.ok() && Base64Encode(*bytes) != text)
    std::abort();
  if (const auto bytes = Base64UrlDecode(text); bytes.ok() && Base64UrlEncode(*bytes) != text)
    std::abort();
  if (const auto bytes = Base64Decode(text, LineBreaks::kSkipped); bytes.ok()) {
    std::string joined;
    for (const char c : text)
      if (c != '\r' && c != '\n') joined += c;
    if (Base64Encode(*bytes) != joined) std::abort();
  }
  if (*HexDecode(HexEncode(text)) != text || *Base64Decode(Base64Encode(text)) != text ||
      *Base64UrlDecode(Base64UrlEncode(text)) != text)
    std::abort();
  return 0;
}

#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

// Bytes as text (RFC 4648). The decoders are strict: what they take has one spelling, so two
// different texts never mean the same bytes. Errors say where, never what: the text may be a
// secret. Not constant in time: for keys, compare what was decoded (constant_time.h).
namespace assay::crypto {

std::string HexEncode(std::string_view bytes);         // lower case
Result<std::string> HexDecode(std::string_view text);  // lower case only

// Padded, alphabet "+/".
std::string Base64Encode(std::string_view bytes);

enum class LineBreaks {
  kRefused,
  // CR and LF anywhere are skipped: MIME and Ruby's encode64 put them after every 60 or 76
  // characters.
  kSkipped,
};
// Padding must be there and right; unused bits must be zero.
Result<std::string> Base64Decode(std::string_view text, LineBreaks breaks = LineBreaks::kRefused);

// Not padded, alphabet "-_": for tokens, URLs and file names.
std::string Base64UrlEncode(std::string_view bytes);
Result<std::string> Base64UrlDecode(std::string_view text);

}  // namespace assay::crypto

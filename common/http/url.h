#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"

// Request targets and forms as clients write them. Nothing of the input is trusted.
namespace assay::http {

// What "%41" stands for is put in its place. kInvalidArgument: a '%' without two hexadecimal
// digits, or a NUL, written or encoded. `plus_is_space`: forms and queries, not paths.
Result<std::string> PercentDecode(std::string_view text, bool plus_is_space);

// RFC 3629: no overlong forms, no surrogates.
bool IsUtf8(std::string_view text);

// Every byte that is not a letter, a digit or one of "-._~" as "%XX".
std::string PercentEncode(std::string_view text);

using Pairs = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=x%20y", in order; the same name may come twice. At most 200 pairs, of UTF-8.
Result<Pairs> ParseForm(std::string_view text);

struct Target {
  std::string path;  // decoded; begins with '/'; holds no "." or ".." segment
  Pairs query;
};
// "/v1/x?y=z", or "http://host/v1/x?y=z" as a proxy writes it. A fragment, a "." or ".." segment
// and an encoded '/' are refused: two readers of one path must not disagree about it.
Result<Target> ParseTarget(std::string_view target);

}  // namespace assay::http

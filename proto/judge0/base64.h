#pragma once

#include <string>
#include <string_view>

namespace assay::judge0 {

// As Ruby's Base64.encode64: a line end after every 60 characters and at the end; "" for nothing.
std::string EncodeBase64(std::string_view bytes);

// As Ruby's Base64.decode64: what is no base64 is passed over, and the first '=' ends it.
std::string DecodeBase64(std::string_view text);

}  // namespace assay::judge0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::gateway {

struct Part {
  std::string name;       // of the form's field
  std::string filename;   // as the client wrote it; empty: a plain field
  std::string_view data;  // into the body
};

// multipart/form-data (RFC 7578), as browsers and curl send it. `content_type` is the header. At
// most 1,000 parts, each with at most 8 KiB of headers. Nothing is decoded but backslashes in
// quotes. kInvalidArgument says what is wrong.
Result<std::vector<Part>> ParseMultipart(std::string_view content_type, std::string_view body);

}  // namespace assay::gateway

#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::http {

// RFC 1952, at zlib's quick level: dynamic answers are compressed once and thrown away.
Result<std::string> Gzip(std::string_view data);

}  // namespace assay::http

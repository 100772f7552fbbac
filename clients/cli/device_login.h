#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "clients/cli/api.h"

namespace assay::client {

// Signs in by the device flow (RFC 8628): tells `say` where to go and what to type, then asks until
// somebody decided. Returns the token. kUnauthenticated: refused, or too late.
Result<std::string> LoginByDevice(Api& api, const std::function<void(std::string_view)>& say);

}  // namespace assay::client

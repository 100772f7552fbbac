#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "clients/cli/api.h"

namespace assay::client {

// Signs in by the device flow (RFC 8628): tells `say` where to go and what to type, then asks until
// somebody decided. Returns the token. kUnauthenticated: refused, or too late.
// `scopes`: what the token is to be good for, as "submit read"; nobody can give more than they
// have.
Result<std::string> LoginByDevice(Api& api, const std::string& scopes,
                                  const std::function<void(std::string_view)>& say);

}  // namespace assay::client

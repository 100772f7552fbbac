#pragma once

#include <string>

#include "common/http/address_policy.h"
#include "common/http/client.h"
#include "common/status.h"

namespace assay::judge {

struct GitAddresses {
  std::string addresses;   // as curl's --resolve takes them: "192.0.2.1,[2001:db8::1]"
  bool all_named = false;  // none is public: each is in a network that the operator allowed
};

// Those of the URL's host that the policy allows. kInvalidArgument ("url: …"): there is none. Waits
// for the name servers.
Result<GitAddresses> ResolveServer(const http::HttpUrl& url, const http::AddressPolicy& policy);

}  // namespace assay::judge

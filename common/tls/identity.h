#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::tls {

// Who a service is: spiffe://assay/<service>[/<instance>], the one URI subject alternative name of
// its certificate; its DNS name is <service>.assay.internal.
struct Identity {
  std::string service;        // "worker": small letters, digits and '-', at most 63
  std::string instance = {};  // "w1": letters, digits, '.', '_' and '-'; empty where there is one
  bool operator==(const Identity&) const = default;
};

// kInvalidArgument: the URI is not one of ours.
Result<Identity> ParseIdentity(std::string_view uri);
// "judge" or "worker/w1", as people write it.
Result<Identity> ParseIdentityName(std::string_view name);

std::string ToUri(const Identity& identity);
std::string ToDnsName(std::string_view service);

}  // namespace assay::tls

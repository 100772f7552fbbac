#pragma once

#include <string>

namespace assay::courses {

// "10.1.0.0/16", "2001:db8::/32", or one address.
bool IsNetwork(const std::string& text);
// Whether `address` is in `network`. IPv4 addresses that come as ::ffff:a.b.c.d are IPv4. false:
// not, or either is none.
bool IsIn(const std::string& address, const std::string& network);

}  // namespace assay::courses

#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::http {

// An IP address or a network in CIDR notation. IPv4 is kept as IPv4-mapped IPv6, so both ways of
// writing one address are one.
struct Network {
  std::array<uint8_t, 16> address{};
  unsigned prefix = 128;  // bits, of 128

  // "10.0.0.0/8", "192.0.2.1", "fd00::/8", "::1". kInvalidArgument: another form, or bits below the
  // prefix that are not zero.
  static Result<Network> Parse(std::string_view text);
  bool Contains(const std::array<uint8_t, 16>& other) const;
};

// Where a program may connect to on behalf of somebody who is not trusted: a webhook's URL must not
// reach the machine itself or its neighbours. It is asked with the address of the connection, after
// the name was resolved, so a name that resolves to something else the second time gains nothing.
// A value; thread-safe once made.
class AddressPolicy {
 public:
  // Refuses nothing: for addresses that an administrator wrote down.
  static AddressPolicy Any();
  // Only addresses of the public Internet, and `allowed` networks. Refused are loopback, private
  // (RFC 1918), shared (CGNAT), link-local (and with it the clouds' metadata), multicast, unique
  // local, documentation, benchmark and reserved networks, IPv4-mapped forms of all these, and
  // transitions that hide an IPv4 address (NAT64, 6to4, Teredo).
  static Result<AddressPolicy> Public(std::span<const std::string> allowed = {});

  // kPermissionDenied, with the address and what kind of address it is.
  Status Check(const sockaddr* address, socklen_t size) const;
  // Of the text of an address, without port or brackets. kInvalidArgument: it is none.
  Status Check(std::string_view address) const;

 private:
  Status CheckBytes(const std::array<uint8_t, 16>& address) const;
  bool any_ = false;
  std::vector<Network> allowed_;
};

}  // namespace assay::http

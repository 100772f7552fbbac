#include "common/http/address_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace assay::http {
namespace {

using Bytes = std::array<uint8_t, 16>;

constexpr Bytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;

struct Kind {
  const char* network;
  const char* name;
};
// The special-purpose registries of IANA (RFC 6890 and what came after).
constexpr Kind kRefused[] = {
    {"0.0.0.0/8", "this network"},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "shared (CGNAT)"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "protocol assignments"},
    {"192.0.2.0/24", "documentation"},
    {"192.88.99.0/24", "6to4 relay"},
    {"192.168.0.0/16", "private"},
    {"198.18.0.0/15", "benchmark"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved"},
    {"::/128", "unspecified"},
    {"::1/128", "loopback"},
    {"64:ff9b::/96", "NAT64"},
    {"64:ff9b:1::/48", "NAT64"},
    {"2001::/23", "protocol assignments (Teredo)"},
    {"2001:db8::/32", "documentation"},
    {"2002::/16", "6to4"},
    {"3fff::/20", "documentation"},
    {"fc00::/7", "unique local"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "site-local"},
    {"ff00::/8", "multicast"},
};
// Of IPv6 only this has been given out so far.
constexpr const char* kGlobalUnicast = "2000::/3";

Bytes Mapped(const in_addr& address) {
  Bytes bytes = kMapped;
  std::memcpy(bytes.data() + 12, &address, sizeof address);
  return bytes;
}

bool IsMapped(const Bytes& bytes) {
  return std::equal(bytes.begin(), bytes.begin() + 12, kMapped.begin());
}

struct Parsed {
  Bytes bytes{};
  bool v4 = false;
};
std::optional<Parsed> ParseAddress(std::string_view text) {
  const std::string copy(text);  // inet_pton wants a NUL
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  in_addr v4{};
  if (::inet_pton(AF_INET, copy.c_str(), &v4) == 1) return Parsed{Mapped(v4), true};
  Parsed parsed;
  if (::inet_pton(AF_INET6, copy.c_str(), parsed.bytes.data()) == 1) return parsed;
  return std::nullopt;
}

std::string Text(const Bytes& bytes) {
  char text[INET6_ADDRSTRLEN] = {};
  if (IsMapped(bytes)) {
    ::inet_ntop(AF_INET, bytes.data() + 12, text, sizeof text);
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  }
  return text;
}

// Parsed once; none of the literals above fails.
struct RefusedNetwork {
  Network network;
  const Kind* kind;
};
const std::vector<RefusedNetwork>& Refused() {
  static const auto networks = [] {
    std::vector<RefusedNetwork> list;
    for (const Kind& kind : kRefused) list.push_back({*Network::Parse(kind.network), &kind});
    return list;
  }();
  return networks;
}

}  // namespace

Result<Network> Network::Parse(std::string_view text) {
  const Status bad = InvalidArgument("\"" + std::string(text) +
                                     "\" is no network; write 10.0.0.0/8, 192.0.2.1 or fd00::/8");
  const size_t slash = text.find('/');
  const std::optional<Parsed> address = ParseAddress(text.substr(0, slash));
  if (!address.has_value()) return bad;
  Network network;
  network.address = address->bytes;
  const unsigned offset = address->v4 ? kMappedBits : 0;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits > 128 - offset)
      return bad;
    network.prefix = offset + bits;
  }
  for (unsigned bit = network.prefix; bit < 128; ++bit)
    if ((network.address[bit / 8] >> (7 - bit % 8) & 1U) != 0) return bad;
  return network;
}

bool Network::Contains(const Bytes& other) const {
  const unsigned whole = prefix / 8, rest = prefix % 8;
  if (!std::equal(address.begin(), address.begin() + whole, other.begin())) return false;
  return rest == 0 || (address[whole] ^ other[whole]) >> (8 - rest) == 0;
}

AddressPolicy AddressPolicy::Any() {
  AddressPolicy policy;
  policy.any_ = true;
  return policy;
}

Result<AddressPolicy> AddressPolicy::Public(std::span<const std::string> allowed) {
  AddressPolicy policy;
  for (const std::string& text : allowed) {
    ASSAY_ASSIGN_OR_RETURN(const Network network, Network::Parse(text));
    policy.allowed_.push_back(network);
  }
  return policy;
}

Status AddressPolicy::Check(const sockaddr* address, socklen_t size) const {
  if (any_) return OkStatus();
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return CheckBytes(Mapped(v4.sin_addr));
  }
  if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    Bytes bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return CheckBytes(bytes);
  }
  return Status(StatusCode::kPermissionDenied, "not an Internet address");
}

Status AddressPolicy::Check(std::string_view address) const {
  const std::optional<Parsed> parsed = ParseAddress(address);
  if (!parsed.has_value())
    return InvalidArgument("\"" + std::string(address) + "\" is no IP address");
  return any_ ? OkStatus() : CheckBytes(parsed->bytes);
}

Status AddressPolicy::CheckBytes(const Bytes& address) const {
  for (const Network& network : allowed_)
    if (network.Contains(address)) return OkStatus();
  const char* kind = nullptr;
  for (const RefusedNetwork& refused : Refused())
    if (kind == nullptr && refused.network.Contains(address)) kind = refused.kind->name;
  static const Network global = *Network::Parse(kGlobalUnicast);
  if (kind == nullptr && !IsMapped(address) && !global.Contains(address)) kind = "reserved";
  if (kind == nullptr) return OkStatus();
  return Status(StatusCode::kPermissionDenied,
                "address " + Text(address) + " is not of the public Internet (" + kind + ")");
}

}  // namespace assay::http

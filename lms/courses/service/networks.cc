#include "lms/courses/service/networks.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

namespace assay::courses {
namespace {

struct Address {
  std::array<uint8_t, 16> bytes{};
  int bits = 0;  // 32 or 128
};

std::optional<Address> Parse(std::string text) {
  if (text.starts_with("::ffff:") && text.find('.') != std::string::npos) text.erase(0, 7);
  Address address;
  if (::inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) {
    address.bits = 32;
    return address;
  }
  if (::inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) {
    address.bits = 128;
    return address;
  }
  return std::nullopt;
}

struct Network {
  Address address;
  int prefix = 0;
};

std::optional<Network> ParseNetwork(const std::string& text) {
  const size_t slash = text.find('/');
  const auto address = Parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{*address, address->bits};
  if (slash == std::string::npos) return network;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, network.prefix);
  if (error != std::errc() || stop != end || network.prefix < 0 || network.prefix > address->bits)
    return std::nullopt;
  return network;
}

}  // namespace

bool IsNetwork(const std::string& text) { return ParseNetwork(text).has_value(); }

bool IsIn(const std::string& address, const std::string& network) {
  const auto one = Parse(address);
  const auto net = ParseNetwork(network);
  if (!one || !net || one->bits != net->address.bits) return false;
  for (int bit = 0; bit < net->prefix; ++bit) {
    const auto byte = static_cast<size_t>(bit / 8);
    const unsigned mask = 0x80U >> static_cast<unsigned>(bit % 8);
    if (((one->bytes[byte] ^ net->address.bytes[byte]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace assay::courses

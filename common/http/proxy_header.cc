#include "common/http/proxy_header.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace assay::http {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr size_t kFixed = 16;  // signature, version and command, family, length
constexpr size_t kMost = 1024;
constexpr unsigned kLocal = 0x20;
constexpr unsigned kProxy = 0x21;
constexpr unsigned kTcp4 = 0x11;
constexpr unsigned kTcp6 = 0x21;

unsigned Byte(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

// Where the source stands first, then the destination, then both ports.
std::string Address(int family, std::string_view block, size_t size) {
  if (block.size() < 2 * size + 4) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_ntop(family, block.data(), text.data(), text.size()) == nullptr) return {};
  return text.data();
}

}  // namespace

ProxyHeader ReadProxyHeader(std::string_view bytes) {
  const size_t compared = std::min(bytes.size(), kSignature.size());
  if (bytes.substr(0, compared) != kSignature.substr(0, compared)) return {};
  if (bytes.size() < kFixed) return {ProxyHeader::State::kNeedMore, 0, {}};
  const unsigned command = Byte(bytes, 12);
  const unsigned family = Byte(bytes, 13);
  const size_t size = kFixed + (Byte(bytes, 14) << 8U | Byte(bytes, 15));
  if (size > kMost || (command != kLocal && command != kProxy))
    return {ProxyHeader::State::kBad, 0, {}};
  if (bytes.size() < size) return {ProxyHeader::State::kNeedMore, 0, {}};
  ProxyHeader header{ProxyHeader::State::kDone, size, {}};
  if (command == kLocal) return header;
  const std::string_view block = bytes.substr(kFixed, size - kFixed);
  if (family == kTcp4) header.address = Address(AF_INET, block, 4);
  if (family == kTcp6) header.address = Address(AF_INET6, block, 16);
  if (header.address.empty()) header.state = ProxyHeader::State::kBad;
  return header;
}

}  // namespace assay::http

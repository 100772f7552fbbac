#include "common/tls/identity.h"

#include <algorithm>

namespace assay::tls {
namespace {

constexpr std::string_view kPrefix = "spiffe://assay/";
constexpr size_t kMaxPart = 63;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsService(std::string_view text) {
  return !text.empty() && text.size() <= kMaxPart && IsLower(text.front()) && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

bool IsInstance(std::string_view text) {
  if (text.empty() || text.size() > kMaxPart || text == "." || text == "..") return false;
  return std::ranges::all_of(text, [](char c) {
    return IsLower(c) || IsDigit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

Result<Identity> ParseIdentityName(std::string_view name) {
  const size_t slash = name.find('/');
  const std::string_view service = name.substr(0, slash);
  const bool has_instance = slash != std::string_view::npos;
  const std::string_view instance = has_instance ? name.substr(slash + 1) : std::string_view();
  if (!IsService(service) || (has_instance && !IsInstance(instance))) {
    return InvalidArgument("\"" + std::string(name.substr(0, 200)) +
                           "\" names no service; write SERVICE or SERVICE/INSTANCE, such as "
                           "\"judge\" or \"worker/w1\"");
  }
  return Identity{std::string(service), std::string(instance)};
}

Result<Identity> ParseIdentity(std::string_view uri) {
  if (!uri.starts_with(kPrefix)) {
    return InvalidArgument("\"" + std::string(uri.substr(0, 200)) +
                           "\" is no identity; it would begin with " + std::string(kPrefix));
  }
  return ParseIdentityName(uri.substr(kPrefix.size()));
}

std::string ToUri(const Identity& identity) {
  std::string uri = std::string(kPrefix) + identity.service;
  if (!identity.instance.empty()) uri += "/" + identity.instance;
  return uri;
}

std::string ToDnsName(std::string_view service) { return std::string(service) + ".assay.internal"; }

}  // namespace assay::tls

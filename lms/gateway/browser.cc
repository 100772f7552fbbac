#include "lms/gateway/browser.h"

#include <algorithm>

#include "common/crypto/key.h"

namespace assay::gateway {
namespace {

constexpr std::string_view kSessionPrefix = "assays_";

}  // namespace

std::string CookieOf(const http::Request& request, std::string_view name) {
  std::string_view cookies = request.Header("Cookie");
  while (!cookies.empty()) {
    std::string_view one = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(cookies.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
      return std::string(one.substr(name.size() + 1));
  }
  return {};
}

std::string SetCookie(std::string_view name, const std::string& value, int seconds,
                      SameSite same_site) {
  return std::string(name) + "=" + value + "; Path=/; Max-Age=" + std::to_string(seconds) +
         "; Secure; HttpOnly; SameSite=" + (same_site == SameSite::kLax ? "Lax" : "Strict");
}

std::string SessionSecretOf(const http::Request& request) {
  std::string value = CookieOf(request, kSessionCookie);
  return value.starts_with(kSessionPrefix) ? value : std::string();
}

bool FromAnotherSite(const http::Request& request, std::string_view public_url) {
  const std::string_view site = request.Header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string_view origin = request.Header("Origin");
  if (origin.empty() || origin == public_url) return false;
  // Reached by another of its names: browsers set both headers, scripts cannot.
  const size_t scheme = origin.find("://");
  return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.Header("Host");
}

std::string Printable(std::string_view text, size_t most) {
  std::string printable;
  for (const char c : text.substr(0, most)) printable += c >= ' ' && c < '\x7f' ? c : '?';
  return printable;
}

bool HasCsrfToken(const http::Request& request, const std::string& expected) {
  return !expected.empty() && crypto::ConstantTimeEqual(request.Header("X-CSRF-Token"), expected);
}

}  // namespace assay::gateway

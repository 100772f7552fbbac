#include "lms/gateway/browser.h"

#include <algorithm>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"

namespace assay::gateway {
namespace {

constexpr std::string_view kSessionPrefix = "assays_";

// Small letters only and nothing that ends a source or a directive of a policy.
bool IsOrigin(std::string_view text) {
  const size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.size() == scheme || text.size() > 300) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(scheme), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
           c == '[' || c == ']';
  });
}

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

std::string SetFrameCookie(std::string_view name, const std::string& value, int seconds) {
  return std::string(name) + "=" + value + "; Path=/; Max-Age=" + std::to_string(seconds) +
         "; Secure; HttpOnly; SameSite=None; Partitioned";
}

std::string SetSessionCookie(const http::Request& request, const std::string& secret, int seconds) {
  const bool own = CookieOf(request, kSessionCookie).starts_with(kSessionPrefix);
  return own || CookieOf(request, kFrameCookie).empty()
             ? SetCookie(kSessionCookie, secret, seconds)
             : SetFrameCookie(kFrameCookie, secret, seconds);
}

std::string FramedBy(const std::vector<std::string>& origins) {
  std::string text;
  for (const std::string& origin : origins) {
    if (!IsOrigin(origin)) continue;
    if (!text.empty()) text += ' ';
    text += origin;
  }
  return crypto::Base64UrlEncode(text);
}

std::string FrameAncestors(const http::Request& request) {
  const auto text = crypto::Base64UrlDecode(CookieOf(request, kFramedByCookie));
  std::string ancestors;
  std::string_view rest = text.ok() ? std::string_view(*text) : std::string_view();
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    if (!IsOrigin(one)) return "'none'";
    if (!ancestors.empty()) ancestors += ' ';
    ancestors += one;
  }
  return ancestors.empty() ? "'none'" : ancestors;
}

bool InFrame(const http::Request& request) {
  const std::string_view destination = request.Header("Sec-Fetch-Dest");
  return destination == "iframe" || destination == "frame";
}

std::string SessionSecretOf(const http::Request& request) {
  for (const std::string_view name : {kSessionCookie, kFrameCookie}) {
    std::string value = CookieOf(request, name);
    if (value.starts_with(kSessionPrefix)) return value;
  }
  return {};
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

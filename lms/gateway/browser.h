#pragma once

#include <string>
#include <string_view>

#include "common/http/server.h"

// What comes from browsers: cookies, and where a request was made.
namespace assay::gateway {

// "__Host-": browsers take it over HTTPS only (and from localhost), for this host and no other.
// Holds the secret of a session; on the device page also a token.
inline constexpr std::string_view kSessionCookie = "__Host-assay";
// That somebody signed in here before: guesses of others do not lock them out.
inline constexpr std::string_view kBrowserCookie = "__Host-assay-browser";

std::string CookieOf(const http::Request& request, std::string_view name);
// Whether requests from other sites carry a cookie: never, or where they open a page.
enum class SameSite { kStrict, kLax };
// No script sees it.
std::string SetCookie(std::string_view name, const std::string& value, int seconds,
                      SameSite same_site = SameSite::kStrict);

// "assays_…" of the session's cookie, else "".
std::string SessionSecretOf(const http::Request& request);

// A request that another site makes. Browsers say so; what is no browser has no cookie to be
// misused.
bool FromAnotherSite(const http::Request& request, std::string_view public_url);

// What a client says about itself, for messages that hold text: printable ASCII, at most `most` of
// it.
std::string Printable(std::string_view text, size_t most);

// Whether the header X-CSRF-Token is this; in constant time.
bool HasCsrfToken(const http::Request& request, const std::string& expected);

}  // namespace assay::gateway

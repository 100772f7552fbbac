#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/http/server.h"

// What comes from browsers: cookies, and where a request was made.
namespace assay::gateway {

// "__Host-": browsers take it over HTTPS only (and from localhost), for this host and no other.
// Holds the secret of a session; on the device page also a token.
inline constexpr std::string_view kSessionCookie = "__Host-assay";
// That somebody signed in here before: guesses of others do not lock them out.
inline constexpr std::string_view kBrowserCookie = "__Host-assay-browser";

// The session of somebody whom another learning platform launched into a frame of its page: a
// cookie of that platform's pages alone ("Partitioned"), since the other is not sent there.
inline constexpr std::string_view kFrameCookie = "__Host-assay-frame";
// Whose pages may frame ours in that browser: origins, base64url.
inline constexpr std::string_view kFramedByCookie = "__Host-assay-framed-by";

std::string CookieOf(const http::Request& request, std::string_view name);
// Whether requests from other sites carry a cookie: never, or where they open a page.
enum class SameSite { kStrict, kLax };
// No script sees it.
std::string SetCookie(std::string_view name, const std::string& value, int seconds,
                      SameSite same_site = SameSite::kStrict);

// The same within another site's frame.
std::string SetFrameCookie(std::string_view name, const std::string& value, int seconds);
// That cookie of both which the request came with.
std::string SetSessionCookie(const http::Request& request, const std::string& secret, int seconds);

// "https://lms.example.org https://…" for frame-ancestors: who launched this browser's session into
// a frame; "'none'" for all others.
std::string FrameAncestors(const http::Request& request);
// The value of kFramedByCookie for these origins.
std::string FramedBy(const std::vector<std::string>& origins);
// Whether the browser says that it asks for the content of a frame.
bool InFrame(const http::Request& request);

// "assays_…" of the session's cookie, of either, else "".
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

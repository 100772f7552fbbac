#include "common/redis/endpoint.h"

#include <charconv>
#include <optional>

namespace assay::redis {
namespace {

Status Wrong(std::string_view why) {
  return InvalidArgument("redis URL: " + std::string(why) +
                         "; write redis://HOST:PORT, rediss://HOST:PORT (TLS), unix:PATH, or "
                         "redis+cluster://HOST:PORT,HOST:PORT");
}

template <typename T>
std::optional<T> Number(std::string_view text) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || rest != end) return std::nullopt;
  return number;
}

Result<Endpoint> ParseEndpoint(std::string_view text, bool tls) {
  Endpoint endpoint;
  endpoint.tls = tls;
  size_t colon = text.rfind(':');
  if (text.starts_with('[')) {
    const size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return Wrong("an address without ']'");
    endpoint.host = text.substr(1, bracket - 1);
    colon = bracket + 1 < text.size() ? bracket + 1 : std::string_view::npos;
    if (colon != std::string_view::npos && text[colon] != ':') return Wrong("text after ']'");
  } else {
    endpoint.host = text.substr(0, colon);
    if (endpoint.host.find(':') != std::string::npos) {
      return Wrong("an IPv6 address stands in brackets");
    }
  }
  if (endpoint.host.empty()) return Wrong("no host");
  if (colon != std::string_view::npos) {
    const auto port = Number<uint16_t>(text.substr(colon + 1));
    if (!port || *port == 0) return Wrong("the port is no number from 1 to 65535");
    endpoint.port = *port;
  }
  return endpoint;
}

}  // namespace

std::string Endpoint::Name() const {
  if (!unix_path.empty()) return "unix:" + unix_path;
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Url> ParseUrl(std::string_view text) {
  Url url;
  if (text.starts_with("unix:")) {
    Endpoint endpoint;
    endpoint.unix_path = text.substr(5);
    if (endpoint.unix_path.empty()) return Wrong("no path");
    url.endpoints = {endpoint};
    return url;
  }
  const size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return Wrong("no scheme that is known");
  const std::string_view scheme = text.substr(0, scheme_end);
  const bool tls = scheme == "rediss" || scheme == "rediss+cluster";
  url.cluster = scheme == "redis+cluster" || scheme == "rediss+cluster";
  if (scheme != "redis" && !tls && !url.cluster) return Wrong("no scheme that is known");
  std::string_view rest = text.substr(scheme_end + 3);
  if (rest.find('@') != std::string_view::npos) {
    return Wrong("a user or password does not stand in it; give a password file");
  }
  const size_t slash = rest.find('/');
  if (slash != std::string_view::npos && slash + 1 < rest.size()) {
    const auto database = Number<uint16_t>(rest.substr(slash + 1));
    if (!database) return Wrong("the database is no number");
    if (url.cluster && *database != 0) return Wrong("a cluster has database 0 alone");
    url.database = *database;
  }
  rest = rest.substr(0, slash);
  while (true) {
    const size_t comma = rest.find(',');
    ASSAY_ASSIGN_OR_RETURN(Endpoint endpoint, ParseEndpoint(rest.substr(0, comma), tls));
    url.endpoints.push_back(std::move(endpoint));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (!url.cluster && url.endpoints.size() > 1) return Wrong("several hosts without +cluster");
  return url;
}

}  // namespace assay::redis

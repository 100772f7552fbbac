#include "lms/gateway/replies.h"

#include <array>
#include <cstdio>

#include "common/http/url.h"

namespace assay::gateway {
namespace {

// FNV-1a: an ETag tells versions apart, it proves nothing.
std::string EtagOf(std::string_view body) {
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "W/\"%016llx\"", static_cast<unsigned long long>(hash));
  return text.data();
}

bool Matches(std::string_view if_none_match, const std::string& etag) {
  if (if_none_match == "*") return true;
  // Weak comparison: with or without "W/".
  return if_none_match.find(std::string_view(etag).substr(2)) != std::string_view::npos;
}

}  // namespace

http::Response JsonResponse(std::string body) {
  return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

void SendCacheable(const CallPtr& call, http::Response response) {
  const std::string etag = EtagOf(response.body);
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  if (response.status == 200 && Matches(call->request().Header("If-None-Match"), etag)) {
    response.status = 304;
    response.body.clear();
  }
  call->Send(std::move(response));
}

http::Headers NextLink(const http::Request& request, const std::string& next_page_token) {
  if (next_page_token.empty()) return {};
  std::string target = request.path + "?";
  for (const auto& [name, value] : request.query) {
    if (name == "page_token") continue;
    target += http::PercentEncode(name) + "=" + http::PercentEncode(value) + "&";
  }
  target += "page_token=" + http::PercentEncode(next_page_token);
  return {{"Link", "<" + target + ">; rel=\"next\""}};
}

}  // namespace assay::gateway

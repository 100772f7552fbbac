#include <algorithm>
#include <string_view>

#include "common/http/server.h"

namespace assay::http {
namespace {

// "/v1/x" is "v1", "x"; "/" is nothing; "/v1/" is "v1", "".
std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty()) return segments;
  while (true) {
    const size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool IsParam(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
bool IsRest(std::string_view segment) { return IsParam(segment) && segment.ends_with("*}"); }

using Params = std::map<std::string, std::string, std::less<>>;

bool Fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path,
          Params& params) {
  params.clear();
  for (size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view want = pattern[i];
    if (IsRest(want)) {
      std::string rest;
      for (size_t j = i; j < path.size(); ++j) rest.append(j == i ? "" : "/").append(path[j]);
      params.emplace(want.substr(1, want.size() - 3), std::move(rest));
      return i < path.size();
    }
    if (i >= path.size()) return false;
    if (IsParam(want)) {
      if (path[i].empty()) return false;
      params.emplace(want.substr(1, want.size() - 2), path[i]);
    } else if (want != path[i]) {
      return false;
    }
  }
  return pattern.size() == path.size();
}

}  // namespace

void Router::Add(std::string_view method, std::string_view pattern, Handler handler,
                 size_t max_body_bytes) {
  Route route;
  route.method = method;
  route.pattern = pattern;
  for (const std::string_view segment : Split(pattern)) route.segments.emplace_back(segment);
  route.handler = std::move(handler);
  route.max_body_bytes = max_body_bytes;
  routes_.push_back(std::move(route));
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  const auto segments = Split(path);
  Match match;
  Params params;
  for (const Route& route : routes_) {
    if (!Fits(route.segments, segments, params)) continue;
    const bool head_by_get = method == "HEAD" && route.method == "GET";
    if (route.method == method || (head_by_get && match.handler == nullptr)) {
      match.handler = &route.handler;
      match.params = params;
      match.pattern = route.pattern;
      match.max_body_bytes = route.max_body_bytes;
      if (route.method == method) break;
      continue;
    }
    match.allowed.push_back(route.method);
  }
  if (match.handler != nullptr) {
    match.allowed.clear();
    return match;
  }
  std::sort(match.allowed.begin(), match.allowed.end());
  match.allowed.erase(std::unique(match.allowed.begin(), match.allowed.end()), match.allowed.end());
  return match;
}

std::vector<std::pair<std::string_view, std::string_view>> Router::routes() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  all.reserve(routes_.size());
  for (const Route& route : routes_) all.emplace_back(route.method, route.pattern);
  return all;
}

}  // namespace assay::http

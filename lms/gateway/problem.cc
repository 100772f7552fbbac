#include "lms/gateway/problem.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace assay::gateway {
namespace {

struct Kind {
  int status;
  std::string_view type, title;
};
constexpr auto kKinds = std::to_array<Kind>({
    {400, "bad-request", "The request is not well formed"},
    {401, "unauthenticated", "A valid token is needed"},
    {403, "forbidden", "This is not allowed"},
    {404, "not-found", "There is no such thing"},
    {405, "method-not-allowed", "The address does not take this method"},
    {406, "not-acceptable", "There is no such form of it"},
    {408, "timeout", "The request took too long"},
    {409, "conflict", "It does not fit the present state"},
    {413, "too-large", "The request is too large"},
    {415, "unsupported-media-type", "This kind of body is not read here"},
    {417, "expectation-failed", "The expectation is not known"},
    {422, "invalid", "Something in the request cannot be used"},
    {426, "upgrade-required", "This address speaks WebSocket"},
    {429, "too-many-requests", "Too many requests"},
    {431, "head-too-large", "The head of the request is too large"},
    {500, "internal", "Something went wrong here"},
    {501, "not-implemented", "This is not available here"},
    {503, "unavailable", "Not available just now"},
    {504, "timeout-upstream", "The answer took too long"},
});

Kind KindOf(int status) {
  const auto* const found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.status == status; });
  return found == kKinds.end() ? Kind{status, "error", "The request failed"} : *found;
}

// "files: too many" → "files". A field is one word of ours, with dots and brackets.
std::string_view FieldOf(std::string_view message) {
  const size_t colon = message.find(": ");
  if (colon == std::string_view::npos || colon == 0 || colon > 60) return {};
  const std::string_view field = message.substr(0, colon);
  const bool word = std::all_of(field.begin(), field.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '[' ||
           c == ']';
  });
  return word ? field : std::string_view();
}

}  // namespace

http::Response ToResponse(const Problem& problem) {
  const Kind kind = KindOf(problem.status);
  nlohmann::ordered_json body;
  body["type"] = "urn:assay:problem:" + std::string(kind.type);
  body["title"] = kind.title;
  body["status"] = problem.status;
  if (!problem.detail.empty()) body["detail"] = problem.detail;
  for (const auto& [field, message] : problem.errors)
    body["errors"].push_back({{"field", field}, {"message", message}});
  http::Response response;
  response.status = problem.status;
  response.headers = {{"Content-Type", "application/problem+json"}};
  if (problem.retry_after_seconds > 0)
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_seconds));
  if (problem.status == 401)
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"assay\"");
  response.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return response;
}

Problem BadField(std::string field, std::string message) {
  Problem problem;
  problem.status = 422;
  problem.detail = field + ": " + message;
  problem.errors.emplace_back(std::move(field), std::move(message));
  return problem;
}

Problem BadBody(std::string message) {
  Problem problem = BadField("body", std::move(message));
  problem.status = 400;
  return problem;
}

Problem FromStatus(const Status& status, int retry_after_seconds) {
  Problem problem;
  problem.detail = status.message();
  problem.retry_after_seconds = retry_after_seconds;
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kOutOfRange: {
      problem.status = 422;
      const std::string_view field = FieldOf(status.message());
      if (!field.empty())
        problem.errors.emplace_back(field, status.message().substr(field.size() + 2));
      return problem;
    }
    case StatusCode::kUnauthenticated:
      problem.status = 401;
      return problem;
    case StatusCode::kPermissionDenied:
      problem.status = 403;
      return problem;
    case StatusCode::kNotFound:
      problem.status = 404;
      return problem;
    case StatusCode::kAlreadyExists:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kAborted:
      problem.status = 409;
      return problem;
    case StatusCode::kResourceExhausted:
      problem.status = 429;
      problem.retry_after_seconds = std::max(1, retry_after_seconds);
      return problem;
    case StatusCode::kUnimplemented:
      problem.status = 501;
      problem.detail = "the service behind this address does not offer it";
      return problem;
    case StatusCode::kUnavailable:
    case StatusCode::kCancelled:
      problem.status = 503;
      problem.detail = "a service that is needed for this is away; try again soon";
      problem.retry_after_seconds = std::max(2, retry_after_seconds);
      return problem;
    case StatusCode::kDeadlineExceeded:
      problem.status = 504;
      problem.detail = "a service that is needed for this took too long; try again soon";
      problem.retry_after_seconds = std::max(2, retry_after_seconds);
      return problem;
    default:
      problem.status = 500;
      problem.detail = "the fault is logged; it is not yours";
      return problem;
  }
}

}  // namespace assay::gateway

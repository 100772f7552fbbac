// Refusals of a server, in words: what, where, what to do.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "clients/cli/api.h"
#include "clients/cli/fields.h"
#include "clients/cli/terminal.h"

namespace assay::client {
namespace {

using nlohmann::json;

StatusCode CodeOf(int status) {
  switch (status) {
    case 401:
      return StatusCode::kUnauthenticated;
    case 403:
      return StatusCode::kPermissionDenied;
    case 404:
    case 410:
      return StatusCode::kNotFound;
    case 409:
      return StatusCode::kAlreadyExists;
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
      return StatusCode::kUnavailable;
    default:
      return status >= 400 && status < 500 ? StatusCode::kInvalidArgument : StatusCode::kInternal;
  }
}

std::string WhatToDo(int status, std::chrono::seconds retry_after) {
  switch (status) {
    case 401:
      return "sign in: assay login";
    case 403:
      return "assay whoami says who you are here; the course's staff decides what you may do";
    case 413:
      return "send fewer or smaller files";
    case 429:
    case 503:
      if (retry_after.count() > 0) return fmt::format("try again in {} s", retry_after.count());
      return "try again in a while";
    default:
      return status >= 500 ? "it is the server's fault; its operator finds it in the logs" : "";
  }
}

// Where: the entries of "errors", as {"pointer": "/files/0/path", "detail": "…"} or alike.
std::string Places(const json& problem, const std::string& detail) {
  std::string places;
  const json& errors = Child(problem, "errors");
  if (!errors.is_array()) return places;
  size_t shown = 0;
  for (const json& error : errors) {
    if (++shown > 20) return places + "\n  and more";
    std::string where;
    for (const char* key : {"pointer", "field", "file", "parameter"}) {
      if (where.empty()) where = Text(error, key);
    }
    std::string what = Text(error, "detail");
    if (what.empty()) what = Text(error, "message");
    if (what.empty() && error.is_string()) what = Printable(error.get<std::string>());
    if (!what.empty() && detail.find(what) != std::string::npos) continue;  // said already
    places += fmt::format("\n  {}{}{}", where, where.empty() ? "" : ": ", what);
  }
  return places;
}

}  // namespace

Status RefusalOf(const http::ClientResponse& response) {
  return RefusalOf(response.status, response.body, response.RetryAfter());
}

Status RefusalOf(int status, std::string_view body, std::chrono::seconds retry_after) {
  const json problem = json::parse(body, nullptr, false);
  std::string title = Text(problem, "title");
  std::string detail = Text(problem, "detail");
  if (title.empty()) title = fmt::format("the server answered {}", status);
  if (detail == title) detail.clear();
  const std::string advice = WhatToDo(status, retry_after);
  return {CodeOf(status),
          fmt::format("{}{}{}{}{}{}", title, detail.empty() ? "" : ": ", detail,
                      Places(problem, detail), advice.empty() ? "" : "\n  ", advice)};
}

}  // namespace assay::client

#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http/client.h"
#include "common/status.h"

namespace assay::client {

// Waits so long; a test's may only note it.
using Sleep = std::function<void(std::chrono::milliseconds)>;

struct ApiOptions {
  std::string server;           // "https://HOST[:PORT]"; http:// for the loopback alone
  std::string token;            // empty: none
  std::filesystem::path roots;  // PEM; empty: the system's
  // Told when a call is tried again, and why: for the person who waits.
  std::function<void(std::string_view)> note = [](std::string_view) {};
  Sleep sleep;  // empty: the real one
  int tries = 6;
  // A server that asks for more patience than this is given up at once.
  std::chrono::seconds longest_wait{120};
};

struct ApiCall {
  std::string method = "GET";
  std::string path;  // "/v1/…", encoded; with the query
  std::string_view body = {};
  std::string content_type = "application/json";
  // Sent as Idempotency-Key: what is tried again is done once. Needed for POST to be tried again.
  std::string key = {};
  std::chrono::milliseconds timeout{30'000};
};

// The server's HTTP API. What it answers is not trusted. Thread-compatible.
//
// A GET, a PUT, and a POST with a key are tried again where the server is busy (429, 503), between
// (502, 504) or not to be reached, after the time that Retry-After says, else after a second, two,
// four …
//
// What is not 2xx is a Status: the code of the HTTP status (401 kUnauthenticated, 403
// kPermissionDenied, 404 kNotFound, 409 kAlreadyExists, 429, 502, 503 and 504 kUnavailable, other
// 4xx kInvalidArgument), and a message of what, where and what to do, out of the problem (RFC
// 9457).
class Api {
 public:
  static Result<std::unique_ptr<Api>> Create(ApiOptions options);
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // The JSON that came; null for an empty answer.
  Result<nlohmann::json> Call(const ApiCall& call);

  using Fields = std::vector<std::pair<std::string, std::string>>;
  // A form, without the token, tried once: OAuth's endpoints. 400 and 401 are answers too, `status`
  // says which came.
  Result<nlohmann::json> PostForm(const std::string& path, const Fields& fields, int& status);

  // A text/event-stream. One try: what goes on after a break is the caller's (watch.h). A refusal
  // is a Status as above, and `retry_after` is what it asked for (0: nothing).
  Status Stream(const std::string& path, const std::string& last_event_id,
                const std::function<Status(std::string_view)>& on_bytes,
                std::chrono::seconds& retry_after);

  const ApiOptions& options() const { return options_; }

 private:
  Api(ApiOptions options, std::unique_ptr<http::Client> client)
      : options_(std::move(options)), client_(std::move(client)) {}
  http::Headers HeadersOf(const ApiCall& call) const;
  Status Explain(Status status) const;

  ApiOptions options_;
  std::unique_ptr<http::Client> client_;
};

// For a path or a query: everything but letters, digits and "-._~" as %XX.
std::string PercentEncode(std::string_view text);

// A new Idempotency-Key: 128 bits as base64url.
std::string NewKey();

// What a refusal says (problem+json, or anything), as the Status described above.
Status RefusalOf(const http::ClientResponse& response);
Status RefusalOf(int status, std::string_view body, std::chrono::seconds retry_after = {});

// "https://host:port" of what somebody typed: without a path, lower case, "https://" where it has
// no scheme. kInvalidArgument: no host; http:// to a host that is not the loopback, which would
// show the token to the network.
Result<std::string> ReadServerUrl(std::string_view typed);

}  // namespace assay::client

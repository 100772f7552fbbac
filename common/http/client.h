#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http/address_policy.h"
#include "common/status.h"

// An HTTP/1.1 client (libcurl behind a pimpl). Certificates are verified, proxies of the
// environment are not used, redirects are followed only where asked, and what a server sends is
// bounded.
namespace assay::http {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names as they came

// The parts of a URL as this client understands it.
struct HttpUrl {
  std::string scheme;  // "http" or "https"
  std::string host;    // small letters, without the brackets of an IPv6 address
  std::string port;    // also where the URL has none
  bool has_user = false;
  bool has_fragment = false;
};
// kInvalidArgument: no URL of HTTP with a host.
Result<HttpUrl> ParseHttpUrl(const std::string& url);

struct ClientOptions {
  // Asked for every connection with the address that is connected to.
  AddressPolicy policy = AddressPolicy::Any();
  std::filesystem::path roots = {};        // PEM; empty: the system's
  std::filesystem::path certificate = {};  // of this client, PEM; empty: none
  std::filesystem::path key = {};
  std::string user_agent = "assay";
  std::chrono::milliseconds connect_timeout{5000};
  // Of exchanges at once that keep their connections afterwards; more are possible.
  size_t idle_connections = 8;
};

struct ClientRequest {
  std::string method = "GET";
  std::string url;  // http:// or https://
  Headers headers = {};
  std::string_view body = {};  // not copied: valid until the call returns
  // From the call to the last byte; of Stream: to the end of the response's head.
  std::chrono::milliseconds timeout{30'000};
  uint64_t max_response_bytes = 16U << 20U;
  // How many redirects of GET and HEAD are followed (0: the redirect itself is the answer); more
  // are kFailedPrecondition. Each new address is asked of the policy; https never becomes http, and
  // Authorization does not go to another host.
  unsigned max_redirects = 0;
  // Ends the call early: kCancelled.
  std::stop_token stop = {};
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;

  std::string_view Header(std::string_view name) const;  // case is ignored; "" where absent
  // The seconds of Retry-After (RFC 9110, 10.2.3), at most a day; zero where it is absent or a
  // date.
  std::chrono::seconds RetryAfter() const;
};

struct StreamHandlers {
  // Once, with status and headers. What is not ok ends the stream and is its Status.
  std::function<Status(const ClientResponse& head)> on_head = {};
  // Pieces of the body as they come. The same of what it returns.
  std::function<Status(std::string_view bytes)> on_bytes = {};
  // Without a byte for so long: kDeadlineExceeded.
  std::chrono::milliseconds idle_timeout{90'000};
};

// Errors of both calls: kInvalidArgument (URL, a header with a line break), kPermissionDenied (the
// policy refuses the address), kDeadlineExceeded, kCancelled, kResourceExhausted (longer than
// allowed), kFailedPrecondition (the server's certificate does not verify), kUnavailable (no
// connection, or it broke: the request may or may not have arrived). An answer with any HTTP status
// is an answer. Messages have the host, never the query or headers.
//
// A kept connection that turns out to be closed before a byte of the answer came is replaced, and
// the request is sent once more, whatever its method: servers close idle connections at any time.
//
// Thread-safe: calls run side by side, each on a connection of its own, which later calls use
// again. Handlers run on the caller's thread.
class Client {
 public:
  // kNotFound and the like: a file of the options cannot be read.
  static Result<std::unique_ptr<Client>> Create(ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Result<ClientResponse> Send(const ClientRequest& request);
  // Returns when the server ended the response. For server-sent events: sse.h.
  Status Stream(const ClientRequest& request, const StreamHandlers& handlers);

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::http

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/http/server.h"
#include "common/limits/rate_limiter.h"
#include "common/log/log.h"
#include "common/trace/trace.h"
#include "lms/gateway/access.h"
#include "lms/gateway/authenticator.h"
#include "lms/gateway/problem.h"
#include "lms/gateway/upstream.h"

// What routes are made of. A route is added with Api::Add, which does for each what must not be
// forgotten: rate limits, who asks, the trace, errors in one form.
namespace assay::gateway {

class Api;
class Shaper;
class StreamGuard;
class WatchHub;

class Call;
using CallPtr = std::shared_ptr<Call>;
using ApiHandler = std::function<void(const CallPtr&)>;

// One request on its way. It is kept alive by whoever will answer it; dropping it answers 500.
// Used by one thread at a time.
class Call {
 public:
  Call(std::shared_ptr<Api> api, std::shared_ptr<const http::Request> request,
       std::shared_ptr<http::Responder> responder, trace::Span span);

  const http::Request& request() const { return *request_; }
  const std::shared_ptr<const http::Request>& shared_request() const { return request_; }
  http::Responder& responder() { return *responder_; }
  const Api& api() const { return *api_; }
  const std::shared_ptr<Api>& shared_api() const { return api_; }
  // Who asks; not for open routes.
  const Principal& who() const { return *who_; }
  const std::shared_ptr<const Principal>& shared_who() const { return who_; }
  void set_who(std::shared_ptr<const Principal> who) { who_ = std::move(who); }
  const std::string& Param(std::string_view name) const;  // of the route
  std::string Query(std::string_view name) const;         // "" where absent

  // Ten seconds and this request's trace.
  CallOptions Upstream() const;
  const std::string& traceparent() const { return traceparent_; }
  // Waits for something that takes its time: how long it takes says nothing about how busy the
  // machine is.
  void Waits() { measured_ = false; }

  void Json(int status, std::string body, http::Headers headers = {});
  void Send(http::Response response);
  void Fail(const Problem& problem);
  void Fail(const Reply& reply);
  // 403 with the reason.
  void Forbid(const Verdict& verdict);

 private:
  friend class Api;
  friend ApiHandler Background(ApiHandler handler);
  const std::shared_ptr<Api> api_;
  const std::shared_ptr<const http::Request> request_;
  const std::shared_ptr<http::Responder> responder_;
  std::shared_ptr<const Principal> who_;
  trace::Span span_;
  std::string traceparent_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool measured_ = false;         // as an interactive request, of somebody who is signed in
  std::shared_ptr<void> ticket_;  // of the shaper, for a background request that runs
};

// Interactive requests go first; see lms/gateway/shaper.h. For what nobody waits for at a screen:
// reports, exports, imports.
ApiHandler Background(ApiHandler handler);

struct ApiParts {
  std::shared_ptr<const Upstream> judge, identity;
  std::shared_ptr<const Upstream> courses;     // null: this installation has none
  std::shared_ptr<const Upstream> plagiarism;  // null: there is none
  std::shared_ptr<Authenticator> authenticator;
  std::shared_ptr<WatchHub> watch;
  std::shared_ptr<StreamGuard> guard;
  std::shared_ptr<Shaper> shaper;  // null: background requests do not wait
  // Null: no limit.
  std::shared_ptr<limits::RateLimiter> by_address, by_token, failures;
  std::string public_url;  // "https://assay.example.org"; empty: by the Host of the request
  bool secure = true;      // the public side is HTTPS
  log::Logger logger;
  trace::Tracer* tracer = nullptr;  // outlives all requests
  size_t max_upload_bytes = 64U << 20U;
};

// Immutable and thread-safe; shared by all requests.
class Api : public std::enable_shared_from_this<Api> {
 public:
  explicit Api(ApiParts parts) : parts_(std::move(parts)) {}

  // A route for people with a token (Authorization: Bearer, or for WebSockets of browsers the
  // subprotocol "assay.bearer.TOKEN") that allows `action` somewhere. Where it depends on the
  // course the handler asks MayIn. `max_body_bytes`: 0 is the server's. A browser's session will do
  // too (its cookie): then requests from other sites are refused, and what changes something
  // carries the session's X-CSRF-Token.
  void Add(http::Router& router, std::string_view method, std::string_view pattern, Action action,
           ApiHandler handler, size_t max_body_bytes = 0);
  // A route for everybody.
  void AddOpen(http::Router& router, std::string_view method, std::string_view pattern,
               ApiHandler handler, size_t max_body_bytes = 0);

  const ApiParts& parts() const { return parts_; }
  const Upstream& judge() const { return *parts_.judge; }
  const Upstream& identity() const { return *parts_.identity; }
  const Upstream* courses() const { return parts_.courses.get(); }
  const Upstream* plagiarism() const { return parts_.plagiarism.get(); }
  const log::Logger& logger() const { return parts_.logger; }

  // Where a client reaches this server: "https://assay.example.org".
  std::string PublicUrl(const http::Request& request) const;

 private:
  CallPtr Begin(std::string_view pattern, const std::shared_ptr<const http::Request>& request,
                const std::shared_ptr<http::Responder>& responder);
  void Authenticate(const CallPtr& call, Action action, const ApiHandler& handler);

  const ApiParts parts_;
};
using ApiPtr = std::shared_ptr<Api>;

// "sum" of "Bearer sum", or the header X-Auth-Token; "" where there is none. WebSockets may say it
// as a subprotocol. Where none of these is there, the secret of a browser's session (its cookie).
std::string TokenOf(const http::Request& request);

// The form of fields in answers to a bound on time; see Retry-After of RFC 9110.
int SecondsUp(std::chrono::nanoseconds time);

}  // namespace assay::gateway

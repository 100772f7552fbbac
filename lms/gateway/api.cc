#include "lms/gateway/api.h"

#include <algorithm>
#include <exception>

#include "common/http/url.h"
#include "lms/gateway/browser.h"
#include "lms/gateway/shaper.h"

namespace assay::gateway {
namespace {

constexpr std::string_view kBearerProtocol = "assay.bearer.";

bool Limited(const std::shared_ptr<limits::RateLimiter>& limiter, std::string_view key,
             Problem& problem) {
  if (!limiter) return false;
  const limits::Decision decision = limiter->Take(key);
  if (decision.allowed) return false;
  problem.status = 429;
  problem.detail = "too many requests in a short time";
  problem.retry_after_seconds = SecondsUp(decision.retry_after);
  return true;
}

// Whether a request with a browser's cookie may have been made by another site.
bool Forged(const Call& call, const std::string& csrf_token) {
  const http::Request& request = call.request();
  if (FromAnotherSite(request, call.api().PublicUrl(request))) return true;
  if (request.method == "GET" || request.method == "HEAD") return false;
  return !HasCsrfToken(request, csrf_token);
}

// On threads of gRPC and of the shaper nothing else would catch it.
void Invoke(const ApiHandler& handler, const CallPtr& call) {
  try {
    handler(call);
  } catch (const std::exception& error) {
    call->api().logger().Error("a route threw", {{"what", error.what()}});
    call->Fail(Problem{500, "the fault is logged; it is not yours", {}, 0});
  }
}

bool IEquals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return (x | 0x20) == (y | 0x20);
         });
}

}  // namespace

int SecondsUp(std::chrono::nanoseconds time) {
  if (time > std::chrono::hours(1)) return 3600;
  return std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(time).count()));
}

std::string TokenOf(const http::Request& request) {
  const std::string_view authorization = request.Header("Authorization");
  const size_t space = authorization.find(' ');
  if (space != std::string_view::npos && IEquals(authorization.substr(0, space), "bearer"))
    return std::string(authorization.substr(space + 1));
  // As Judge0's clients say it.
  const std::string_view judge0 = request.Header("X-Auth-Token");
  if (!judge0.empty()) return std::string(judge0);
  if (!authorization.empty()) return {};
  if (request.Header("Upgrade").empty()) return SessionSecretOf(request);
  const std::string_view protocols = request.Header("Sec-WebSocket-Protocol");
  const size_t at = protocols.find(kBearerProtocol);
  if (at == std::string_view::npos) return SessionSecretOf(request);
  const std::string_view rest = protocols.substr(at + kBearerProtocol.size());
  return std::string(rest.substr(0, rest.find_first_of(", ")));
}

// --- a call ---

Call::Call(std::shared_ptr<Api> api, std::shared_ptr<const http::Request> request,
           std::shared_ptr<http::Responder> responder, trace::Span span)
    : api_(std::move(api)),
      request_(std::move(request)),
      responder_(std::move(responder)),
      span_(std::move(span)),
      traceparent_(span_.context().Traceparent()) {}

const std::string& Call::Param(std::string_view name) const {
  static const std::string kNone;
  const auto found = request_->params.find(name);
  return found == request_->params.end() ? kNone : found->second;
}

std::string Call::Query(std::string_view name) const {
  return request_->Query(name).value_or(std::string());
}

CallOptions Call::Upstream() const { return {std::chrono::seconds(10), traceparent_}; }

void Call::Send(http::Response response) {
  span_.Set("http.response.status_code", int64_t{response.status});
  span_.End();
  const bool well = response.status < 400;  // what was refused says nothing about the work
  responder_->Send(std::move(response));
  ticket_.reset();
  if (measured_ && well && api_->parts().shaper)
    api_->parts().shaper->Answered(std::chrono::steady_clock::now() - begin_);
}

void Call::Json(int status, std::string body, http::Headers headers) {
  headers.emplace_back("Content-Type", "application/json");
  Send({status, std::move(headers), std::move(body)});
}

void Call::Fail(const Problem& problem) { Send(ToResponse(problem)); }

void Call::Fail(const Reply& reply) {
  const Problem problem = FromStatus(reply.status, reply.retry_after_seconds);
  if (problem.status >= 500) {
    span_.Fail(reply.status);
    api_->logger().Warning("a service failed",
                           {{"path", request_->path}, log::Field(reply.status)});
  }
  Fail(problem);
}

void Call::Forbid(const Verdict& verdict) {
  Problem problem;
  problem.status = 403;
  problem.detail = verdict.why;
  Fail(problem);
}

ApiHandler Background(ApiHandler handler) {
  return [handler = std::move(handler)](const CallPtr& call) {
    call->measured_ = false;
    const auto& shaper = call->api().parts().shaper;
    if (!shaper) return handler(call);
    shaper->Run([call, handler](const Shaper::Ticket& ticket) {
      constexpr int kComeAgain = 5;
      if (!ticket) {
        return call->Fail(
            Problem{503, "reports and exports wait until it is quieter here", {}, kComeAgain});
      }
      call->ticket_ = ticket;
      Invoke(handler, call);
    });
  };
}

// --- the routes ---

std::string Api::PublicUrl(const http::Request& request) const {
  if (!parts_.public_url.empty()) return parts_.public_url;
  return (parts_.secure ? "https://" : "http://") + std::string(request.Header("Host"));
}

CallPtr Api::Begin(std::string_view pattern, const std::shared_ptr<const http::Request>& request,
                   const std::shared_ptr<http::Responder>& responder) {
  trace::Span span;
  if (parts_.tracer != nullptr) {
    const auto parent = trace::SpanContext::Parse(request->Header("traceparent"));
    span = parts_.tracer->Start(request->method + " " + std::string(pattern),
                                parent.value_or(trace::SpanContext()), trace::Kind::kServer);
    span.Set("http.request.method", request->method);
    span.Set("http.route", pattern);
  }
  auto call = std::make_shared<Call>(shared_from_this(), request, responder, std::move(span));
  Problem problem;
  if (!Limited(parts_.by_address, request->peer, problem)) return call;
  call->Fail(problem);
  return nullptr;
}

void Api::AddOpen(http::Router& router, std::string_view method, std::string_view pattern,
                  ApiHandler handler, size_t max_body_bytes) {
  router.Add(
      method, pattern,
      [self = shared_from_this(), pattern = std::string(pattern), handler = std::move(handler)](
          const std::shared_ptr<const http::Request>& request,
          const std::shared_ptr<http::Responder>& responder) {
        if (const CallPtr call = self->Begin(pattern, request, responder)) handler(call);
      },
      max_body_bytes);
}

void Api::Add(http::Router& router, std::string_view method, std::string_view pattern,
              Action action, ApiHandler handler, size_t max_body_bytes) {
  AddOpen(
      router, method, pattern,
      [self = shared_from_this(), action, handler = std::move(handler)](const CallPtr& call) {
        self->Authenticate(call, action, handler);
      },
      max_body_bytes);
}

void Api::Authenticate(const CallPtr& call, Action action, const ApiHandler& handler) {
  const std::string token = TokenOf(call->request());
  if (token.empty()) {
    return call->Fail(
        Problem{401, "sign in, or send a token: \"Authorization: Bearer assay_…\"", {}, 0});
  }
  parts_.authenticator->Authenticate(
      token, call->traceparent(),
      [call, action, handler, failures = parts_.failures, by_token = parts_.by_token](
          const Reply& reply, const Authenticator::PrincipalPtr& who) {
        Problem problem;
        if (!who) {
          // Guessing is hopeless with 256 bits, but it should not keep identity busy either.
          if (reply.status.code() == StatusCode::kUnauthenticated &&
              Limited(failures, call->request().peer, problem))
            return call->Fail(problem);
          return call->Fail(reply);
        }
        if (Limited(by_token, who->token_id, problem)) return call->Fail(problem);
        call->who_ = who;
        if (!who->csrf_token.empty() && Forged(*call, who->csrf_token)) {
          return call->Fail(Problem{403,
                                    "this request was not made by a page of this server; send the "
                                    "session's csrf_token as X-CSRF-Token",
                                    {},
                                    0});
        }
        const Verdict verdict = MayEver(*who, action);
        if (!verdict.allowed) return call->Forbid(verdict);
        call->measured_ = true;
        Invoke(handler, call);
      });
}

}  // namespace assay::gateway

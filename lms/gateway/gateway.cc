#include "lms/gateway/gateway.h"

#include <map>
#include <mutex>

#include "common/limits/redis_rate_limiter.h"
#include "lms/gateway/api.h"
#include "lms/gateway/judge0/routes.h"
#include "lms/gateway/lti_pages.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/shaper.h"
#include "lms/gateway/shared_limits.h"
#include "lms/gateway/stream_guard.h"
#include "lms/gateway/watch_hub.h"

namespace assay::gateway {
namespace {

void AddRoutes(http::Router& router, const ApiPtr& api) {
  AddWebApp(router, api);
  AddPages(router, api);
  AddSubmissionRoutes(router, api);
  AddEventRoutes(router, api);
  AddProblemRoutes(router, api);
  AddAuthoringRoutes(router, api);
  AddRejudgeRoutes(router, api);
  AddBoardRoutes(router, api);
  AddWebhookRoutes(router, api);
  AddSimilarityRoutes(router, api);
  AddOauthRoutes(router, api);
  AddSessionRoutes(router, api);
  AddProviderRoutes(router, api);
  AddPasskeyRoutes(router, api);
  AddMailRoutes(router, api);
  AddPeopleRoutes(router, api);
  AddDirectoryRoutes(router, api);
  AddPrivacyRoutes(router, api);
  AddDevicePage(router, api);
  AddJudge0Routes(router, api);
  AddCourseRoutes(router, api);
  AddGradebookRoutes(router, api);
  AddLtiRoutes(router, api);
  AddLtiPages(router, api);
  AddModerationRoutes(router, api);
  AddQuizRoutes(router, api);
}

// On every answer, also those that the server gives by itself; a route may say something else.
http::Headers SecurityHeaders(bool secure) {
  http::Headers headers = {
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cache-Control", "no-store"},
  };
  if (secure) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

std::shared_ptr<limits::RateLimiter> Limiter(const GatewayOptions& options, const char* name,
                                             double rate, double burst, const log::Logger& logger) {
  if (rate <= 0) return nullptr;
  auto local = limits::MakeLocalRateLimiter({rate, burst});
  if (options.redis == nullptr) return local;
  limits::RedisRateLimiterOptions shared;
  shared.rate = {rate, burst};
  shared.name = name;
  return MakeSharedLimiter(std::move(local),
                           limits::MakeRedisRateLimiter(shared, options.redis, logger));
}

// Requests by route and status. The registry is asked once for each pair.
class Requests {
 public:
  explicit Requests(metrics::Registry& registry) : registry_(registry) {}
  void Observe(const http::Request& request, std::string_view pattern, int status,
               std::chrono::nanoseconds time) {
    const std::string route(pattern.empty() ? "none" : pattern);
    const Series series = Find(route, request.method, status);
    series.count->Add();
    series.seconds->Observe(std::chrono::duration<double>(time).count());
  }

 private:
  struct Series {
    metrics::Counter* count;
    metrics::Histogram* seconds;
  };
  Series Find(const std::string& route, const std::string& method, int status) {
    // Methods are what a client wrote: only ours may become labels.
    const bool known = method == "GET" || method == "POST" || method == "PUT" ||
                       method == "DELETE" || method == "HEAD";
    const std::string shown = known ? method : "other";
    const std::lock_guard lock(mutex_);
    Series& series = series_[shown + " " + route + " " + std::to_string(status)];
    if (series.count == nullptr) {
      series.count = &registry_.AddCounter(
          "assay_gateway_requests_total", "Requests that were answered",
          {{"route", route}, {"method", shown}, {"status", std::to_string(status)}});
      series.seconds = &registry_.AddHistogram("assay_gateway_request_seconds",
                                               "Time to answer a request, or to its stream's end",
                                               {{"route", route}});
    }
    return series;
  }
  metrics::Registry& registry_;
  std::mutex mutex_;
  std::map<std::string, Series> series_;
};

class GatewayImpl final : public Gateway {
 public:
  GatewayImpl(const GatewayOptions& options, std::shared_ptr<grpc::Channel> judge,
              std::shared_ptr<grpc::Channel> identity, log::Logger logger,
              metrics::Registry& registry, trace::Tracer* tracer)
      : logger_(std::move(logger)), requests_(registry) {
    ApiParts parts;
    parts.judge = std::make_shared<const Upstream>(std::move(judge));
    parts.identity = std::make_shared<const Upstream>(std::move(identity));
    if (options.courses) parts.courses = std::make_shared<const Upstream>(options.courses);
    if (options.plagiarism) parts.plagiarism = std::make_shared<const Upstream>(options.plagiarism);
    parts.authenticator = std::make_shared<Authenticator>(
        parts.identity, AuthenticatorOptions{.operators = options.operators});
    shaper_ = std::make_shared<Shaper>();
    parts.shaper = shaper_;
    parts.guard = std::make_shared<StreamGuard>(parts.authenticator, options.recheck_streams);
    hub_ = std::make_shared<WatchHub>(parts.judge, logger_);
    parts.watch = hub_;
    const RateOptions& rates = options.rates;
    parts.by_address =
        Limiter(options, "gateway-address", rates.address, rates.address_burst, logger_);
    parts.by_token = Limiter(options, "gateway-token", rates.token, rates.token_burst, logger_);
    parts.failures =
        Limiter(options, "gateway-failures", rates.failures, rates.failures_burst, logger_);
    parts.public_url = options.public_url;
    parts.secure = options.secure;
    parts.logger = logger_;
    parts.tracer = tracer;
    parts.max_upload_bytes = options.max_upload_bytes;
    AddRoutes(router_, std::make_shared<Api>(std::move(parts)));
    for (const auto& [method, pattern] : router_.routes()) routes_.emplace_back(method, pattern);
  }
  ~GatewayImpl() override { Stop(std::chrono::milliseconds(0)); }

  Status Open(GatewayOptions options, metrics::Registry& registry) {
    options.server.headers = SecurityHeaders(options.secure);
    options.server.error = [](int status, std::string_view detail) {
      return ToResponse(Problem{status, std::string(detail), {}, 0});
    };
    options.server.observe = [this](const http::Request& request, std::string_view pattern,
                                    int status, std::chrono::nanoseconds time, uint64_t) {
      requests_.Observe(request, pattern, status, time);
    };
    ASSAY_ASSIGN_OR_RETURN(
        server_, http::Server::Start(std::move(options.server), std::move(router_), logger_));
    WatchFigures(registry);
    return OkStatus();
  }

  uint16_t port() const override { return server_->port(); }
  std::vector<std::pair<std::string, std::string>> routes() const override { return routes_; }

  void Stop(std::chrono::milliseconds timeout) override {
    figures_.reset();
    if (server_) server_->Stop(timeout);
    hub_->Stop();
  }

 private:
  void WatchFigures(metrics::Registry& registry) {
    metrics::Gauge& connections =
        registry.AddGauge("assay_gateway_connections", "Open connections of clients");
    metrics::Gauge& watches =
        registry.AddGauge("assay_gateway_watches", "Submissions and courses that clients watch");
    metrics::Gauge& connected = registry.AddGauge(
        "assay_gateway_events_connected", "1 while events come from the judge, or none is wanted");
    metrics::Gauge& share =
        registry.AddGauge("assay_gateway_background_share",
                          "Background requests that may run at once, as interactive ones allow");
    metrics::Gauge& running = registry.AddGauge("assay_gateway_background_requests",
                                                "Background requests", {{"state", "running"}});
    metrics::Gauge& waiting = registry.AddGauge("assay_gateway_background_requests",
                                                "Background requests", {{"state", "waiting"}});
    metrics::Gauge& refused = registry.AddGauge("assay_gateway_background_refused",
                                                "Background requests that were told to come again");
    figures_ = registry.OnCollect(
        [this, &connections, &watches, &connected, &share, &running, &waiting, &refused] {
          const Shaper::Figures shaped = shaper_->figures();
          share.Set(shaped.share);
          running.Set(static_cast<double>(shaped.running));
          waiting.Set(static_cast<double>(shaped.waiting));
          refused.Set(static_cast<double>(shaped.refused));
          connections.Set(server_ ? static_cast<double>(server_->connections()) : 0);
          watches.Set(static_cast<double>(hub_->watches()));
          connected.Set(hub_->connected() ? 1 : 0);
        });
  }

  const log::Logger logger_;
  Requests requests_;
  std::shared_ptr<WatchHub> hub_;
  std::shared_ptr<Shaper> shaper_;
  http::Router router_;
  std::vector<std::pair<std::string, std::string>> routes_;
  std::unique_ptr<http::Server> server_;
  std::shared_ptr<void> figures_;
};

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options,
                                                std::shared_ptr<grpc::Channel> judge,
                                                std::shared_ptr<grpc::Channel> identity,
                                                log::Logger logger, metrics::Registry& metrics,
                                                trace::Tracer* tracer) {
  auto gateway = std::make_unique<GatewayImpl>(options, std::move(judge), std::move(identity),
                                               std::move(logger), metrics, tracer);
  ASSAY_RETURN_IF_ERROR(gateway->Open(std::move(options), metrics));
  return std::unique_ptr<Gateway>(std::move(gateway));
}

}  // namespace assay::gateway

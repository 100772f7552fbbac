#include "common/service/admin.h"

#include <chrono>

#include "common/http/server.h"

namespace assay::service {
namespace {

constexpr size_t kMaxConnections = 64;  // probes and one or two Prometheus servers
constexpr std::chrono::milliseconds kTimeout{5000};

http::Response Text(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

http::Response Metrics(std::string text) {
  http::Response response = Text(200, std::move(text));
  response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

http::Response Ready(const std::string& why_not) {
  return why_not.empty() ? Text(200, "ready\n") : Text(503, why_not + "\n");
}

http::Router Routes(Admin::Callbacks callbacks) {
  http::Router router;
  using RequestPointer = std::shared_ptr<const http::Request>;
  using Answer = std::shared_ptr<http::Responder>;
  router.Add("GET", "/healthz",
             [](const RequestPointer&, const Answer& answer) { answer->Send(Text(200, "ok\n")); });
  router.Add("GET", "/readyz",
             [why_not = std::move(callbacks.why_not_ready)](
                 const RequestPointer&, const Answer& answer) { answer->Send(Ready(why_not())); });
  router.Add("GET", "/metrics",
             [metrics = std::move(callbacks.metrics)](const RequestPointer&, const Answer& answer) {
               answer->Send(Metrics(metrics()));
             });
  return router;
}

class AdminImpl final : public Admin {
 public:
  explicit AdminImpl(std::unique_ptr<http::Server> server) : server_(std::move(server)) {}
  uint16_t port() const override { return server_->port(); }

 private:
  std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<Admin>> Admin::Start(const HostPort& listen, Callbacks callbacks,
                                            const log::Logger& logger) {
  http::ServerOptions options;
  options.address = listen.host;
  options.port = listen.port;
  options.threads = 1;
  options.max_body_bytes = 1024;
  options.max_connections = kMaxConnections;
  options.head_timeout = options.body_timeout = kTimeout;
  auto server = http::Server::Start(std::move(options), Routes(std::move(callbacks)), logger);
  if (!server.ok()) return std::move(server).status().Annotate("--admin-listen");
  return std::unique_ptr<Admin>(std::make_unique<AdminImpl>(std::move(server).value()));
}

}  // namespace assay::service

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/http/server.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/status.h"
#include "common/trace/trace.h"

namespace grpc {
class Channel;
}
namespace assay::redis {
class Client;
}

// The public door: REST, event streams and WebSocket over what the services behind it offer by
// gRPC.
namespace assay::gateway {

struct RateOptions {                           // requests a second; 0: no limit
  double address = 200, address_burst = 1000;  // a class sits behind one address
  double token = 50, token_burst = 200;
  double failures = 1, failures_burst = 20;  // of an address that sends tokens which are none
};

struct GatewayOptions {
  http::ServerOptions
      server;              // address, certificate, bounds; headers, error and observe are set here
  std::string public_url;  // as clients write it, without a slash at its end; empty: by Host
  bool secure = false;     // clients come by HTTPS, here or at a proxy
  RateOptions rates;
  // The tenant whose administrators look after what all tenants share; empty: nobody does by HTTP.
  std::string operators = "default";
  // Where several gateways keep these limits together; null: each has its own. Outlives the
  // gateway.
  redis::Client* redis = nullptr;
  size_t max_upload_bytes = 64U << 20U;
  std::shared_ptr<grpc::Channel> courses;     // to assay-courses; null: there is none
  std::shared_ptr<grpc::Channel> plagiarism;  // to the similarity service; null: there is none
  // How often the token of an open stream is asked about again.
  std::chrono::milliseconds recheck_streams = std::chrono::minutes(5);
};

// All routes, for the server and for the test that compares them with openapi.yaml.
class Gateway {
 public:
  // Channels are to the judge and to identity; they connect when they are needed. Everything that
  // is handed in outlives it.
  static Result<std::unique_ptr<Gateway>> Start(GatewayOptions options,
                                                std::shared_ptr<grpc::Channel> judge,
                                                std::shared_ptr<grpc::Channel> identity,
                                                log::Logger logger, metrics::Registry& metrics,
                                                trace::Tracer* tracer);
  virtual ~Gateway() = default;
  virtual uint16_t port() const = 0;
  // Method and pattern, as in openapi.yaml.
  virtual std::vector<std::pair<std::string, std::string>> routes() const = 0;
  // Lets requests end, closes streams with 1001.
  virtual void Stop(std::chrono::milliseconds timeout) = 0;
};

}  // namespace assay::gateway

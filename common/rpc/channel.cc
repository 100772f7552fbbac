#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <climits>

#include "common/rpc/credentials.h"
#include "common/rpc/pulse.h"
#include "common/rpc/rpc.h"

namespace assay::rpc {
namespace {

int Milliseconds(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

// Services restart on one machine within a second: wait little between attempts.
void SetReconnecting(grpc::ChannelArguments& arguments) {
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  // Despite its name: how long one attempt may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
}

// Finds a peer that went away without a word within half a minute.
void SetKeepalive(grpc::ChannelArguments& arguments) {
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(std::chrono::seconds(20)));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(std::chrono::seconds(10)));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
}

Status AppendName(const std::string& method, std::string& names) {
  const size_t slash = method.find('/');
  const bool fits =
      slash != std::string::npos && slash > 0 && std::ranges::all_of(method, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '/';
      });
  if (!fits) {
    return InvalidArgument("\"" + method + "\" is no method; write PACKAGE.SERVICE/METHOD");
  }
  if (!names.empty()) names += ",";
  names += R"({"service":")" + method.substr(0, slash) + "\"";
  if (slash + 1 < method.size()) names += R"(,"method":")" + method.substr(slash + 1) + "\"";
  names += "}";
  return OkStatus();
}

// gRPC's service config (gRFC A6): retries and their budget.
Result<std::string> ServiceConfig(const std::vector<std::string>& methods) {
  std::string names;
  for (const std::string& method : methods) ASSAY_RETURN_IF_ERROR(AppendName(method, names));
  if (names.empty()) return std::string("{}");
  return R"({"methodConfig":[{"name":[)" + names +
         R"(],"retryPolicy":{"maxAttempts":3,"initialBackoff":"0.05s","maxBackoff":"1s",)"
         R"("backoffMultiplier":3,"retryableStatusCodes":["UNAVAILABLE"]}}],)"
         R"("retryThrottling":{"maxTokens":20,"tokenRatio":0.2}})";
}

}  // namespace

Result<std::shared_ptr<grpc::Channel>> Connect(const std::string& target,
                                               const std::string& service, const TlsFiles& files,
                                               const ChannelOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::string config, ServiceConfig(options.retry));
  ASSAY_ASSIGN_OR_RETURN(const auto credentials, ClientCredentials(files, service));
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(tls::ToDnsName(service));
  SetReconnecting(arguments);
  SetKeepalive(arguments);
  const int bound = static_cast<int>(std::min<size_t>(options.max_message_bytes, INT_MAX));
  arguments.SetMaxReceiveMessageSize(bound);
  arguments.SetMaxSendMessageSize(bound);
  arguments.SetServiceConfigJSON(config);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);  // DNS has no say in it
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // A channel of our own: its backoff and its connection are not those of another's failures.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // The pulse lives as long as the channel.
  auto channel = grpc::CreateCustomChannel(target, credentials, arguments);
  grpc::Channel* const raw = channel.get();
  return std::shared_ptr<grpc::Channel>(raw,
                                        [channel, pulse = Pulse::Share()](grpc::Channel*) mutable {
                                          channel.reset();
                                          pulse.reset();
                                        });
}

}  // namespace assay::rpc

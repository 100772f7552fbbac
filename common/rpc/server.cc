#include "common/rpc/server.h"

#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <climits>

#include "common/rpc/pulse.h"

namespace assay::rpc {
namespace {

int Milliseconds(std::chrono::milliseconds time) {
  return static_cast<int>(std::min<int64_t>(time.count(), INT_MAX));
}

void Configure(grpc::ServerBuilder& builder, const ServerOptions& options) {
  const int bound = static_cast<int>(std::min<size_t>(options.max_message_bytes, INT_MAX));
  builder.SetMaxReceiveMessageSize(bound);
  builder.SetMaxSendMessageSize(bound);
  // Two services of one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             Milliseconds(options.max_connection_age));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(std::chrono::seconds(20)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(std::chrono::seconds(10)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Our channels ping every 20 seconds; more than four times as often is abuse.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             Milliseconds(std::chrono::seconds(5)));
}

}  // namespace

struct Server::State {
  std::shared_ptr<Pulse> pulse = Pulse::Share();
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { Shutdown(std::chrono::milliseconds(0)); }
int Server::port() const { return state_->port; }

Result<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  const bool is_unix = options.address.starts_with("unix:");
  if (!is_unix && options.address.find(':') == std::string::npos) {
    return InvalidArgument("\"" + options.address +
                           "\" is no address; write HOST:PORT or unix:PATH");
  }
  if (!options.credentials) return InvalidArgument(options.address + ": a server has credentials");
  grpc::ServerBuilder builder;
  Configure(builder, options);
  auto state = std::make_unique<State>();
  int port = 0;
  builder.AddListeningPort(options.address, options.credentials, &port);
  for (grpc::Service* service : options.services) builder.RegisterService(service);
  state->server = builder.BuildAndStart();
  if (!state->server || port == 0) {
    return Unavailable(options.address +
                       ": cannot listen there; is another process using it, or is it no address "
                       "of this machine?");
  }
  state->port = is_unix ? 0 : port;
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

void Server::Shutdown(std::chrono::milliseconds timeout) {
  if (!state_->server) return;
  state_->server->Shutdown(std::chrono::system_clock::now() + timeout);
  state_->server->Wait();
  state_->server.reset();
}

}  // namespace assay::rpc

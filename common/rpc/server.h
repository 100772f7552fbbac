#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/rpc.h"
#include "common/status.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace assay::rpc {

struct ServerOptions {
  std::string address;  // "HOST:PORT", port 0 picks one; "[::1]:0"; "unix:PATH"
  // Of ServerCredentials(); grpc::InsecureServerCredentials() in benchmarks only.
  std::shared_ptr<grpc::ServerCredentials> credentials;
  // Callback services, not owned: they outlive the server.
  std::vector<grpc::Service*> services;
  size_t max_message_bytes = kDefaultMaxMessageBytes;  // of one message, either way
  // Then a client is told to connect again, which checks the certificates of both; calls that run
  // go on over the old connection.
  std::chrono::seconds max_connection_age = std::chrono::minutes(30);
};

// A gRPC server. Made, shut down and destroyed by one thread at a time; callbacks of its services
// come from gRPC's threads.
class Server {
 public:
  // kInvalidArgument: no such address. kUnavailable: another process has the port (which is never
  // shared), or the socket cannot be made.
  static Result<std::unique_ptr<Server>> Start(const ServerOptions& options);
  ~Server();  // as Shutdown with no time
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;  // 0 for a unix socket

  // Accepts no more, lets calls end, cancels those that still run after `timeout`, and returns when
  // every handler has finished: one that ignores its cancellation holds it up.
  void Shutdown(std::chrono::milliseconds timeout);

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::rpc

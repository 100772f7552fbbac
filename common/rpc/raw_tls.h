#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/rpc/rpc.h"
#include "common/status.h"

// For tests: one end of a TLS connection by OpenSSL alone, free to do what our own ends never do.
namespace assay::rpc {

struct RawTls {
  int version = TLS1_3_VERSION;  // the newest that it speaks; TLS 1.2 is always among them
  bool show_certificate = true;
  TlsFiles files;
};

// Connects to a gRPC server and reads. Ok when the server's first bytes come, which it sends once
// it has accepted the client's certificate; else what failed.
Status GreetServer(int port, const RawTls& options);

// Accepts one connection at a port of its own, in a thread.
class RawServer {
 public:
  explicit RawServer(const RawTls& options);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  int port() const;
  // Of the first connection's handshake, once there was one.
  Status Handshake();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::rpc

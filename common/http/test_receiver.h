#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "common/unique_fd.h"

// A small HTTP server for tests of clients: real sockets, a thread a connection, TLS where it is
// given a certificate. It can misbehave in every way that a test asks for. Not for production.
namespace assay::http {

struct ReceivedRequest {
  std::string method, target, body;
  std::vector<std::pair<std::string, std::string>> headers;
  int connection = 0;                                    // 1 for the first that was accepted
  std::string_view Header(std::string_view name) const;  // case is ignored; "" where absent
};

// The side of a handler: what goes back on this connection.
class ReceiverConnection {
 public:
  virtual ~ReceiverConnection() = default;
  virtual bool Write(std::string_view bytes) = 0;
  // After the handler returns.
  virtual void CloseAfter() = 0;
  // Waits until the server stops: a server that hangs.
  virtual void Hang() = 0;
  void Reply(int status, const std::vector<std::pair<std::string, std::string>>& headers = {},
             std::string_view body = {});
};

class TestReceiver {
 public:
  using Handler = std::function<void(const ReceivedRequest&, ReceiverConnection&)>;
  // On 127.0.0.1 at a port of its own.
  explicit TestReceiver(Handler handler, const std::filesystem::path& certificate = {},
                        const std::filesystem::path& key = {});
  ~TestReceiver();
  TestReceiver(const TestReceiver&) = delete;
  TestReceiver& operator=(const TestReceiver&) = delete;

  uint16_t port() const { return port_; }
  // "http://127.0.0.1:PORT" or "https://localhost:PORT".
  std::string url() const;
  int connections() const { return connections_; }
  // What came so far, in order.
  std::vector<ReceivedRequest> requests() const;
  // false: so many had not come within ten seconds.
  bool WaitForRequests(size_t count) const;

 private:
  class Connection;
  void Accept();
  void Serve(Connection& connection);

  Handler handler_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls_;
  UniqueFd listener_;
  uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<ReceivedRequest> requests_;
  std::list<std::unique_ptr<Connection>> open_;
  std::vector<std::thread> threads_;
};

}  // namespace assay::http

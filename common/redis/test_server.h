#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/redis/client.h"
#include "common/status.h"

// For tests (link assay::common_redis_testing): a redis-server of one's own in a temporary folder,
// gone with the object. Nothing is kept on disk. Used by one thread.
namespace assay::redis {

struct TestServerOptions {
  std::string password = {};  // empty: none
  bool tls = false;           // a port of 127.0.0.1 too, with certificates of a root made for it
  bool tcp = false;           // a port of 127.0.0.1 too, plain
  bool cluster = false;       // a node of one; needs tcp
  std::vector<std::pair<std::string, std::string>> settings = {};  // of redis.conf
};

class TestServer {
 public:
  // Until it answers. kNotFound: no redis-server is installed.
  static Result<TestServer> Start(const TestServerOptions& options = {});
  TestServer(TestServer&&) noexcept;
  TestServer& operator=(TestServer&&) = delete;
  ~TestServer();

  Options UnixOptions() const;  // over its unix socket
  Options TcpOptions() const;
  Options TlsOptions() const;  // with a client certificate, which the server asks for

  uint16_t port() const;
  uint16_t bus_port() const;  // of a node of a cluster
  std::filesystem::path folder() const;

  void Kill();       // SIGKILL, and reaps it
  void Suspend();    // SIGSTOP: it accepts connections and answers nothing
  void Resume();     // SIGCONT
  Status Restart();  // after Kill; empty again

 private:
  struct State;
  explicit TestServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Three masters, each with a third of the slots, that know one another.
class TestCluster {
 public:
  static Result<TestCluster> Start();
  Options ClientOptions() const;
  TestServer& node(size_t index) { return nodes_[index]; }
  size_t size() const { return nodes_.size(); }

 private:
  explicit TestCluster(std::vector<TestServer> nodes) : nodes_(std::move(nodes)) {}
  std::vector<TestServer> nodes_;
};

}  // namespace assay::redis

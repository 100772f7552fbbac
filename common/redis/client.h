#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/redis/resp.h"
#include "common/redis/value.h"
#include "common/status.h"

// Redis holds what may be lost: every caller says what it does without. So a call never waits long:
// it ends by its timeout, and once the server was found gone, calls fail at once with kUnavailable
// while one of them now and then tries again.
namespace assay::redis {

struct Options {
  std::string url;  // endpoint.h: redis://, rediss://, unix:, redis+cluster://, rediss+cluster://
  std::string user = "default";
  std::filesystem::path password_file;  // empty: no AUTH. Its first line; read at each connection.
  // TLS 1.3 for rediss://. roots is needed; certificate and key where the server asks for them. The
  // server's certificate must name its host, or `server_name` where that is not empty.
  std::filesystem::path roots, certificate, key;
  std::string server_name;
  std::chrono::milliseconds connect_timeout{500};
  std::chrono::milliseconds command_timeout{1000};  // of a call without one of its own
  size_t max_connections = 8;                       // to one server
  // After so many failures in a row, calls fail at once; a first try after `retry_after`, then each
  // time twice as long up to five seconds.
  int failures_until_open = 3;
  std::chrono::milliseconds retry_after{250};
  std::string name = "assay";  // in CLIENT LIST
  RespLimits limits;
};

// A Lua script, known to servers by its SHA-1.
class Script {
 public:
  explicit Script(std::string text);
  const std::string& text() const { return text_; }
  const std::string& sha1() const { return sha1_; }

 private:
  std::string text_, sha1_;
};

struct Stats {
  uint64_t calls = 0, failures = 0;
  uint64_t refused = 0;  // failed at once, the server being known as gone
  bool available = true;
};

// A server, or a cluster of them, with a pool of connections. Thread-safe; every call blocks its
// thread until the reply or the timeout.
//
// Errors: kUnavailable, gone or unreachable; kDeadlineExceeded, no reply in time (the command may
// have run); kDataLoss, no RESP; error replies as ErrorOf says. A call is never repeated once its
// bytes were sent, except where the server says that it did not run it (MOVED, ASK, NOSCRIPT).
class Client {
 public:
  using Timeout = std::optional<std::chrono::milliseconds>;

  // No connection is made yet. kInvalidArgument: the URL; others: files that cannot be read.
  static Result<std::unique_ptr<Client>> Create(const Options& options);
  virtual ~Client() = default;

  // Several commands in one round trip, in order, without atomicity; error replies stand among the
  // values. In a cluster each goes to its key's node (the first argument; EVAL's first key).
  virtual Result<std::vector<Value>> Pipeline(const std::vector<Command>& commands,
                                              Timeout timeout = {}) = 0;
  virtual Stats stats() const = 0;

  // One command. Its error reply is the Status.
  Result<Value> Call(const Command& command, Timeout timeout = {});

  // EVALSHA, and EVAL where the server does not know the script yet.
  Result<Value> Eval(const Script& script, const std::vector<std::string>& keys,
                     const std::vector<std::string>& arguments, Timeout timeout = {});

  Result<std::optional<std::string>> Get(const std::string& key);
  // A time to live of zero: for ever.
  Status Set(const std::string& key, const std::string& value, std::chrono::milliseconds ttl);
  // True: it was there.
  Result<bool> Delete(const std::string& key);
  Status Ping();
};

}  // namespace assay::redis

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::bench {

// Many WebSocket clients (RFC 6455) in one thread, without TLS, to a server on the loopback. For
// measuring: what a server sends is taken as it comes, messages are of at most 64 KiB.
class SocketCrowd {
 public:
  // `client` counts from 0; text messages only.
  using OnMessage = std::function<void(size_t client, std::string_view text)>;

  // "127.0.0.1:PORT", a path, and lines that are added to each request ("Authorization: …").
  SocketCrowd(std::string target, std::string path, std::vector<std::string> headers,
              OnMessage on_message);
  ~SocketCrowd();
  SocketCrowd(const SocketCrowd&) = delete;
  SocketCrowd& operator=(const SocketCrowd&) = delete;

  // Opens clients up to `count`, so many handshakes at a time. kUnavailable: one was refused, with
  // what the server said.
  Status Open(size_t count, size_t at_once = 64);
  // Sends a text message of a client, now or when there is room.
  void Send(size_t client, std::string_view text);
  // Reads and writes what there is, and waits for it at most so long.
  void Run(std::chrono::milliseconds most);
  size_t open() const;  // clients whose connection stands
  uint64_t messages() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::bench

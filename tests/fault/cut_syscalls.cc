#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/unique_fd.h"
#include "tests/fault/cut.h"

namespace assay::fault {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

struct Piece {
  Clock::time_point due;
  std::string data;  // empty: the end of the stream
};

// One direction of one connection.
struct Lane {
  int from = -1, to = -1;
  std::deque<Piece> waiting;
  size_t bytes = 0;
  bool ended = false;  // nothing more comes
  bool closed = false;
};

struct Connection {
  UniqueFd client, server;
  Lane up, down;
};

constexpr size_t kMaxWaiting = size_t{1} << 20U;

class Relay final : public Cut {
 public:
  Relay(UniqueFd listener, int port, int target)
      : listener_(std::move(listener)), port_(port), target_(target) {
    thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
  }
  ~Relay() override {
    thread_.request_stop();
    thread_.join();
  }
  int port() const override { return port_; }
  void SetDelay(milliseconds delay) override { delay_ms_ = delay.count(); }
  void SetSilent(bool silent) override { silent_ = silent; }
  void Reset() override { reset_ = true; }

 private:
  void Loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (reset_.exchange(false)) ResetAll();
      std::vector<pollfd> polls = {{listener_.get(), POLLIN, 0}};
      for (const Connection& one : connections_) {
        polls.push_back(Interest(one.up, one.down));
        polls.push_back(Interest(one.down, one.up));
      }
      // Short, so that delays, cuts and the stop are noticed.
      ::poll(polls.data(), polls.size(), 2);
      if ((polls[0].revents & POLLIN) != 0) Accept();
      for (auto one = connections_.begin(); one != connections_.end();) {
        const bool alive = silent_ || (Move(one->up) && Move(one->down));
        one = alive && !(one->up.closed && one->down.closed) ? std::next(one)
                                                             : connections_.erase(one);
      }
    }
  }

  // Of the socket that `reads` reads and `writes` writes.
  pollfd Interest(const Lane& reads, const Lane& writes) const {
    short events = 0;
    if (!silent_ && !reads.ended && reads.bytes < kMaxWaiting) events = POLLIN;
    const bool due = !writes.waiting.empty() && writes.waiting.front().due <= Clock::now();
    if (!silent_ && due) events = static_cast<short>(events | POLLOUT);
    return {reads.from, events, 0};
  }

  void Accept() {
    UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client.valid()) return;
    UniqueFd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = Loopback(target_);
    if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      return;  // the client sees a connection that ends: nobody is at home
    }
    ::fcntl(server.get(), F_SETFL, O_NONBLOCK);
    const int one = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ::setsockopt(server.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Connection connection;
    connection.up.from = connection.down.to = client.get();
    connection.up.to = connection.down.from = server.get();
    connection.client = std::move(client);
    connection.server = std::move(server);
    connections_.push_back(std::move(connection));
  }

  // False: the connection broke.
  bool Move(Lane& lane) {
    std::array<char, 16384> buffer{};
    while (!lane.ended && lane.bytes < kMaxWaiting) {
      const ssize_t got = ::recv(lane.from, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
        break;
      }
      lane.ended = got == 0;
      lane.bytes += static_cast<size_t>(got);
      lane.waiting.push_back(
          {Clock::now() + milliseconds(delay_ms_), {buffer.data(), static_cast<size_t>(got)}});
    }
    while (!lane.waiting.empty() && lane.waiting.front().due <= Clock::now()) {
      std::string& data = lane.waiting.front().data;
      if (data.empty()) {
        ::shutdown(lane.to, SHUT_WR);
        lane.closed = true;
        lane.waiting.pop_front();
        continue;
      }
      const ssize_t sent = ::send(lane.to, data.data(), data.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
      lane.bytes -= static_cast<size_t>(sent);
      data.erase(0, static_cast<size_t>(sent));
      if (data.empty()) lane.waiting.pop_front();
    }
    return true;
  }

  void ResetAll() {
    const linger now{1, 0};
    for (Connection& one : connections_) {
      ::setsockopt(one.client.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
      ::setsockopt(one.server.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    connections_.clear();
  }

  UniqueFd listener_;
  const int port_, target_;
  std::atomic<int64_t> delay_ms_ = 0;
  std::atomic<bool> silent_ = false, reset_ = false;
  std::list<Connection> connections_;  // of the thread
  std::jthread thread_;
};

}  // namespace

Result<std::unique_ptr<Cut>> Cut::Start(int target_port) {
  UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  if (!listener.valid() ||
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(listener.get(), 64) != 0 ||
      ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return ErrnoStatus("relay between workers and judge", errno);
  }
  const int port = ntohs(address.sin_port);
  return std::unique_ptr<Cut>(std::make_unique<Relay>(std::move(listener), port, target_port));
}

}  // namespace assay::fault

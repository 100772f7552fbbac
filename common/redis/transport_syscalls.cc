#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/redis/transport.h"

namespace assay::redis {
namespace {

int MillisecondsUntil(Deadline deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 3'600'000));
}

// Of a socket, or of an attempt to connect: gone, whatever the errno is.
Status Gone(const std::string& what, int error) {
  return Unavailable(what + ": " + std::strerror(error));
}

Result<UniqueFd> ConnectTo(const sockaddr* address, socklen_t size, const std::string& name,
                           Deadline deadline) {
  UniqueFd fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return ErrnoStatus(name, errno);
  if (::connect(fd.get(), address, size) == 0) return fd;
  // EAGAIN: a unix socket whose queue is full, which no event will tell of.
  if (errno != EINPROGRESS && errno != EINTR) return Gone(name, errno);
  const auto ready = WaitFor(fd.get(), POLLOUT, deadline, -1);
  if (!ready.ok()) return ready.status();
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) return Gone(name, error);
  return fd;
}

Result<UniqueFd> DialUnix(const Endpoint& endpoint, Deadline deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (endpoint.unix_path.size() >= sizeof address.sun_path) {
    return InvalidArgument(endpoint.Name() + ": too long for a unix socket (107 bytes)");
  }
  std::memcpy(address.sun_path, endpoint.unix_path.c_str(), endpoint.unix_path.size() + 1);
  return ConnectTo(reinterpret_cast<const sockaddr*>(&address), sizeof address, endpoint.Name(),
                   deadline);
}

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(UniqueFd fd) : fd_(std::move(fd)) {}

  Result<size_t> Read(char* data, size_t size, Deadline deadline, int wake) override {
    while (true) {
      const ssize_t n = ::recv(fd_.get(), data, size, 0);
      if (n > 0) return static_cast<size_t>(n);
      if (n == 0) return Unavailable("redis: the server closed the connection");
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return Gone("redis", errno);
      ASSAY_ASSIGN_OR_RETURN(const bool ready, WaitFor(fd_.get(), POLLIN, deadline, wake));
      if (!ready) return size_t{0};
    }
  }

  Status Write(std::string_view data, Deadline deadline) override {
    while (!data.empty()) {
      const ssize_t n = ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
      if (n >= 0) {
        data.remove_prefix(static_cast<size_t>(n));
      } else if (errno == EAGAIN) {
        ASSAY_RETURN_IF_ERROR(WaitFor(fd_.get(), POLLOUT, deadline, -1).status());
      } else if (errno != EINTR) {
        return Gone("redis", errno);
      }
    }
    return OkStatus();
  }

  bool Stale() const override {
    pollfd poll{fd_.get(), POLLIN, 0};
    return ::poll(&poll, 1, 0) != 0;
  }

 private:
  UniqueFd fd_;
};

}  // namespace

Result<bool> WaitFor(int fd, short events, Deadline deadline, int wake) {
  pollfd polls[2] = {{fd, events, 0}, {wake, POLLIN, 0}};
  while (true) {
    const int n = ::poll(polls, wake >= 0 ? 2 : 1, MillisecondsUntil(deadline));
    if (n > 0) return polls[0].revents != 0;
    if (n < 0 && errno != EINTR) return ErrnoStatus("poll", errno);
    if (std::chrono::steady_clock::now() >= deadline) {
      return DeadlineExceeded("redis: no answer in time");
    }
  }
}

Result<UniqueFd> Dial(const Endpoint& endpoint, Deadline deadline) {
  if (!endpoint.unix_path.empty()) return DialUnix(endpoint, deadline);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0) return Unavailable(endpoint.Name() + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Status last = Unavailable(endpoint.Name() + ": no address");
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    auto fd = ConnectTo(entry->ai_addr, entry->ai_addrlen, endpoint.Name(), deadline);
    if (!fd.ok()) {
      last = fd.status();
      continue;
    }
    const int on = 1;
    ::setsockopt(fd->get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd->get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return fd;
  }
  return last;
}

Result<std::unique_ptr<Transport>> OpenPlain(const Endpoint& endpoint, Deadline deadline) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, Dial(endpoint, deadline));
  return std::unique_ptr<Transport>(std::make_unique<PlainTransport>(std::move(fd)));
}

}  // namespace assay::redis

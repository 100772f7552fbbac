#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "common/unique_fd.h"
#include "supervisor/control_syscalls.h"
#include "supervisor/ports.h"

namespace assay::supervisor {
namespace {

union Address {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

// Bound as a server would bind it: a port in TIME_WAIT is free.
Result<UniqueFd> Bind(const std::string& text, uint16_t port) {
  Address address{};
  socklen_t size = sizeof address.v4;
  if (::inet_pton(AF_INET, text.c_str(), &address.v4.sin_addr) == 1) {
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(port);
  } else if (::inet_pton(AF_INET6, text.c_str(), &address.v6.sin6_addr) == 1) {
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(port);
    size = sizeof address.v6;
  } else {
    return InvalidArgument("address \"" + text + "\": an IPv4 or IPv6 address is expected");
  }
  UniqueFd fd(::socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return ErrnoStatus("socket", errno);
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), &address.any, size) == 0) return fd;
  const int error = errno;
  const std::string where = text + ":" + std::to_string(port);
  if (error == EADDRINUSE) return Unavailable("port " + where + " is taken");
  if (error == EADDRNOTAVAIL) return InvalidArgument(text + ": not an address of this machine");
  return ErrnoStatus("port " + where, error);
}

}  // namespace

Result<uint16_t> PickPort() {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, Bind("127.0.0.1", 0));
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return ErrnoStatus("getsockname", errno);
  }
  return ntohs(address.sin_port);
}

Status CheckPortIsFree(const std::string& address, uint16_t port) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, Bind(address, port));
  // Two may be bound with SO_REUSEADDR; only one listens.
  if (::listen(fd.get(), 1) == 0) return OkStatus();
  return Unavailable("port " + address + ":" + std::to_string(port) + " is taken");
}

bool RedisAnswers(const std::string& socket_path) {
  const auto fd = ConnectTo(socket_path);
  if (!fd.ok() || !SendAll(fd->get(), "PING\r\n").ok()) return false;
  const auto line = ReadLine(fd->get(), 256, std::chrono::milliseconds(200));
  return line.ok() && line->starts_with("+PONG");
}

}  // namespace assay::supervisor

#include "supervisor/control_syscalls.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace assay::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kSendTimeoutMs = 5000;
constexpr size_t kMaxReplyLineBytes = 1U << 20U;

Result<sockaddr_un> AddressOf(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.size() >= sizeof address.sun_path) {
    return InvalidArgument(text + ": too long a path for a unix socket; choose a shorter folder");
  }
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  return address;
}

Result<UniqueFd> NewSocket() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return ErrnoStatus("socket", errno);
  return fd;
}

// true: ready. false: the time is over.
Result<bool> PollFor(int fd, int16_t events, int timeout_ms) {
  pollfd entry{fd, events, 0};
  int n = 0;
  while ((n = ::poll(&entry, 1, timeout_ms)) < 0 && errno == EINTR) continue;
  if (n < 0) return ErrnoStatus("poll", errno);
  return n > 0;
}

// Some bytes; 0 at the end of the stream.
Result<size_t> ReadSome(int fd, char* data, size_t size, milliseconds timeout) {
  ASSAY_ASSIGN_OR_RETURN(
      const bool ready,
      PollFor(fd, POLLIN, static_cast<int>(std::max<int64_t>(0, timeout.count()))));
  if (!ready) return DeadlineExceeded("no answer in time");
  ssize_t n = 0;
  while ((n = ::recv(fd, data, size, 0)) < 0 && errno == EINTR) continue;
  if (n < 0 && errno == EAGAIN) return ReadSome(fd, data, size, milliseconds(10));
  if (n < 0) return ErrnoStatus("recv", errno);
  return static_cast<size_t>(n);
}

}  // namespace

Result<UniqueFd> ListenOn(const std::filesystem::path& path) {
  ASSAY_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, NewSocket());
  ::unlink(path.c_str());
  // The file gets the mode of the socket, less the umask.
  if (::fchmod(fd.get(), 0600) != 0 ||
      ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(path.c_str(), 0600) != 0 || ::listen(fd.get(), 16) != 0) {
    return ErrnoStatus(path.string(), errno);
  }
  return fd;
}

Result<UniqueFd> ConnectTo(const std::filesystem::path& path) {
  ASSAY_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, NewSocket());
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return fd;
  }
  const bool absent = errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN;
  if (absent) return Unavailable(path.string() + ": nobody listens");
  return ErrnoStatus(path.string(), errno);
}

Result<UniqueFd> AcceptFrom(int socket) {
  UniqueFd fd(::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd.valid()) return Unavailable("accept: " + std::string(std::strerror(errno)));
  return fd;
}

Result<uid_t> PeerUser(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return ErrnoStatus("SO_PEERCRED", errno);
  }
  return peer.uid;
}

Result<std::string> ReadLine(int fd, size_t max_bytes, milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  std::string line;
  char buffer[512];
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    ASSAY_ASSIGN_OR_RETURN(const size_t n, ReadSome(fd, buffer, sizeof buffer, left));
    if (n == 0) return Unavailable("the stream ended within a line");
    line.append(buffer, n);
    const size_t end = line.find('\n');
    if (std::min(end, line.size()) > max_bytes) return ResourceExhausted("the line is too long");
    if (end == std::string::npos) continue;
    line.resize(end);
    return line;
  }
}

Status ReadLines(int fd, milliseconds idle_timeout,
                 const std::function<void(std::string_view line)>& each) {
  std::string text;
  char buffer[16384];
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const size_t n, ReadSome(fd, buffer, sizeof buffer, idle_timeout));
    if (n == 0) break;
    text.append(buffer, n);
    size_t begin = 0;
    for (size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      each(std::string_view(text).substr(begin, end - begin));
    }
    text.erase(0, begin);
    if (text.size() > kMaxReplyLineBytes) return ResourceExhausted("a line is too long");
  }
  if (!text.empty()) each(text);
  return OkStatus();
}

Status SendAll(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t n = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      data.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return Unavailable(std::string("send: ") + std::strerror(errno));
    ASSAY_ASSIGN_OR_RETURN(const bool ready, PollFor(fd, POLLOUT, kSendTimeoutMs));
    if (!ready) return Unavailable("the peer does not read");
  }
  return OkStatus();
}

}  // namespace assay::supervisor

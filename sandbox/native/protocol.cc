#include "sandbox/native/protocol.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace assay::sandbox::native {

namespace {
constexpr size_t kMaxFds = 4;
}

Status Send(int socket, const Message& message, std::string_view strings,
            const std::vector<int>& fds) {
  if (strings.size() > kMaxStringsBytes || fds.size() > kMaxFds) {
    return InvalidArgument("arguments and environment of a run may have " +
                           std::to_string(kMaxStringsBytes) + " bytes, these have " +
                           std::to_string(strings.size()));
  }
  // Iovec wants pointers to non-const; sendmsg does not write through them.
  iovec parts[2] = {{const_cast<Message*>(&message), sizeof message},
                    {const_cast<char*>(strings.data()), strings.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)] = {};
  msghdr header{};
  header.msg_iov = parts;
  header.msg_iovlen = 2;
  if (!fds.empty()) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
    cmsghdr* cmsg = CMSG_FIRSTHDR(&header);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
    std::memcpy(CMSG_DATA(cmsg), fds.data(), sizeof(int) * fds.size());
  }
  while (::sendmsg(socket, &header, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return ErrnoStatus("sandbox helper", errno);
  }
  return OkStatus();
}

Result<Received> Receive(int socket) {
  Received received;
  received.strings.resize(kMaxStringsBytes);
  iovec parts[2] = {{&received.message, sizeof received.message},
                    {received.strings.data(), received.strings.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)] = {};
  msghdr header{};
  header.msg_iov = parts;
  header.msg_iovlen = 2;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t n = 0;
  while ((n = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC)) < 0) {
    if (errno != EINTR) return ErrnoStatus("sandbox helper", errno);
  }
  for (cmsghdr* cmsg = CMSG_FIRSTHDR(&header); cmsg != nullptr; cmsg = CMSG_NXTHDR(&header, cmsg)) {
    if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(cmsg) + i * sizeof(int), sizeof fd);
      received.fds.emplace_back(fd);
    }
  }
  if (n == 0) return Unavailable("sandbox helper: it ended");
  if (static_cast<size_t>(n) < sizeof received.message) {
    return Internal("sandbox helper: message of " + std::to_string(n) + " bytes");
  }
  received.strings.resize(static_cast<size_t>(n) - sizeof received.message);
  return received;
}

Result<std::vector<std::string>> SplitStrings(std::string_view strings, size_t count) {
  std::vector<std::string> parts;
  while (parts.size() < count) {
    const size_t end = strings.find('\0');
    if (end == std::string_view::npos) return Internal("sandbox helper: strings are missing");
    parts.emplace_back(strings.substr(0, end));
    strings.remove_prefix(end + 1);
  }
  return parts;
}

}  // namespace assay::sandbox::native

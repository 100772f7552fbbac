#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sandbox/native/descriptor_message.h"

namespace assay::sandbox::native {

bool SendMessage(int socket, const void* data, size_t size, const int* fds, size_t count) {
  // Iovec wants a pointer to non-const; sendmsg does not write through it.
  const iovec part{const_cast<void*>(data), size};
  return SendMessage(socket, &part, 1, fds, count);
}

bool SendMessage(int socket, const iovec* parts, size_t part_count, const int* fds, size_t count) {
  if (count > kMaxPassedFds) {
    errno = EINVAL;
    return false;
  }
  size_t size = 0;
  for (size_t i = 0; i < part_count; ++i) size += parts[i].iov_len;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxPassedFds)] = {};
  msghdr header{};
  header.msg_iov = const_cast<iovec*>(parts);
  header.msg_iovlen = part_count;
  if (count > 0) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    cmsghdr* cmsg = CMSG_FIRSTHDR(&header);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(sizeof(int) * count);
    std::memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * count);
  }
  ssize_t n = 0;
  do {
    n = ::sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(size);
}

ssize_t ReceiveMessage(int socket, const iovec* parts, size_t part_count, Passed* passed) {
  *passed = {};
  alignas(cmsghdr) char
      control[CMSG_SPACE(sizeof(int) * kMaxPassedFds) + CMSG_SPACE(sizeof(ucred))] = {};
  msghdr header{};
  header.msg_iov = const_cast<iovec*>(parts);
  header.msg_iovlen = part_count;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t n = 0;
  do {
    n = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return n;
  for (cmsghdr* cmsg = CMSG_FIRSTHDR(&header); cmsg != nullptr; cmsg = CMSG_NXTHDR(&header, cmsg)) {
    if (cmsg->cmsg_level != SOL_SOCKET) continue;
    if (cmsg->cmsg_type == SCM_RIGHTS) {
      passed->count = std::min((cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int), kMaxPassedFds);
      std::memcpy(passed->fds, CMSG_DATA(cmsg), passed->count * sizeof(int));
    } else if (cmsg->cmsg_type == SCM_CREDENTIALS) {
      ucred credentials{};
      std::memcpy(&credentials, CMSG_DATA(cmsg), sizeof credentials);
      passed->sender = credentials.pid;
    }
  }
  return n;
}

}  // namespace assay::sandbox::native

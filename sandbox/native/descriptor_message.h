#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <cstddef>

// One message with descriptors over a SOCK_SEQPACKET socket: the one place that builds control
// messages. Nothing here allocates, so that a process that shares its memory with another (zygote,
// init, program) may call it.
namespace assay::sandbox::native {

constexpr size_t kMaxPassedFds = 4;

struct Passed {
  int fds[kMaxPassedFds] = {-1, -1, -1, -1};  // owned by who received them; close-on-exec
  size_t count = 0;
  pid_t sender = -1;  // where the socket has SO_PASSCRED: the pid in the receiver's namespace
};

// Sends `size` bytes at `data` whole, with `count` borrowed descriptors. False, with errno, on
// failure.
bool SendMessage(int socket, const void* data, size_t size, const int* fds = nullptr,
                 size_t count = 0);
// The same from several pieces.
bool SendMessage(int socket, const iovec* parts, size_t part_count, const int* fds, size_t count);

// Bytes received into the pieces, 0 at the end of the stream, -1 with errno.
ssize_t ReceiveMessage(int socket, const iovec* parts, size_t part_count, Passed* passed);

}  // namespace assay::sandbox::native

#include "sandbox/agent/channel.h"

#include <cstring>

#include "sandbox/agent/sys.h"

namespace assay::sandbox::agent {

bool Channel::Fill() {
  size_t size = 0;
  char* space = in_.Space(&size);
  const long n = sys::Read(0, space, size);
  if (n == -EINTR || n == -EAGAIN) return true;
  if (n <= 0) return false;
  in_.Added(static_cast<size_t>(n));
  return true;
}

void Channel::CommitData(FrameType type, size_t size) {
  EncodeHeader(type, size, out_ + out_size_);
  out_size_ += kHeaderBytes + size;
}

void Channel::SendEmpty(FrameType type) {
  Reserve(kHeaderBytes);
  CommitData(type, 0);
}

void Channel::Reserve(size_t size) {
  if (sizeof out_ - out_size_ < size && !FlushAll()) sys::Exit(0);
}

bool Channel::Flush() {
  size_t done = 0;
  while (done < out_size_) {
    const long n = sys::Write(1, out_ + done, out_size_ - done);
    if (n == -EINTR) continue;
    if (n == -EAGAIN) break;
    if (n <= 0) return false;
    done += static_cast<size_t>(n);
  }
  if (done > 0) {
    std::memmove(out_, out_ + done, out_size_ - done);
    out_size_ -= done;
  }
  return true;
}

bool Channel::FlushAll() {
  while (out_size_ > 0) {
    if (!Flush()) return false;
    if (out_size_ == 0) break;
    struct pollfd wait {
      1, POLLOUT, 0
    };
    sys::Poll(&wait, 1);
  }
  return true;
}

}  // namespace assay::sandbox::agent

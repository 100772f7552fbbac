#include "sandbox/output_tap.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace assay::sandbox {

OutputTap::OutputTap(const OutputSpec& spec, uint64_t limit)
    : keep_bytes_(spec.keep_bytes),
      limit_(limit),
      fd_(spec.fd),
      wanted_(spec.fd >= 0),
      at_end_(spec.at_end) {
  struct stat st {};
  const int flags = ::fcntl(fd_, F_GETFL);
  // A pipe's wrong end would never be ready for writing: it is as good as gone.
  open_ = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && ::fstat(fd_, &st) == 0;
  if (!open_) return;
  socket_ = S_ISSOCK(st.st_mode);
  // Another writer of the same pipe could take the room that poll promised. O_NONBLOCK on the
  // caller's description would be seen by everyone who shares it: this is one of our own.
  if (S_ISFIFO(st.st_mode)) {
    own_.reset(::open(("/proc/self/fd/" + std::to_string(fd_)).c_str(),
                      O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  }
}

bool OutputTap::Add(std::string_view data) {
  if (kept_.size() < keep_bytes_) kept_.append(data.substr(0, keep_bytes_ - kept_.size()));
  bytes_ += data.size();
  if (open_) {
    const bool idle = waiting_.empty();
    waiting_ += data;
    // Behind bytes that wait already, the owner's poll says when it is worth trying.
    if (idle) Forward();
  } else if (wanted_) {
    undelivered_ += data.size();
  }
  return bytes_ <= limit_;
}

int64_t OutputTap::WriteSome(std::string_view data) const {
  if (own_.valid()) return ::write(own_.get(), data.data(), data.size());
  if (socket_) return ::send(fd_, data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  // Perhaps a blocking one: as much as poll promises, no more.
  pollfd ready{fd_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1) {
    errno = EAGAIN;
    return -1;
  }
  return ::write(fd_, data.data(), std::min<size_t>(data.size(), PIPE_BUF));
}

void OutputTap::Forward() {
  size_t done = 0;
  while (done < waiting_.size()) {
    const int64_t n = WriteSome(std::string_view(waiting_).substr(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    if (n <= 0) {
      waiting_.erase(0, done);
      return Drop();
    }
    done += static_cast<size_t>(n);
  }
  waiting_.erase(0, done);
  MaybeEnd();
}

void OutputTap::End() {
  ended_ = true;
  MaybeEnd();
}

void OutputTap::MaybeEnd() {
  if (!ended_ || !waiting_.empty()) return;
  open_ = false;
  own_.reset();
  if (at_end_) std::exchange(at_end_, nullptr)();
}

void OutputTap::Drop() {
  undelivered_ += waiting_.size();
  waiting_.clear();
  open_ = false;
  own_.reset();
}

}  // namespace assay::sandbox

#include "sandbox/native/pump.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace assay::sandbox {

bool OutputStream::Add(const char* data, size_t size) {
  const uint64_t kept = kept_.size();
  if (kept < spec_.keep_bytes) {
    kept_.append(data, std::min<uint64_t>(size, spec_.keep_bytes - kept));
  }
  bytes_ += size;
  // A reader that went away (EPIPE) is the caller's choice; the program may go on writing.
  if (spec_.fd >= 0 && !WriteAll(spec_.fd, {data, size}).ok()) spec_.fd = -1;
  return bytes_ <= limit_;
}

bool OutputStream::Drain() {
  char buffer[65536];
  // A few reads a turn, so that one stream cannot keep the other from being served.
  for (int turn = 0; turn < 4; ++turn) {
    const ssize_t n = ::read(fd_.get(), buffer, sizeof buffer);
    if (n > 0) {
      if (!Add(buffer, static_cast<size_t>(n))) return false;
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return true;
    fd_.reset();
    return true;
  }
  return true;
}

InputStream::InputStream(UniqueFd write_end, std::string_view data)
    : fd_(std::move(write_end)), rest_(data) {
  Feed();
}

void InputStream::Feed() {
  while (!rest_.empty()) {
    const ssize_t n = ::write(fd_.get(), rest_.data(), rest_.size());
    if (n > 0) {
      rest_.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    break;  // nobody reads any more
  }
  fd_.reset();
}

}  // namespace assay::sandbox

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "supervisor/stop_flag.h"

namespace assay::supervisor {

Result<StopFlag> StopFlag::Make() {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus("eventfd", errno);
  return StopFlag(std::move(fd));
}

void StopFlag::Set() const {
  const uint64_t one = 1;
  // Only a counter that is full refuses, and that one is readable.
  while (::write(fd_.get(), &one, sizeof one) < 0 && errno == EINTR) continue;
}

bool StopFlag::IsSet() const { return Wait(-1, std::chrono::milliseconds(0)) == Woken::kStop; }

StopFlag::Woken StopFlag::Wait(int event_fd, std::chrono::milliseconds timeout) const {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd fds[2] = {{fd_.get(), POLLIN, 0}, {event_fd, POLLIN, 0}};
    const int n = ::poll(fds, 2, static_cast<int>(std::clamp<int64_t>(left.count(), 0, 1 << 30)));
    if (n < 0 && errno == EINTR) continue;
    if (fds[0].revents != 0) return Woken::kStop;
    if (n > 0) return Woken::kEvent;
    return Woken::kTimeout;
  }
}

}  // namespace assay::supervisor

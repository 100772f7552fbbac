#include <poll.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <cstdint>

#include "common/redis/wake.h"

namespace assay::redis {

Result<Wake> Wake::Make() {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus("eventfd", errno);
  return Wake(std::move(fd));
}

void Wake::Signal() {
  const uint64_t one = 1;
  // EAGAIN: it is signalled more than often enough.
  while (::write(fd_.get(), &one, sizeof one) < 0 && errno == EINTR) continue;
}

void Wake::Clear() {
  uint64_t count = 0;
  while (::read(fd_.get(), &count, sizeof count) < 0 && errno == EINTR) continue;
}

void Wake::WaitFor(std::chrono::milliseconds time) const {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd poll{fd_.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&poll, 1, static_cast<int>(left.count())) >= 0) return;
    if (errno != EINTR) return;
  }
}

}  // namespace assay::redis

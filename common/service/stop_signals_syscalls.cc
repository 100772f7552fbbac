#include "common/service/stop_signals_syscalls.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>

namespace assay::service {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

Result<StopSignals> StopSignals::Block() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr); error != 0)
    return ErrnoStatus("pthread_sigmask", error);
  ::signal(SIGPIPE, SIG_IGN);
  UniqueFd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals.valid()) return ErrnoStatus("signalfd", errno);
  UniqueFd finished(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!finished.valid()) return ErrnoStatus("eventfd", errno);
  return StopSignals(std::move(signals), std::move(finished));
}

StopSignals::Waited StopSignals::Wait(std::optional<milliseconds> timeout) const {
  const auto deadline = Clock::now() + timeout.value_or(milliseconds(0));
  while (true) {
    int wait = -1;
    if (timeout) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
      wait = static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
    }
    std::array<pollfd, 2> fds{{{finished_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), wait);
    if (ready < 0) continue;  // EINTR
    if (fds[0].revents != 0) return {.event = Event::kFinished};
    signalfd_siginfo info{};
    if (fds[1].revents != 0 && ::read(signals_.get(), &info, sizeof info) == sizeof info)
      return {.event = Event::kSignal, .signal = static_cast<int>(info.ssi_signo)};
    if (ready == 0) return {.event = Event::kTimeout};
  }
}

void StopSignals::Finish() const { ::eventfd_write(finished_.get(), 1); }

void EndNow(int exit_code) { ::_exit(exit_code); }

}  // namespace assay::service

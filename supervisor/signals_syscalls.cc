#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "supervisor/signals.h"

namespace assay::supervisor {

Result<StopSignals> StopSignals::Block() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set, signal);
  const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  if (error != 0) return ErrnoStatus("pthread_sigmask", error);
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus("signalfd", errno);
  return StopSignals(std::move(fd));
}

void StopSignals::Take() const {
  signalfd_siginfo info{};
  while (::read(fd_.get(), &info, sizeof info) < 0 && errno == EINTR) continue;
}

}  // namespace assay::supervisor

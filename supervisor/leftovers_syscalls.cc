#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>

#include "common/files.h"
#include "supervisor/files.h"
#include "supervisor/leftovers.h"
#include "supervisor/proc.h"

namespace assay::supervisor {
namespace {

constexpr int kEndTimeoutMs = 30'000;
constexpr int kPatienceMs = 3'000;  // they were told to end when their supervisor did

struct Leftover {
  pid_t pid = 0;
  uint64_t start_time = 0;
};

Leftover Parse(std::string_view text) {
  Leftover found;
  const char* end = text.data() + text.size();
  const auto pid = std::from_chars(text.data(), end, found.pid);
  if (pid.ec != std::errc() || pid.ptr == end || *pid.ptr != ' ' || found.pid <= 1) return {};
  if (std::from_chars(pid.ptr + 1, end, found.start_time).ec != std::errc()) return {};
  return found;
}

bool WaitFor(int pidfd, int timeout_ms) {
  pollfd fd{pidfd, POLLIN, 0};
  int n = 0;
  while ((n = ::poll(&fd, 1, timeout_ms)) < 0 && errno == EINTR) continue;
  return n > 0;
}

void Send(int pidfd, int signal) { ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0); }

// true: it was still there.
Result<bool> End(const Leftover& leftover, bool in_order) {
  const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, leftover.pid, 0)));
  if (!pidfd.valid()) return false;
  // Asked after the descriptor was opened: from here on it is that process or none.
  const auto start_time = ProcessStartTime(leftover.pid);
  if (!start_time.ok() || *start_time != leftover.start_time) return false;
  if (WaitFor(pidfd.get(), 0)) return false;  // it has ended, and only waits for init to reap it
  Send(pidfd.get(), in_order ? SIGINT : SIGTERM);
  if (WaitFor(pidfd.get(), in_order ? kEndTimeoutMs : kPatienceMs)) return true;
  Send(pidfd.get(), SIGKILL);
  if (WaitFor(pidfd.get(), kEndTimeoutMs)) return true;
  return DeadlineExceeded("process " + std::to_string(leftover.pid) +
                          " of an earlier start does not end");
}

}  // namespace

Status WritePidFile(const std::filesystem::path& path, pid_t pid) {
  const auto start_time = ProcessStartTime(pid);
  if (!start_time.ok()) return OkStatus();  // it ended already, which its keeper will see
  return WriteFileAtomically(path, std::to_string(pid) + " " + std::to_string(*start_time) + "\n",
                             0600);
}

Result<std::vector<pid_t>> EndLeftovers(const std::filesystem::path& run) {
  std::vector<pid_t> ended;
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(run, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".pid") files.push_back(it->path());
  }
  if (error) return ErrnoStatus(run.string(), error.value());
  // PostgreSQL last: what uses it goes first.
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
    return a.stem() != "postgres" && b.stem() == "postgres";
  });
  for (const std::filesystem::path& file : files) {
    const auto text = ReadFileNoFollow(file, 64);
    const Leftover leftover = text.ok() ? Parse(*text) : Leftover{};
    if (leftover.pid != 0) {
      ASSAY_ASSIGN_OR_RETURN(const bool was_there, End(leftover, file.stem() == "postgres"));
      if (was_there) ended.push_back(leftover.pid);
    }
    std::filesystem::remove(file, error);
  }
  return ended;
}

Status WaitForProcess(pid_t pid, std::chrono::milliseconds timeout) {
  const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.valid() || WaitFor(pidfd.get(), static_cast<int>(timeout.count()))) return OkStatus();
  return DeadlineExceeded("process " + std::to_string(pid) + " does not end");
}

}  // namespace assay::supervisor

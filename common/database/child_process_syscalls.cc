#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "common/database/child_process.h"

namespace assay::database {
namespace {

class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_init(&actions);
  }
  ~SpawnAttributes() {
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;

  posix_spawnattr_t attributes{};
  posix_spawn_file_actions_t actions{};
};

}  // namespace

Result<Child> StartChild(const std::vector<std::string>& argv, const std::filesystem::path& log) {
  std::vector<char*> args;
  args.reserve(argv.size() + 1);
  for (const std::string& word : argv) args.push_back(const_cast<char*>(word.c_str()));
  args.push_back(nullptr);
  char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  char locale[] = "LC_ALL=C.UTF-8";
  char* environment[] = {path, locale, nullptr};

  SpawnAttributes spawn;
  ::posix_spawn_file_actions_addopen(&spawn.actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&spawn.actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
  ::posix_spawn_file_actions_adddup2(&spawn.actions, 1, 2);
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&spawn.attributes, &none);
  ::posix_spawnattr_setsigdefault(&spawn.attributes, &all);
  // A group of its own: Ctrl-C at a terminal is for us, and we stop the server in order.
  ::posix_spawnattr_setpgroup(&spawn.attributes, 0);
  ::posix_spawnattr_setflags(
      &spawn.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  Child child;
  const int error = ::posix_spawn(&child.pid, args[0], &spawn.actions, &spawn.attributes,
                                  args.data(), environment);
  if (error != 0) return ErrnoStatus(argv[0], error);
  // The child is not reaped yet, so the number is still its own.
  child.pidfd.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  if (!child.pidfd.valid()) {
    const int why = errno;
    ::kill(child.pid, SIGKILL);
    while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) continue;
    return ErrnoStatus("pidfd_open", why);
  }
  return child;
}

Result<bool> WaitForChild(const Child& child, std::chrono::milliseconds timeout, int& status) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd fd{child.pidfd.get(), POLLIN, 0};
    const int n = ::poll(&fd, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (n == 0) return false;
    if (n > 0) break;
    if (errno != EINTR) return ErrnoStatus("poll", errno);
  }
  while (::waitpid(child.pid, &status, 0) < 0) {
    if (errno != EINTR) return ErrnoStatus("waitpid", errno);
  }
  return true;
}

Status GiveTo(const std::filesystem::path& path, const std::string& user) {
  char buffer[4096];
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwnam_r(user.c_str(), &entry, buffer, sizeof buffer, &found);
  if (error != 0) return ErrnoStatus("user " + user, error);
  if (found == nullptr) {
    return NotFound("user " + user +
                    ": not on this machine; PostgreSQL needs one that is not root");
  }
  if (::chown(path.c_str(), entry.pw_uid, entry.pw_gid) != 0) {
    return ErrnoStatus(path.string(), errno);
  }
  return OkStatus();
}

}  // namespace assay::database

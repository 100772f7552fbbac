#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/process/child.h"
#include "common/process/users.h"

namespace assay::process {
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

// setpriv (util-linux) drops root and executes the command in its place: no shell, and no process
// between us and the child.
Result<std::vector<std::string>> Words(const Command& command) {
  std::vector<std::string> words;
  const bool drop = !command.user.empty() && ::geteuid() == 0;
  if (drop || command.death_signal != 0) words.emplace_back("/usr/bin/setpriv");
  if (drop) {
    ASSAY_ASSIGN_OR_RETURN(const User user, FindUser(command.user));
    words.insert(words.end(), {"--reuid", std::to_string(user.uid), "--regid",
                               std::to_string(user.gid), "--init-groups", "--no-new-privs"});
  }
  if (command.death_signal != 0) {
    words.insert(words.end(), {"--pdeathsig", ::sigabbrev_np(command.death_signal)});
  }
  if (!words.empty()) words.emplace_back("--");
  words.insert(words.end(), command.argv.begin(), command.argv.end());
  return words;
}

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// posix_spawn runs these in the child, in this order. dup2 onto its own number clears
// close-on-exec.
void SetDescriptors(const Command& command, posix_spawn_file_actions_t& actions) {
  if (command.input >= 0) {
    ::posix_spawn_file_actions_adddup2(&actions, command.input, 0);
  } else {
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  const char* log = command.log.empty() ? "/dev/null" : command.log.c_str();
  ::posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, command.output >= 0 ? command.output : 2, 1);
}

void SetSignalsAndGroup(const Command& command, posix_spawnattr_t& attributes) {
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  const int group = command.session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
  ::posix_spawnattr_setflags(
      &attributes, static_cast<int16_t>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
}

// true: the descriptor is readable. false: the time is over.
Result<bool> PollUntil(int fd, std::chrono::steady_clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd entry{fd, POLLIN, 0};
    const int n =
        ::poll(&entry, 1, static_cast<int>(std::clamp<int64_t>(left.count(), 0, 1 << 30)));
    if (n > 0) return true;
    if (n == 0) return false;
    if (errno != EINTR) return ErrnoStatus("poll", errno);
  }
}

Result<int> Reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return ErrnoStatus("waitpid", errno);
  }
  return status;
}

}  // namespace

Result<Child> Child::Start(const Command& command) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> words, Words(command));
  std::vector<std::string> environment = command.environment;
  // The first of a name counts.
  environment.insert(environment.end(), {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"});
  std::vector<char*> args = Pointers(words);
  std::vector<char*> variables = Pointers(environment);
  SpawnAttributes spawn;
  SetDescriptors(command, spawn.actions);
  SetSignalsAndGroup(command, spawn.attributes);
  Child child;
  const int error = ::posix_spawn(&child.pid_, args[0], &spawn.actions, &spawn.attributes,
                                  args.data(), variables.data());
  if (error != 0) {
    child.pid_ = 0;
    return ErrnoStatus(command.argv[0], error);
  }
  // The child is not reaped yet, so the number is still its own.
  child.pidfd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid_, 0)));
  if (child.pidfd_.valid()) return child;
  const int why = errno;
  ::kill(child.pid_, SIGKILL);
  (void)Reap(std::exchange(child.pid_, 0)).ok();
  return ErrnoStatus("pidfd_open", why);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)) {}

Child& Child::operator=(Child&& other) noexcept {
  Child old(std::move(*this));  // ends what was here
  pid_ = std::exchange(other.pid_, 0);
  pidfd_ = std::move(other.pidfd_);
  return *this;
}

Child::~Child() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  (void)Reap(pid_).ok();
}

Result<std::optional<int>> Child::Wait(std::chrono::milliseconds timeout) {
  if (pid_ == 0) return FailedPrecondition("there is no child to wait for");
  ASSAY_ASSIGN_OR_RETURN(const bool ended,
                         PollUntil(pidfd_.get(), std::chrono::steady_clock::now() + timeout));
  if (!ended) return std::optional<int>();
  ASSAY_ASSIGN_OR_RETURN(const int status, Reap(pid_));
  Release();
  return std::optional<int>(status);
}

Status Child::Signal(int signal) const {
  if (pid_ == 0 || ::kill(pid_, signal) == 0) return OkStatus();
  return ErrnoStatus("kill", errno);
}

Result<int> Child::Stop(int signal, std::chrono::milliseconds timeout) {
  ASSAY_RETURN_IF_ERROR(Signal(signal));
  ASSAY_ASSIGN_OR_RETURN(std::optional<int> status, Wait(timeout));
  if (status) return *status;
  ASSAY_RETURN_IF_ERROR(Signal(SIGKILL));
  // A process in the kernel's hands ends when the kernel lets it.
  ASSAY_ASSIGN_OR_RETURN(status, Wait(std::chrono::seconds(10)));
  if (status) return *status;
  return DeadlineExceeded("process " + std::to_string(pid_) + " does not end after SIGKILL");
}

void Child::Release() {
  pid_ = 0;
  pidfd_.reset();
}

std::string DescribeEnd(int status) {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* name = ::sigdescr_np(signal);
  return "signal " + std::to_string(signal) + " (" + (name == nullptr ? "?" : name) + ")";
}

}  // namespace assay::process

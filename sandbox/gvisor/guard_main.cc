#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

// assay-runsc-guard CONTROL_FD FOLDER [--group DIR]… -- RUNSC [ARGUMENT]…
//
// Stands between the worker and one runsc. It starts runsc as a clean child that waits until the worker has moved
// it into its control groups, and stays outside of them. When the worker dies, however it dies, the control socket
// ends, and the guard kills the sandbox, removes the folder and the groups, and ends.
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "assay-runsc-guard: %s: %s\n", what, std::strerror(errno));
  ::_exit(125);
}

// Groups empty themselves shortly after their processes were killed: bounded by five seconds.
void RemoveGroups(const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const int kill = ::open((group + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC);
    if (kill >= 0) {
      std::ignore = ::write(kill, "1", 1);
      ::close(kill);
    }
  }
  for (const std::string& group : groups) {
    for (int attempt = 0; attempt < 500 && ::rmdir(group.c_str()) != 0 && errno == EBUSY; ++attempt) {
      ::poll(nullptr, 0, 10);
    }
    // The folder of the worker that is gone; its last sandbox's guard succeeds.
    ::rmdir(fs::path(group).parent_path().c_str());
  }
}

pid_t StartWaiting(int control, char** command) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  // runsc passes this on to its own children: they die with it.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent) ::_exit(125);
  char go = 0;
  ssize_t n = 0;
  while ((n = ::read(control, &go, 1)) < 0 && errno == EINTR) {
  }
  if (n != 1) ::_exit(125);
  ::close(control);
  ::execv(command[0], command);
  Die(command[0]);
}

}  // namespace

int main(int argc, char** argv) {
  int at = 3;
  std::vector<std::string> groups;
  while (at + 1 < argc && std::strcmp(argv[at], "--group") == 0) {
    groups.emplace_back(argv[at + 1]);
    at += 2;
  }
  if (argc < 5 || at + 1 >= argc || std::strcmp(argv[at], "--") != 0) {
    std::fprintf(stderr, "usage: assay-runsc-guard CONTROL_FD FOLDER [--group DIR]... -- RUNSC [ARGUMENT]...\n"
                         "Started by the worker; of no use by hand.\n");
    return 2;
  }
  const int control = std::atoi(argv[1]);
  const pid_t child = StartWaiting(control, argv + at + 1);
  if (child < 0) Die("fork");
  // The channel to the agent belongs to runsc alone: with a copy here its end would never show.
  ::close(0);
  ::close(1);
  if (::write(control, &child, sizeof child) != sizeof child) ::kill(child, SIGKILL);

  // The worker never closes the socket before it has killed the sandbox and waited for this process, so its end
  // means that the worker is gone.
  struct pollfd fd {control, 0, 0};
  sigset_t chld;
  ::sigemptyset(&chld);
  ::sigaddset(&chld, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &chld, nullptr);
  ::signal(SIGCHLD, [](int) {});
  sigset_t none;
  ::sigemptyset(&none);
  while (true) {
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) == child) {
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (::ppoll(&fd, 1, nullptr, &none) > 0) break;
  }
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  RemoveGroups(groups);
  std::error_code ignored;
  fs::remove_all(argv[2], ignored);
  return 0;
}

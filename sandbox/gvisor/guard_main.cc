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
// Stands between the worker and one runsc. It starts runsc as a clean child that waits until the
// worker has moved it into its control groups, and stays outside of them. When the worker dies,
// however it dies, the control socket ends, and the guard kills the sandbox, removes the folder and
// the groups, and ends.
namespace {

namespace fs = std::filesystem;

// What a signal handler may touch; the one global of this program.
volatile sig_atomic_t g_orderly = 0;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "assay-runsc-guard: %s: %s\n", what, std::strerror(errno));
  ::_exit(125);
}

void KillGroups(const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const int kill = ::open((group + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC);
    if (kill >= 0) {
      std::ignore = ::write(kill, "1", 1);
      ::close(kill);
    }
  }
}

// Groups empty themselves shortly after their processes were killed: bounded by five seconds.
void RemoveGroups(const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    for (int attempt = 0; attempt < 500 && ::rmdir(group.c_str()) != 0 && errno == EBUSY;
         ++attempt) {
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
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
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
    std::fprintf(
        stderr,
        "usage: assay-runsc-guard CONTROL_FD FOLDER [--group DIR]... -- RUNSC [ARGUMENT]...\n"
        "Started by the worker; of no use by hand.\n");
    return 2;
  }
  const int control = std::atoi(argv[1]);
  // Of a sandbox that is killed, runsc may die before its children; they are reaped here, not left
  // to an init that a container perhaps does not have.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t caught, none;
  ::sigemptyset(&none);
  ::sigemptyset(&caught);
  ::sigaddset(&caught, SIGCHLD);
  ::sigaddset(&caught, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &caught, nullptr);
  ::signal(SIGCHLD, [](int) {});
  ::signal(SIGTERM, [](int) { g_orderly = 1; });
  const pid_t child = StartWaiting(control, argv + at + 1);
  if (child < 0) Die("fork");
  // The channel to the agent belongs to runsc alone: with a copy here its end would never show.
  ::close(0);
  ::close(1);
  if (::write(control, &child, sizeof child) != sizeof child) ::kill(child, SIGKILL);

  // An orderly end is asked for by SIGTERM. The worker closes the socket only after that, so the
  // socket's end alone means that the worker is gone.
  struct pollfd fd {
    control, 0, 0
  };
  bool orderly = false, child_gone = false;
  while (true) {
    const pid_t gone = ::waitpid(-1, nullptr, WNOHANG);
    child_gone = child_gone || gone == child;
    if (gone > 0) continue;
    // runsc may have died on its own; the worker, whose affair its folder and groups are, still
    // can.
    if (gone < 0 && errno == ECHILD) child_gone = true;
    const int ready = ::ppoll(&fd, 1, nullptr, &none);
    orderly = g_orderly != 0;
    if (orderly || ready > 0) break;
  }
  // Once it was reaped, its number may be another process's.
  if (!child_gone) ::kill(child, SIGKILL);
  // Before waiting: what runsc left behind when it died is in the groups too. In order, the worker
  // has done it.
  if (!orderly) KillGroups(groups);
  while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
  }
  if (orderly) return 0;
  RemoveGroups(groups);
  std::error_code ignored;
  fs::remove_all(argv[2], ignored);
  return 0;
}

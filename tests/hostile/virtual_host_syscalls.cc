#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "common/files.h"
#include "tests/hostile/virtual_host.h"

namespace assay::hostile {
namespace {

namespace fs = std::filesystem;
using sandbox::Nanoseconds;

Status Check(int result, const std::string& what) {
  return result == 0 ? OkStatus() : ErrnoStatus("virtual host: " + what, errno);
}

Status LoopbackUp() {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return ErrnoStatus("virtual host: socket", errno);
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return Check(::ioctl(socket.get(), SIOCSIFFLAGS, &request), "loopback interface");
}

constexpr const char* kEmptied[] = {"/tmp", "/run", "/dev/shm"};

// What the test itself needs and the empty folders would cover: a checkout, or a store, may stand
// in /tmp.
struct Spared {
  fs::path path;
  UniqueFd mount;  // read-only, detached
};

Result<std::vector<Spared>> SpareOwnFolders() {
  std::error_code error;
  std::vector<fs::path> wanted = {fs::read_symlink("/proc/self/exe", error).parent_path()};
  if (const char* source = std::getenv("ASSAY_SOURCE_DIR")) {
    wanted.push_back(fs::path(source) / "tests/hostile");
  }
  if (const char* store = std::getenv("ASSAY_IMAGE_STORE")) wanted.emplace_back(store);
  std::vector<Spared> spared;
  for (const fs::path& path : wanted) {
    const bool covered = std::any_of(
        std::begin(kEmptied), std::end(kEmptied),
        [&](const std::string& folder) { return path.string().rfind(folder + "/", 0) == 0; });
    if (!covered) continue;
    UniqueFd mount(::open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
    if (!mount.valid()) return ErrnoStatus("virtual host: " + path.string(), errno);
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_RDONLY;
    ASSAY_RETURN_IF_ERROR(Check(
        ::mount_setattr(mount.get(), "", AT_EMPTY_PATH, &attributes, sizeof attributes), path));
    spared.push_back({path, std::move(mount)});
  }
  return spared;
}

Status LayGround(const VirtualHostLimits& limits) {
  ASSAY_RETURN_IF_ERROR(
      Check(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make mounts private"));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Spared> spared, SpareOwnFolders());
  const std::string options = "mode=1777,size=" + std::to_string(limits.tmpfs_bytes);
  for (const char* folder : kEmptied) {
    ASSAY_RETURN_IF_ERROR(
        Check(::mount("hostile", folder, "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()), folder));
  }
  for (const Spared& own : spared) {
    std::error_code error;
    fs::create_directories(own.path, error);
    ASSAY_RETURN_IF_ERROR(Check(
        ::move_mount(own.mount.get(), "", AT_FDCWD, own.path.c_str(), MOVE_MOUNT_F_EMPTY_PATH),
        own.path));
  }
  ASSAY_RETURN_IF_ERROR(Check(::mount("proc", "/proc", "proc", 0, nullptr), "/proc"));
  // Message queues are seen as files, so that one that is left behind is found.
  ASSAY_RETURN_IF_ERROR(Check(::mkdir("/run/mqueue", 0755), "/run/mqueue"));
  ASSAY_RETURN_IF_ERROR(Check(::mount("mqueue", "/run/mqueue", "mqueue", 0, nullptr), "mqueue"));
  ASSAY_RETURN_IF_ERROR(Check(
      ::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), "read-only root"));
  ASSAY_RETURN_IF_ERROR(LoopbackUp());
  return Check(::sethostname("virtual-host", 12), "host name");
}

// A control file: written where it stands, not replaced.
Status WriteFileInPlace(const fs::path& path, const std::string& text) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  return WriteAll(fd.get(), text).Annotate(path.string());
}

// Process 1 of the namespace: starts the body, reaps whatever is orphaned, ends with it.
[[noreturn]] void BeFirstProcess(int gate, int report, const VirtualHostLimits& limits,
                                 const std::function<void(const Ground&)>& body,
                                 const Ground& ground) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  char byte = 0;
  if (::read(gate, &byte, 1) != 1) ::_exit(1);
  ::close(gate);
  const Status laid = LayGround(limits);
  if (!laid.ok()) {
    std::ignore = WriteAll(report, "!" + laid.ToString());
    ::_exit(1);
  }
  const pid_t child = ::fork();
  if (child == 0) {
    body(ground);
    ::_exit(0);
  }
  ::close(report);
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, __WALL);
    if (pid == child) ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    if (pid < 0 && errno != EINTR) ::_exit(1);
  }
}

void RemoveFolders(const fs::path& folder, std::vector<std::string>* found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_directory(error)) continue;
    if (found != nullptr) found->push_back(entry.path());
    RemoveFolders(entry.path(), found);
    // What was killed a moment ago may still be listed: bounded by a second.
    for (int attempt = 0; attempt < 200 && ::rmdir(entry.path().c_str()) != 0 && errno == EBUSY;
         ++attempt) {
      ::usleep(5000);
    }
  }
}

// Groups of runs that were killed before they could clean up.
void SweepStale(const sandbox::CgroupSupport& support) {
  std::vector<fs::path> parents{support.v2_parent};
  for (const auto& v1 : support.v1_parents) parents.push_back(v1.parent);
  for (const fs::path& parent : parents) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(parent, error)) {
      const std::string name = entry.path().filename();
      constexpr std::string_view kPrefix = "assay-hostile.";
      if (name.rfind(kPrefix, 0) != 0) continue;
      const auto pid = static_cast<pid_t>(std::strtol(name.c_str() + kPrefix.size(), nullptr, 10));
      if (pid <= 1 || ::kill(pid, 0) == 0) continue;
      RemoveFolders(entry.path(), nullptr);
      ::rmdir(entry.path().c_str());
    }
  }
}

Nanoseconds Now() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return std::chrono::seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

// Reads until the end of the pipe; false at the deadline.
bool ReadUntil(int fd, Nanoseconds deadline, std::string* text) {
  char buffer[65536];
  for (;;) {
    const Nanoseconds left = deadline - Now();
    if (left <= Nanoseconds::zero()) return false;
    pollfd p{fd, POLLIN, 0};
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count() + 1;
    if (::poll(&p, 1, static_cast<int>(ms)) <= 0) continue;
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n == 0) return true;
    if (n > 0) text->append(buffer, static_cast<size_t>(n));
    if (n < 0 && errno != EINTR) return true;
  }
}

}  // namespace

Result<std::unique_ptr<VirtualHosts>> VirtualHosts::Open(const VirtualHostLimits& limits,
                                                         sandbox::CgroupOptions options) {
  if (::geteuid() != 0) {
    return FailedPrecondition(
        "hostile programs are run only inside namespaces and a cgroup of their own, which "
        "needs root: run the tests as root");
  }
  std::unique_ptr<VirtualHosts> hosts(new VirtualHosts());
  hosts->limits_ = limits;
  options.name = "assay-hostile." + std::to_string(::getpid());
  hosts->tree_name_ = options.name;
  auto tree = sandbox::CgroupTree::Open(options);
  if (!tree.ok()) return std::move(tree).status().Annotate("hostile programs are not run");
  hosts->tree_ = std::move(*tree);
  const auto& support = hosts->tree_->support();
  SweepStale(support);
  if (support.v2_memory) {
    // Groups that a factory makes stand beside the body's (a v2 group with processes has no limited
    // children), so the folder above both carries the limits too.
    const fs::path folder = support.v2_parent / hosts->tree_name_;
    ASSAY_RETURN_IF_ERROR(
        WriteFileInPlace(folder / "memory.max", std::to_string(limits.memory_bytes)));
    ASSAY_RETURN_IF_ERROR(WriteFileInPlace(folder / "pids.max", std::to_string(limits.tasks)));
  }
  return hosts;
}

std::vector<std::string> VirtualHosts::Folders(const std::string& name) const {
  std::vector<std::string> folders;
  const auto& support = tree_->support();
  for (const auto& v1 : support.v1_parents) folders.push_back(v1.parent / tree_name_ / name);
  if (support.v2_memory) {
    folders.push_back(support.v2_parent / tree_name_);
  } else if (support.v2_tree) {
    folders.push_back(support.v2_parent / tree_name_ / name);
  }
  return folders;
}

Result<Ended> VirtualHosts::Run(const std::function<void(const Ground&)>& body,
                                Nanoseconds deadline) {
  const std::string name = "a" + std::to_string(++counter_);
  ASSAY_ASSIGN_OR_RETURN(sandbox::Cgroup group, tree_->Create(name));
  ASSAY_RETURN_IF_ERROR(group.SetMemoryLimit(limits_.memory_bytes));
  ASSAY_RETURN_IF_ERROR(group.SetPidsLimit(limits_.tasks));
  ASSAY_ASSIGN_OR_RETURN(Pipe gate, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe report, MakePipe());
  Ground ground{report.write.get(), Folders(name)};

  clone_args arguments{};
  int pidfd = -1;
  arguments.flags =
      CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_PIDFD;
  arguments.exit_signal = SIGCHLD;
  arguments.pidfd = reinterpret_cast<uint64_t>(&pidfd);
  const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
  if (pid < 0) return ErrnoStatus("virtual host: new namespaces", errno);
  if (pid == 0) {
    gate.write.reset();
    report.read.reset();
    BeFirstProcess(gate.read.release(), ground.report_fd, limits_, body, ground);
  }
  const UniqueFd first(pidfd);
  report.write.reset();
  gate.read.reset();
  const auto end = [&] {
    // Killing process 1 of the namespace kills all of it; what stands in its group goes with it.
    ::syscall(SYS_pidfd_send_signal, first.get(), SIGKILL, nullptr, 0U);
    int status = 0;
    while (::waitpid(pid, &status, __WALL) < 0 && errno == EINTR) {
    }
    std::ignore = group.KillAll();
    return status;
  };
  const Status attached = group.Attach(pid);
  if (!attached.ok() || !WriteAll(gate.write.get(), "x").ok()) {
    end();
    return std::move(Status(attached)).Annotate("virtual host: enter the outer cgroup");
  }
  Ended ended;
  const bool closed = ReadUntil(report.read.get(), Now() + deadline, &ended.report);
  // Give process 1 the moment it needs to end by itself, so that its word is heard.
  pollfd p{first.get(), POLLIN, 0};
  const bool by_itself = closed && ::poll(&p, 1, 2000) > 0;
  const int status = end();
  const auto usage = group.Usage();
  if (usage.ok()) {
    ended.oom_kills = usage->oom_kills;
    ended.peak_memory_bytes = usage->peak_memory_bytes;
  }
  for (const std::string& folder : Folders(name)) RemoveFolders(folder, &ended.left_cgroups);
  if (!closed) {
    ended.how = Ended::How::kDeadline;
    ended.detail = "still running at the deadline; everything was killed";
  } else if (by_itself && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    ended.how = Ended::How::kReported;
  } else if (ended.report.rfind('!', 0) == 0) {
    return FailedPrecondition(ended.report.substr(1));
  } else {
    ended.how = Ended::How::kDied;
    ended.detail = !by_itself ? "the report ended and the process did not"
                   : WIFSIGNALED(status)
                       ? "process 1 died of signal " + std::to_string(WTERMSIG(status))
                       : "the body ended with " + std::to_string(WEXITSTATUS(status));
  }
  return ended;
}

}  // namespace assay::hostile

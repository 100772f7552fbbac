#include "sandbox/gvisor/launch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/agent/paths.h"

namespace assay::sandbox::gvisor {
namespace {

namespace fs = std::filesystem;

constexpr int kStartTimeoutMs = 10'000;

std::string Json(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[(c >> 4) & 0xf];
      out += kHex[c & 0xf];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string TmpfsMount(std::string_view destination, std::string_view options) {
  return R"({"destination":)" + Json(destination) +
         R"(,"type":"tmpfs","source":"tmpfs","options":["nosuid","nodev",)" + std::string(options) +
         "]},";
}

// posix_spawn's dup2 must find its sources above the numbers that it fills.
Result<UniqueFd> HighFd(int fd) {
  UniqueFd high(::fcntl(fd, F_DUPFD_CLOEXEC, 10));
  if (!high.valid()) return ErrnoStatus("F_DUPFD_CLOEXEC", errno);
  return high;
}

struct SocketPair {
  UniqueFd ours, theirs;
};
Result<SocketPair> MakeSocketPair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return ErrnoStatus("socketpair", errno);
  SocketPair pair{UniqueFd(fds[0]), UniqueFd(fds[1])};
  ASSAY_ASSIGN_OR_RETURN(pair.theirs, HighFd(pair.theirs.get()));
  return pair;
}

class SpawnSetup {
 public:
  SpawnSetup() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    // Away from the terminal's signals, and none of the worker's masks or handlers.
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  }
  ~SpawnSetup() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  void Give(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  Result<pid_t> Spawn(const std::vector<std::string>& command) {
    std::vector<char*> argv;
    for (const std::string& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    char* env[] = {path, nullptr};
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, argv[0], &actions_, &attributes_, argv.data(), env);
    if (error != 0) return ErrnoStatus("cannot start " + command[0], error);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

std::string OciConfig(const LaunchSpec& spec, const fs::path& empty_root) {
  const bool erofs = spec.use_erofs && !spec.image.erofs.empty();
  // What the agent needs to make a run's namespaces, mounts and user; it drops the rest of its
  // bounding set itself.
  const std::string capabilities =
      R"(["CAP_SYS_ADMIN","CAP_SETUID","CAP_SETGID","CAP_SETPCAP","CAP_KILL","CAP_CHOWN","CAP_FOWNER",)"
      R"("CAP_DAC_OVERRIDE","CAP_SYS_RESOURCE","CAP_SYS_CHROOT"])";
  std::string text = R"({"ociVersion":"1.0.0","process":{"user":{"uid":0,"gid":0},"args":[)";
  text += Json(agent::kAgentPath);
  text +=
      R"(],"env":["PATH=/usr/bin"],"cwd":"/","noNewPrivileges":true,"capabilities":{"bounding":)" +
      capabilities;
  text += R"(,"effective":)" + capabilities + R"(,"permitted":)" + capabilities + "}},";
  text += R"("root":{"path":)" + Json(erofs ? empty_root.string() : spec.image.rootfs.string());
  // Writable, in the memory of the sandbox, only until the agent makes it read-only: runsc makes
  // mount points in it, and the image itself is never written to.
  text += R"(,"readonly":false},"hostname":"assay",)";
  if (erofs) {
    text +=
        R"("annotations":{"dev.gvisor.spec.rootfs.type":"erofs","dev.gvisor.spec.rootfs.overlay":"memory",)";
    text += R"("dev.gvisor.spec.rootfs.source":)" + Json(spec.image.erofs.string()) + "},";
  }
  text +=
      R"("mounts":[{"destination":"/proc","type":"proc","source":"proc","options":["nosuid","nodev","noexec"]},)";
  text += R"({"destination":)" + Json(agent::kAgentDir) + R"(,"type":"bind","source":)";
  text += Json(spec.agent_folder.string()) + R"(,"options":["ro","nosuid","nodev"]},)";
  text +=
      TmpfsMount(agent::kWorkDir, R"("mode=0755","size=)" + std::to_string(spec.disk.bytes) + '"');
  // Mount points only: each run mounts its own over them.
  text += TmpfsMount(agent::kScratchDir, R"("mode=0700","size=4096")");
  text +=
      R"({"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","nodev","noexec","ro"]},)";
  text += TmpfsMount("/dev/shm", R"("mode=0755","size=4096")");
  text.pop_back();
  text +=
      R"(],"linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"ipc"},{"type":"uts"},{"type":"network"}]}})";
  return text;
}

Result<std::unique_ptr<RunscProcess>> RunscProcess::Start(
    const LaunchSpec& spec, Cgroup group, const std::vector<std::string>& group_folders) {
  ASSAY_ASSIGN_OR_RETURN(TempDir folder, TempDir::Create("assay-gvisor-"));
  std::unique_ptr<RunscProcess> process(new RunscProcess(std::move(group), std::move(folder)));
  ASSAY_RETURN_IF_ERROR(process->Spawn(spec, group_folders));
  return process;
}

Status RunscProcess::Spawn(const LaunchSpec& spec, const std::vector<std::string>& group_folders) {
  const fs::path& folder = folder_.path();
  std::error_code error;
  fs::create_directory(folder / "root", error);
  ASSAY_RETURN_IF_ERROR(
      WriteFileAtomically(folder / "config.json", OciConfig(spec, folder / "root")));
  UniqueFd log(::open((folder / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.valid()) return ErrnoStatus((folder / "log").string(), errno);
  ASSAY_ASSIGN_OR_RETURN(log, HighFd(log.get()));
  ASSAY_ASSIGN_OR_RETURN(SocketPair channel, MakeSocketPair());
  ASSAY_ASSIGN_OR_RETURN(SocketPair control, MakeSocketPair());

  std::vector<std::string> command = {spec.guard.string(), "3", folder.string()};
  for (const std::string& group : group_folders) {
    command.emplace_back("--group");
    command.push_back(group);
  }
  command.insert(command.end(), {"--", spec.runsc.string(), "--root=" + (folder / "state").string(),
                                 "--ignore-cgroups", "--network=none",
                                 "--platform=" + spec.platform, "--overlay2=root:memory"});
  command.insert(command.end(), spec.extra_flags.begin(), spec.extra_flags.end());
  // The name is looked for by nobody; the state folder is this sandbox's own.
  command.insert(command.end(), {"run", "--bundle=" + folder.string(), "assay"});

  SpawnSetup setup;
  setup.Give(channel.theirs.get(), 0);
  setup.Give(channel.theirs.get(), 1);
  setup.Give(log.get(), 2);
  setup.Give(control.theirs.get(), 3);
  ASSAY_ASSIGN_OR_RETURN(guard_, setup.Spawn(command));
  control_ = std::move(control.ours);
  channel_ = std::move(channel.ours);
  control.theirs.reset();
  channel.theirs.reset();
  ::fcntl(channel_.get(), F_SETFL, O_NONBLOCK);

  pollfd wait{control_.get(), POLLIN, 0};
  if (::poll(&wait, 1, kStartTimeoutMs) != 1)
    return Unavailable("gvisor: the guard does not start");
  pid_t child = -1;
  ASSAY_RETURN_IF_ERROR(ReadExactly(control_.get(), reinterpret_cast<char*>(&child), sizeof child)
                            .Annotate("gvisor: " + Log()));
  ASSAY_RETURN_IF_ERROR(group_.Attach(child));
  if (::send(control_.get(), "g", 1, MSG_NOSIGNAL) != 1)
    return ErrnoStatus("gvisor: the guard", errno);
  return OkStatus();
}

void RunscProcess::Kill() { std::ignore = group_.KillAll(); }

RunscProcess::~RunscProcess() {
  Kill();
  if (guard_ <= 0) return;
  // Also kills a child that was not in the group yet, and reaps what is left of the tree.
  ::kill(guard_, SIGTERM);
  channel_.reset();
  while (::waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string RunscProcess::Log() const {
  const auto text = ReadFile(folder_.path() / "log");
  if (!text.ok() || text->empty()) return "no message from runsc";
  return text->size() <= 2000 ? *text : text->substr(text->size() - 2000);
}

}  // namespace assay::sandbox::gvisor

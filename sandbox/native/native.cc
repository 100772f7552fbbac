#include "sandbox/native/native.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <mutex>
#include <vector>

#include "common/files.h"
#include "common/sigpipe.h"
#include "sandbox/native/helper_client.h"
#include "sandbox/native/mounts.h"
#include "sandbox/native/pump.h"
#include "sandbox/native/seccomp_policy.h"
#include "sandbox/native/slot.h"
#include "sandbox/work_folder.h"

namespace assay::sandbox {

namespace fs = std::filesystem;
using native::HelperClient;
using native::Message;
using native::MessageType;

struct NativeFactory::Shared {
  NativeOptions options;
  std::mutex mutex;
  std::vector<std::unique_ptr<HelperClient>> idle;

  Result<std::unique_ptr<HelperClient>> Take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto client = std::move(idle.back());
        idle.pop_back();
        return client;
      }
    }
    return HelperClient::Start(options.helper);
  }

  void GiveBack(std::unique_ptr<HelperClient> client) {
    const std::lock_guard lock(mutex);
    if (idle.size() < options.max_idle_slots) idle.push_back(std::move(client));
  }
};

namespace {

Result<fs::path> FindHelper() {
  constexpr const char* kName = "assay-sandbox-helper";
  std::vector<fs::path> folders;
  if (const char* dir = ::getenv("ASSAY_BIN_DIR")) folders.emplace_back(dir);
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error).parent_path();
  folders.push_back(self);
  folders.push_back(self / "../libexec/assay");
  for (const fs::path& folder : folders) {
    if (::access((folder / kName).c_str(), X_OK) == 0) return folder / kName;
  }
  return NotFound(std::string("native sandbox: ") + kName +
                  " is neither beside this program nor in ../libexec/assay; build or install it, "
                  "or set ASSAY_BIN_DIR");
}

class NativeSandbox : public Sandbox {
 public:
  NativeSandbox(std::shared_ptr<NativeFactory::Shared> shared, std::unique_ptr<HelperClient> client,
                UniqueFd work, uint32_t uid)
      : shared_(std::move(shared)), client_(std::move(client)), work_(std::move(work)), uid_(uid) {}

  ~NativeSandbox() override {
    work_.reset();
    if (!client_) return;
    Message reset;
    reset.type = MessageType::kReset;
    if (client_->Call(reset, {}).ok()) shared_->GiveBack(std::move(client_));
  }

  Status PutFile(std::string_view path, std::string_view data, unsigned mode) override {
    work_changed_ = true;
    return PutFileBeneath(work_.get(), path, data, mode, uid_);
  }

  Result<Collected> Collect(const CollectLimits& limits) override {
    return CollectBeneath(work_.get(), limits);
  }

  bool alive() const override { return client_ != nullptr; }

  Result<Outcome> Run(const RunSpec& spec) override {
    if (!client_) return FailedPrecondition("this sandbox broke in an earlier run");
    // A kKeep run may have closed the folder to everyone, itself included: that must not cost the
    // next run.
    if (::fchmodat(work_.get(), ".", 0755, 0) != 0)
      return ErrnoStatus("work folder: fchmodat", errno);
    auto outcome = RunInHelper(spec);
    // After a failure of the sandbox nothing about the helper is certain: it goes.
    if (!outcome.ok() && outcome.status().code() != StatusCode::kInvalidArgument) client_.reset();
    return outcome;
  }

 private:
  Result<Outcome> RunInHelper(const RunSpec& spec);
  Result<native::Received> Exchange(int stop_event, OutputStream& out, OutputStream& err,
                                    InputStream& in);

  std::shared_ptr<NativeFactory::Shared> shared_;
  std::unique_ptr<HelperClient> client_;
  UniqueFd work_;
  uint32_t uid_;
  bool work_changed_ = false;
};

Message RunMessage(const RunSpec& spec, size_t argc, size_t envc, bool work_changed) {
  Message message;
  message.type = MessageType::kRun;
  message.cpu_ns = spec.limits.cpu.count();
  message.wall_ns = spec.limits.wall.count();
  message.idle_ns = spec.limits.idle.count();
  message.memory_bytes = spec.limits.memory_bytes;
  message.file_bytes = spec.limits.file_bytes;
  message.stack_bytes =
      spec.limits.stack_bytes != 0 ? spec.limits.stack_bytes : spec.limits.memory_bytes;
  message.processes = spec.limits.processes;
  message.open_files = spec.limits.open_files;
  message.argc = static_cast<uint32_t>(argc);
  message.envc = static_cast<uint32_t>(envc);
  message.keep_work = spec.work == Work::kKeep;
  message.work_changed = work_changed;
  return message;
}

Outcome ToOutcome(const native::Received& received) {
  const Message& m = received.message;
  Outcome outcome;
  outcome.limit = static_cast<Limit>(m.limit);
  if (m.ended_by_itself && WIFEXITED(m.wait_status)) outcome.exit_code = WEXITSTATUS(m.wait_status);
  if (m.ended_by_itself && WIFSIGNALED(m.wait_status)) outcome.signal = WTERMSIG(m.wait_status);
  if (!m.ended_by_itself) outcome.signal = SIGKILL;
  outcome.cpu = Nanoseconds(m.used_cpu_ns);
  outcome.user = Nanoseconds(m.used_user_ns);
  outcome.system = Nanoseconds(m.used_system_ns);
  outcome.wall = Nanoseconds(m.used_wall_ns);
  outcome.peak_memory_bytes = m.peak_memory_bytes;
  Evidence& evidence = outcome.evidence;
  evidence.oom_kills = m.oom_kills;
  evidence.process_limit_hits = m.pids_limit_hits;
  evidence.memory_limit_bytes = m.memory_limit_bytes;
  evidence.killed_by_supervisor = m.killed_by_supervisor;
  if (m.bad_syscall >= 0) evidence.syscall = native::DescribeSyscall(m.bad_arch, m.bad_syscall);
  evidence.file_at_limit = received.strings.c_str();
  evidence.cpu_source = m.cgroup_v2_cpu ? "cgroup2 cpu.stat" : "cpuacct";
  evidence.memory_source = m.cgroup_v2_memory ? "memory.peak" : "memory.max_usage_in_bytes";
  return outcome;
}

void SetNonBlocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

// Until the helper says how the run ended. A reader that takes nothing holds up the program alone:
// its limits stand in the helper, and the stop token here.
Result<native::Received> NativeSandbox::Exchange(int stop_event, OutputStream& out,
                                                 OutputStream& err, InputStream& in) {
  bool killed = false;
  const auto kill = [&](Limit why) {
    if (killed) return OkStatus();
    killed = true;
    // No more waiting for a reader: what the dying program writes is counted, as fast as it comes.
    out.tap().Drop();
    err.tap().Drop();
    Message message;
    message.type = MessageType::kKill;
    message.limit = static_cast<uint32_t>(why);
    return native::Send(client_->socket(), message, "");
  };
  while (true) {
    pollfd fds[7] = {{client_->socket(), POLLIN, 0},
                     {out.fd(), POLLIN, 0},
                     {err.fd(), POLLIN, 0},
                     {in.fd(), POLLOUT, 0},
                     {killed ? -1 : stop_event, POLLIN, 0},
                     {out.tap().wait_fd(), POLLOUT, 0},
                     {err.tap().wait_fd(), POLLOUT, 0}};
    if (::poll(fds, 7, -1) < 0 && errno != EINTR) return ErrnoStatus("poll", errno);
    if (fds[5].revents != 0) out.tap().Forward();
    if (fds[6].revents != 0) err.tap().Forward();
    if (fds[1].revents != 0 && !out.Drain()) ASSAY_RETURN_IF_ERROR(kill(Limit::kStdout));
    if (fds[2].revents != 0 && !err.Drain()) ASSAY_RETURN_IF_ERROR(kill(Limit::kStderr));
    if (fds[3].revents != 0) in.Feed();
    if (fds[4].revents != 0) ASSAY_RETURN_IF_ERROR(kill(Limit::kCancelled));
    if (fds[0].revents != 0) return native::Receive(client_->socket());
  }
}

Result<Outcome> NativeSandbox::RunInHelper(const RunSpec& spec) {
  if (spec.argv.empty()) return InvalidArgument("run: no command");
  const SigpipeGuard no_sigpipe;
  const UniqueFd stop_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop_event.valid()) return ErrnoStatus("eventfd", errno);
  const std::stop_callback on_stop(
      spec.stop, [&stop_event] { std::ignore = ::eventfd_write(stop_event.get(), 1); });
  const std::vector<std::string>& env = spec.env.empty() ? DefaultEnvironment() : spec.env;
  std::string strings;
  for (const auto* list : {&spec.argv, &env}) {
    for (const std::string& s : *list) {
      if (s.find('\0') != std::string::npos) {
        return InvalidArgument("run: an argument or variable holds a NUL byte");
      }
      strings += s;
      strings += '\0';
    }
  }
  strings += spec.cwd;
  strings += '\0';
  ASSAY_ASSIGN_OR_RETURN(Pipe out_pipe, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe err_pipe, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe in_pipe, MakePipe());
  SetNonBlocking(out_pipe.read.get());
  SetNonBlocking(err_pipe.read.get());
  SetNonBlocking(in_pipe.write.get());
  const bool own_input = spec.stdin_fd < 0;
  ASSAY_RETURN_IF_ERROR(native::Send(
      client_->socket(), RunMessage(spec, spec.argv.size(), env.size(), work_changed_), strings,
      {own_input ? in_pipe.read.get() : spec.stdin_fd, out_pipe.write.get(),
       err_pipe.write.get()}));
  in_pipe.read.reset();
  out_pipe.write.reset();
  err_pipe.write.reset();
  OutputStream out(std::move(out_pipe.read), spec.out, spec.limits.stdout_bytes);
  OutputStream err(std::move(err_pipe.read), spec.err, spec.limits.stderr_bytes);
  InputStream in(std::move(in_pipe.write), own_input ? spec.stdin_bytes : std::string_view());
  const auto start = std::chrono::steady_clock::now();
  ASSAY_ASSIGN_OR_RETURN(const native::Received received, Exchange(stop_event.get(), out, err, in));
  if (received.message.type == MessageType::kReply) {
    return Status(static_cast<StatusCode>(received.message.status_code), received.strings.c_str());
  }
  work_changed_ = false;
  // Every writer is dead: what is left in the pipes is all there will be.
  Outcome outcome = ToOutcome(received);
  if (!out.DrainRest() && outcome.limit == Limit::kNone) outcome.limit = Limit::kStdout;
  if (!err.DrainRest() && outcome.limit == Limit::kNone) outcome.limit = Limit::kStderr;
  if (outcome.limit == Limit::kNone) {
    Deliver(out.tap(), err.tap(), stop_event.get(),
            spec.limits.wall - (std::chrono::steady_clock::now() - start));
  }
  for (OutputTap* tap : {&out.tap(), &err.tap()}) {
    tap->Drop();
    outcome.evidence.undelivered_bytes += tap->undelivered();
  }
  outcome.stdout_bytes = out.tap().bytes();
  outcome.stderr_bytes = err.tap().bytes();
  outcome.out = out.tap().TakeKept();
  outcome.err = err.tap().TakeKept();
  if (received.message.exec_errno != 0) {
    // As a shell would say it: 127 for "not found", 126 for "found, but cannot be run".
    const int error = received.message.exec_errno;
    outcome.evidence.exec_errno = error;
    outcome.exit_code = error == ENOENT || error == ENOTDIR ? 127 : 126;
    outcome.err += "cannot execute " + spec.argv[0] + ": " + std::strerror(error) + "\n";
  }
  return outcome;
}

}  // namespace

NativeFactory::NativeFactory(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
NativeFactory::~NativeFactory() = default;

Result<std::unique_ptr<NativeFactory>> NativeFactory::Create(NativeOptions options) {
  if (::geteuid() != 0) {
    return FailedPrecondition(
        "native sandbox: needs root to make namespaces and mounts; run as root, or use the gvisor "
        "backend");
  }
  auto shared = std::make_shared<Shared>();
  if (options.helper.empty()) {
    ASSAY_ASSIGN_OR_RETURN(options.helper, FindHelper());
  }
  shared->options = std::move(options);
  ASSAY_ASSIGN_OR_RETURN(auto first, HelperClient::Start(shared->options.helper));
  shared->GiveBack(std::move(first));
  return std::unique_ptr<NativeFactory>(new NativeFactory(std::move(shared)));
}

Result<std::unique_ptr<Sandbox>> NativeFactory::Create(const SandboxSpec& spec) {
  ASSAY_ASSIGN_OR_RETURN(auto client, shared_->Take());
  const uint32_t uid = native::HostUidOf(client->pid());
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd image, native::CloneReadOnly(spec.image.rootfs));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd work, native::MakeTmpfs(spec.disk.bytes, spec.disk.inodes, uid));
  Message configure;
  configure.type = MessageType::kConfigure;
  configure.disk_bytes = spec.disk.bytes;
  configure.disk_inodes = spec.disk.inodes;
  ASSAY_RETURN_IF_ERROR(client->Call(configure, {image.get(), work.get()}));
  return std::unique_ptr<Sandbox>(
      std::make_unique<NativeSandbox>(shared_, std::move(client), std::move(work), uid));
}

}  // namespace assay::sandbox

#include "sandbox/native/supervisor.h"

#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <tuple>

#include "sandbox/native/watch.h"

namespace assay::sandbox::native {
namespace {

constexpr Nanoseconds kSetupDeadline = std::chrono::seconds(10);

Status ReportFailure(const Report& report) {
  return ErrnoStatus(std::string("sandbox set-up: ") + report.text, report.value);
}

// Waits until `fd` has something to read; false at the deadline.
bool WaitReadable(int fd, Nanoseconds timeout) {
  pollfd p{fd, POLLIN, 0};
  timespec t{timeout.count() / 1'000'000'000, timeout.count() % 1'000'000'000};
  int n = 0;
  do {
    n = ::ppoll(&p, 1, &t, nullptr);
  } while (n < 0 && errno == EINTR);
  return n > 0;
}

Result<ReceivedReport> Expect(int channel, ReportType type) {
  if (!WaitReadable(channel, kSetupDeadline)) {
    return DeadlineExceeded("sandbox set-up: nothing from the sandbox's first process in 10 s");
  }
  ASSAY_ASSIGN_OR_RETURN(ReceivedReport received, ReceiveReport(channel));
  if (received.report.type == ReportType::kFailed) return ReportFailure(received.report);
  if (received.report.type != type) return Internal("sandbox set-up: unexpected report");
  return received;
}

void Reap(pid_t pid) {
  while (::waitpid(pid, nullptr, __WALL) < 0 && errno == EINTR) {
  }
}

// _IO(0xFF, 3) of linux/pidfd.h, which older headers lack; kernels before 6.11 answer ENOTTY, and
// then the namespace goes with its last process.
constexpr unsigned long kPidfdGetMountNamespace = 0xFF03;

void KillJail(const Jail& jail) {
  // Killing process 1 kills everything in its PID namespace, and waiting for it waits for all of
  // them.
  ::syscall(SYS_pidfd_send_signal, jail.pidfd.get(), SIGKILL, nullptr, 0U);
}

}  // namespace

Supervisor::Prepared::~Prepared() {
  if (jail.pid > 0) {
    KillJail(jail);
    Reap(jail.pid);
  }
}

Result<std::unique_ptr<Supervisor::Prepared>> Supervisor::Begin(bool keep_work) {
  JailSpec spec;
  spec.keep_work = keep_work;
  spec.disk_bytes = slot_.disk_bytes();
  spec.disk_inodes = slot_.disk_inodes();
  spec.host_uid = slot_.host_uid();
  spec.network_fd = slot_.network_fd();
  spec.seccomp = &slot_.seccomp();
  ASSAY_ASSIGN_OR_RETURN(SlotGroups::Started started, groups_.Start(spec));
  return std::make_unique<Prepared>(std::move(started));
}

Status Supervisor::Finish(Prepared& prepared) {
  ASSAY_ASSIGN_OR_RETURN(ReceivedReport ready,
                         Expect(prepared.jail.channel.get(), ReportType::kReady));
  ASSAY_RETURN_IF_ERROR(prepared.group.SetBaseline());
  prepared.listener = std::move(ready.listener);
  prepared.program = ready.sender;
  prepared.mounts.reset(::ioctl(prepared.jail.pidfd.get(), kPidfdGetMountNamespace, 0));
  return OkStatus();
}

Result<std::unique_ptr<Supervisor::Prepared>> Supervisor::Take(const Message& limits) {
  FinishNext();
  if (prepared_ && !limits.keep_work && !limits.work_changed) return std::move(prepared_);
  prepared_.reset();
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Prepared> made, Begin(limits.keep_work));
  ASSAY_RETURN_IF_ERROR(Finish(*made));
  return made;
}

void Supervisor::BeginNext() {
  if (prepared_) return;
  auto made = Begin(/*keep_work=*/false);
  if (made.ok()) prepared_ = std::move(*made);
}

void Supervisor::FinishNext() {
  if (prepared_ && !prepared_->ready() && !Finish(*prepared_).ok()) prepared_.reset();
}

void Supervisor::Settle() {
  last_mounts_.reset();
  BeginNext();
  FinishNext();
}

void Supervisor::Discard() {
  prepared_.reset();
  last_mounts_.reset();
}

void Supervisor::Running::Kill(Limit why) {
  if (limit == Limit::kNone) limit = why;
  result.killed_by_supervisor = true;
  KillJail(jail.jail);
}

Result<Message> Supervisor::Run(Received& request, std::string* file_at_limit, bool* library_gone) {
  const Message& limits = request.message;
  if (request.fds.size() != 3) return Internal("run: three descriptors are needed");
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Prepared> jail, Take(limits));
  // Init is a process too, and on v1 hosts so is the zygote.
  const uint64_t own_processes = slot_.cgroups().support().v2_pids ? 1 : 2;
  ASSAY_RETURN_IF_ERROR(
      jail->group.SetLimits(limits.memory_bytes, limits.processes + own_processes));

  Command command;
  command.file_bytes = limits.file_bytes;
  command.stack_bytes = limits.stack_bytes;
  command.open_files = limits.open_files;
  command.argc = limits.argc;
  command.envc = limits.envc;
  Running run{*jail,
              Watch(limits, jail->group, jail->program),
              {},
              Limit::kNone,
              false,
              true,
              file_at_limit,
              library_gone};
  run.result.type = MessageType::kResult;
  ASSAY_RETURN_IF_ERROR(SendCommand(jail->jail.channel.get(), command, request.strings,
                                    request.fds[0].get(), request.fds[1].get(),
                                    request.fds[2].get()));
  request.fds.clear();  // the program's alone now: what it closes has ended
  last_mounts_.reset();
  if (!limits.keep_work) BeginNext();
  ASSAY_RETURN_IF_ERROR(Follow(run));
  last_mounts_ = std::move(jail->mounts);
  Reap(jail->jail.pid);
  jail->jail.pid = -1;
  ASSAY_RETURN_IF_ERROR(Conclude(limits, run));
  return run.result;
}

// Until the jail has ended.
Status Supervisor::Follow(Running& run) {
  Prepared& jail = run.jail;
  while (!run.ended) {
    const bool next_waits = prepared_ && !prepared_->ready();
    pollfd fds[5] = {{jail.jail.pidfd.get(), POLLIN, 0},
                     {run.reports_open ? jail.jail.channel.get() : -1, POLLIN, 0},
                     {library_, POLLIN, 0},
                     {jail.listener.get(), POLLIN, 0},
                     {next_waits ? prepared_->jail.channel.get() : -1, POLLIN, 0}};
    const Nanoseconds wait = run.watch.NextCheck();
    const timespec timeout{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
    if (::ppoll(fds, 5, &timeout, nullptr) < 0 && errno != EINTR) {
      return ErrnoStatus("watch a run: ppoll", errno);
    }
    if (fds[1].revents != 0) {
      ASSAY_RETURN_IF_ERROR(TakeReport(run));
      continue;  // read all reports before looking at the end of init
    }
    if (fds[0].revents != 0) run.ended = true;
    if (fds[3].revents != 0) TakeForbiddenCall(run, (fds[3].revents & POLLIN) != 0);
    if (fds[2].revents != 0) TakeOrder(run);
    if (!run.ended && !run.result.ended_by_itself && run.limit == Limit::kNone) {
      const Limit passed = run.watch.Check();
      if (passed != Limit::kNone) run.Kill(passed);
    }
    if (!run.ended && fds[4].revents != 0) FinishNext();
  }
  if (run.result.used_wall_ns == 0) {
    run.result.used_wall_ns = (MonotonicNow() - run.watch.start()).count();
  }
  return OkStatus();
}

Status Supervisor::TakeReport(Running& run) {
  auto received = ReceiveReport(run.jail.jail.channel.get());
  if (!received.ok()) {
    run.reports_open = false;
    return OkStatus();
  }
  const Report& report = received->report;
  if (report.type == ReportType::kFailed) return ReportFailure(report);
  if (report.type == ReportType::kExecFailed) run.result.exec_errno = report.value;
  if (report.type == ReportType::kExited) {
    run.result.ended_by_itself = true;
    run.result.wait_status = report.value;
    run.result.used_user_ns = report.user_ns;
    run.result.used_system_ns = report.system_ns;
    run.result.used_wall_ns = (MonotonicNow() - run.watch.start()).count();
    *run.file_at_limit = report.text;
  }
  return OkStatus();
}

void Supervisor::TakeForbiddenCall(Running& run, bool there) {
  seccomp_notif call{};
  if (!there) {
    run.jail.listener.reset();  // the last process with the filter is gone
  } else if (::ioctl(run.jail.listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &call) == 0) {
    run.result.bad_arch = call.data.arch;
    run.result.bad_syscall = call.data.nr;
    run.Kill(Limit::kSecurity);
  }
  // Otherwise ENOENT: a signal took the caller out of its call before it was looked at. It may call
  // again, so the listener stays.
}

void Supervisor::TakeOrder(Running& run) const {
  auto message = Receive(library_);
  if (!message.ok()) *run.library_gone = true;
  run.Kill(message.ok() ? static_cast<Limit>(message->message.limit) : Limit::kCancelled);
}

// The final counters decide, however the end came about: a run that used more than its limit was
// over it even when it ended before it was killed.
Status Supervisor::Conclude(const Message& limits, Running& run) {
  Message& result = run.result;
  ASSAY_ASSIGN_OR_RETURN(const CgroupUsage usage, run.jail.group.Usage());
  result.used_cpu_ns = std::max((usage.cpu - run.watch.baseline_cpu()), run.watch.cpu()).count();
  if (!result.ended_by_itself) {
    // Nobody reaped the program to say how its time was spent; the group knows.
    result.used_user_ns = usage.user.count();
    result.used_system_ns = usage.system.count();
  }
  result.peak_memory_bytes = usage.peak_memory_bytes;
  result.memory_limit_bytes = limits.memory_bytes;
  result.oom_kills = usage.oom_kills;
  result.pids_limit_hits = usage.pids_limit_hits;
  result.cgroup_v2_memory = slot_.cgroups().support().v2_memory;
  result.cgroup_v2_cpu = slot_.cgroups().support().v2_tree;
  Limit& limit = run.limit;
  if (limit == Limit::kNone || limit == Limit::kCpuTime || limit == Limit::kWallTime) {
    if (usage.oom_kills > 0) {
      limit = Limit::kMemory;
    } else if (result.used_cpu_ns > limits.cpu_ns) {
      limit = Limit::kCpuTime;
    } else if (result.used_wall_ns > limits.wall_ns) {
      limit = Limit::kWallTime;
    } else if (limit == Limit::kNone && !run.file_at_limit->empty()) {
      limit = Limit::kFileSize;
    }
  }
  if (limit == Limit::kNone && !result.ended_by_itself) {
    return Internal("a sandbox's first process died and no limit explains it");
  }
  result.limit = static_cast<uint32_t>(limit);
  return OkStatus();
}

}  // namespace assay::sandbox::native

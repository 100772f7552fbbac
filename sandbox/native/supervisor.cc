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

Result<std::unique_ptr<Supervisor::Prepared>> Supervisor::Make(bool keep_work) {
  JailSpec spec;
  spec.keep_work = keep_work;
  spec.disk_bytes = slot_.disk_bytes();
  spec.disk_inodes = slot_.disk_inodes();
  spec.host_uid = slot_.host_uid();
  spec.seccomp = &slot_.seccomp();
  ASSAY_ASSIGN_OR_RETURN(SlotGroups::Started started, groups_.Start(spec));
  auto made = std::make_unique<Prepared>(std::move(started));
  ASSAY_ASSIGN_OR_RETURN(ReceivedReport ready,
                         Expect(made->jail.channel.get(), ReportType::kReady));
  made->listener = std::move(ready.listener);
  made->program = ready.sender;
  ASSAY_RETURN_IF_ERROR(made->group.SetBaseline());
  return made;
}

void Supervisor::Prepare() {
  prepared_.reset();
  auto made = Make(/*keep_work=*/false);
  if (made.ok()) prepared_ = std::move(*made);
}

Result<Message> Supervisor::Run(const Received& request, std::string* file_at_limit,
                                bool* library_gone) {
  const Message& limits = request.message;
  if (request.fds.size() != 3) return Internal("run: three descriptors are needed");
  std::unique_ptr<Prepared> made = std::move(prepared_);
  if (!made || limits.keep_work || limits.work_changed) {
    made.reset();
    ASSAY_ASSIGN_OR_RETURN(made, Make(limits.keep_work));
  }
  RunGroup& group = made->group;
  Jail& jail = made->jail;
  // Init is a process too, and on v1 hosts so is the zygote.
  const uint64_t own_processes = slot_.cgroups().support().v2_pids ? 1 : 2;
  ASSAY_RETURN_IF_ERROR(group.SetLimits(limits.memory_bytes, limits.processes + own_processes));

  Command command;
  command.file_bytes = limits.file_bytes;
  command.stack_bytes = limits.stack_bytes;
  command.open_files = limits.open_files;
  command.argc = limits.argc;
  command.envc = limits.envc;
  Message result;
  result.type = MessageType::kResult;
  Watch watch(limits, group, made->program);
  ASSAY_RETURN_IF_ERROR(SendCommand(jail.channel.get(), command, request.strings,
                                    request.fds[0].get(), request.fds[1].get(),
                                    request.fds[2].get()));
  UniqueFd& listener = made->listener;
  Limit limit = Limit::kNone;
  bool ended = false;
  bool report_open = true;
  const auto kill = [&](Limit why) {
    if (limit == Limit::kNone) limit = why;
    result.killed_by_supervisor = true;
    KillJail(jail);
  };
  while (!ended) {
    pollfd fds[4] = {{jail.pidfd.get(), POLLIN, 0},
                     {report_open ? jail.channel.get() : -1, POLLIN, 0},
                     {library_, POLLIN, 0},
                     {listener.get(), POLLIN, 0}};
    const Nanoseconds wait = watch.NextCheck();
    const timespec timeout{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
    if (::ppoll(fds, 4, &timeout, nullptr) < 0 && errno != EINTR) {
      return ErrnoStatus("watch a run: ppoll", errno);
    }
    if (fds[1].revents != 0) {
      auto received = ReceiveReport(jail.channel.get());
      if (!received.ok()) {
        report_open = false;
      } else if (received->report.type == ReportType::kExited) {
        result.ended_by_itself = true;
        result.wait_status = received->report.value;
        result.used_user_ns = received->report.user_ns;
        result.used_system_ns = received->report.system_ns;
        result.used_wall_ns = (MonotonicNow() - watch.start()).count();
        *file_at_limit = received->report.text;
      } else if (received->report.type == ReportType::kExecFailed) {
        result.exec_errno = received->report.value;
      } else if (received->report.type == ReportType::kFailed) {
        return ReportFailure(received->report);
      }
      continue;  // read all reports before looking at the end of init
    }
    if (fds[0].revents != 0) ended = true;
    if (fds[3].revents != 0) {
      seccomp_notif call{};
      if ((fds[3].revents & POLLIN) != 0 &&
          ::ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &call) == 0) {
        result.bad_arch = call.data.arch;
        result.bad_syscall = call.data.nr;
        kill(Limit::kSecurity);
      } else {
        listener.reset();  // the last process with the filter is gone
      }
    }
    if (fds[2].revents != 0) {
      auto message = Receive(library_);
      if (!message.ok()) *library_gone = true;
      kill(message.ok() ? static_cast<Limit>(message->message.limit) : Limit::kCancelled);
    }
    if (!ended && !result.ended_by_itself && limit == Limit::kNone) {
      const Limit passed = watch.Check();
      if (passed != Limit::kNone) kill(passed);
    }
  }
  if (result.used_wall_ns == 0) result.used_wall_ns = (MonotonicNow() - watch.start()).count();
  Reap(jail.pid);
  jail.pid = -1;

  ASSAY_ASSIGN_OR_RETURN(const CgroupUsage usage, group.Usage());
  result.used_cpu_ns = std::max((usage.cpu - watch.baseline_cpu()), watch.cpu()).count();
  result.peak_memory_bytes = usage.peak_memory_bytes;
  result.memory_limit_bytes = limits.memory_bytes;
  result.oom_kills = usage.oom_kills;
  result.pids_limit_hits = usage.pids_limit_hits;
  result.cgroup_v2_memory = slot_.cgroups().support().v2_memory;
  result.cgroup_v2_cpu = slot_.cgroups().support().v2_tree;
  // The final counters decide, however the end came about: a run that used more than its limit was
  // over it even when it ended before it was killed.
  if (limit == Limit::kNone || limit == Limit::kCpuTime || limit == Limit::kWallTime) {
    if (usage.oom_kills > 0) {
      limit = Limit::kMemory;
    } else if (result.used_cpu_ns > limits.cpu_ns) {
      limit = Limit::kCpuTime;
    } else if (result.used_wall_ns > limits.wall_ns) {
      limit = Limit::kWallTime;
    } else if (limit == Limit::kNone && !file_at_limit->empty()) {
      limit = Limit::kFileSize;
    }
  }
  if (limit == Limit::kNone && !result.ended_by_itself) {
    return Internal("a sandbox's first process died and no limit explains it");
  }
  result.limit = static_cast<uint32_t>(limit);
  return result;
}

}  // namespace assay::sandbox::native

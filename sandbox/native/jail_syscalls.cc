#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "sandbox/native/descriptor_message.h"
#include "sandbox/native/file_at_limit.h"
#include "sandbox/native/jail.h"
#include "sandbox/native/slot.h"

namespace assay::sandbox::native {
namespace {

constexpr size_t kMaxCommandBytes = 160U * 1024U;

int64_t ToNs(const timeval& t) { return t.tv_sec * 1'000'000'000LL + t.tv_usec * 1000LL; }

void SendReport(int socket, ReportType type, int value, const char* text = "") {
  Report report;
  report.type = type;
  report.value = value;
  std::strncpy(report.text, text, sizeof report.text - 1);
  SendMessage(socket, &report, sizeof report);
}

// Reports the failed step and ends this process. In the child of clone3 nothing may return upwards.
[[noreturn]] void Fail(int socket, const char* what) {
  SendReport(socket, ReportType::kFailed, errno, what);
  ::_exit(1);
}

bool WriteProc(const char* path, const char* text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool ok = ::write(fd, text, std::strlen(text)) > 0;
  ::close(fd);
  return ok;
}

// The helper's root is the image and /work is the kept work folder, so this namespace, a copy of
// the helper's, needs only what is fresh for the run.
void MountView(int channel, const JailSpec& spec) {
  char options[160];
  if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
              "hidepid=invisible,subset=pid") != 0) {
    Fail(channel, "mount /proc");
  }
  std::snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=1777,uid=%u,gid=%u",
                static_cast<unsigned long long>(spec.disk_bytes),
                static_cast<unsigned long long>(spec.disk_inodes), spec.host_uid, spec.host_uid);
  if (::mount("tmp", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) {
    Fail(channel, "mount /tmp");
  }
  if (spec.keep_work) return;
  // The scratch view lies over a tmpfs that holds its upper layer, which lies over the kept folder:
  // from above neither can be reached. The kept folder, once covered, is still this process's
  // working directory.
  if (::chdir("/work") != 0 ||
      ::mount("scratch", "/work", "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) {
    Fail(channel, "mount the scratch layer");
  }
  if (::mkdir("/work/upper", 0755) != 0 || ::mkdir("/work/index", 0755) != 0 ||
      ::chown("/work/upper", spec.host_uid, spec.host_uid) != 0) {
    Fail(channel, "lay out the scratch layer");
  }
  if (::mount("work", "/work", "overlay", MS_NOSUID | MS_NODEV,
              "lowerdir=.,upperdir=/work/upper,workdir=/work/index,xino=off") != 0) {
    Fail(channel, "mount the scratch view of /work");
  }
  if (::chdir("/") != 0) Fail(channel, "chdir to /");
}

void SetLimit(int channel, int resource, uint64_t soft, uint64_t hard) {
  rlimit old{};
  ::getrlimit(static_cast<__rlimit_resource>(resource), &old);
  rlimit limit{soft, hard};
  if (old.rlim_max != RLIM_INFINITY) {  // raising the hard limit would need CAP_SYS_RESOURCE
    if (limit.rlim_max > old.rlim_max) limit.rlim_max = old.rlim_max;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
  }
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0)
    Fail(channel, "setrlimit");
}

void DropPrivileges(int channel) {
  // EINVAL: past the last capability that this kernel knows.
  for (int capability = 0; ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; ++capability) {
  }
  if (errno != EINVAL) Fail(channel, "drop a capability");
  if (::setresgid(kSandboxUid, kSandboxUid, kSandboxUid) != 0 ||
      ::setresuid(kSandboxUid, kSandboxUid, kSandboxUid) != 0) {
    Fail(channel, "become the sandbox user");
  }
  // A change from root to another user cleared the sets; this is for a user namespace, where it may
  // not.
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  if (::syscall(SYS_capset, &header, none) != 0) Fail(channel, "empty the capability sets");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) Fail(channel, "no_new_privs");
}

constexpr uint32_t kMaxStrings = 4096;

// The zygote, a run's init and, until exec, its program share one address space (CLONE_VM): no page
// tables are copied, and no pages are. They take turns: the zygote waits for its next order and
// init for the program while the program reads its command, and there is one run at a time. Nothing
// may allocate in here. errno is shared too, and is only looked at directly after a call of the one
// whose turn it is.
alignas(Command) char command_buffer[kMaxCommandBytes];
char* argv_buffer[kMaxStrings + 1];
char* envp_buffer[kMaxStrings + 1];
volatile uint64_t
    command_file_bytes;  // what the program was given, for init to look at after its end
alignas(64) char init_stack[128U * 1024U];
alignas(64) char program_stack[128U * 1024U];

// Cuts the strings behind a command into argv, envp and the working directory.
bool CutStrings(char* text, size_t size, const Command& command, const char** cwd) {
  char* const end = text + size;
  const auto next = [&]() -> char* {
    char* const begin = text;
    auto* zero = static_cast<char*>(std::memchr(text, 0, static_cast<size_t>(end - text)));
    if (zero == nullptr) return nullptr;
    text = zero + 1;
    return begin;
  };
  for (uint32_t i = 0; i < command.argc; ++i) {
    if ((argv_buffer[i] = next()) == nullptr) return false;
  }
  argv_buffer[command.argc] = nullptr;
  for (uint32_t i = 0; i < command.envc; ++i) {
    if ((envp_buffer[i] = next()) == nullptr) return false;
  }
  envp_buffer[command.envc] = nullptr;
  return (*cwd = next()) != nullptr;
}

// Waits for the command; ends this process when the helper changed its mind.
Command ReceiveCommand(int channel, int (&fds)[3], const char** cwd) {
  const iovec part{command_buffer, sizeof command_buffer};
  Passed passed;
  const ssize_t n = ReceiveMessage(channel, &part, 1, &passed);
  if (n < static_cast<ssize_t>(sizeof(Command))) ::_exit(0);
  Command command;
  std::memcpy(&command, command_buffer, sizeof command);
  errno = EINVAL;
  if (passed.count != 3 || command.argc == 0 || command.argc > kMaxStrings ||
      command.envc > kMaxStrings ||
      !CutStrings(command_buffer + sizeof command, static_cast<size_t>(n) - sizeof command, command,
                  cwd)) {
    Fail(channel, "the command");
  }
  std::memcpy(fds, passed.fds, sizeof fds);
  return command;
}

void EnterFilter(int channel, const std::vector<sock_filter>& filter) {
  const sock_fprog program{static_cast<unsigned short>(filter.size()),
                           const_cast<sock_filter*>(filter.data())};
  const long listener =
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener < 0) Fail(channel, "install the seccomp filter");
  Report report;
  report.type = ReportType::kReady;
  const int fd = static_cast<int>(listener);
  if (!SendMessage(channel, &report, sizeof report, &fd, 1)) ::_exit(1);
  ::close(fd);
}

[[noreturn]] void BecomeProgram(int channel, int gate, const std::vector<sock_filter>& filter) {
  char byte = 0;
  if (::read(gate, &byte, 1) != 1) ::_exit(1);
  ::close(gate);
  ::setsid();
  DropPrivileges(channel);
  // The helper ignores SIGPIPE; handlers are reset by exec, ignored signals are not.
  ::signal(SIGPIPE, SIG_DFL);
  EnterFilter(channel, filter);

  int fds[3] = {-1, -1, -1};
  const char* cwd = nullptr;
  const Command command = ReceiveCommand(channel, fds, &cwd);
  command_file_bytes = command.file_bytes;
  // The command may have arrived as descriptors 0 to 2, which the helper keeps closed: move them up
  // first.
  for (int& fd : fds) {
    if ((fd = ::fcntl(fd, F_DUPFD_CLOEXEC, 10)) < 0) Fail(channel, "standard descriptors");
  }
  if (::dup2(fds[0], 0) < 0 || ::dup2(fds[1], 1) < 0 || ::dup2(fds[2], 2) < 0) {
    Fail(channel, "standard descriptors");
  }
  // One byte, not zero: that is too small for any core file, and the one value at which the kernel
  // does not start the host's core handler either (core_pattern with a pipe).
  SetLimit(channel, RLIMIT_CORE, 1, 1);
  SetLimit(channel, RLIMIT_FSIZE, command.file_bytes, command.file_bytes);
  SetLimit(channel, RLIMIT_NOFILE, command.open_files, command.open_files);
  SetLimit(channel, RLIMIT_STACK, command.stack_bytes, command.stack_bytes);
  SetLimit(channel, RLIMIT_MEMLOCK, 64U * 1024U, 64U * 1024U);
  SetLimit(channel, RLIMIT_NICE, 0, 0);
  SetLimit(channel, RLIMIT_RTPRIO, 0, 0);
  if (::chdir(cwd) != 0) Fail(channel, "chdir to the working directory");
  if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) Fail(channel, "close_range");
  ::execve(argv_buffer[0], argv_buffer, envp_buffer);
  SendReport(channel, ReportType::kExecFailed, errno);
  ::_exit(127);
}

// Reaps everything that is ever orphaned to process 1; returns when the program itself has ended.
int WaitForProgram(pid_t program, rusage* usage) {
  while (true) {
    int status = 0;
    const pid_t pid = ::wait4(-1, &status, __WALL, usage);
    if (pid == program) return status;
    if (pid < 0 && errno != EINTR) return 0;
  }
}

void KeepOnlyWhatInitNeeds(int channel) {
  // Sending signals and looking at file sizes is all that is left to do.
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  data[0].effective = data[0].permitted = (1U << CAP_KILL) | (1U << CAP_DAC_READ_SEARCH);
  if (::syscall(SYS_capset, &header, data) != 0) Fail(channel, "drop init's capabilities");
}

struct ProgramArguments {
  int channel;
  int gate[2];
  const std::vector<sock_filter>* seccomp;
};

int ProgramMain(void* pointer) {
  const auto* arguments = static_cast<const ProgramArguments*>(pointer);
  ::close(arguments->gate[1]);
  BecomeProgram(arguments->channel, arguments->gate[0], *arguments->seccomp);
}

pid_t StartProgram(int channel, const JailSpec& spec) {
  ProgramArguments arguments{channel, {-1, -1}, spec.seccomp};
  int* gate = arguments.gate;
  if (::pipe2(gate, O_CLOEXEC) != 0) Fail(channel, "pipe2");
  const pid_t pid = ::clone(&ProgramMain, program_stack + sizeof program_stack,
                            CLONE_NEWUSER | CLONE_VM | SIGCHLD, &arguments);
  if (pid < 0) {
    Fail(channel, errno == EPERM ? "clone with a user namespace (refused inside of a chroot, and "
                                   "where user.max_user_namespaces is 0)"
                                 : "clone for the program");
  }
  char path[64];
  char map[64];
  std::snprintf(map, sizeof map, "%u %u 1\n", kSandboxUid, spec.host_uid);
  std::snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
  if (!WriteProc(path, map)) Fail(channel, "write gid_map");
  std::snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
  if (!WriteProc(path, map)) Fail(channel, "write uid_map");
  KeepOnlyWhatInitNeeds(channel);
  if (::write(gate[1], "x", 1) != 1) Fail(channel, "start the program");
  ::close(gate[0]);
  ::close(gate[1]);
  return pid;
}

[[noreturn]] void Init(int channel, const JailSpec& spec) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NAME, "init", 0, 0, 0);
  if (::setns(spec.network_fd, CLONE_NEWNET) != 0) Fail(channel, "enter the network namespace");
  // Only the channel stays open: nothing of the helper's may be found in here.
  if (::dup2(channel, 3) < 0) ::_exit(1);
  channel = 3;
  ::syscall(SYS_close_range, 4U, ~0U, 0U);
  ::fcntl(channel, F_SETFD, FD_CLOEXEC);
  if (::sethostname("sandbox", 7) != 0) Fail(channel, "sethostname");
  MountView(channel, spec);
  const pid_t program = StartProgram(channel, spec);

  rusage usage{};
  Report report;
  report.type = ReportType::kExited;
  report.value = WaitForProgram(program, &usage);
  report.user_ns = ToNs(usage.ru_utime);
  report.system_ns = ToNs(usage.ru_stime);
  if (WIFSIGNALED(report.value) && WTERMSIG(report.value) == SIGXFSZ) {
    ::kill(-1, SIGKILL);
    FindFileAtLimit(command_file_bytes, report.text, sizeof report.text);
  }
  SendMessage(channel, &report, sizeof report);
  ::_exit(0);  // ends every process that is left in the namespace
}

}  // namespace

namespace {

// clone3 with a stack of its own: in the new process the frame of this function does not exist, so
// the call and the jump to `start` are one piece of assembly. `start` must not return.
pid_t CloneOnStack(clone_args* args, void (*start)()) {
  long result = SYS_clone3;
  register long size asm("rsi") = sizeof *args;
  register void (*entry)() asm("r12") = start;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "call *%%r12\n\t"
      "hlt\n"
      "1:"
      : "+a"(result)
      : "D"(args), "r"(size), "r"(entry)
      : "rcx", "r11", "memory");
  if (result < 0) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return static_cast<pid_t>(result);
}

struct InitArguments {
  int channel = -1;
  JailSpec spec;
};
// Outlives CloneInit: init reads it on its own time.
InitArguments init_arguments;

void InitMain() { Init(init_arguments.channel, init_arguments.spec); }

}  // namespace

pid_t CloneInit(const JailSpec& spec, int inner, int* pidfd) {
  init_arguments = {inner, spec};
  clone_args args{};
  // A child of the helper, which waits for it; with CLONE_PARENT the exit signal is the zygote's
  // own.
  args.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP |
               CLONE_PIDFD | CLONE_PARENT | CLONE_VM;
  args.stack = reinterpret_cast<uint64_t>(init_stack);
  args.stack_size = sizeof init_stack;
  args.pidfd = reinterpret_cast<uint64_t>(pidfd);
  if (spec.cgroup_fd >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<uint64_t>(spec.cgroup_fd);
  }
  return CloneOnStack(&args, &InitMain);
}

Result<std::pair<UniqueFd, UniqueFd>> MakeChannel() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return ErrnoStatus("socketpair", errno);
  }
  const int on = 1;
  ::setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  return std::pair<UniqueFd, UniqueFd>(UniqueFd(pair[0]), UniqueFd(pair[1]));
}

Status SendCommand(int channel, const Command& command, const std::string& strings, int in, int out,
                   int err) {
  std::string data(reinterpret_cast<const char*>(&command), sizeof command);
  data += strings;
  const int fds[3] = {in, out, err};
  if (data.size() > kMaxCommandBytes || !SendMessage(channel, data.data(), data.size(), fds, 3)) {
    return ErrnoStatus("send the command to a sandbox's first process", errno);
  }
  return OkStatus();
}

Result<ReceivedReport> ReceiveReport(int channel) {
  ReceivedReport received;
  const iovec part{&received.report, sizeof received.report};
  Passed passed;
  const ssize_t n = ReceiveMessage(channel, &part, 1, &passed);
  if (n < 0) return ErrnoStatus("report of a sandbox's first process", errno);
  received.listener.reset(passed.fds[0]);
  received.sender = passed.sender;
  if (n == 0) return Unavailable("a sandbox's first process ended");
  if (n != static_cast<ssize_t>(sizeof received.report)) {
    return Internal("a sandbox's first process sent " + std::to_string(n) + " bytes");
  }
  received.report.text[sizeof received.report.text - 1] = '\0';
  return received;
}

}  // namespace assay::sandbox::native

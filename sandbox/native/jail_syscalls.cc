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

#include "sandbox/native/file_at_limit.h"
#include "sandbox/native/jail.h"
#include "sandbox/native/slot.h"

namespace assay::sandbox::native {
namespace {

constexpr size_t kMaxCommandBytes = 160U * 1024U;

int64_t ToNs(const timeval& t) { return t.tv_sec * 1'000'000'000LL + t.tv_usec * 1000LL; }

// One message, perhaps with descriptors. Used on both sides of the fork: no allocation.
bool SendRaw(int socket, const void* data, size_t size, const int* fds, size_t fd_count) {
  iovec part{const_cast<void*>(data), size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 3)] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (fd_count > 0) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
    cmsghdr* cmsg = CMSG_FIRSTHDR(&header);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
    std::memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * fd_count);
  }
  ssize_t n = 0;
  do {
    n = ::sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(size);
}

void SendReport(int socket, ReportType type, int value, const char* text = "") {
  Report report;
  report.type = type;
  report.value = value;
  std::strncpy(report.text, text, sizeof report.text - 1);
  SendRaw(socket, &report, sizeof report, nullptr, 0);
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

void MountView(int channel, const JailSpec& spec) {
  char options[160];
  if (::mount("proc", "/image/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
              "hidepid=invisible,subset=pid") != 0) {
    Fail(channel, "mount /proc");
  }
  std::snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=1777,uid=%u,gid=%u",
                static_cast<unsigned long long>(spec.disk_bytes),
                static_cast<unsigned long long>(spec.disk_inodes), spec.host_uid, spec.host_uid);
  if (::mount("tmp", "/image/tmp", "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) {
    Fail(channel, "mount /tmp");
  }
  if (spec.keep_work) {
    if (::mount("/work", "/image/work", nullptr, MS_BIND, nullptr) != 0) Fail(channel, "bind /work");
    return;
  }
  if (::mount("scratch", "/scratch", "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) {
    Fail(channel, "mount the scratch layer");
  }
  if (::mkdir("/scratch/upper", 0755) != 0 || ::mkdir("/scratch/work", 0755) != 0 ||
      ::chown("/scratch/upper", spec.host_uid, spec.host_uid) != 0) {
    Fail(channel, "lay out the scratch layer");
  }
  if (::mount("work", "/image/work", "overlay", MS_NOSUID | MS_NODEV,
              "lowerdir=/work,upperdir=/scratch/upper,workdir=/scratch/work,xino=off") != 0) {
    Fail(channel, "mount the scratch view of /work");
  }
}

void PivotIntoImage(int channel) {
  if (::chdir("/image") != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) {
    Fail(channel, "pivot_root into the image");
  }
  if (::umount2(".", MNT_DETACH) != 0) Fail(channel, "detach the helper's root");
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
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) Fail(channel, "setrlimit");
}

void DropPrivileges(int channel) {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) Fail(channel, "drop a capability");
  }
  if (::setresgid(kSandboxUid, kSandboxUid, kSandboxUid) != 0 ||
      ::setresuid(kSandboxUid, kSandboxUid, kSandboxUid) != 0) {
    Fail(channel, "become the sandbox user");
  }
  // A change from root to another user cleared the sets; this is for a user namespace, where it may not.
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  if (::syscall(SYS_capset, &header, none) != 0) Fail(channel, "empty the capability sets");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) Fail(channel, "no_new_privs");
}

struct ProgramStart {
  const Command* command;
  char** argv;
  char** envp;
  const char* cwd;
  int in, out, err;
  int gate;  // a byte arrives when the user map is written
  const std::vector<sock_filter>* seccomp;
};

[[noreturn]] void BecomeProgram(int channel, const ProgramStart& start) {
  char byte = 0;
  if (::read(start.gate, &byte, 1) != 1) ::_exit(1);
  ::setsid();
  if (::dup2(start.in, 0) < 0 || ::dup2(start.out, 1) < 0 || ::dup2(start.err, 2) < 0) {
    Fail(channel, "standard descriptors");
  }
  SetLimit(channel, RLIMIT_CORE, 0, 0);
  SetLimit(channel, RLIMIT_FSIZE, start.command->file_bytes, start.command->file_bytes);
  SetLimit(channel, RLIMIT_NOFILE, start.command->open_files, start.command->open_files);
  SetLimit(channel, RLIMIT_STACK, start.command->stack_bytes, start.command->stack_bytes);
  SetLimit(channel, RLIMIT_MEMLOCK, 64U * 1024U, 64U * 1024U);
  SetLimit(channel, RLIMIT_MSGQUEUE, 819200, 819200);
  SetLimit(channel, RLIMIT_NICE, 0, 0);
  SetLimit(channel, RLIMIT_RTPRIO, 0, 0);
  DropPrivileges(channel);
  if (::chdir(start.cwd) != 0) Fail(channel, "chdir to the working directory");
  for (int signal = 1; signal < NSIG; ++signal) {
    if (signal != SIGKILL && signal != SIGSTOP) ::signal(signal, SIG_DFL);
  }
  sigset_t empty;
  ::sigemptyset(&empty);
  ::sigprocmask(SIG_SETMASK, &empty, nullptr);
  if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) Fail(channel, "close_range");
  const sock_fprog program{static_cast<unsigned short>(start.seccomp->size()),
                           const_cast<sock_filter*>(start.seccomp->data())};
  const long listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                  SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener < 0) Fail(channel, "install the seccomp filter");
  Report report;
  report.type = ReportType::kStarting;
  const int fd = static_cast<int>(listener);
  if (!SendRaw(channel, &report, sizeof report, &fd, 1)) ::_exit(1);
  // The listener was made after close_range; seccomp gives it close-on-exec by itself.
  ::execve(start.argv[0], start.argv, start.envp);
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

pid_t StartProgram(int channel, const JailSpec& spec, const ProgramStart& prepared) {
  int gate[2];
  if (::pipe2(gate, O_CLOEXEC) != 0) Fail(channel, "pipe2");
  ProgramStart start = prepared;
  start.gate = gate[0];
  clone_args args{};
  args.flags = CLONE_NEWUSER;
  args.exit_signal = SIGCHLD;
  const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
  if (pid < 0) Fail(channel, "clone3 for the program");
  if (pid == 0) {
    ::close(gate[1]);
    BecomeProgram(channel, start);
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

// Cuts the strings behind a command into argv, envp and cwd; the arrays end with a null pointer.
bool CutStrings(char* text, size_t size, const Command& command, char** argv, char** envp,
                const char** cwd) {
  char* const end = text + size;
  const auto next = [&]() -> char* {
    char* const begin = text;
    auto* zero = static_cast<char*>(std::memchr(text, 0, static_cast<size_t>(end - text)));
    if (zero == nullptr) return nullptr;
    text = zero + 1;
    return begin;
  };
  for (uint32_t i = 0; i < command.argc; ++i) {
    if ((argv[i] = next()) == nullptr) return false;
  }
  argv[command.argc] = nullptr;
  for (uint32_t i = 0; i < command.envc; ++i) {
    if ((envp[i] = next()) == nullptr) return false;
  }
  envp[command.envc] = nullptr;
  return (*cwd = next()) != nullptr;
}

constexpr uint32_t kMaxStrings = 4096;

// Static: init is single-threaded and lives for one run; a fork of the helper must not allocate.
alignas(Command) char command_buffer[kMaxCommandBytes];
char* argv_buffer[kMaxStrings + 1];
char* envp_buffer[kMaxStrings + 1];

[[noreturn]] void Init(int channel, const JailSpec& spec) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NAME, "init", 0, 0, 0);
  // Only the channel stays open: nothing of the helper's may be found in here.
  if (::dup2(channel, 3) < 0) ::_exit(1);
  channel = 3;
  ::syscall(SYS_close_range, 4U, ~0U, 0U);
  ::fcntl(channel, F_SETFD, FD_CLOEXEC);
  if (::sethostname("sandbox", 7) != 0) Fail(channel, "sethostname");
  MountView(channel, spec);
  PivotIntoImage(channel);
  SendReport(channel, ReportType::kReady, 0);

  iovec part{command_buffer, sizeof command_buffer};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 3)] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t n = 0;
  do {
    n = ::recvmsg(channel, &header, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n < static_cast<ssize_t>(sizeof(Command))) ::_exit(0);  // the helper changed its mind
  Command command;
  std::memcpy(&command, command_buffer, sizeof command);
  const cmsghdr* cmsg = CMSG_FIRSTHDR(&header);
  int fds[3] = {-1, -1, -1};
  errno = EINVAL;
  if (cmsg == nullptr || cmsg->cmsg_len != CMSG_LEN(sizeof fds) || command.argc == 0 ||
      command.argc > kMaxStrings || command.envc > kMaxStrings) {
    Fail(channel, "command for init");
  }
  std::memcpy(fds, CMSG_DATA(cmsg), sizeof fds);
  ProgramStart start{&command, argv_buffer, envp_buffer, nullptr, fds[0], fds[1], fds[2],
                     -1,       spec.seccomp};
  if (!CutStrings(command_buffer + sizeof command, static_cast<size_t>(n) - sizeof command, command,
                  argv_buffer, envp_buffer, &start.cwd)) {
    Fail(channel, "strings of the command for init");
  }
  const pid_t program = StartProgram(channel, spec, start);
  for (const int fd : fds) ::close(fd);

  rusage usage{};
  Report report;
  report.type = ReportType::kExited;
  report.value = WaitForProgram(program, &usage);
  report.user_ns = ToNs(usage.ru_utime);
  report.system_ns = ToNs(usage.ru_stime);
  if (WIFSIGNALED(report.value) && WTERMSIG(report.value) == SIGXFSZ) {
    ::kill(-1, SIGKILL);
    FindFileAtLimit(command.file_bytes, report.text, sizeof report.text);
  }
  SendRaw(channel, &report, sizeof report, nullptr, 0);
  ::_exit(0);  // ends every process that is left in the namespace
}

}  // namespace

Result<Jail> StartJail(const JailSpec& spec) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return ErrnoStatus("socketpair", errno);
  }
  Jail jail;
  jail.channel.reset(pair[0]);
  const UniqueFd inner(pair[1]);
  const int on = 1;
  ::setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  int pidfd = -1;
  clone_args args{};
  args.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP |
               CLONE_PIDFD;
  args.exit_signal = SIGCHLD;
  args.pidfd = reinterpret_cast<uint64_t>(&pidfd);
  if (spec.cgroup_fd >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<uint64_t>(spec.cgroup_fd);
  }
  const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
  if (pid < 0) return ErrnoStatus("clone3 of a sandbox's first process", errno);
  if (pid == 0) Init(inner.get(), spec);
  jail.pid = pid;
  jail.pidfd.reset(pidfd);
  return jail;
}

Status SendCommand(int channel, const Command& command, const std::string& strings, int in, int out,
                   int err) {
  std::string data(reinterpret_cast<const char*>(&command), sizeof command);
  data += strings;
  const int fds[3] = {in, out, err};
  if (data.size() > kMaxCommandBytes || !SendRaw(channel, data.data(), data.size(), fds, 3)) {
    return ErrnoStatus("send the command to a sandbox's first process", errno);
  }
  return OkStatus();
}

Result<ReceivedReport> ReceiveReport(int channel) {
  ReceivedReport received;
  iovec part{&received.report, sizeof received.report};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(ucred))] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t n = 0;
  while ((n = ::recvmsg(channel, &header, MSG_CMSG_CLOEXEC)) < 0) {
    if (errno != EINTR) return ErrnoStatus("report of a sandbox's first process", errno);
  }
  for (cmsghdr* cmsg = CMSG_FIRSTHDR(&header); cmsg != nullptr; cmsg = CMSG_NXTHDR(&header, cmsg)) {
    if (cmsg->cmsg_level != SOL_SOCKET) continue;
    if (cmsg->cmsg_type == SCM_RIGHTS) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(cmsg), sizeof fd);
      received.listener.reset(fd);
    } else if (cmsg->cmsg_type == SCM_CREDENTIALS) {
      ucred credentials{};
      std::memcpy(&credentials, CMSG_DATA(cmsg), sizeof credentials);
      received.sender = credentials.pid;
    }
  }
  if (n == 0) return Unavailable("a sandbox's first process ended");
  if (n != static_cast<ssize_t>(sizeof received.report)) {
    return Internal("a sandbox's first process sent " + std::to_string(n) + " bytes");
  }
  received.report.text[sizeof received.report.text - 1] = '\0';
  return received;
}

}  // namespace assay::sandbox::native

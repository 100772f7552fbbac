#include "sandbox/native/seccomp_policy.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "common/unique_fd.h"

namespace assay::sandbox::native {
namespace {

// Allowed without a look at the arguments: what compilers and run times of the language table use.
constexpr const char* kAllowed[] = {
    // files and folders (what they can reach is the mount namespace's business)
    "read",
    "write",
    "open",
    "openat",
    "openat2",
    "close",
    "close_range",
    "creat",
    "stat",
    "fstat",
    "lstat",
    "newfstatat",
    "statx",
    "access",
    "faccessat",
    "faccessat2",
    "lseek",
    "pread64",
    "pwrite64",
    "readv",
    "writev",
    "preadv",
    "pwritev",
    "preadv2",
    "pwritev2",
    "getdents",
    "getdents64",
    "getcwd",
    "chdir",
    "fchdir",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
    "mkdirat",
    "rmdir",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "symlink",
    "symlinkat",
    "readlink",
    "readlinkat",
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "fchown",
    "lchown",
    "fchownat",
    "umask",
    "truncate",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "utime",
    "utimes",
    "utimensat",
    "futimesat",
    "mknod",
    "mknodat",
    "statfs",
    "fstatfs",
    "flock",
    "dup",
    "dup2",
    "dup3",
    "pipe",
    "pipe2",
    "sendfile",
    "splice",
    "tee",
    "copy_file_range",
    "readahead",
    "fadvise64",
    "getxattr",
    "lgetxattr",
    "fgetxattr",
    "listxattr",
    "llistxattr",
    "flistxattr",
    "memfd_create",
    // waiting for descriptors and time
    "poll",
    "ppoll",
    "select",
    "pselect6",
    "epoll_create",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "epoll_pwait2",
    "eventfd",
    "eventfd2",
    "signalfd",
    "signalfd4",
    "timerfd_create",
    "timerfd_settime",
    "timerfd_gettime",
    "nanosleep",
    "clock_nanosleep",
    "clock_gettime",
    "clock_getres",
    "gettimeofday",
    "time",
    "times",
    "alarm",
    "getitimer",
    "setitimer",
    "timer_create",
    "timer_settime",
    "timer_gettime",
    "timer_getoverrun",
    "timer_delete",
    "pause",
    // memory
    "mmap",
    "munmap",
    "mprotect",
    "mremap",
    "msync",
    "mincore",
    "madvise",
    "brk",
    "mlock",
    "mlock2",
    "munlock",
    "mlockall",
    "munlockall",
    "pkey_alloc",
    "pkey_free",
    "pkey_mprotect",
    "get_mempolicy",
    "membarrier",
    "map_shadow_stack",
    // processes, threads, signals: all of them in a PID namespace of their own
    "fork",
    "vfork",
    "execve",
    "execveat",
    "exit",
    "exit_group",
    "wait4",
    "waitid",
    "kill",
    "tkill",
    "tgkill",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigpending",
    "rt_sigtimedwait",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "rt_sigsuspend",
    "sigaltstack",
    "restart_syscall",
    "futex",
    "futex_waitv",
    "futex_wake",
    "futex_wait",
    "futex_requeue",
    "set_tid_address",
    "set_robust_list",
    "get_robust_list",
    "rseq",
    "getpid",
    "getppid",
    "gettid",
    "getpgrp",
    "getpgid",
    "setpgid",
    "getsid",
    "setsid",
    "pidfd_open",
    "pidfd_send_signal",
    "arch_prctl",
    "getcpu",
    "sched_yield",
    "sched_getaffinity",
    "sched_setaffinity",
    "sched_getparam",
    "sched_setparam",
    "sched_getscheduler",
    "sched_setscheduler",
    "sched_getattr",
    "sched_setattr",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "sched_rr_get_interval",
    "getpriority",
    "setpriority",
    "ioprio_get",
    "getrlimit",
    "getrusage",
    "sysinfo",
    "uname",
    "getrandom",
    "capget",
    "capset",
    // identity: one user and one group are mapped, so these can change nothing
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getresuid",
    "getresgid",
    "getgroups",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setfsuid",
    "setfsgid",
    // System V and POSIX IPC: in an IPC namespace of the run
    "shmget",
    "shmat",
    "shmdt",
    "shmctl",
    "semget",
    "semop",
    "semctl",
    "semtimedop",
    "msgget",
    "msgsnd",
    "msgrcv",
    "msgctl",
    "mq_open",
    "mq_unlink",
    "mq_timedsend",
    "mq_timedreceive",
    "mq_notify",
    "mq_getsetattr",
    // sockets, of the families below, in a network namespace that has a loopback only
    "connect",
    "accept",
    "accept4",
    "bind",
    "listen",
    "sendto",
    "recvfrom",
    "sendmsg",
    "recvmsg",
    "sendmmsg",
    "recvmmsg",
    "shutdown",
    "getsockname",
    "getpeername",
    "setsockopt",
    "getsockopt",
};

// Only ever an attack in here: the run ends with Limit::kSecurity and the call as evidence.
constexpr const char* kKilled[] = {
    // changing what the sandbox is made of
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "setns",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    // looking into or steering other processes
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "process_madvise",
    "pidfd_getfd",
    // kernel surfaces with a history of escapes
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "add_key",
    "request_key",
    "keyctl",
    "open_by_handle_at",
    // the machine itself
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "quotactl",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "iopl",
    "ioperm",
    "syslog",
    "vhangup",
    "sethostname",
    "setdomainname",
};

struct Refused {
  const char* name;
  int error;
};
// Refused with an error that honest programs cope with.
constexpr Refused kRefused[] = {
    {"clone3", ENOSYS},          // its flags are behind a pointer; every libc falls back to clone
    {"io_uring_setup", ENOSYS},  // libuv and others try it and fall back
    {"io_uring_enter", ENOSYS}, {"io_uring_register", ENOSYS},
    {"inotify_init", ENOSYS},  // would report on files of the shared image
    {"inotify_init1", ENOSYS},  {"fanotify_init", EPERM},
    {"setgroups", EPERM},       {"sync", EPERM},  // flushes the whole machine
    {"syncfs", EPERM},          {"setxattr", EOPNOTSUPP},
    {"lsetxattr", EOPNOTSUPP},  {"fsetxattr", EOPNOTSUPP},
    {"mbind", EPERM},           {"set_mempolicy", EPERM},
    {"vmsplice", EPERM},
};

// Terminal and descriptor questions; any other request (TIOCSTI, FS_IOC_*, …) is ENOSYS.
constexpr unsigned kIoctls[] = {FIONREAD, FIONBIO, FIOCLEX,    FIONCLEX,
                                FIOASYNC, TCGETS,  TIOCGWINSZ, TIOCGPGRP};

// All commands of fcntl but leases (1024, 1025) and directory notification (1026), which tell of
// what others do with the shared image.
constexpr unsigned kFcntls[] = {F_DUPFD,
                                F_GETFD,
                                F_SETFD,
                                F_GETFL,
                                F_SETFL,
                                F_GETLK,
                                F_SETLK,
                                F_SETLKW,
                                F_SETOWN,
                                F_GETOWN,
                                F_SETSIG,
                                F_GETSIG,
                                F_SETOWN_EX,
                                F_GETOWN_EX,
                                F_OFD_GETLK,
                                F_OFD_SETLK,
                                F_OFD_SETLKW,
                                1027 /* F_DUPFD_QUERY */,
                                1028 /* F_CREATED_QUERY */,
                                F_DUPFD_CLOEXEC,
                                F_SETPIPE_SZ,
                                F_GETPIPE_SZ,
                                F_ADD_SEALS,
                                F_GET_SEALS,
                                F_GET_RW_HINT,
                                F_SET_RW_HINT,
                                F_GET_FILE_RW_HINT,
                                F_SET_FILE_RW_HINT};

// What a process may say of itself. Not: a seccomp filter of its own, which could fill the kernel's
// log (SECCOMP_RET_LOG) and gives it a way to the kernel's BPF compiler; the memory map's fields
// (PR_SET_MM), perf counters, machine checks, core scheduling.
constexpr unsigned kPrctls[] = {PR_SET_PDEATHSIG,
                                PR_GET_PDEATHSIG,
                                PR_GET_DUMPABLE,
                                PR_SET_DUMPABLE,
                                PR_GET_KEEPCAPS,
                                PR_SET_KEEPCAPS,
                                PR_GET_TIMING,
                                PR_SET_TIMING,
                                PR_SET_NAME,
                                PR_GET_NAME,
                                PR_GET_SECCOMP,
                                PR_CAPBSET_READ,
                                PR_CAPBSET_DROP,
                                PR_GET_TSC,
                                PR_SET_TSC,
                                PR_GET_SECUREBITS,
                                PR_SET_SECUREBITS,
                                PR_SET_TIMERSLACK,
                                PR_GET_TIMERSLACK,
                                PR_SET_CHILD_SUBREAPER,
                                PR_GET_CHILD_SUBREAPER,
                                PR_SET_NO_NEW_PRIVS,
                                PR_GET_NO_NEW_PRIVS,
                                PR_GET_TID_ADDRESS,
                                PR_SET_THP_DISABLE,
                                PR_GET_THP_DISABLE,
                                PR_CAP_AMBIENT,
                                PR_GET_SPECULATION_CTRL,
                                PR_SET_SPECULATION_CTRL,
                                65 /* PR_SET_MDWE */,
                                66 /* PR_GET_MDWE */,
                                0x41555856 /* PR_GET_AUXV */,
                                PR_SET_VMA,
                                PR_SET_PTRACER};

constexpr uint64_t kNamespaceFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {}
  ~Filter() { seccomp_release(context_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  bool valid() const { return context_ != nullptr; }
  scmp_filter_ctx get() const { return context_; }

  void Add(uint32_t action, const char* name, std::vector<scmp_arg_cmp> args = {}) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) return;  // newer than this libseccomp: the default, ENOSYS
    const int error = seccomp_rule_add_array(context_, action, number,
                                             static_cast<unsigned>(args.size()), args.data());
    if (error != 0 && status_.ok()) {
      status_ = ErrnoStatus(std::string("seccomp rule for ") + name, -error);
    }
  }
  const Status& status() const { return status_; }

 private:
  scmp_filter_ctx context_;
  Status status_;
};

// An int in a register: the kernel looks at the lower 32 bits only. A comparison of all 64 would
// let 2^32 + the value through where the value alone is refused.
scmp_arg_cmp Is(unsigned argument, uint64_t value) {
  return SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, 0xffffffffU, value);
}

void AddSockets(Filter& filter) {
  const auto type = [](uint64_t value) { return SCMP_A1(SCMP_CMP_MASKED_EQ, 0xfU, value); };
  for (const uint64_t of_unix : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
    filter.Add(SCMP_ACT_ALLOW, "socket", {Is(0, AF_UNIX), type(of_unix)});
  }
  filter.Add(SCMP_ACT_ALLOW, "socketpair", {Is(0, AF_UNIX)});
  // TCP and UDP alone: any other transport is a module that the kernel would load for the asking.
  for (const uint64_t family : {AF_INET, AF_INET6}) {
    for (const uint64_t protocol : {0, static_cast<int>(IPPROTO_TCP)}) {
      filter.Add(SCMP_ACT_ALLOW, "socket", {Is(0, family), type(SOCK_STREAM), Is(2, protocol)});
    }
    for (const uint64_t protocol : {0, static_cast<int>(IPPROTO_UDP)}) {
      filter.Add(SCMP_ACT_ALLOW, "socket", {Is(0, family), type(SOCK_DGRAM), Is(2, protocol)});
    }
    // As on a kernel built without it; Go asks for MPTCP first and falls back on this answer alone.
    for (const uint64_t of_type : {SOCK_STREAM, SOCK_DGRAM}) {
      filter.Add(SCMP_ACT_ERRNO(EPROTONOSUPPORT), "socket",
                 {Is(0, family), type(of_type), SCMP_A2(SCMP_CMP_GT, IPPROTO_UDP)});
    }
  }
  // Netlink (16), packet (17), vsock (40), Bluetooth and so on, likewise.
  filter.Add(SCMP_ACT_ERRNO(EAFNOSUPPORT), "socket", {SCMP_A0(SCMP_CMP_GT, AF_INET6)});
}

// The core limit stays at the one byte that it has (jail_syscalls.cc); a program that sets it is
// told that it did, for an honest one does not care.
void AddResourceLimits(Filter& filter) {
  for (uint64_t resource = 0; resource < RLIM_NLIMITS; ++resource) {
    if (resource == RLIMIT_CORE) continue;
    filter.Add(SCMP_ACT_ALLOW, "setrlimit", {Is(0, resource)});
    filter.Add(SCMP_ACT_ALLOW, "prlimit64", {Is(1, resource)});
  }
  filter.Add(SCMP_ACT_ERRNO(0), "setrlimit", {Is(0, RLIMIT_CORE)});
  filter.Add(SCMP_ACT_ALLOW, "prlimit64", {Is(1, RLIMIT_CORE), SCMP_A2(SCMP_CMP_EQ, 0)});
  filter.Add(SCMP_ACT_ERRNO(0), "prlimit64", {Is(1, RLIMIT_CORE), SCMP_A2(SCMP_CMP_NE, 0)});
}

void AddConditional(Filter& filter) {
  // New threads and processes, but no new namespaces.
  filter.Add(SCMP_ACT_ALLOW, "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, kNamespaceFlags, 0)});
  for (uint64_t flag = 1; flag != 0; flag <<= 1U) {
    if ((flag & kNamespaceFlags) == 0) continue;
    filter.Add(SCMP_ACT_ERRNO(EPERM), "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)});
    filter.Add(SCMP_ACT_NOTIFY, "unshare", {SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)});
  }
  filter.Add(SCMP_ACT_ALLOW, "unshare", {SCMP_A0(SCMP_CMP_MASKED_EQ, kNamespaceFlags, 0)});
  for (const unsigned request : kIoctls) {
    filter.Add(SCMP_ACT_ALLOW, "ioctl", {Is(1, request)});
  }
  for (const unsigned command : kFcntls) {
    filter.Add(SCMP_ACT_ALLOW, "fcntl", {Is(1, command)});
  }
  for (const unsigned option : kPrctls) filter.Add(SCMP_ACT_ALLOW, "prctl", {Is(0, option)});
  AddResourceLimits(filter);
  AddSockets(filter);
  // Lisp and others ask for, or switch off, address randomisation of themselves.
  for (const uint64_t persona : {0x0ULL, 0x0040000ULL, 0xffffffffULL}) {
    filter.Add(SCMP_ACT_ALLOW, "personality", {Is(0, persona)});
  }
}

}  // namespace

Result<std::vector<sock_filter>> CompileSeccompPolicy() {
  Filter filter;
  if (!filter.valid()) return Internal("seccomp_init failed");
  // i386 and x32 calls have numbers of their own, so a list for x86_64 would not hold them.
  if (const int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_NOTIFY)) {
    return ErrnoStatus("seccomp: action for other ABIs", -error);
  }
  // Binary tree over the numbers: the kernel attaches and runs it faster than the long list.
  if (const int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2)) {
    return ErrnoStatus("seccomp: optimise", -error);
  }
  for (const char* name : kAllowed) filter.Add(SCMP_ACT_ALLOW, name);
  for (const char* name : kKilled) filter.Add(SCMP_ACT_NOTIFY, name);
  for (const Refused& refused : kRefused) {
    if (refused.error != ENOSYS) {
      filter.Add(SCMP_ACT_ERRNO(static_cast<uint32_t>(refused.error)), refused.name);
    }
  }
  AddConditional(filter);
  ASSAY_RETURN_IF_ERROR(filter.status());
  const UniqueFd file(::memfd_create("seccomp", MFD_CLOEXEC));
  if (!file.valid()) return ErrnoStatus("memfd_create", errno);
  if (const int error = seccomp_export_bpf(filter.get(), file.get())) {
    return ErrnoStatus("seccomp: export", -error);
  }
  struct stat st {};
  if (::fstat(file.get(), &st) != 0) return ErrnoStatus("seccomp: fstat", errno);
  std::vector<sock_filter> program(static_cast<size_t>(st.st_size) / sizeof(sock_filter));
  const size_t size = program.size() * sizeof(sock_filter);
  if (::pread(file.get(), program.data(), size, 0) != static_cast<ssize_t>(size)) {
    return ErrnoStatus("seccomp: read the program", errno);
  }
  return program;
}

std::string DescribeSyscall(uint32_t audit_arch, int number) {
  constexpr int kX32Bit = 0x40000000;
  const char* abi = "x86_64";
  uint32_t arch = SCMP_ARCH_X86_64;
  if (audit_arch == AUDIT_ARCH_I386) {
    abi = "i386";
    arch = SCMP_ARCH_X86;
  } else if ((number & kX32Bit) != 0) {
    abi = "x32";
    number &= ~kX32Bit;
  }
  char* name = seccomp_syscall_resolve_num_arch(arch, number);
  std::string text = std::string(abi) + "/" + (name != nullptr ? name : "unknown") + "(" +
                     std::to_string(number) + ")";
  std::free(name);  // NOLINT: libseccomp's contract
  return text;
}

}  // namespace assay::sandbox::native

#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

// System calls as the kernel gives them: a result, or a negative errno. The agent's runs share its
// address space (CLONE_VM), and with it the C library's errno: whoever read errno could read
// another process's.
namespace assay::sandbox::agent::sys {

inline long Call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                 long f = 0) {
#if defined(__x86_64__)
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc 0"
               : "+r"(x0)
               : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
               : "memory");
  return x0;
#else
#error "gVisor runs on x86-64 and arm64 only"
#endif
}

inline long P(const void* pointer) { return reinterpret_cast<long>(pointer); }

inline long Read(int fd, void* data, size_t size) {
  return Call(SYS_read, fd, P(data), static_cast<long>(size));
}
inline long Write(int fd, const void* data, size_t size) {
  return Call(SYS_write, fd, P(data), static_cast<long>(size));
}
inline void Close(int fd) {
  if (fd >= 0) Call(SYS_close, fd);
}
inline int OpenAt(int dir, const char* path, int flags, unsigned mode = 0) {
  return static_cast<int>(
      Call(SYS_openat, dir, P(path), flags | O_CLOEXEC, static_cast<long>(mode)));
}
inline long MkdirAt(int dir, const char* path, unsigned mode) {
  return Call(SYS_mkdirat, dir, P(path), static_cast<long>(mode));
}
inline long StatAt(int dir, const char* path, struct stat* out) {
#if defined(__x86_64__)
  return Call(SYS_newfstatat, dir, P(path), P(out), AT_SYMLINK_NOFOLLOW);
#else
  return Call(SYS_newfstatat, dir, P(path), P(out), AT_SYMLINK_NOFOLLOW);
#endif
}
inline long Fstat(int fd, struct stat* out) { return Call(SYS_fstat, fd, P(out)); }
// A folder by its own name. Not O_DIRECTORY: in gVisor that follows a symbolic link in spite of
// O_NOFOLLOW.
inline int OpenFolder(int dir, const char* name) {
  const int fd = OpenAt(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return fd;
  struct stat st {};
  if (Fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) return fd;
  Close(fd);
  return -ENOTDIR;
}
inline long Mount(const char* source, const char* target, const char* type, unsigned long flags,
                  const char* data) {
  return Call(SYS_mount, P(source), P(target), P(type), static_cast<long>(flags), P(data));
}
inline long Pipe(int fds[2], int flags) { return Call(SYS_pipe2, P(fds), flags); }
inline long SetRlimit(int resource, uint64_t value) {
  const struct rlimit limit {
    value, value
  };
  return Call(SYS_prlimit64, 0, resource, P(&limit), 0);
}
// `size` bytes of a file as shared memory; null where it cannot be.
inline void* MapShared(int fd, size_t size) {
  constexpr long kReadWrite = 3, kShared = 1;  // PROT_READ | PROT_WRITE, MAP_SHARED
  const long at = Call(SYS_mmap, 0, static_cast<long>(size), kReadWrite, kShared, fd, 0);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address from the kernel
  return at < 0 && at > -4096 ? nullptr : reinterpret_cast<void*>(at);
}
// The three sets of this thread, of which the kernel knows two words each.
inline long SetCapabilities(uint64_t effective, uint64_t permitted, uint64_t inheritable) {
  struct {
    uint32_t version;
    int pid;
  } header{0x20080522, 0};
  const auto low = [](uint64_t set) { return static_cast<uint32_t>(set); };
  const auto high = [](uint64_t set) { return static_cast<uint32_t>(set >> 32); };
  const uint32_t data[6] = {low(effective),  low(permitted),  low(inheritable),
                            high(effective), high(permitted), high(inheritable)};
  return Call(SYS_capset, P(&header), P(data));
}
inline long Wait(int pid, int* status, int options, struct rusage* usage) {
  return Call(SYS_wait4, pid, P(status), options, P(usage));
}
// The kernel's own struct sigaction, without the C library's restorer: only for SIG_DFL and
// SIG_IGN.
inline long SetSignal(int signal, sighandler_t handler) {
  struct {
    sighandler_t handler;
    unsigned long flags;
    void* restorer;
    unsigned long mask;
  } action{handler, 0, nullptr, 0};
  return Call(SYS_rt_sigaction, signal, P(&action), 0, 8);
}
inline long Poll(struct pollfd* fds, size_t count) {
  return Call(SYS_ppoll, P(fds), static_cast<long>(count), 0, 0, 0);
}
// One entry of what getdents64 wrote; the name ends with a NUL.
struct DirEntry {
  int64_t offset;  // of the entry behind it, for lseek
  unsigned short length;
  const char* name;
};
inline DirEntry EntryAt(const char* record) {
  DirEntry entry{};
  __builtin_memcpy(&entry.offset, record + 8, sizeof entry.offset);
  __builtin_memcpy(&entry.length, record + 16, sizeof entry.length);
  entry.name = record + 19;
  return entry;
}
[[noreturn]] inline void Exit(int code) {
  while (true) Call(SYS_exit_group, code);
}

}  // namespace assay::sandbox::agent::sys

#include "sandbox/agent/init.h"

#include <linux/limits.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <cstring>

#include "sandbox/agent/paths.h"
#include "sandbox/agent/sys.h"

namespace assay::sandbox::agent {
namespace {

constexpr unsigned long kMountFlags = MS_NOSUID | MS_NODEV;

// Appends a number in decimal; the agent links no formatting.
char* AppendNumber(char* out, uint64_t value) {
  char digits[24];
  size_t n = 0;
  do {
    digits[n++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  while (n > 0) *out++ = digits[--n];
  return out;
}

char* AppendText(char* out, const char* text) {
  const size_t size = std::strlen(text);
  std::memcpy(out, text, size);
  return out + size;
}

// What a program knows as `path`, as the init sees it. One at a time.
struct RunPath {
  char text[64];
  explicit RunPath(const char* path) { *AppendText(AppendText(text, kRunRoot), path) = '\0'; }
  // NOLINTNEXTLINE(google-explicit-constructor): an argument of a system call.
  operator const char*() const { return text; }
};

}  // namespace

void Init::Reset(const Setup& setup) {
  setup_ = setup;
  prepare_error_ = 0;
  exec_errno_ = 0;
  reported_ = false;
  file_at_limit_[0] = '\0';
}

void Init::SetEnds(int go, int in, int out, int err) {
  setup_.go = go;
  setup_.in = in;
  setup_.out = out;
  setup_.err = err;
}

void Init::Order(const Run& run) {
  orders_.keep = run.keep;
  orders_.file_bytes = run.file_bytes;
  orders_.stack_bytes = run.stack_bytes;
  orders_.processes = run.processes;
  orders_.open_files = run.open_files;
  std::memcpy(orders_.cwd, run.cwd.data(), run.cwd.size());
  orders_.cwd[run.cwd.size()] = '\0';
}

void Init::Prepare() {
  // The channel to the host is never within reach of a run; nor are the agent's ends of the pipes,
  // whose copies would keep the program's stdin from ending. Numbers are the same in this copy of
  // the table.
  for (int fd = 0; fd <= 2; ++fd) sys::Close(fd);
  for (const int fd : setup_.foreign) sys::Close(fd);

  char options[128];
  char* end = AppendNumber(AppendText(options, "size="), setup_.disk_bytes);
  // Root's alone, so that a program sees the upper layer only through /work.
  *AppendText(end, ",mode=0711") = '\0';
  long error = sys::Mount("tmpfs", kScratchDir, "tmpfs", kMountFlags, options);
  const auto step = [&error](long result) {
    if (error == 0 && result < 0) error = result;
  };
  if (setup_.covered) step(sys::Call(SYS_umount2, sys::P(kWorkDir), MNT_DETACH));
  for (const char* folder : {kScratchUpper, kScratchWork, kRunRoot})
    step(sys::MkdirAt(AT_FDCWD, folder, 0700));
  step(sys::Call(SYS_fchownat, AT_FDCWD, sys::P(kScratchUpper), setup_.uid, setup_.gid, 0));
  step(sys::Call(SYS_fchmodat, AT_FDCWD, sys::P(kScratchUpper), 0755));
  step(sys::Mount("/", kRunRoot, nullptr, MS_BIND, nullptr));
  step(sys::Mount(nullptr, kRunRoot, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | kMountFlags,
                  nullptr));
  step(sys::Mount("/dev", RunPath("/dev"), nullptr, MS_BIND | MS_REC, nullptr));
  step(sys::Mount("/sys", RunPath("/sys"), nullptr, MS_BIND, nullptr));
  *AppendText(end, ",mode=1777") = '\0';
  step(sys::Mount("tmpfs", RunPath("/tmp"), "tmpfs", kMountFlags, options));
  step(sys::Mount("tmpfs", RunPath("/dev/shm"), "tmpfs", kMountFlags, options));
  step(sys::Mount("proc", RunPath("/proc"), "proc", kMountFlags | MS_NOEXEC, nullptr));
  // gVisor's bind of the root brings the agent's own mount along: the program gets an empty folder
  // instead.
  step(sys::Mount("tmpfs", RunPath(kAgentDir), "tmpfs", kMountFlags | MS_RDONLY, "mode=0755"));
  // Process 1 of the run is the agent's: its environment and descriptors are nobody's business.
  step(sys::Mount("tmpfs", RunPath("/proc/1"), "tmpfs", kMountFlags | MS_RDONLY, "mode=0555"));
  if (error != 0) prepare_error_ = static_cast<int>(-error);
}

bool Init::Begin() {
  char byte = 0;
  long n = 0;
  while ((n = sys::Read(setup_.go, &byte, 1)) == -EINTR) {
  }
  if (n != 1 || prepare_error_ != 0) return false;
  const long error =
      orders_.keep
          ? sys::Mount(kWorkDir, RunPath(kWorkDir), nullptr, MS_BIND, nullptr)
          : sys::Mount("overlay", RunPath(kWorkDir), "overlay", kMountFlags, kScratchOverlay);
  if (error != 0) prepare_error_ = static_cast<int>(-error);
  return error == 0;
}

void Init::Await(int program) {
  for (const int fd : {setup_.in, setup_.out, setup_.err}) sys::Close(fd);
  while (true) {
    int status = 0;
    const long pid = sys::Wait(-1, &status, __WALL, &usage_);
    if (pid == program) {
      wait_status_ = status;
      break;
    }
    if (pid < 0 && pid != -EINTR) return;
  }
  if (WIFSIGNALED(wait_status_) && WTERMSIG(wait_status_) == SIGXFSZ) FindFileAtLimit();
  reported_ = true;
}

int Init::BecomeProgram() {
  sys::Call(SYS_setsid);
  long error = 0;
  const auto step = [&error](long result) {
    if (error == 0 && result < 0) error = -result;
  };
  step(sys::Call(SYS_dup3, setup_.in, 0, 0));
  step(sys::Call(SYS_dup3, setup_.out, 1, 0));
  step(sys::Call(SYS_dup3, setup_.err, 2, 0));
  step(sys::SetRlimit(RLIMIT_CORE, 0));
  step(sys::SetRlimit(RLIMIT_FSIZE, orders_.file_bytes));
  step(sys::SetRlimit(RLIMIT_NOFILE, orders_.open_files));
  step(sys::SetRlimit(RLIMIT_STACK, orders_.stack_bytes));
  // gVisor counts a process for the user that its parent had when it was cloned: this one is
  // root's.
  step(sys::SetRlimit(RLIMIT_NPROC, orders_.processes - 1));
  sys::Call(SYS_umask, 022);
  step(sys::Call(SYS_chroot, sys::P(kRunRoot)));
  step(sys::Call(SYS_setgroups, 0, 0));
  step(sys::Call(SYS_setresgid, setup_.gid, setup_.gid, setup_.gid));
  // Takes every capability with it but those that an exec may keep, which go with the next line;
  // no_new_privs came from the container's configuration.
  step(sys::Call(SYS_setresuid, setup_.uid, setup_.uid, setup_.uid));
  step(sys::SetCapabilities(0, 0, 0));
  step(sys::Call(SYS_chdir, sys::P(orders_.cwd)));
  return static_cast<int>(error);
}

// SIGXFSZ alone proves nothing, a program can raise it: evidence is a file that stands at the
// limit.
void Init::FindFileAtLimit() {
  constexpr int kDepth = 16;
  for (const char* root : {kWorkDir, "/tmp", "/dev/shm"}) {
    int stack[kDepth];
    size_t lengths[kDepth];
    int depth = 0;
    size_t length = std::strlen(root);
    std::memcpy(file_at_limit_, root, length + 1);
    stack[0] = sys::OpenFolder(AT_FDCWD, RunPath(root));
    lengths[0] = length;
    if (stack[0] < 0) continue;
    while (depth >= 0) {
      const long n = sys::Call(SYS_getdents64, stack[depth], sys::P(walk_), sizeof walk_);
      if (n <= 0) {
        sys::Close(stack[depth--]);
        continue;
      }
      int next = -1;
      for (long at = 0; at < n;) {
        const sys::DirEntry entry = sys::EntryAt(walk_ + at);
        at += entry.length;
        const size_t size = std::strlen(entry.name);
        const bool dots =
            entry.name[0] == '.' && (size == 1 || (size == 2 && entry.name[1] == '.'));
        length = lengths[depth];
        if (dots || length + size + 2 > kMaxPath) continue;
        struct stat st {};
        if (sys::StatAt(stack[depth], entry.name, &st) != 0) continue;
        const bool hit =
            S_ISREG(st.st_mode) && static_cast<uint64_t>(st.st_size) >= orders_.file_bytes;
        const bool enter = S_ISDIR(st.st_mode) && depth + 1 < kDepth && next < 0;
        if (!hit && !enter) continue;
        if (enter) {
          next = sys::OpenFolder(stack[depth], entry.name);
          if (next < 0) continue;
        }
        file_at_limit_[length] = '/';
        std::memcpy(file_at_limit_ + length + 1, entry.name, size + 1);
        if (hit) {
          while (depth >= 0) sys::Close(stack[depth--]);
          sys::Close(next);
          return;
        }
        // Go into the first folder at once and take the rest of this one up again from behind it.
        sys::Call(SYS_lseek, stack[depth], static_cast<long>(entry.offset), SEEK_SET);
        stack[++depth] = next;
        lengths[depth] = length + 1 + size;
        break;
      }
    }
  }
  file_at_limit_[0] = '\0';
}

}  // namespace assay::sandbox::agent

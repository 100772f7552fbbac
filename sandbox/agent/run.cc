#include "sandbox/agent/run.h"

#include <linux/limits.h>
#include <sched.h>
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

void SplitList(std::string_view list, uint32_t count, char** pointers) {
  // The payload lies in the agent's own receive buffer: it may be handed to execve as it is.
  char* at = const_cast<char*>(list.data());
  for (uint32_t i = 0; i < count; ++i) {
    pointers[i] = at;
    at += std::strlen(at) + 1;
  }
  pointers[count] = nullptr;
}

}  // namespace

int Runner::Prepare() {
  prepare_error_ = 0;
  exec_errno_ = 0;
  reported_ = false;
  killed_ = false;
  file_at_limit_[0] = '\0';
  for (PipeEnds* ends : {&go_, &status_, &stdin_, &stdout_, &stderr_}) {
    int fds[2];
    const long error = sys::Pipe(fds, O_CLOEXEC);
    if (error < 0) {
      CloseAll();
      return static_cast<int>(-error);
    }
    ends->read = fds[0];
    ends->write = fds[1];
  }
  for (const int fd : {stdin_.write, stdout_.read, stderr_.read}) {
    sys::Call(SYS_fcntl, fd, F_SETFL, O_NONBLOCK);
  }
  init_ends_ = {go_.read,
                stdin_.read,
                stdout_.write,
                stderr_.write,
                {go_.write, status_.read, stdin_.write, stdout_.read, stderr_.read}};
  const int flags =
      CLONE_VM | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | SIGCHLD;
  const int pid = ::clone(&Runner::InitMain, init_stack_ + kStack, flags, this);
  if (pid < 0) {
    CloseAll();
    return EAGAIN;
  }
  init_ = pid;
  // Only the run's processes hold these from now on, so that their end shows here.
  for (int* fd : {&go_.read, &status_.write, &stdin_.read, &stdout_.write, &stderr_.write}) {
    sys::Close(*fd);
    *fd = -1;
  }
  return 0;
}

int Runner::Start(const Run& run) {
  run_ = run;
  SplitList(run.argv, run.argc, argv_);
  SplitList(run.env, run.envc, env_);
  std::memcpy(cwd_, run.cwd.data(), run.cwd.size());
  cwd_[run.cwd.size()] = '\0';
  const char byte = 1;
  const long n = sys::Write(go_.write, &byte, 1);
  return n == 1 ? 0 : static_cast<int>(-n);
}

void Runner::Kill() {
  if (init_ <= 0) return;
  killed_ = true;
  sys::Call(SYS_kill, init_, SIGKILL);
}

void Runner::Reap(Exited* out) {
  int status = 0;
  struct rusage usage {};
  while (sys::Wait(init_, &status, __WALL, &usage) == -EINTR) {
  }
  init_ = 0;
  sys::Close(go_.write);
  sys::Close(status_.read);
  go_.write = status_.read = -1;
  CloseStdin();
  const struct rusage& used = reported_ ? usage_ : usage;
  *out = Exited();
  out->flags = killed_ ? Exited::kKilled : 0;
  // An init that was killed says nothing about the program, which died with it.
  out->wait_status = reported_ ? static_cast<uint32_t>(wait_status_) : SIGKILL;
  out->exec_errno = static_cast<uint32_t>(prepare_error_ != 0 ? prepare_error_ : exec_errno_);
  const auto micros = [](const struct timeval& t) {
    return static_cast<uint64_t>(t.tv_sec) * 1000000U + static_cast<uint64_t>(t.tv_usec);
  };
  out->user_us = micros(used.ru_utime);
  out->system_us = micros(used.ru_stime);
  out->max_rss_kib = static_cast<uint64_t>(used.ru_maxrss);
  out->file_at_limit = file_at_limit_;
}

void Runner::CloseStdin() {
  sys::Close(stdin_.write);
  stdin_.write = -1;
}

void Runner::CloseStdout() {
  sys::Close(stdout_.read);
  stdout_.read = -1;
}

void Runner::CloseStderr() {
  sys::Close(stderr_.read);
  stderr_.read = -1;
}

void Runner::CloseAll() {
  for (PipeEnds* ends : {&go_, &status_, &stdin_, &stdout_, &stderr_}) {
    sys::Close(ends->read);
    sys::Close(ends->write);
    ends->read = ends->write = -1;
  }
}

int Runner::InitMain(void* self) {
  auto* runner = static_cast<Runner*>(self);
  runner->InitPrepare();
  runner->InitRun();
  sys::Exit(0);
}

void Runner::InitPrepare() {
  // The channel to the host is never within reach of a run; nor are the agent's ends of the pipes,
  // whose copies would keep the program's stdin from ending. Numbers are the same in this copy of
  // the table.
  for (int fd = 0; fd <= 2; ++fd) sys::Close(fd);
  for (const int fd : init_ends_.foreign) sys::Close(fd);

  char options[128];
  char* end = AppendNumber(AppendText(options, "size="), configure_.disk_bytes);
  // Root's alone, so that a program sees the upper layer only through /work.
  *AppendText(end, ",mode=0711") = '\0';
  long error = sys::Mount("tmpfs", kScratchDir, "tmpfs", kMountFlags, options);
  const auto step = [&error](long result) {
    if (error == 0 && result < 0) error = result;
  };
  for (const char* folder : {kScratchUpper, kScratchWork, kRunRoot})
    step(sys::MkdirAt(AT_FDCWD, folder, 0700));
  step(sys::Call(SYS_fchownat, AT_FDCWD, sys::P(kScratchUpper), configure_.uid, configure_.gid, 0));
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

void Runner::InitRun() {
  char byte = 0;
  long n = 0;
  while ((n = sys::Read(init_ends_.go, &byte, 1)) == -EINTR) {
  }
  if (n != 1 || prepare_error_ != 0) return;
  const long error =
      run_.keep ? sys::Mount(kWorkDir, RunPath(kWorkDir), nullptr, MS_BIND, nullptr)
                : sys::Mount("overlay", RunPath(kWorkDir), "overlay", kMountFlags, kScratchOverlay);
  if (error != 0) {
    prepare_error_ = static_cast<int>(-error);
    return;
  }
  // CLONE_VFORK: this process sleeps until the program's has left the shared memory by exec or
  // exit.
  const int program =
      ::clone(&Runner::ChildMain, child_stack_ + kStack, CLONE_VM | CLONE_VFORK | SIGCHLD, this);
  if (program < 0) {
    prepare_error_ = EAGAIN;
    return;
  }
  for (const int fd : {init_ends_.in, init_ends_.out, init_ends_.err}) sys::Close(fd);
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
  // The end of this process is the end of every other one in the namespace.
}

int Runner::ChildMain(void* self) { static_cast<Runner*>(self)->Child(); }

void Runner::Child() {
  sys::Call(SYS_setsid);
  long error = 0;
  const auto step = [&error](long result) {
    if (error == 0 && result < 0) error = -result;
  };
  step(sys::Call(SYS_dup3, init_ends_.in, 0, 0));
  step(sys::Call(SYS_dup3, init_ends_.out, 1, 0));
  step(sys::Call(SYS_dup3, init_ends_.err, 2, 0));
  sys::SetSignal(SIGPIPE, SIG_DFL);
  step(sys::SetRlimit(RLIMIT_CORE, 0));
  step(sys::SetRlimit(RLIMIT_FSIZE, run_.file_bytes));
  step(sys::SetRlimit(RLIMIT_NOFILE, run_.open_files));
  step(sys::SetRlimit(RLIMIT_STACK, run_.stack_bytes));
  // gVisor counts a process for the user that its parent had when it was cloned: this one is
  // root's.
  step(sys::SetRlimit(RLIMIT_NPROC, run_.processes - 1));
  sys::Call(SYS_umask, 022);
  step(sys::Call(SYS_chroot, sys::P(kRunRoot)));
  step(sys::Call(SYS_setgroups, 0, 0));
  step(sys::Call(SYS_setresgid, configure_.gid, configure_.gid, configure_.gid));
  // Takes every capability with it; no_new_privs came from the container's configuration.
  step(sys::Call(SYS_setresuid, configure_.uid, configure_.uid, configure_.uid));
  step(sys::Call(SYS_chdir, sys::P(cwd_)));
  if (error == 0) error = -sys::Call(SYS_execve, sys::P(argv_[0]), sys::P(argv_), sys::P(env_));
  exec_errno_ = static_cast<int>(error);
  sys::Exit(127);
}

// SIGXFSZ alone proves nothing, a program can raise it: evidence is a file that stands at the
// limit.
void Runner::FindFileAtLimit() {
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
            S_ISREG(st.st_mode) && static_cast<uint64_t>(st.st_size) >= run_.file_bytes;
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

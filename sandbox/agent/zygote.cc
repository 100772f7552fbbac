#include "sandbox/agent/zygote.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cstring>

#include "sandbox/agent/paths.h"
#include "sandbox/agent/strings.h"
#include "sandbox/agent/sys.h"

namespace assay::sandbox::agent {
namespace {

char kVariable[] = "ASSAY_ZYGOTE=/run/assay-zygote.so";

// The interpreter takes its options before anything of a submission's is out of reach, and -S or -I
// would take it past the hook, with all that the agent may do. Preloaded code would be the
// program's too.
bool IsPlain(const Run& run) {
  const char* word = run.argv.data();
  for (uint32_t i = 0; i < run.argc; ++i, word += std::strlen(word) + 1) {
    if (i == 0 ? word[0] != '/' : word[0] == '-') return false;
  }
  const char* variable = run.env.data();
  for (uint32_t i = 0; i < run.envc; ++i, variable += std::strlen(variable) + 1) {
    if (std::strncmp(variable, "LD_", 3) == 0) return false;
  }
  return run.argc > 1;
}

bool ReadAll(int fd, void* data, size_t size) {
  auto* at = static_cast<char*>(data);
  while (size > 0) {
    const long n = sys::Read(fd, at, size);
    if (n == -EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= static_cast<size_t>(n);
  }
  return true;
}

}  // namespace

int Zygote::Start(const Run& run) {
  if (started() || pid_ != 0) return EBUSY;
  if (!IsPlain(run)) return EINVAL;
  run_ = run;
  std::memcpy(strings_, run.argv.data(), run.argv.size());
  std::memcpy(strings_ + run.argv.size(), run.env.data(), run.env.size());
  run_.argv = {strings_, run.argv.size()};
  run_.env = {strings_ + run.argv.size(), run.env.size()};
  SplitList(run_.argv, run_.argc, argv_);
  SplitList(run_.env, run_.envc, env_);
  env_[run_.envc] = kVariable;
  env_[run_.envc + 1] = nullptr;

  int pair[2];
  long error = sys::Call(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sys::P(pair));
  if (error < 0) return static_cast<int>(-error);
  socket_ = pair[0];
  theirs_ = pair[1];
  memory_ = static_cast<int>(sys::Call(SYS_memfd_create, sys::P("zygote"), MFD_CLOEXEC));
  error = memory_ < 0 ? memory_ : sys::Call(SYS_ftruncate, memory_, sizeof(Init));
  if (error == 0) error = sys::Pipe(idle_, O_CLOEXEC);
  if (error == 0) {
    // Zeroes are a good Init: it has no invariant, and is reset before each run.
    init_ = static_cast<Init*>(sys::MapShared(memory_, sizeof(Init)));
    if (init_ == nullptr) error = -ENOMEM;
  }
  if (error == 0) {
    pid_ = ::clone(&Zygote::Main, stack_ + sizeof stack_,
                   CLONE_VM | CLONE_VFORK | CLONE_NEWNS | SIGCHLD, this);
    if (pid_ < 0) error = -EAGAIN;
  }
  for (const int fd : {theirs_, memory_, idle_[0], idle_[1]}) sys::Close(fd);
  return error < 0 ? Gone(static_cast<int>(-error)) : 0;
}

int Zygote::Main(void* self) { static_cast<Zygote*>(self)->Become(); }

void Zygote::Become() {
  sys::Call(SYS_setsid);
  long error = 0;
  const auto step = [&error](long result) {
    if (error == 0 && result < 0) error = result;
  };
  step(sys::Mount("tmpfs", kWorkDir, "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY,
                  "mode=0755,size=4096"));
  // Pipes, as a run's: an interpreter looks at what its streams are when it starts. Nobody writes
  // here or reads.
  step(sys::Call(SYS_dup3, idle_[0], 0, 0));
  step(sys::Call(SYS_dup3, idle_[1], 1, 0));
  step(sys::Call(SYS_dup3, idle_[1], 2, 0));
  step(sys::Call(SYS_dup3, theirs_, kZygoteSocket, 0));
  step(sys::Call(SYS_dup3, memory_, kZygoteMemory, 0));
  sys::SetSignal(SIGPIPE, SIG_DFL);
  step(sys::SetRlimit(RLIMIT_CORE, 0));
  step(sys::SetRlimit(RLIMIT_STACK, run_.stack_bytes));
  sys::Call(SYS_umask, 022);
  step(sys::Call(SYS_chdir, sys::P(kWorkDir)));
  if (error == 0) sys::Call(SYS_execve, sys::P(argv_[0]), sys::P(argv_), sys::P(env_));
  sys::Exit(127);
}

bool Zygote::Welcome() {
  ZygoteWord word{};
  ready_ = ReadAll(socket_, &word, 1) && word == ZygoteWord::kReady;
  if (!ready_) Gone(0);
  return ready_;
}

bool Zygote::Serves(const Run& run) const {
  return ready_ && run.argv == run_.argv && run.env == run_.env &&
         run.stack_bytes == run_.stack_bytes;
}

int Zygote::CloneInit(const int fds[5]) {
  ZygoteWord word = ZygoteWord::kClone;
  struct iovec data {
    &word, 1
  };
  alignas(struct cmsghdr) char control[CMSG_SPACE(5 * sizeof(int))] = {};
  struct msghdr message {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(5 * sizeof(int));
  std::memcpy(CMSG_DATA(header), fds, 5 * sizeof(int));
  int32_t pid = 0;
  if (sys::Call(SYS_sendmsg, socket_, sys::P(&message), MSG_NOSIGNAL) != 1 ||
      !ReadAll(socket_, &word, 1) || word != ZygoteWord::kCloned ||
      !ReadAll(socket_, &pid, sizeof pid) || pid <= 0) {
    return -Gone(EPIPE);
  }
  return pid;
}

bool Zygote::Reap() {
  ZygoteWord word = ZygoteWord::kReap;
  if (sys::Write(socket_, &word, 1) == 1 && ReadAll(socket_, &word, 1) &&
      word == ZygoteWord::kReaped)
    return true;
  Gone(EPIPE);
  return false;
}

// It is not started again: what ended one would end the next.
int Zygote::Gone(int error) {
  sys::Close(socket_);
  socket_ = -1;
  ready_ = false;
  if (pid_ > 0) {
    sys::Call(SYS_kill, pid_, SIGKILL);
    int status = 0;
    while (sys::Wait(pid_, &status, __WALL, nullptr) == -EINTR) {
    }
  }
  pid_ = -1;
  return error;
}

}  // namespace assay::sandbox::agent

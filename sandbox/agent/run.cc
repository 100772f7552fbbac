#include "sandbox/agent/run.h"

#include <sched.h>
#include <sys/wait.h>

#include "sandbox/agent/strings.h"
#include "sandbox/agent/sys.h"

namespace assay::sandbox::agent {

int Runner::Prepare() {
  killed_ = false;
  by_zygote_ = prefer_zygote_ && zygote_.ready();
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
  init_pid_ = CloneInit();
  if (init_pid_ < 0) {
    CloseAll();
    const bool again = by_zygote_;  // without it: it is gone
    const int error = -init_pid_;
    init_pid_ = 0;
    return again ? Prepare() : error;
  }
  // Only the run's processes hold these from now on, so that their end shows here.
  for (int* fd : {&go_.read, &status_.write, &stdin_.read, &stdout_.write, &stderr_.write}) {
    sys::Close(*fd);
    *fd = -1;
  }
  return 0;
}

int Runner::CloneInit() {
  Init::Setup setup{};
  setup.disk_bytes = configure_.disk_bytes;
  setup.uid = configure_.uid;
  setup.gid = configure_.gid;
  if (by_zygote_) {
    setup.covered = true;
    for (int& fd : setup.foreign) fd = -1;
    init().Reset(setup);
    const int fds[5] = {go_.read, stdin_.read, stdout_.write, stderr_.write, status_.write};
    return zygote_.CloneInit(fds);
  }
  setup.go = go_.read;
  setup.in = stdin_.read;
  setup.out = stdout_.write;
  setup.err = stderr_.write;
  // The same numbers for the init: the memory is shared but the tables of descriptors are not.
  const int foreign[5] = {go_.write, status_.read, stdin_.write, stdout_.read, stderr_.read};
  for (int i = 0; i < 5; ++i) setup.foreign[i] = foreign[i];
  init().Reset(setup);
  const int flags =
      CLONE_VM | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | SIGCHLD;
  const int pid = ::clone(&Runner::InitMain, init_stack_ + kStack, flags, this);
  return pid < 0 ? -EAGAIN : pid;
}

int Runner::Start(const Run& run) {
  prefer_zygote_ = zygote_.Serves(run);
  if (prefer_zygote_ != by_zygote_) {
    CallOff();
    if (const int error = Prepare(); error != 0) return error;
  }
  SplitList(run.argv, run.argc, argv_);
  SplitList(run.env, run.envc, env_);
  init().Order(run);
  const char byte = 1;
  const long n = sys::Write(go_.write, &byte, 1);
  return n == 1 ? 0 : static_cast<int>(-n);
}

void Runner::CallOff() {
  // Without a word to go the init ends.
  sys::Close(go_.write);
  go_.write = -1;
  Wait(nullptr, nullptr);
  CloseAll();
}

void Runner::Wait(int* status, struct rusage* usage) {
  // The init of a zygote that is gone is the agent's, as is every orphan.
  if (!by_zygote_ || !zygote_.Reap()) {
    while (sys::Wait(init_pid_, status, __WALL, usage) == -EINTR) {
    }
  }
  init_pid_ = 0;
}

void Runner::Kill() {
  if (init_pid_ <= 0) return;
  killed_ = true;
  sys::Call(SYS_kill, init_pid_, SIGKILL);
}

void Runner::Reap(Exited* out) {
  int status = 0;
  struct rusage usage {};
  Wait(&status, &usage);
  sys::Close(go_.write);
  sys::Close(status_.read);
  go_.write = status_.read = -1;
  CloseStdin();
  const Init& ended = init();
  const struct rusage& used = ended.reported() ? ended.usage() : usage;
  *out = Exited();
  out->flags = killed_ ? Exited::kKilled : 0;
  // An init that was killed says nothing about the program, which died with it.
  out->wait_status = ended.reported() ? static_cast<uint32_t>(ended.wait_status()) : SIGKILL;
  out->exec_errno = static_cast<uint32_t>(ended.error());
  const auto micros = [](const struct timeval& t) {
    return static_cast<uint64_t>(t.tv_sec) * 1000000U + static_cast<uint64_t>(t.tv_usec);
  };
  out->user_us = micros(used.ru_utime);
  out->system_us = micros(used.ru_stime);
  out->max_rss_kib = static_cast<uint64_t>(used.ru_maxrss);
  out->file_at_limit = ended.file_at_limit();
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
  runner->own_init_.Prepare();
  if (runner->own_init_.Begin()) runner->RunProgram();
  sys::Exit(0);
}

void Runner::RunProgram() {
  // CLONE_VFORK: this process sleeps until the program's has left the shared memory by exec or
  // exit.
  const int program =
      ::clone(&Runner::ChildMain, child_stack_ + kStack, CLONE_VM | CLONE_VFORK | SIGCHLD, this);
  if (program < 0) {
    own_init_.set_prepare_error(EAGAIN);
  } else {
    own_init_.Await(program);
  }
}

int Runner::ChildMain(void* self) { static_cast<Runner*>(self)->Child(); }

void Runner::Child() {
  sys::SetSignal(SIGPIPE, SIG_DFL);
  int error = own_init_.BecomeProgram();
  if (error == 0) {
    error = static_cast<int>(-sys::Call(SYS_execve, sys::P(argv_[0]), sys::P(argv_), sys::P(env_)));
  }
  own_init_.set_exec_errno(error);
  sys::Exit(127);
}

}  // namespace assay::sandbox::agent

#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/native/descriptor_message.h"
#include "sandbox/native/zygote.h"

namespace assay::sandbox::native {
namespace {

struct Order {
  bool keep_work = false, has_cgroup = false;
  uint64_t disk_bytes = 0, disk_inodes = 0;
  uint32_t host_uid = 0;
};
struct Answer {
  pid_t pid = -1;
  int error = 0;
};

// False at the end of the stream.
template <typename T>
bool ReceiveWhole(int socket, T* value, Passed* passed) {
  const iovec part{value, sizeof *value};
  return ReceiveMessage(socket, &part, 1, passed) == static_cast<ssize_t>(sizeof *value);
}

[[noreturn]] void Serve(int socket, const std::vector<sock_filter>& seccomp) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::dup2(socket, 3);
  ::syscall(SYS_close_range, 4U, ~0U, 0U);
  Order order;
  Passed passed;
  while (ReceiveWhole(3, &order, &passed)) {
    const int* fds = passed.fds;
    JailSpec spec;
    spec.keep_work = order.keep_work;
    spec.disk_bytes = order.disk_bytes;
    spec.disk_inodes = order.disk_inodes;
    spec.host_uid = order.host_uid;
    spec.network_fd = fds[1];
    spec.cgroup_fd = order.has_cgroup ? fds[2] : -1;
    spec.seccomp = &seccomp;
    int pidfd = -1;
    Answer answer;
    answer.pid = CloneInit(spec, fds[0], &pidfd);
    answer.error = errno;
    if (!SendMessage(3, &answer, sizeof answer, &pidfd, answer.pid > 0 ? 1 : 0)) break;
    for (const int fd : {fds[0], fds[1], fds[2], pidfd}) {
      if (fd >= 0) ::close(fd);
    }
  }
  ::_exit(0);
}

}  // namespace

Result<std::unique_ptr<Zygote>> Zygote::Start(const std::vector<sock_filter>& seccomp) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return ErrnoStatus("socketpair", errno);
  }
  std::unique_ptr<Zygote> zygote(new Zygote());
  zygote->socket_.reset(pair[0]);
  const UniqueFd theirs(pair[1]);
  clone_args args{};
  args.exit_signal = SIGCHLD;
  zygote->pid_ = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
  if (zygote->pid_ < 0) return ErrnoStatus("clone3 of the zygote", errno);
  if (zygote->pid_ == 0) Serve(theirs.get(), seccomp);
  return zygote;
}

Zygote::~Zygote() {
  socket_.reset();
  if (pid_ <= 0) return;
  while (::waitpid(pid_, nullptr, __WALL) < 0 && errno == EINTR) {
  }
}

Result<Jail> Zygote::StartJail(const JailSpec& spec) {
  ASSAY_ASSIGN_OR_RETURN(auto ends, MakeChannel());
  const Order order{spec.keep_work, spec.cgroup_fd >= 0, spec.disk_bytes, spec.disk_inodes,
                    spec.host_uid};
  const int fds[3] = {ends.second.get(), spec.network_fd, spec.cgroup_fd};
  Answer answer;
  Passed received;
  if (!SendMessage(socket_.get(), &order, sizeof order, fds, spec.cgroup_fd >= 0 ? 3 : 2) ||
      !ReceiveWhole(socket_.get(), &answer, &received)) {
    return Unavailable("the slot's zygote is gone");
  }
  if (answer.pid < 0) return ErrnoStatus("clone3 of a sandbox's first process", answer.error);
  return Jail{answer.pid, UniqueFd(received.fds[0]), std::move(ends.first)};
}

}  // namespace assay::sandbox::native

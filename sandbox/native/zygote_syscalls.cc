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

#include "sandbox/native/protocol.h"
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

// One message with `count` descriptors. No allocation: the zygote is a fork that never execs.
bool SendFds(int socket, const void* data, size_t size, const int* fds, size_t count) {
  iovec part{const_cast<void*>(data), size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 2)] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (count > 0) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    cmsghdr* cmsg = CMSG_FIRSTHDR(&header);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(sizeof(int) * count);
    std::memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * count);
  }
  ssize_t n = 0;
  do {
    n = ::sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(size);
}

// Fills `fds` (those that did not come are -1); false at the end of the stream.
bool ReceiveFds(int socket, void* data, size_t size, int (&fds)[2]) {
  fds[0] = fds[1] = -1;
  iovec part{data, size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fds)] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t n = 0;
  do {
    n = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n != static_cast<ssize_t>(size)) return false;
  if (const cmsghdr* cmsg = CMSG_FIRSTHDR(&header)) {
    std::memcpy(fds, CMSG_DATA(cmsg), cmsg->cmsg_len - CMSG_LEN(0));
  }
  return true;
}

[[noreturn]] void Serve(int socket, const std::vector<sock_filter>& seccomp) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::dup2(socket, 3);
  ::syscall(SYS_close_range, 4U, ~0U, 0U);
  Order order;
  int fds[2];
  while (ReceiveFds(3, &order, sizeof order, fds)) {
    JailSpec spec;
    spec.keep_work = order.keep_work;
    spec.disk_bytes = order.disk_bytes;
    spec.disk_inodes = order.disk_inodes;
    spec.host_uid = order.host_uid;
    spec.cgroup_fd = order.has_cgroup ? fds[1] : -1;
    spec.seccomp = &seccomp;
    int pidfd = -1;
    Answer answer;
    answer.pid = CloneInit(spec, fds[0], &pidfd);
    answer.error = errno;
    if (!SendFds(3, &answer, sizeof answer, &pidfd, answer.pid > 0 ? 1 : 0)) break;
    for (const int fd : {fds[0], fds[1], pidfd}) {
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
  const int fds[2] = {ends.second.get(), spec.cgroup_fd};
  Answer answer;
  int received[2];
  if (!SendFds(socket_.get(), &order, sizeof order, fds, spec.cgroup_fd >= 0 ? 2 : 1) ||
      !ReceiveFds(socket_.get(), &answer, sizeof answer, received)) {
    return Unavailable("the slot's zygote is gone");
  }
  if (answer.pid < 0) return ErrnoStatus("clone3 of a sandbox's first process", answer.error);
  return Jail{answer.pid, UniqueFd(received[0]), std::move(ends.first)};
}

}  // namespace assay::sandbox::native

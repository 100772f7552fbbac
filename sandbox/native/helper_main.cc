// assay-sandbox-helper: the privileged part of the native sandbox, one process a slot. Started by
// the library with one end of a socket pair as descriptor 3; not for people to run.
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

#include "sandbox/native/protocol.h"
#include "sandbox/native/slot.h"
#include "sandbox/native/supervisor.h"

namespace assay::sandbox::native {
namespace {

constexpr int kLibrarySocket = 3;

Status Reply(const Status& status) {
  Message reply;
  reply.type = MessageType::kReply;
  reply.status_code = static_cast<uint32_t>(status.code());
  return Send(kLibrarySocket, reply, status.message() + '\0');
}

Status Configure(Slot& slot, Received& request) {
  if (request.fds.size() != 2) return Internal("configure: two descriptors are needed");
  return slot.Configure(std::move(request.fds[0]), std::move(request.fds[1]),
                        request.message.disk_bytes, request.message.disk_inodes);
}

// True when a message is there within a moment.
bool Waits(int socket) {
  pollfd p{socket, POLLIN, 0};
  const timespec moment{0, 200'000};
  return ::ppoll(&p, 1, &moment, nullptr) > 0;
}

Status Serve() {
  auto slot = Slot::Create();
  ASSAY_RETURN_IF_ERROR(Reply(slot.status()));
  if (!slot.ok()) return OkStatus();  // the library knows, and says it
  Supervisor supervisor(**slot, kLibrarySocket);
  while (true) {
    auto request = Receive(kLibrarySocket);
    if (!request.ok()) return OkStatus();  // the library is done with us
    switch (request->message.type) {
      case MessageType::kConfigure:
        supervisor.Discard();
        ASSAY_RETURN_IF_ERROR(Reply(Configure(**slot, *request)));
        break;
      case MessageType::kReset:
        supervisor.Discard();
        ASSAY_RETURN_IF_ERROR(Reply((*slot)->Reset()));
        break;
      case MessageType::kRun: {
        std::string file_at_limit;
        bool library_gone = false;
        auto result = (*slot)->configured()
                          ? supervisor.Run(*request, &file_at_limit, &library_gone)
                          : FailedPrecondition("run: the slot is not configured");
        if (library_gone) return OkStatus();
        request->fds.clear();
        if (result.ok()) {
          ASSAY_RETURN_IF_ERROR(Send(kLibrarySocket, *result, file_at_limit + '\0'));
          // One command often follows another at once: it does not wait for our tidying up, which
          // goes on beside it.
          if (!Waits(kLibrarySocket)) supervisor.Settle();
        } else {
          ASSAY_RETURN_IF_ERROR(Reply(result.status()));
        }
        break;
      }
      case MessageType::kKill:  // it came after the run had ended by itself
        break;
      case MessageType::kReply:
      case MessageType::kResult:
        return Internal("the library sent a helper's message");
    }
  }
}

}  // namespace
}  // namespace assay::sandbox::native

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
    std::puts("assay-sandbox-helper " ASSAY_VERSION);
    return 0;
  }
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(3, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
    std::fputs(
        "assay-sandbox-helper: descriptor 3 is not the library's socket.\n"
        "This is a part of the native sandbox that the library starts; use assay-sandbox "
        "instead.\n",
        stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // For the jail, which may lower limits but not raise them; without CAP_SYS_RESOURCE it stays at
  // what it was.
  const rlimit core{1, 1};
  ::setrlimit(RLIMIT_CORE, &core);
  ::fcntl(3, F_SETFD, FD_CLOEXEC);
  ::syscall(SYS_close_range, 4U, ~0U, 0U);
  const assay::Status status = assay::sandbox::native::Serve();
  if (!status.ok()) std::fprintf(stderr, "assay-sandbox-helper: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

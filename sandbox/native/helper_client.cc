#include "sandbox/native/helper_client.h"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

namespace assay::sandbox::native {

Result<std::unique_ptr<HelperClient>> HelperClient::Start(const std::filesystem::path& helper) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return ErrnoStatus("socketpair", errno);
  }
  std::unique_ptr<HelperClient> client(new HelperClient());
  client->socket_.reset(pair[0]);
  UniqueFd theirs(pair[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), 3);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  // A terminal's ^C goes to the foreground group: the helper ends when the library says so.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  std::string name = "assay-sandbox-helper";
  char* argv[] = {name.data(), nullptr};
  char* envp[] = {nullptr};
  // posix_spawn is vfork underneath: its cost does not grow with this process's memory.
  const int error = ::posix_spawn(&client->pid_, helper.c_str(), &actions, &attributes, argv, envp);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    client->pid_ = -1;
    return ErrnoStatus("start " + helper.string(), error);
  }
  theirs.reset();  // or the end of a helper that dies at once would never show
  Status hello = client->ReceiveReply();
  if (!hello.ok()) return std::move(hello).Annotate("native sandbox");
  return client;
}

HelperClient::~HelperClient() {
  socket_.reset();
  if (pid_ <= 0) return;
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Status HelperClient::Call(const Message& message, const std::vector<int>& fds) {
  ASSAY_RETURN_IF_ERROR(Send(socket_.get(), message, "", fds));
  return ReceiveReply();
}

Status HelperClient::ReceiveReply() {
  ASSAY_ASSIGN_OR_RETURN(const Received reply, Receive(socket_.get()));
  if (reply.message.type != MessageType::kReply)
    return Internal("sandbox helper: unexpected answer");
  if (reply.message.status_code == 0) return OkStatus();
  return {static_cast<StatusCode>(reply.message.status_code), reply.strings.c_str()};
}

}  // namespace assay::sandbox::native

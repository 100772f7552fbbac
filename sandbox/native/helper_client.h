#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>

#include "common/status.h"
#include "common/unique_fd.h"
#include "sandbox/native/protocol.h"

namespace assay::sandbox::native {

// A running helper and the socket to it. Used by one thread at a time. Destruction closes the
// socket, which ends the helper with all that it runs, and waits for it.
class HelperClient {
 public:
  static Result<std::unique_ptr<HelperClient>> Start(const std::filesystem::path& helper);
  ~HelperClient();
  HelperClient(const HelperClient&) = delete;
  HelperClient& operator=(const HelperClient&) = delete;

  pid_t pid() const { return pid_; }
  int socket() const { return socket_.get(); }

  // Sends and waits for the kReply.
  Status Call(const Message& message, const std::vector<int>& fds);

 private:
  HelperClient() = default;
  Status ReceiveReply();
  UniqueFd socket_;
  pid_t pid_ = -1;
};

}  // namespace assay::sandbox::native

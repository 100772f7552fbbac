#pragma once

#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "common/log/log.h"
#include "common/status.h"
#include "common/unique_fd.h"
#include "supervisor/control_line.h"
#include "supervisor/stop_flag.h"

// How `assay status` and `assay down` speak with the supervisor: a unix socket that only its user
// (and root) may open. The client sends one line (control_line.h), the server answers with lines
// and closes.
namespace assay::supervisor {

class ControlServer {
 public:
  // false: the client went away.
  using Reply = std::function<bool(std::string_view line)>;
  // Called on a thread of the connection's own; returns when all is said.
  using Handler = std::function<void(const ControlRequest&, const Reply&)>;

  // A socket of an earlier supervisor is replaced: the caller holds the data folder's lock.
  static Result<std::unique_ptr<ControlServer>> Start(const std::filesystem::path& path,
                                                      Handler handler, log::Logger logger);
  ~ControlServer();  // removes the socket, waits for handlers to return
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  struct Connection {
    UniqueFd fd;
    std::atomic<bool> done = false;
    std::thread thread;
  };

  ControlServer(std::filesystem::path path, UniqueFd socket, StopFlag stop, Handler handler,
                log::Logger logger);
  void Accept();
  void Serve(Connection& connection);
  void Reap(bool all);

  const std::filesystem::path path_;
  const UniqueFd socket_;
  const StopFlag stop_;
  const Handler handler_;
  const log::Logger logger_;
  std::list<Connection> connections_;  // of the accepting thread
  std::thread thread_;                 // last: it uses all the others
};

// Sends a request and calls `each` for every line of the answer. kUnavailable: nobody listens.
Status AskSupervisor(const std::filesystem::path& path, std::string_view request,
                     std::chrono::milliseconds timeout,
                     const std::function<void(std::string_view line)>& each);

}  // namespace assay::supervisor

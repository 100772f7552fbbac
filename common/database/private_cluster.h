#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/database/settings.h"
#include "common/process/child.h"
#include "common/status.h"

namespace assay::database {

struct ClusterOptions {
  // Made when it does not stand: data/ (the cluster), socket/, password (0600), postgres.log.
  // Its path must be short enough for a unix socket (about 80 bytes), and its parents open to
  // `run_as`.
  std::filesystem::path folder;

  // Where the server's output is appended; empty: postgres.log in the folder. Opened by this
  // process, so `run_as` need not be able to reach it.
  std::filesystem::path log;

  // PostgreSQL refuses to run as root. When this process is root the server runs as this user;
  // otherwise as the user of this process.
  std::string run_as = "postgres";

  // false loses data when the machine (not the server) fails. For tests and tests/bench only.
  bool fsync = true;

  // true: other users of this machine reach the socket too, and must know a role's password. The
  // cluster itself stays closed to them.
  bool open_to_users = false;

  // Further settings of the server, such as {"shared_buffers", "256MB"}.
  std::vector<std::pair<std::string, std::string>> settings;

  // Further variables of the server's environment, "NAME=value".
  std::vector<std::string> environment;

  // initdb and start, or start alone; a server that has much to recover takes longer.
  std::chrono::seconds start_timeout{60};
};

// A PostgreSQL server of our own on a unix socket, without TCP. This process is its real parent (a
// slow reaper would leave the lock file "in use"), and the server stops when the thread that
// called Start ends, however it ends: start it from a thread that lasts. Used by one thread.
class PrivateCluster {
 public:
  // initdb where the folder is new, then the server, until it answers. kNotFound: no PostgreSQL is
  // installed. kFailedPrecondition: the folder is of another major version. Other failures carry
  // the end of the log.
  static Result<PrivateCluster> Start(ClusterOptions options);

  PrivateCluster(PrivateCluster&&) noexcept = default;
  PrivateCluster& operator=(PrivateCluster&&) = delete;
  ~PrivateCluster();  // as Stop; immediate where that fails

  // "fast": sessions are ended, their transactions rolled back, everything written. Reaps it.
  Status Stop(std::chrono::seconds timeout = std::chrono::seconds(30));

  // Starts it again after Stop, or after it died by itself or by a signal, which it finds out.
  Status Restart();

  // waitpid's status of a server that died by itself or by a signal, which is then reaped; nullopt
  // while it runs. For those who want to know how before they call Restart.
  Result<std::optional<int>> TakeEnd() { return server_.Wait(std::chrono::milliseconds(0)); }

  // true until it is stopped or found dead.
  bool running() const { return server_.running(); }
  pid_t pid() const { return server_.pid(); }  // the postmaster's; 0 when it does not run
  // Readable once the server has ended; -1 when it does not run.
  int pidfd() const { return server_.pidfd(); }

  // As the cluster's owner, to one of its databases.
  Settings ConnectionSettings(std::string database = "postgres") const;
  Status CreateDatabase(const std::string& name);

 private:
  PrivateCluster(ClusterOptions options, std::filesystem::path bin)
      : options_(std::move(options)), bin_(std::move(bin)) {}
  Status MakeFolders();
  Status InitDb();
  Status Launch();
  Status LaunchWhenFree();
  bool IsOurs() const;
  Status WaitUntilReady();
  Status WithLog(Status status) const;
  process::Command AsOwner(std::vector<std::string> argv) const;

  ClusterOptions options_;
  std::filesystem::path bin_;  // folder of initdb and postgres
  process::Child server_;
};

}  // namespace assay::database

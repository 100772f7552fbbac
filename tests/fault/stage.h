#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/database/private_cluster.h"
#include "common/files.h"
#include "common/process/child.h"
#include "common/rpc/rpc.h"
#include "common/status.h"
#include "tests/fault/cut.h"

// The platform's processes in a temporary folder, as one machine runs them, to be broken on
// purpose.
namespace assay::fault {

struct StageOptions {
  std::filesystem::path bin;  // where assay-judge and assay-worker are
  int workers = 2;
  int slots = 4;  // of each worker
  std::chrono::milliseconds lease{1500}, heartbeat{300};
  bool through_cut = true;  // workers reach the judge through a Cut
  std::string backend = "native";
  unsigned warm = 0;  // sandboxes that each worker keeps ready
  // The public door as well: identity, and a gateway without TLS and without rate limits.
  bool door = false;
  std::vector<std::string> judge_options = {};  // further ones
};

// Parts are named "judge", "postgres", "worker/w1" …
// Used by one thread, which lasts as long as the object: PostgreSQL is its child.
class Stage {
 public:
  static Result<std::unique_ptr<Stage>> Start(const StageOptions& options);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  std::vector<std::string> parts() const;
  // SIGKILL, and it is started again at once.
  Status Kill(const std::string& part);
  // SIGSTOP, for as long; then SIGCONT. Others go on meanwhile.
  Status Freeze(const std::string& part, std::chrono::milliseconds duration);
  // Connections between workers and judge.
  Cut& cut() { return *cut_; }
  // Starts again what died without being killed by us, as a supervisor does.
  Status Revive();
  // What did: its name, how it ended, and the end of its log.
  const std::vector<std::string>& deaths() const { return deaths_; }
  // Processes of ours that no part knows any more: command lines.
  std::vector<std::string> Orphans() const;

  std::string judge_target() const;
  // With `door`: where clients go ("127.0.0.1:PORT"), and an administrator's token.
  std::string door_target() const;
  const std::string& token() const { return token_; }
  // Of a part that runs; 0 otherwise.
  pid_t pid(const std::string& part) const;
  // The identity by which submissions are made.
  rpc::TlsFiles gateway() const { return Tls("gateway"); }
  database::Settings database() const;
  const std::filesystem::path& folder() const { return folder_->path(); }
  // The end of a part's log, for reports of failures.
  std::string LogOf(const std::string& part) const;

  // SIGTERM to all, in order; what does not end in time is an error.
  Status Stop();

 private:
  struct Part {
    process::Command command;
    process::Child child;
  };
  explicit Stage(StageOptions options) : options_(std::move(options)) {}
  Status Prepare();
  Status StartDatabase();
  rpc::TlsFiles Tls(const std::string& identity) const;
  Status AddPart(const std::string& name, std::vector<std::string> argv);
  Status Launch(const std::string& name);
  Status AddJudge();
  Status AddWorkers();
  Status AddDoor();
  std::vector<std::string> DatabaseOptions() const;
  std::vector<std::string> TlsOptions(const std::string& identity) const;

  const StageOptions options_;
  std::optional<TempDir> folder_;
  std::optional<TempDir>
      cluster_folder_;  // of its own: the server's user may not pass through ours
  std::optional<database::PrivateCluster> cluster_;
  std::unique_ptr<Cut> cut_;
  int judge_port_ = 0, identity_port_ = 0, door_port_ = 0;
  std::string token_;
  std::map<std::string, Part> parts_;
  std::vector<std::string> deaths_;
};

}  // namespace assay::fault

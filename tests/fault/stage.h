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
#include "tests/fault/disk.h"

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
  int doors = 1;       // gateways, with `door`: "gateway", "gateway/2" …
  bool redis = false;  // with `door`: Redis, for rate limits that nobody reaches
  // Disks that can be made full under the blobs and under PostgreSQL, in mounts of our own. Only
  // root may; otherwise there are none.
  bool disks = false;
  // libfaketime's library: the clocks of the parts can then jump. Empty: they cannot.
  std::filesystem::path clock_library = {};
  // Also those of a judge and of workers while they run, rather than when they are started again.
  bool live_clocks = false;
  // The library is there and no clock moves: the control for what the library does by itself.
  bool still_clocks = false;
  // How long what stood below a part that was killed may stay.
  std::chrono::milliseconds leftover_patience{10'000};
  std::vector<std::string> judge_options = {}, worker_options = {},
                           gateway_options = {};  // further ones
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
  // SIGKILL, and it is started again once nothing is left of what stood below it.
  Status Kill(const std::string& part);
  // SIGKILL to one gVisor sandbox of a worker, as chosen by `pick`; false: it has none now.
  bool KillSandbox(const std::string& worker, uint64_t pick);
  // What stood below a part and was still there when leftover_patience had passed.
  const std::vector<std::string>& leftovers() const { return leftovers_; }
  // The longest time from the end of a part that was killed until all was gone that stood below it.
  std::chrono::milliseconds longest_cleanup() const { return longest_cleanup_; }
  // The longest that the kernel took to end a part after SIGKILL: "judge, 12 ms".
  std::string longest_death() const;
  // How often identity ended because no database answered while it started: it leaves waiting to
  // whoever starts it again. Not among deaths().
  int identity_restarts() const { return identity_restarts_; }
  bool has_disks() const { return blob_disk_.has_value(); }
  // No room for as long, under the "blobs" or under "postgres".
  Status FillDisk(const std::string& disk, std::chrono::milliseconds duration);
  bool has_clocks() const { return !options_.clock_library.empty(); }
  // Sets the wall clock of "postgres", "judge" or a worker so far from the true one.
  Status SetClock(const std::string& part, std::chrono::seconds offset);
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
  std::string door_target(int number = 1) const;
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
  Status PrepareMachine();
  Status StartDatabase();
  rpc::TlsFiles Tls(const std::string& identity) const;
  Status AddPart(const std::string& name, std::vector<std::string> argv);
  Status AddRedis();
  // The part's log, death and environment, then Launch.
  Status Begin(const std::string& name);
  void Died(const std::string& name, int status);
  std::vector<std::string> ClockOf(const std::string& part) const;
  std::filesystem::path ClockFileOf(const std::string& part) const;
  void ForgetClocks() const;
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
  std::optional<Disk> blob_disk_, database_disk_;
  std::optional<TempDir> clocks_;  // readable by the server's user
  std::optional<database::PrivateCluster> cluster_;
  std::unique_ptr<Cut> cut_;
  int judge_port_ = 0, identity_port_ = 0, redis_port_ = 0;
  std::vector<int> door_ports_;
  std::string token_;
  std::map<std::string, Part> parts_;
  std::vector<std::string> deaths_, leftovers_;
  std::chrono::milliseconds longest_cleanup_{0}, longest_death_{0};
  std::string last_to_die_;
  int identity_restarts_ = 0;
  std::vector<pid_t> clocked_;      // every process that had a clock of ours
  bool database_was_full_ = false;  // a server that ended since then had reason
};

}  // namespace assay::fault

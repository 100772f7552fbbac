// What a stage does to the machine below its parts: sandboxes, disks and clocks.
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "tests/fault/processes.h"
#include "tests/fault/stage.h"

namespace assay::fault {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

Status Stage::PrepareMachine() {
  ASSAY_ASSIGN_OR_RETURN(cluster_folder_, TempDir::Create("assay-fault-pg-"));
  if (has_clocks()) {
    ASSAY_ASSIGN_OR_RETURN(clocks_, TempDir::Create("assay-fault-clock-"));
    std::error_code error;
    fs::permissions(clocks_->path(),
                    fs::perms::all & ~fs::perms::group_write & ~fs::perms::others_write, error);
    if (error) return ErrnoStatus(clocks_->path().string(), error.value());
    std::vector<std::string> parts = {"postgres", "judge"};
    for (int i = 1; i <= options_.workers; ++i) parts.push_back("worker/w" + std::to_string(i));
    for (const std::string& part : parts) ASSAY_RETURN_IF_ERROR(SetClock(part, seconds(0)));
  }
  if (!options_.disks || ::geteuid() != 0) return OkStatus();
  ASSAY_RETURN_IF_ERROR(OwnMounts());
  ASSAY_ASSIGN_OR_RETURN(Disk blobs, Disk::Mount(folder() / "blobs"));
  blob_disk_.emplace(std::move(blobs));
  ASSAY_ASSIGN_OR_RETURN(Disk database, Disk::Mount(cluster_folder_->path()));
  database_disk_.emplace(std::move(database));
  return OkStatus();
}

bool Stage::KillSandbox(const std::string& worker, uint64_t pick) {
  const std::vector<pid_t> sandboxes = Family(pid(worker)).Sandboxes();
  if (sandboxes.empty()) return false;
  return ::kill(sandboxes[pick % sandboxes.size()], SIGKILL) == 0;
}

Status Stage::FillDisk(const std::string& disk, milliseconds duration) {
  Disk& full = disk == "postgres" ? *database_disk_ : *blob_disk_;
  ASSAY_RETURN_IF_ERROR(full.Fill());
  std::this_thread::sleep_for(duration);
  ASSAY_RETURN_IF_ERROR(full.Free());
  database_was_full_ = database_was_full_ || disk == "postgres";
  // A server that cannot write its log ends, as it should.
  ASSAY_ASSIGN_OR_RETURN(const auto ended, cluster_->TakeEnd());
  return ended ? cluster_->Restart() : OkStatus();
}

fs::path Stage::ClockFileOf(const std::string& part) const {
  return clocks_->path() / part.substr(part.find('/') + 1);
}

// Monotonic clocks stay true, as they do when an administrator sets the time.
std::vector<std::string> Stage::ClockOf(const std::string& part) const {
  const std::string kind = part.substr(0, part.find('/'));
  if (!has_clocks() || (kind != "postgres" && kind != "judge" && kind != "worker")) return {};
  return {"LD_PRELOAD=" + options_.clock_library.string(),
          "FAKETIME_TIMESTAMP_FILE=" + ClockFileOf(part).string(), "FAKETIME_DONT_FAKE_MONOTONIC=1",
          "FAKETIME_CACHE_DURATION=1"};
}

Status Stage::SetClock(const std::string& part, seconds offset) {
  const std::string text = (offset.count() < 0 ? "" : "+") + std::to_string(offset.count()) + "\n";
  return WriteFileAtomically(ClockFileOf(part), text, 0644);
}

// The library leaves these behind when its process is killed.
void Stage::ForgetClocks() const {
  if (!has_clocks()) return;
  std::error_code ignored;
  for (const pid_t pid : clocked_) {
    fs::remove("/dev/shm/faketime_shm_" + std::to_string(pid), ignored);
    fs::remove("/dev/shm/sem.faketime_sem_" + std::to_string(pid), ignored);
  }
}

}  // namespace assay::fault

#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/database/listener.h"
#include "judge/service/calls.h"
#include "judge/service/core.h"
#include "judge/service/hub.h"

namespace assay::judge {

struct UpkeepOptions {
  std::chrono::milliseconds sweep{1000};
  // What was inserted so long ago and is not in the queue was left there by a crash.
  std::chrono::milliseconds unqueued_age{5000};
  std::chrono::milliseconds poll{5000};   // for submissions that ended at another judge
  std::chrono::hours keep_jobs{24 * 30};  // rows of the queue; results stay
  // After an outage heartbeats come first: no lease is ended for what was nobody's fault.
  std::chrono::milliseconds grace{6000};
};

// What happens by itself: leases that ran out, submissions that a crash left, old rows, metrics of
// the queue, readiness, and what other judges do.
class Upkeep {
 public:
  // `health` hears of every look: ok, or why the judge is not ready.
  Upkeep(Core& core, Calls& calls, Hub& hub, database::Settings settings,
         const UpkeepOptions& options, std::function<void(const Status&)> health);
  ~Upkeep();
  void Start();
  void Stop();

  // A submission ended here: other judges are told.
  void Announce(const std::string& id);

 private:
  struct Figures;
  void SweepLoop();
  void NoteLoop();
  void ListenLoop();
  void Sweep();
  void TellLost(const std::vector<LostLease>& lost);
  void TellMissed();
  void EnqueueLeftovers();
  void NoteJobs();
  void SendAnnouncements();
  void Look(const std::vector<std::string>& ids);
  void Poll();
  Status CheckHealth();
  void Measure();
  bool WaitOrStop(std::chrono::milliseconds time);

  Core& core_;
  Calls& calls_;
  Hub& hub_;
  const database::Settings settings_;
  const UpkeepOptions options_;
  const std::function<void(const Status&)> health_;
  const std::string instance_;  // tells our own announcements
  std::unique_ptr<Figures> figures_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::vector<std::string> announcements_;
  database::Listener* listener_ = nullptr;
  bool failing_ = false;
  int64_t sweeps_ = 0;
  Status blobs_health_;

  std::thread sweeper_, noter_, listening_;
};

}  // namespace assay::judge

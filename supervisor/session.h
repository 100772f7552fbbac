#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "common/log/log.h"
#include "common/status.h"
#include "common/unique_fd.h"
#include "supervisor/control.h"
#include "supervisor/prober.h"
#include "supervisor/services.h"
#include "supervisor/signals.h"
#include "supervisor/status_text.h"
#include "supervisor/stop_flag.h"
#include "supervisor/supervisor.h"
#include "supervisor/up.h"

namespace assay::supervisor {

// One run of the supervisor: from the data folder's lock to the last service that stopped. Used by
// one thread.
class Session {
 public:
  static Result<std::unique_ptr<Session>> Make(const UpOptions& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Until SIGTERM, SIGINT or `down`. OK after that, and where another supervisor runs already.
  Status Run();

 private:
  Session(const UpOptions& options, StopSignals signals, StopFlag stop, StopFlag done);

  Status Prepare();
  Status TakeLock();
  Status ChooseFreePorts();
  Status RunUnits();
  void Loop();
  void StopUnits();

  void WatchSignals();
  void PrintLines();
  void Answer(const ControlRequest& request, const ControlServer::Reply& reply);
  SupervisorStatus StatusNow();

  const UpOptions options_;
  const StopSignals signals_;
  const StopFlag stop_;  // it is time to stop
  const StopFlag done_;  // nothing runs any more
  const log::Logger logger_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  Site site_;
  UniqueFd lock_;
  static constexpr const char* kStarting = "starting";
  std::atomic<const char*> phase_ = kStarting;
  Supervisor supervisor_;
  std::unique_ptr<Prober> prober_;
  std::unique_ptr<ControlServer> control_;
  std::thread printer_, watcher_;
};

}  // namespace assay::supervisor

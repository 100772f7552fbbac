#include "common/service/stop_watcher.h"

#include <csignal>
#include <optional>

namespace assay::service {
namespace {

constexpr int kStopTookTooLong = 70;  // EX_SOFTWARE of sysexits.h

std::string_view NameOf(int signal) { return signal == SIGINT ? "SIGINT" : "SIGTERM"; }

}  // namespace

StopWatcher::StopWatcher(StopSignals signals, std::stop_source source,
                         std::chrono::milliseconds stop_timeout, log::Logger logger)
    : signals_(std::move(signals)),
      source_(std::move(source)),
      stop_timeout_(stop_timeout),
      logger_(std::move(logger)),
      requester_([this] { RequestStop(); }),
      watcher_([this] { Watch(); }) {}

StopWatcher::~StopWatcher() {
  stop_or_end_.release();
  requester_.join();  // the watch is still on: a callback that hangs does not hold the process
  signals_.Finish();
  watcher_.join();
}

void StopWatcher::RequestStop() {
  stop_or_end_.acquire();
  if (stop_) source_.request_stop();
}

void StopWatcher::Watch() {
  using Event = StopSignals::Event;
  const StopSignals::Waited first = signals_.Wait(std::nullopt);
  if (first.event != Event::kSignal) return;
  logger_.Info("stopping", {{"signal", NameOf(first.signal)}});
  stop_ = true;
  stop_or_end_.release();
  const StopSignals::Waited second = signals_.Wait(stop_timeout_);
  if (second.event == Event::kFinished) return;
  if (second.event == Event::kSignal) {
    logger_.Error("a second signal: ending at once", {{"signal", NameOf(second.signal)}});
    EndNow(128 + second.signal);
  }
  logger_.Error("the stop took too long: ending at once",
                {{"stop_timeout_seconds", std::chrono::duration<double>(stop_timeout_).count()}});
  EndNow(kStopTookTooLong);
}

}  // namespace assay::service

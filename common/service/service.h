#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/status.h"
#include "common/trace/trace.h"

namespace CLI {
class App;
}

// What every service is made of: options from file, environment and flags, logs, metrics, traces,
// health, a clean stop.
namespace assay::service {

// What a running service is handed. Thread-safe.
class Context {
 public:
  virtual ~Context() = default;
  virtual const log::Logger& logger() const = 0;
  virtual metrics::Registry& metrics() = 0;
  virtual trace::Tracer& tracer() = 0;
  // Requested by SIGTERM and SIGINT. A second signal ends the process at once.
  virtual std::stop_token stop() const = 0;
  // Sleeps until the stop is requested.
  virtual void WaitForStop() const = 0;
  // What /readyz says. A service is not ready until it says so once; "" means ready, else why not.
  virtual void SetNotReady(std::string_view reason) = 0;
  virtual void SetReady() = 0;
};

struct Definition {
  std::string name;  // "assay-judge": in logs, metrics, and ASSAY_JUDGE_… of the environment
  std::string description;  // first line of --help
  // Adds the service's own options. Every option also comes from --config FILE (TOML as CLI11
  // reads it; an unknown key is an error) and from the environment: --listen is ASSAY_JUDGE_LISTEN.
  // Secrets are files, never values.
  std::function<void(CLI::App&)> options;
  // Runs until context.stop() and returns. A Status that is not ok is logged and is exit code 1.
  std::function<Status(Context&)> run;
};

// Options of every service: --config, --print-config, --version, --log-level, --log-format
// json|text,
// --admin-listen HOST:PORT (plain HTTP on the loopback: /healthz, /readyz, /metrics; port 0 picks
// one; empty: none), --otlp-endpoint URL, --ready-file PATH (holds the admin port once ready),
// --stop-timeout. Returns the exit code: 0 after a clean stop, 64 for wrong options, 1 for a
// failure, 70 when the stop took too long.
int Run(const Definition& definition, int argc, const char* const* argv);

}  // namespace assay::service

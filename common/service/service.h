#pragma once

#include <functional>
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
  // What /readyz says: 503 with the reason, 200. A service is not ready until it says so, and no
  // more once a stop was requested.
  virtual void SetNotReady(std::string_view reason) = 0;
  virtual void SetReady() = 0;
};

struct Definition {
  std::string name;  // "assay-judge": in logs, metrics, and ASSAY_JUDGE_… of the environment
  std::string description;  // first line of --help
  // Adds the service's own options. Every option with a long name also comes from --config FILE
  // (flat TOML, config_file.h) and from the environment: --listen is ASSAY_JUDGE_LISTEN. What is
  // not known there is an error. Secrets are files, never values.
  std::function<void(CLI::App&)> options;
  // Runs until context.stop() and returns. A Status that is not ok, or an exception, is logged and
  // is exit code 1.
  std::function<Status(Context&)> run;
  // What the options' own checks cannot say (this one needs that one); may be empty. A Status that
  // is not ok is exit code 64.
  std::function<Status()> check = nullptr;
};

// Options of every service: --config, --print-config, --version, --log-level, --log-format
// json|text,
// --admin-listen HOST:PORT (plain HTTP, without a password: for the loopback or a cluster's inner
// network; port 0 picks one; "none": none), --otlp-endpoint URL, --trace-sample SHARE, --ready-file
// PATH (holds the admin port, 0 without one, from the first SetReady to the end), --stop-timeout.
//
// To be called from main before any thread is made: it blocks SIGTERM and SIGINT in all of them,
// and ignores SIGPIPE. A child that is started must set its signals to their defaults
// (common/process does).
//
// Returns the exit code: 0 after a clean stop, 64 for wrong options, 1 for a failure. The process
// ends itself with 70 when a stop takes longer than --stop-timeout, and with 128 + N at a second
// signal N.
int Run(const Definition& definition, int argc, const char* const* argv);

}  // namespace assay::service

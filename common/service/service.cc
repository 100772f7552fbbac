#include "common/service/service.h"

#include <unistd.h>

#include <condition_variable>
#include <exception>
#include <iostream>
#include <mutex>

#include "common/metrics/process_metrics.h"
#include "common/service/admin.h"
#include "common/service/options.h"
#include "common/service/readiness.h"
#include "common/service/stop_watcher.h"

namespace assay::service {
namespace {

constexpr int kFailure = 1;
constexpr int kUsage = 64;

class ContextImpl final : public Context {
 public:
  ContextImpl(const std::string& name, const CommonOptions& options, std::stop_source source,
              log::Logger logger)
      : source_(std::move(source)),
        logger_(std::move(logger)),
        tracer_(MakeTracerOptions(name, options), logger_),
        readiness_(options.ready_file, source_.get_token(), logger_),
        process_(metrics::AddProcessMetrics(metrics_, name, ASSAY_VERSION)),
        own_(AddOwnMetrics()) {}

  const log::Logger& logger() const override { return logger_; }
  metrics::Registry& metrics() override { return metrics_; }
  trace::Tracer& tracer() override { return tracer_; }
  std::stop_token stop() const override { return source_.get_token(); }
  void SetNotReady(std::string_view reason) override { readiness_.SetNotReady(reason); }
  void SetReady() override { readiness_.SetReady(); }

  void WaitForStop() const override {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait(lock, source_.get_token(), [] { return false; });
  }

  Readiness& readiness() { return readiness_; }

 private:
  static trace::TracerOptions MakeTracerOptions(const std::string& name,
                                                const CommonOptions& options) {
    trace::TracerOptions made;
    made.service = name;
    made.version = ASSAY_VERSION;
    made.endpoint = options.otlp_endpoint;
    made.sample = options.trace_sample;
    return made;
  }

  // What the parts of this folder have to say of themselves.
  std::shared_ptr<void> AddOwnMetrics() {
    metrics::Gauge& ready = metrics_.AddGauge("assay_service_ready", "1 when /readyz says so");
    constexpr std::string_view kSpans = "assay_trace_spans_total", kHelp = "Spans that ended";
    metrics::Counter& sent = metrics_.AddCounter(kSpans, kHelp, {{"outcome", "sent"}});
    metrics::Counter& dropped = metrics_.AddCounter(kSpans, kHelp, {{"outcome", "dropped"}});
    return metrics_.OnCollect(
        [this, &ready, &sent, &dropped, seen = trace::Tracer::Stats()]() mutable {
          ready.Set(readiness_.WhyNot().empty() ? 1 : 0);
          const trace::Tracer::Stats now = tracer_.stats();
          sent.Add(static_cast<double>(now.sent - seen.sent));
          dropped.Add(static_cast<double>(now.dropped - seen.dropped));
          seen = now;
        });
  }

  const std::stop_source source_;
  const log::Logger logger_;
  metrics::Registry metrics_;
  trace::Tracer tracer_;
  Readiness readiness_;
  const std::shared_ptr<void> process_, own_;  // last: they read the others
};

Result<std::unique_ptr<Admin>> StartAdmin(const CommonOptions& options, ContextImpl& context) {
  if (options.admin_listen.empty()) return std::unique_ptr<Admin>();
  ASSAY_ASSIGN_OR_RETURN(const HostPort listen, ParseHostPort(options.admin_listen));
  Admin::Callbacks callbacks;
  callbacks.why_not_ready = [&context] { return context.readiness().WhyNot(); };
  callbacks.metrics = [&context] { return context.metrics().Text(); };
  ASSAY_ASSIGN_OR_RETURN(auto admin, Admin::Start(listen, std::move(callbacks), context.logger()));
  context.readiness().SetAdminPort(admin->port());
  return admin;
}

Status RunService(const Definition& definition, Context& context) {
  try {
    return definition.run(context);
  } catch (const std::exception& error) {
    return Internal(std::string("exception: ") + error.what());
  }
}

Status Serve(const Definition& definition, const CommonOptions& options, ContextImpl& context) {
  ASSAY_ASSIGN_OR_RETURN(const auto admin, StartAdmin(options, context));
  context.logger().Info(
      "started",
      {{"version", ASSAY_VERSION}, {"pid", ::getpid()}, {"admin_port", admin ? admin->port() : 0}});
  return RunService(definition, context);
}

}  // namespace

int Run(const Definition& definition, int argc, const char* const* argv) {
  const ParsedOptions parsed = ParseOptions(definition.name, definition.description, ASSAY_VERSION,
                                            definition.options, argc, argv);
  if (parsed.exit_code) return *parsed.exit_code;
  const Status wrong = definition.check ? definition.check() : OkStatus();
  if (!wrong.ok()) {
    std::cerr << definition.name << ": " << wrong.message() << "\n";
    return kUsage;
  }
  auto signals = StopSignals::Block();
  const CommonOptions& options = parsed.common;
  const log::Logger logger = log::Logger::ToStderr(
      {.level = log::ParseLevel(options.log_level).value_or(log::Level::kInfo),
       .json = options.log_format == "json",
       .service = definition.name});
  if (!signals.ok()) {
    logger.Error("cannot start", {log::Field(signals.status())});
    return kFailure;
  }
  const std::stop_source source;
  // First, and so gone last: it watches everything below come to its end.
  const StopWatcher watcher(std::move(signals).value(), source, options.stop_timeout, logger);
  ContextImpl context(definition.name, options, source, logger);
  const Status status = Serve(definition, options, context);
  if (status.ok()) {
    logger.Info("stopped");
  } else {
    logger.Error("failed", {log::Field(status)});
  }
  return status.ok() ? 0 : kFailure;
}

}  // namespace assay::service

// assay-worker: takes jobs from the judge and runs them in sandboxes (docs/worker.md).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "common/rpc/rpc.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"
#include "common/tls/certificate.h"
#include "common/tls/identity.h"
#include "grader/machinery/machinery.h"
#include "judge/worker/grpc_link.h"
#include "judge/worker/package_cache.h"
#include "judge/worker/processors.h"
#include "judge/worker/scratch_folder.h"
#include "judge/worker/traced_jobs.h"
#include "judge/worker/work.h"
#include "judge/worker/worker.h"
#include "judge/worker/worker_metrics.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

// A specification holds up to 16 MiB of files.
constexpr size_t kMaxMessage = 24U << 20U;

struct Options {
  std::string judge, backend, name;
  rpc::TlsFiles tls;
  fs::path cache;
  double cache_gib = 8, compile_cache_gib = 2;
  fs::path processors;
  unsigned slots = 0, jobs = 0, warm = 8;
  std::vector<std::string> warm_languages = {"python", "cpp", "java", "javascript"};
  double drain_seconds = 30;
};

void AddOptions(CLI::App& app, Options& options) {
  app.add_option("--judge", options.judge, "where the judge is: HOST:PORT or unix:PATH")
      ->required();
  service::AddTlsOptions(app, options.tls);
  app.add_option("--name", options.name, "must be the certificate's; empty: it is");
  app.add_option("--cache", options.cache, "this worker's folder for packages and compilations")
      ->required();
  app.add_option("--cache-gib", options.cache_gib, "the most that packages take, unpacked too")
      ->check(CLI::Range(0.1, 10'000.0));
  app.add_option("--compile-cache-gib", options.compile_cache_gib,
                 "the most that compiled programs take")
      ->check(CLI::Range(0.1, 10'000.0));
  app.add_option("--backend", options.backend,
                 "gvisor or native (default: gvisor where runsc is found)");
  app.add_option("--slots", options.slots, "jobs at the same time; 0: one a processor")
      ->check(CLI::Range(0, 1024));
  app.add_option("--jobs", options.jobs,
                 "sandboxes at once for the tests of one submission, while processors are idle; 0: "
                 "one a processor")
      ->check(CLI::Range(0, 256));
  app.add_option("--processors", options.processors,
                 "the folder by which the workers of a machine tell each other which are idle "
                 "(default: one of this worker's own)");
  app.add_option("--warm", options.warm,
                 "sandboxes that are made before they are asked for; 0: none")
      ->check(CLI::Range(0, 256));
  app.add_option(
      "--warm-language", options.warm_languages,
      "a language for which some are always ready; may be repeated (default: python, cpp, "
      "java, javascript)");
  app.add_option("--drain-timeout", options.drain_seconds,
                 "seconds that running jobs have to end after SIGTERM")
      ->check(CLI::Range(0.0, 86'400.0));
}

// Of one language that are kept ready: for every slot, and for one submission that is alone.
size_t Warm(const Options& options, size_t slots) {
  return std::min<size_t>(std::max<size_t>(slots, options.jobs), options.warm);
}

grader::MachineryOptions Parts(const Options& options, size_t slots) {
  grader::MachineryOptions parts;
  parts.backend = options.backend;
  parts.jobs = options.jobs;
  parts.cache = options.cache / "compile";
  parts.cache_bytes = static_cast<uint64_t>(options.compile_cache_gib * (1U << 30U));
  if (options.warm > 0) {
    parts.pool = sandbox::PoolOptions{.rest = std::chrono::milliseconds(400)};
    parts.pool->ready_per_key = Warm(options, slots);
    // Half for the languages that are always warm, half for what else is asked for.
    parts.pool->max_ready = size_t{2} * options.warm;
  }
  return parts;
}

// Its name is that of its certificate: the judge believes no other.
Result<std::string> NameOf(const Options& options) {
  const fs::path& file = options.tls.certificate;
  ASSAY_ASSIGN_OR_RETURN(const auto certificate, tls::ReadCertificate(file));
  for (const std::string& uri : certificate.uris) {
    auto identity = tls::ParseIdentity(uri);
    if (!identity.ok() || identity->service != "worker" || identity->instance.empty()) continue;
    if (!options.name.empty() && options.name != identity->instance) {
      return InvalidArgument("--name " + options.name + ": the certificate " + file.string() +
                             " is of worker/" + identity->instance);
    }
    return identity->instance;
  }
  return InvalidArgument(file.string() +
                         ": not a worker's certificate (spiffe://assay/worker/NAME); make one with "
                         "assay ca issue worker/NAME");
}

// Ready is a worker that the judge can give work.
class Observer : public WorkerMetrics {
 public:
  Observer(service::Context& context, const PackageCache& packages,
           const sandbox::SandboxPool* pool)
      : WorkerMetrics(context.metrics(), packages, pool), context_(context) {}
  void OnConnection(bool connected, std::string_view why) override {
    WorkerMetrics::OnConnection(connected, why);
    if (connected) {
      context_.SetReady();
    } else {
      context_.SetNotReady("no connection to the judge: " + std::string(why));
    }
  }

 private:
  service::Context& context_;
};

Status Run(Options options, service::Context& context) {
  const log::Logger& logger = context.logger();
  const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
  if (options.jobs == 0) options.jobs = machine;
  ASSAY_ASSIGN_OR_RETURN(const ScratchFolder scratch, ScratchFolder::Make());
  WorkerOptions worker;
  ASSAY_ASSIGN_OR_RETURN(worker.name, NameOf(options));
  worker.version = ASSAY_VERSION;
  worker.slots = options.slots > 0 ? options.slots : machine;
  worker.drain_timeout =
      std::chrono::milliseconds(static_cast<int64_t>(options.drain_seconds * 1000));
  ASSAY_ASSIGN_OR_RETURN(
      const auto packages,
      PackageCache::Open({.folder = options.cache / "packages",
                          .max_bytes = static_cast<uint64_t>(options.cache_gib * (1U << 30U))}));
  if (options.processors.empty()) options.processors = scratch.path() / "processors";
  ASSAY_ASSIGN_OR_RETURN(const auto processors, Processors::Open(options.processors, machine));
  grader::MachineryOptions parts = Parts(options, worker.slots);
  parts.spare = [&processors] { return processors.Take(); };
  ASSAY_ASSIGN_OR_RETURN(const auto machinery, grader::Machinery::Assemble(parts));
  context.SetNotReady("images are being verified");
  worker.images = machinery->PrepareImages();
  worker.languages = machinery->LanguagesOn(worker.images);
  worker.backend = machinery->backend();
  const size_t languages = std::max<size_t>(1, options.warm_languages.size());
  machinery->KeepWarm(options.warm_languages,
                      std::min(Warm(options, worker.slots), options.warm / languages));
  logger.Info("ready to work", {{"name", worker.name},
                                {"slots", worker.slots},
                                {"backend", worker.backend},
                                {"images", worker.images.size()}});
  if (worker.images.empty()) {
    logger.Warning("no image stands on this machine: nothing can be graded; see ./dev images");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto channel, rpc::Connect(options.judge, "judge", options.tls,
                                                          {.max_message_bytes = kMaxMessage}));
  const auto link = MakeGrpcLink(channel);
  WorkerJobs jobs(machinery->grading(), *packages);
  TracedJobs traced(jobs, context.tracer());
  Observer observer(context, *packages, machinery->pool());
  context.SetNotReady("no connection to the judge yet");
  Worker(std::move(worker), traced, *link, logger, &observer).Run(context.stop());
  return OkStatus();
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  assay::judge::Options options;
  assay::service::Definition definition;
  definition.name = "assay-worker";
  definition.description = "Takes jobs from the judge and runs them in sandboxes.";
  definition.options = [&](CLI::App& app) { assay::judge::AddOptions(app, options); };
  definition.check = [&] { return assay::service::CheckTlsOptions(options.tls); };
  definition.run = [&](assay::service::Context& context) {
    return assay::judge::Run(options, context);
  };
  return assay::service::Run(definition, argc, argv);
}

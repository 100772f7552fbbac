// A service that does what its tests tell it: --behaviour says what when it runs and stops, the
// text of the file --gate what it says of itself meanwhile.
#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "common/files.h"
#include "common/rpc/rpc.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"

namespace {

using assay::OkStatus;
using assay::Status;
using assay::service::Context;

struct Options {
  std::string behaviour = "wait";
  std::filesystem::path gate;
  bool need_tls = false;
  assay::rpc::TlsFiles tls;
};

void SleepForever() {
  while (true) std::this_thread::sleep_for(std::chrono::hours(1));
}

// Does what the gate says until the stop, or until it says "return".
void FollowGate(Context& context, const std::filesystem::path& gate) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!context.stop().stop_requested()) {
    const auto text = assay::ReadFile(gate);
    if (text.ok() && *text == "ready") context.SetReady();
    if (text.ok() && *text == "not ready") context.SetNotReady("the database is gone");
    if (text.ok() && *text == "return") return;
    woken.wait_for(lock, context.stop(), std::chrono::milliseconds(5), [] { return false; });
  }
}

Status RunService(const Options& options, Context& context) {
  auto& count = context.metrics().AddCounter("assay_test_runs_total", "Runs of the test service");
  count.Add();
  const auto span = context.tracer().Start("run");
  if (options.behaviour == "fail") return assay::Unavailable("no database at all");
  if (options.behaviour == "throw") throw std::runtime_error("thrown by a library");
  if (options.behaviour == "hang") {
    context.SetReady();
    SleepForever();
  }
  if (options.behaviour == "hang in callback") {
    const std::stop_callback hang(context.stop(), [] { SleepForever(); });
    context.SetReady();
    context.WaitForStop();
    return OkStatus();
  }
  if (options.gate.empty()) {
    context.SetReady();
    context.WaitForStop();
  } else {
    FollowGate(context, options.gate);
  }
  return OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  assay::service::Definition definition;
  definition.name = "assay-test";
  definition.description = "A service for tests";
  definition.options = [&](CLI::App& app) {
    app.add_option("--behaviour", options.behaviour, "what it does");
    app.add_option("--gate", options.gate, "a file that says what it does");
    app.add_flag("--need-tls", options.need_tls, "whether certificates must be given");
    assay::service::AddTlsOptions(app, options.tls);
  };
  definition.check = [&] {
    return options.need_tls ? assay::service::CheckTlsOptions(options.tls) : OkStatus();
  };
  definition.run = [&](Context& context) { return RunService(options, context); };
  return assay::service::Run(definition, argc, argv);
}

// fault_run: submissions through real processes that are killed, stopped and cut off meanwhile, and
// what became of each. The seed decides what breaks when.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <filesystem>

#include "tests/fault/graded.h"
#include "tests/fault/run.h"

namespace assay::fault {
namespace {

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

void Print(const FaultOptions& options, const FaultFigures& figures) {
  const LoadFigures& load = figures.load;
  const History& history = figures.history;
  fmt::print("seed {}: {} submissions acknowledged, {} kills in {:.1f} s\n", options.seed,
             load.acknowledged, figures.kills, figures.seconds);
  for (const auto& [what, count] : figures.faults) fmt::print("  {:4} x {}\n", count, what);
  fmt::print(
      "lost {}, duplicates {}; longest recovery {:.2f} s, longest clean-up after a kill {} ms\n",
      history.lost, history.duplicates, figures.longest_recovery_s,
      figures.longest_cleanup.count());
  fmt::print(
      "longest that a part took to die: {}; identity started again for want of a database: {}\n",
      figures.longest_death, figures.identity_restarts);
  fmt::print("calls: {} failed and {} refused, all tried again; {} given up\n", load.failed,
             load.refused, load.given_up);
  fmt::print("submit, where the first call was answered: p50 {:.1f} ms, p99 {:.1f} ms\n",
             Quantile(load.submit_ms, 0.5), Quantile(load.submit_ms, 0.99));
  fmt::print("jobs: {} done, {} dead; {} attempts, {} jobs needed more than one\n", history.done,
             history.dead, history.attempts, history.repeated);
  fmt::print("final words heard on the way and compared at the end: {}\n", figures.checked_words);
  for (const std::string& fault : history.faults) fmt::print("FAULT: {}\n", fault);
  fmt::print("{}\n",
             history.faults.empty()
                 ? "none lost, none graded twice in effect, every job ended, nothing left behind"
                 : "the history does not hold");
}

int Main(int argc, char** argv) {
  FaultOptions options;
  options.stage.bin = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  bool direct = false, bare = false, graded = false;
  int64_t seconds = 600;
  CLI::App app("Breaks the platform under load and examines what became of every submission.");
  app.add_option("--submissions", options.submissions)->check(CLI::Range(1, 10'000'000));
  app.add_option("--kills", options.kills)->check(CLI::Range(0, 1'000'000));
  app.add_option("--seed", options.seed);
  app.add_option("--threads", options.threads)->check(CLI::Range(1, 64));
  app.add_option("--workers", options.stage.workers)->check(CLI::Range(1, 16));
  app.add_option("--busy-us", options.busy_us, "how long a job takes")
      ->check(CLI::Range(0, 1'000'000));
  app.add_option("--seconds", seconds, "no more faults after as long")
      ->check(CLI::Range(10, 86'400));
  app.add_option("--clock-library", options.stage.clock_library,
                 "libfaketime's library, without which no clock jumps");
  app.add_flag("--live-clocks", options.stage.live_clocks,
               "clocks of a judge and of workers jump while they run (see docs/judge-queue.md)");
  app.add_flag("--still-clocks", options.stage.still_clocks,
               "the clock library is loaded and no clock moves");
  app.add_flag("--bare", bare, "without gateway, identity, Redis and disks that can be full");
  app.add_flag("--graded", graded, "programs that run in gVisor, whose sandboxes are killed");
  app.add_flag("--direct", direct, "workers reach the judge without the relay");
  CLI11_PARSE(app, argc, argv);
  options.stage.through_cut = !direct;
  options.stage.door = options.stage.redis = options.stage.disks = !bare;
  options.stage.leftover_patience = std::chrono::milliseconds(1000);
  options.patience = std::chrono::seconds(seconds);
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  options.progress = [&](const std::string& text) {
    if (terminal) fmt::print(stderr, "\r\x1b[K{}", text);
  };
  if (graded) {
    options.stage.door = options.stage.redis = options.stage.disks = false;
    options.stage.clock_library.clear();
  }
  auto figures = graded ? RunGradedFaults(options) : RunFaults(options);
  if (terminal) fmt::print(stderr, "\r\x1b[K");
  if (!figures.ok()) {
    fmt::print(stderr, "fault_run: {}\n", figures.status().ToString());
    return 2;
  }
  Print(options, *figures);
  return figures->history.faults.empty() ? 0 : 1;
}

}  // namespace
}  // namespace assay::fault

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  return assay::fault::Main(argc, argv);
}

// The sandbox's figures, side by side with bubblewrap in one run: `./dev bench sandbox`.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "common/files.h"
#include "sandbox/gvisor/gvisor.h"
#include "sandbox/native/native.h"
#include "sandbox/pool.h"
#include "sandbox/tool/host.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;  // NOLINT: literals only
using sandbox::Outcome;
using sandbox::RunSpec;
using sandbox::Sandbox;
using sandbox::SandboxFactory;
using sandbox::SandboxSpec;

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_sandbox: {}\n", message);
  std::exit(1);
}

template <typename T>
T Need(Result<T> result, const char* what) {
  if (!result.ok()) Die(fmt::format("{}: {}", what, result.status().ToString()));
  return std::move(result).value();
}

double MilliSeconds(std::chrono::nanoseconds t) {
  return std::chrono::duration<double, std::milli>(t).count();
}

// A program of the host, started and waited for, output to /dev/null.
double Spawn(const std::vector<std::string>& argv) {
  std::vector<char*> args;
  args.reserve(argv.size() + 1);
  for (const std::string& a : argv) args.push_back(const_cast<char*>(a.c_str()));
  args.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, args[0], &actions, nullptr, args.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) Die(argv[0] + ": " + std::to_string(error));
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (status != 0) Die(argv[0] + " failed");
  return -1;
}

RunSpec Hello() {
  RunSpec spec;
  spec.argv = {"/work/hello"};
  return spec;
}

double RunOnce(Sandbox& box, const RunSpec& spec) {
  const Outcome outcome = Need(box.Run(spec), "run");
  if (!outcome.Succeeded()) Die("run: " + Describe(outcome) + " " + outcome.err);
  return -1;
}

std::unique_ptr<Sandbox> Make(SandboxFactory& factory, const SandboxSpec& spec,
                              const std::string& hello) {
  auto box = Need(factory.Create(spec), "create");
  const Status put = box->PutFile("hello", hello, 0755);
  if (!put.ok()) Die(put.ToString());
  return box;
}

// Runs a second on each of `threads` sandboxes at once; runs per second in all.
double Throughput(SandboxFactory& factory, const SandboxSpec& spec, const std::string& hello,
                  unsigned threads, std::chrono::seconds length) {
  std::atomic<uint64_t> runs{0};
  std::atomic<bool> stop{false};
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; ++i) {
      workers.emplace_back([&] {
        auto box = Make(factory, spec, hello);
        while (!stop) {
          RunOnce(*box, Hello());
          ++runs;
        }
      });
    }
    std::this_thread::sleep_for(length);
    stop = true;
  }
  return static_cast<double>(runs) / std::chrono::duration<double>(length).count();
}

std::vector<std::string> Bwrap(const std::string& rootfs, const std::string& hello) {
  return {
      "bwrap", "--unshare-all", "--ro-bind",         rootfs,       "/",       "--proc", "/proc",
      "--dev", "/dev",          "--tmpfs",           "/tmp",       "--tmpfs", "/work",  "--ro-bind",
      hello,   "/work/hello",   "--die-with-parent", "/work/hello"};
}

// How far past its limit a spinning or sleeping program got, and how long after that the sandbox
// took to have it gone (gVisor; in native that is part of the run).
void Overshoot(Sandbox& box, const std::string& backend, bool cpu, int count,
               std::vector<Sample>& samples) {
  RunSpec spec;
  spec.argv = {"/work/hello", cpu ? "spin" : "sleep"};
  spec.limits.cpu = cpu ? 50ms : 10s;
  spec.limits.wall = cpu ? 10s : 50ms;
  const std::string limit = cpu ? "CPU" : "wall";
  std::vector<double> gone;
  samples.push_back(Measure(backend + ", past the " + limit + " limit", 0, count, [&] {
    const Outcome outcome = Need(box.Run(spec), "run");
    if (outcome.limit == sandbox::Limit::kNone) Die("a limit was not enforced");
    gone.push_back(MilliSeconds(outcome.evidence.after_end_wall));
    return std::max(0.0, MilliSeconds((cpu ? outcome.cpu : outcome.wall) - 50ms));
  }));
  if (backend == "native") return;
  size_t next = 0;
  samples.push_back(Measure(backend + ", gone after the " + limit + " limit", 0, count,
                            [&] { return gone[next++]; }));
}

uint64_t ResidentKiB() {
  const std::string text = Need(ReadFile("/proc/self/status"), "status");
  const size_t at = text.find("VmHWM:");
  return std::strtoull(text.c_str() + at + 6, nullptr, 10);
}

void Flood(Sandbox& box, const char* name, uint64_t gib) {
  RunSpec spec;
  spec.argv = {"/work/hello", "flood", std::to_string(gib)};
  spec.limits.stdout_bytes = 64ULL << 30U;
  spec.limits.cpu = 300s;
  spec.limits.wall = 600s;
  const uint64_t before = ResidentKiB();
  const Outcome outcome = Need(box.Run(spec), "flood");
  fmt::print(
      "{}: {:.1f} GiB of stdout in {:.1f} s, peak resident memory of this process {} KiB before, "
      "{} KiB after ({})\n",
      name, static_cast<double>(outcome.stdout_bytes) / (1ULL << 30U),
      std::chrono::duration<double>(outcome.wall).count(), before, ResidentKiB(),
      Describe(outcome));
}

struct Options {
  int count = 1000;
  uint64_t flood_gib = 10;
  bool gvisor = true;
};

// The static program with glibc: what a compiled submission costs at least.
void NativeLibc(const Options& options, SandboxFactory& factory, const SandboxSpec& spec,
                const fs::path& folder, std::vector<Sample>& samples) {
  const std::string path = folder / "bench_hello_libc";
  auto box = Make(factory, spec, Need(ReadFile(path), "bench_hello_libc"));
  samples.push_back(
      Measure("glibc: spawn (no sandbox)", 20, options.count, [&] { return Spawn({path}); }));
  const auto bwrap = Bwrap(spec.image.rootfs.string(), path);
  samples.push_back(
      Measure("glibc: bwrap --unshare-all", 20, options.count, [&] { return Spawn(bwrap); }));
  samples.push_back(Measure("glibc: native, warm slot", 20, options.count,
                            [&] { return RunOnce(*box, Hello()); }));
}

void Native(const Options& options, const SandboxSpec& spec, const std::string& hello,
            const fs::path& hello_path, std::vector<Sample>& samples) {
  auto factory = Need(sandbox::NativeFactory::Create(), "native");
  auto box = Make(*factory, spec, hello);
  samples.push_back(Measure("spawn (no sandbox)", 20, options.count,
                            [&] { return Spawn({hello_path.string()}); }));
  const auto bwrap = Bwrap(spec.image.rootfs.string(), hello_path.string());
  samples.push_back(
      Measure("bwrap --unshare-all", 20, options.count, [&] { return Spawn(bwrap); }));
  samples.push_back(
      Measure("native, warm slot", 20, options.count, [&] { return RunOnce(*box, Hello()); }));
  NativeLibc(options, *factory, spec, hello_path.parent_path(), samples);
  RunSpec keep = Hello();
  keep.work = sandbox::Work::kKeep;
  samples.push_back(Measure("native, nothing prepared ahead", 20, options.count,
                            [&] { return RunOnce(*box, keep); }));
  samples.push_back(Measure("native, new sandbox", 5, options.count / 10, [&] {
    auto fresh = Make(*factory, spec, hello);
    return RunOnce(*fresh, Hello());
  }));
  Overshoot(*box, "native", true, options.count / 10, samples);
  Overshoot(*box, "native", false, options.count / 10, samples);
  for (const unsigned threads : {1U, 2U, 4U}) {
    fmt::print("native throughput, {} sandboxes at once: {:.0f} runs/s\n", threads,
               Throughput(*factory, spec, hello, threads, 4s));
  }
  Flood(*box, "native", options.flood_gib);
}

// Taking a sandbox that the pool has ready; what it costs to make the next one is not in it.
void PoolTake(const Options& options, SandboxFactory& factory, const SandboxSpec& spec,
              std::vector<Sample>& samples) {
  sandbox::SandboxPool pool(factory, {.ready_per_key = 4});
  pool.Keep(spec, 4);
  samples.push_back(
      Measure("gvisor, taken from the pool", 2, std::max(20, options.count / 20), [&] {
        if (!pool.WaitUntilReady(30s)) Die("the pool does not fill");
        const auto begin = std::chrono::steady_clock::now();
        auto taken = Need(pool.Create(spec), "take");
        return MilliSeconds(std::chrono::steady_clock::now() - begin);
      }));
}

void Gvisor(const Options& options, const SandboxSpec& spec, const std::string& hello,
            std::vector<Sample>& samples) {
  auto factory = Need(sandbox::GvisorFactory::Create(sandbox::GvisorOptions{}), "gvisor");
  samples.push_back(Measure("gvisor, cold sandbox", 2, std::max(10, options.count / 50), [&] {
    const auto begin = std::chrono::steady_clock::now();
    auto fresh = Need(factory->Create(spec), "create");
    return MilliSeconds(std::chrono::steady_clock::now() - begin);
  }));
  PoolTake(options, *factory, spec, samples);
  auto box = Make(*factory, spec, hello);
  samples.push_back(Measure("gvisor, warm sandbox", 20, options.count / 2,
                            [&] { return RunOnce(*box, Hello()); }));
  Overshoot(*box, "gvisor", true, options.count / 10, samples);
  Overshoot(*box, "gvisor", false, options.count / 10, samples);
  Flood(*box, "gvisor", options.flood_gib);
}

void Python(const Options& options, std::vector<Sample>& samples) {
  auto image = sandbox::FindImage("python");
  if (!image.ok()) {
    fmt::print("python start-up left out: {}\n", image.status().message());
    return;
  }
  SandboxSpec spec;
  spec.image = *image;
  RunSpec python;
  python.argv = {"/usr/bin/python3", "-c", "pass"};
  const int count = std::max(20, options.count / 10);
  auto native = Need(sandbox::NativeFactory::Create(), "native");
  auto box = Need(native->Create(spec), "create");
  samples.push_back(
      Measure("native, python3 -c pass", 5, count, [&] { return RunOnce(*box, python); }));
  if (!options.gvisor) return;
  auto gvisor = Need(sandbox::GvisorFactory::Create(sandbox::GvisorOptions{}), "gvisor");
  auto inside = Need(gvisor->Create(spec), "create");
  samples.push_back(
      Measure("gvisor, python3 -c pass", 5, count, [&] { return RunOnce(*inside, python); }));
  // As the grader runs a submission's tests: started once, and copied.
  auto copies = Need(gvisor->Create(spec), "create");
  if (const Status put = copies->PutFile("pass.py", "pass\n"); !put.ok()) Die(put.ToString());
  python.argv = {"/usr/bin/python3", "pass.py"};
  copies->Expect(python);
  samples.push_back(
      Measure("gvisor, a zygote's pass.py", 5, count, [&] { return RunOnce(*copies, python); }));
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  using namespace assay;  // NOLINT: main only
  bench::Options options;
  CLI::App app("Figures of the sandbox, beside bubblewrap on the same program.");
  app.add_option("--count", options.count, "measured runs of the quick cases")
      ->check(CLI::Range(50, 100000));
  app.add_option("--flood-gib", options.flood_gib, "GiB that a program writes to stdout");
  app.add_flag("!--no-gvisor", options.gvisor, "leave gVisor out");
  CLI11_PARSE(app, argc, argv);

  const std::filesystem::path hello_path =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bench_hello";
  const std::string hello = bench::Need(ReadFile(hello_path), "bench_hello");
  auto root = bench::Need(TempDir::Create("assay-bench-"), "folder");
  std::filesystem::permissions(root.path(), std::filesystem::perms(0755));
  for (const char* folder : {"proc", "dev", "tmp", "work", "sys", "run", "etc"}) {
    std::filesystem::create_directory(root.path() / folder);
  }
  sandbox::SandboxSpec spec;
  spec.image = {"bench", "sha256:bench", root.path(), {}, {}};

  fmt::print("{}\n\n", bench::Machine());
  std::vector<bench::Sample> samples;
  bench::Native(options, spec, hello, hello_path, samples);
  if (options.gvisor) bench::Gvisor(options, spec, hello, samples);
  bench::Python(options, samples);
  fmt::print("\n{}", bench::Table(samples, "bwrap --unshare-all"));
  return 0;
}

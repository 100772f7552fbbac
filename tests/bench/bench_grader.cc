// What grading costs beside the programs' own run time: `./dev bench grader`.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/files.h"
#include "grader/grade.h"
#include "grader/machinery/machinery.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;
using grader::GradeOptions;
using grader::Grading;
using grader::Package;
using grader::Report;
using grader::Submission;
using Clock = std::chrono::steady_clock;

constexpr const char* kEcho = R"(#include <unistd.h>
int main() {
  char text[4096];
  long n = read(0, text, sizeof text);
  return write(1, text, n) != n;
}
)";
constexpr const char* kCopy = R"(#include <unistd.h>
static char text[1 << 20];
int main() {
  long n;
  while ((n = read(0, text, sizeof text)) > 0)
    if (write(1, text, n) != n) return 1;
  return 0;
}
)";

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_grader: {}\n", message);
  std::exit(1);
}

double Ms(std::chrono::nanoseconds t) {
  return std::chrono::duration<double, std::milli>(t).count();
}

Package MakePackage(size_t tests) {
  Package package;
  grader::Part part;
  part.limits.output_bytes = 64 * sandbox::kMiB;
  grader::StandardIo io;
  for (size_t i = 0; i < tests; ++i) {
    grader::Test test;
    test.name = fmt::format("{:05}", i);
    test.input = fmt::format("{}\n", i);
    test.answer = fmt::format("{}\n", i);
    io.root.tests.push_back(std::move(test));
  }
  part.task = std::move(io);
  package.parts.push_back(std::move(part));
  return package;
}

Submission MakeSubmission(const std::string& file, const std::string& text) {
  Submission submission;
  submission.files.push_back({file, text, 0644});
  return submission;
}

struct Times {
  double all_ms = 0;   // first to last test
  double runs_ms = 0;  // the programs' own wall time
};

// From the end of the compilation to the last test.
Times Grade(const Grading& grading, const Package& package, const Submission& submission) {
  Clock::time_point begin = Clock::now();
  GradeOptions options;
  options.events = [&begin](const grader::Event& event) {
    if (event.kind == grader::Event::Kind::kCompiled) begin = Clock::now();
  };
  const Report report = GradeSubmission(grading, package, submission, options);
  Times times;
  times.all_ms = Ms(Clock::now() - begin);
  if (report.verdict != grader::Verdict::kAccepted) {
    Die(fmt::format("{}: {}", VerdictCode(report.verdict), report.message));
  }
  for (const auto& test : report.parts.front().tests) times.runs_ms += Ms(test.wall);
  return times;
}

void Overhead(Grading grading, const char* backend, size_t tests) {
  const Package package = MakePackage(tests);
  const Submission submission = MakeSubmission("echo.c", kEcho);
  double alone = 0;
  for (const unsigned workers : {1U, 2U}) {
    grading.workers = workers;
    std::vector<double> all, over;
    for (int round = 0; round < 5; ++round) {
      const Times times = Grade(grading, package, submission);
      all.push_back(times.all_ms / static_cast<double>(tests));
      over.push_back((times.all_ms * workers - times.runs_ms) / static_cast<double>(tests));
    }
    std::sort(all.begin(), all.end());
    std::sort(over.begin(), over.end());
    if (workers == 1) alone = all[2];
    fmt::print(
        "{}: {} tests, {} at a time: {:.2f} ms a test, of it {:.2f} ms over the program's own "
        "(medians of 5){}\n",
        backend, tests, workers, all[2], over[2],
        workers == 1 ? "" : fmt::format(", {:.2f} times as fast", alone / all[2]));
  }
}

double PythonTests(Grading grading, size_t tests) {
  grading.workers = 1;
  const Package package = MakePackage(tests);
  return Grade(grading, package, MakeSubmission("echo.py", "print(input())\n")).all_ms;
}

uint64_t PeakKiB() {
  auto text = ReadFile("/proc/self/status");
  if (!text.ok()) return 0;
  const size_t at = text->find("VmHWM:");
  return std::strtoull(text->c_str() + at + 6, nullptr, 10);
}

// 10,000 tests over `files` files of 1 GiB together.
void Large(Grading grading, size_t tests, uint64_t bytes) {
  auto folder = TempDir::Create("assay-bench-");
  if (!folder.ok()) Die(folder.status().ToString());
  Package package = MakePackage(tests);
  auto& io = std::get<grader::StandardIo>(package.parts.front().task);
  const size_t each = bytes / 2 / tests;
  std::string text;
  while (text.size() < each) text += fmt::format("{} ", text.size());
  for (size_t i = 0; i < tests; ++i) {
    const fs::path in = folder->path() / fmt::format("{:05}.in", i);
    const fs::path out = folder->path() / fmt::format("{:05}.ans", i);
    std::ofstream(in) << i << ' ' << text;
    std::ofstream(out) << i << ' ' << text;
    io.root.tests[i].input = in;
    io.root.tests[i].answer = out;
  }
  grading.workers = 2;
  const uint64_t before = PeakKiB();
  const Times times = Grade(grading, package, MakeSubmission("copy.c", kCopy));
  fmt::print(
      "native: {} tests, {:.2f} GiB of data: {:.1f} s, peak resident memory {} MiB (before: "
      "{} MiB)\n",
      tests, static_cast<double>(bytes) / static_cast<double>(sandbox::kGiB), times.all_ms / 1000,
      PeakKiB() / 1024, before / 1024);
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  using namespace assay;  // NOLINT: main only
  size_t tests = 200;
  size_t many = 10'000;
  bool gvisor = true;
  CLI::App app("What grading costs beside the programs' own run time.");
  app.add_option("--tests", tests, "tests of the overhead")->check(CLI::Range(10, 100000));
  app.add_option("--many", many, "tests of the large package; 0: leave it out");
  app.add_flag("!--no-gvisor", gvisor, "leave gVisor out");
  CLI11_PARSE(app, argc, argv);

  fmt::print("{}\n\n", bench::Machine());
  double native_python = 0;
  for (const char* backend : {"native", "gvisor"}) {
    if (!gvisor && std::string(backend) == "gvisor") continue;
    grader::MachineryOptions parts;
    parts.backend = backend;
    parts.jobs = 1;
    parts.no_cache = true;
    auto machinery = grader::Machinery::Assemble(parts);
    if (!machinery.ok()) bench::Die(machinery.status().ToString());
    const grader::Grading& grading = (*machinery)->grading();
    bench::Overhead(grading, backend, tests);
    const double python = bench::PythonTests(grading, 100);
    if (native_python == 0) native_python = python;
    fmt::print("{}: 100 tests of a Python program in one sandbox: {:.2f} s, {:.1f} times native\n",
               backend, python / 1000, python / native_python);
    if (std::string(backend) == "native" && many > 0) bench::Large(grading, many, sandbox::kGiB);
  }
  return 0;
}

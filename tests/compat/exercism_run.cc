// exercism_run: of each exercise of an Exercism track the example must pass and the stub must not.
//
//   exercism_run [--backend native|gvisor] [--jobs 2] [--only SLUG] FOLDER…
//
// FOLDER is an exercise or holds exercises ("exercises/practice" of a track's repository). The
// tracks are not part of this tree; docs/compatibility.md tells what came out.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>

#include "grader/formats/readers.h"
#include "grader/machinery/machinery.h"
#include "grader/submission.h"
#include "grader/unit_tests/unit_tests.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string backend = "native", only;
  std::vector<std::string> folders;
  unsigned jobs = 2;
};

struct Count {
  int exercises = 0, unreadable = 0, examples = 0, passed = 0, stubs = 0, rejected = 0, tests = 0;
};

std::vector<fs::path> Exercises(const Options& options) {
  std::vector<fs::path> exercises;
  for (const fs::path folder : options.folders) {
    if (LooksLikeExercism(folder)) {
      exercises.push_back(folder);
      continue;
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (LooksLikeExercism(entry.path())) exercises.push_back(entry.path());
    }
  }
  std::erase_if(exercises, [&](const fs::path& path) {
    return !options.only.empty() && path.filename().string() != options.only;
  });
  std::sort(exercises.begin(), exercises.end());
  return exercises;
}

// The first line of a compiler that names an error.
std::string FirstError(const std::string& output) {
  for (size_t at = 0; at < output.size();) {
    const size_t end = std::min(output.find('\n', at), output.size());
    const std::string line = output.substr(at, end - at);
    if (line.find("error") != std::string::npos) return line.substr(0, 200);
    at = end + 1;
  }
  return {};
}

class Run {
 public:
  Run(const Grading& grading, std::vector<fs::path> exercises)
      : grading_(grading), exercises_(std::move(exercises)) {}

  void Work() {
    for (size_t i = next_++; i < exercises_.size(); i = next_++) Exercise(exercises_[i]);
  }
  const Count& count() const { return count_; }

 private:
  void Exercise(const fs::path& folder) {
    const std::string name = folder.filename().string();
    auto package = ReadExercism(folder);
    if (!package.ok()) {
      const std::lock_guard lock(mutex_);
      ++count_.exercises;
      ++count_.unreadable;
      fmt::print("{:<32} unreadable: {}\n", name, package.status().message());
      return;
    }
    std::string line;
    Count count;
    count.exercises = 1;
    for (const LabelledSubmission& label : package->submissions) {
      auto submission = LoadSubmission(label.path);
      if (!submission.ok()) {
        line += "  " + label.name + ": " + submission.status().message();
        continue;
      }
      submission->language = label.language;
      Report report;
      const Part& part = package->parts.front();
      const PartReport graded = GradeUnitTests(
          grading_, *package, part, std::get<UnitTests>(part.task), *submission, report, {});
      const bool example = label.name == "example";
      const bool agrees = label.result.contains(graded.verdict);
      (example ? count.examples : count.stubs) += 1;
      if (agrees) (example ? count.passed : count.rejected) += 1;
      if (example) count.tests = static_cast<int>(graded.tests.size());
      line += fmt::format("  {} {}{}", label.name, VerdictCode(graded.verdict),
                          agrees ? "" : " DIFFERS");
      if (!agrees) {
        line += fmt::format(
            " ({:.300}{}{})", graded.message, graded.verdict == Verdict::kCompileError ? ": " : "",
            graded.verdict == Verdict::kCompileError ? FirstError(report.compiler_output) : "");
      }
    }
    const std::lock_guard lock(mutex_);
    count_.exercises += count.exercises;
    count_.examples += count.examples;
    count_.passed += count.passed;
    count_.stubs += count.stubs;
    count_.rejected += count.rejected;
    count_.tests += count.tests;
    fmt::print("{:<32} {:>4} tests{}\n", name, count.tests, line);
    std::fflush(stdout);
  }

  const Grading& grading_;
  const std::vector<fs::path> exercises_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  Count count_;
};

int Main(const Options& options) {
  const auto complain = [](const Status& status) {
    fmt::print(stderr, "exercism_run: {}\n", status.message());
    return 70;
  };
  MachineryOptions parts;
  parts.backend = options.backend;
  parts.jobs = 1;
  parts.no_cache = true;
  auto machinery = Machinery::Assemble(parts);
  if (!machinery.ok()) return complain(machinery.status());
  Run run((*machinery)->grading(), Exercises(options));
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < options.jobs; ++i) threads.emplace_back([&] { run.Work(); });
    run.Work();
  }
  const Count& c = run.count();
  fmt::print(
      "\n{} exercises, {} unreadable; {} of {} examples pass, {} of {} stubs do not; {} tests\n",
      c.exercises, c.unreadable, c.passed, c.examples, c.rejected, c.stubs, c.tests);
  return c.unreadable == 0 && c.passed == c.examples && c.rejected == c.stubs ? 0 : 1;
}

}  // namespace
}  // namespace assay::grader

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  assay::grader::Options options;
  CLI::App app("Each example passes, each stub fails: an Exercism track in the sandbox.",
               "exercism_run");
  app.add_option("folders", options.folders, "exercises, or folders of them")->required();
  app.add_option("--backend", options.backend, "native or gvisor");
  app.add_option("--jobs", options.jobs, "exercises at once")->check(CLI::Range(1, 64));
  app.add_option("--only", options.only, "the exercise of this name");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return assay::grader::Main(options);
}

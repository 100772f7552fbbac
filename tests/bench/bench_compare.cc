// Comparing large outputs, beside a validator of somebody else's that is started with Kattis'
// arguments: bench_compare --peer default_validator. Without one, only our own figures.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "common/files.h"
#include "grader/compare.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kAccepted = 42;

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_compare: {}\n", message);
  std::exit(1);
}

template <typename T>
T Need(Result<T> result) {
  if (!result.ok()) Die(result.status().ToString());
  return std::move(result).value();
}

struct Work {
  std::string name;
  std::vector<std::string> flags;
  std::string expected, actual;
};

std::string Integers(size_t bytes) {
  std::mt19937 random(1);
  std::string text;
  text.reserve(bytes + 32);
  for (int column = 1; text.size() < bytes; ++column)
    text += fmt::format("{}{}", random() % 1'000'000'000, column % 10 == 0 ? '\n' : ' ');
  return text;
}

std::string WithCarriageReturns(const std::string& text) {
  std::string result;
  result.reserve(text.size() + text.size() / 50);
  for (const char c : text) {
    if (c == '\n') result += '\r';
    result += c;
  }
  return result;
}

Work Floats(size_t bytes) {
  Work work{"floats, each a little off", {"float_tolerance", "1e-6"}, "", ""};
  std::mt19937 random(2);
  std::uniform_real_distribution<double> any(-1e6, 1e6);
  while (work.expected.size() < bytes) {
    const double value = any(random);
    work.expected += fmt::format("{:.9f}\n", value);
    work.actual += fmt::format("{:.9f}\n", value + 1e-8);
  }
  return work;
}

std::vector<Work> Works(size_t bytes) {
  std::vector<Work> works;
  std::string integers = Integers(bytes);
  works.push_back({"integers, the same bytes", {}, integers, integers});
  works.push_back({"integers, other line ends", {}, integers, WithCarriageReturns(integers)});
  works.push_back({"the same, separators matter", {"space_change_sensitive"}, integers, integers});
  works.push_back(Floats(bytes));
  works.push_back({"one token", {}, std::string(bytes, 'x'), std::string(bytes, 'x') + "\n"});
  return works;
}

// The peer's run time in milliseconds, its start included (1 ms or so).
void RunPeer(const std::string& peer, const Work& work, const fs::path& folder) {
  std::vector<std::string> words{peer, folder / "answer", folder / "answer", folder / "feedback"};
  words.insert(words.end(), work.flags.begin(), work.flags.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, (folder / "output").c_str(), O_RDONLY, 0);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, peer.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) Die(fmt::format("{}: {}", peer, std::generic_category().message(error)));
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != kAccepted)
    Die(fmt::format("{} does not accept \"{}\"", peer, work.name));
}

void CompareOnce(const Work& work, std::string_view expected, std::string_view actual) {
  const auto spec = Need(grader::ParseKattisFlags(work.flags));
  const auto result = Need(grader::Compare(spec, expected, actual));
  if (!result.equal) Die(work.name + ": " + result.difference);
}

void Run(const std::string& peer, size_t megabytes, int runs) {
  const TempDir folder = Need(TempDir::Create("assay-bench-"));
  fs::create_directory(folder.path() / "feedback");
  fmt::print("{}\n{} MB each, median of {} runs, MB/s of the expected output\n\n", Machine(),
             megabytes, runs);
  fmt::print("{:<30} {:>10} {:>18} {:>10} {:>8}\n", "", "in memory", "with reading files", "peer",
             "ratio");
  for (const Work& work : Works(megabytes * 1'000'000)) {
    for (const auto& [name, text] : {std::pair("answer", &work.expected), {"output", &work.actual}})
      if (const Status s = WriteFileAtomically(folder.path() / name, *text); !s.ok())
        Die(s.ToString());
    const auto rate = [&](const Sample& sample) {
      return static_cast<double>(work.expected.size()) / 1000 / sample.p50();
    };
    const double memory = rate(Measure("memory", 1, runs, [&] {
      CompareOnce(work, work.expected, work.actual);
      return -1.0;
    }));
    const double files = rate(Measure("files", 1, runs, [&] {
      const uint64_t most = uint64_t{1} << 40U;
      const std::string expected = Need(ReadFile(folder.path() / "answer", most));
      const std::string actual = Need(ReadFile(folder.path() / "output", most));
      CompareOnce(work, expected, actual);
      return -1.0;
    }));
    std::string versus = fmt::format("{:>10} {:>8}", "-", "-");
    if (!peer.empty()) {
      const double other = rate(Measure("peer", 0, runs, [&] {
        RunPeer(peer, work, folder.path());
        return -1.0;
      }));
      versus = fmt::format("{:>10.0f} {:>7.1f}x", other, files / other);
    }
    fmt::print("{:<30} {:>10.0f} {:>18.0f} {}\n", work.name, memory, files, versus);
  }
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  std::string peer;
  size_t megabytes = 100;
  int runs = 3;
  CLI::App app("How fast outputs are compared, beside another validator");
  app.add_option("--peer", peer, "a validator with Kattis' arguments, as a path");
  app.add_option("--mb", megabytes, "megabytes of expected output")->check(CLI::Range(1, 4000));
  app.add_option("--runs", runs, "runs of each")->check(CLI::Range(1, 100));
  CLI11_PARSE(app, argc, argv);
  assay::bench::Run(peer, megabytes, runs);
  return 0;
}

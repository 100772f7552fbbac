#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "tests/bench/similarity/contestant.h"

extern char** environ;

namespace assay::bench::similarity {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Result<Cost> Run(const Contestant& contestant, const std::filesystem::path& folder,
                 const std::filesystem::path& scores) {
  std::vector<std::string> words = contestant.command;
  words.push_back(folder.string());
  words.push_back(scores.string());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const auto begin = std::chrono::steady_clock::now();
  pid_t child = -1;
  const int failed =
      posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
  if (failed != 0) {
    return Internal(fmt::format("{}: {}: {}", contestant.name, words[0], std::strerror(failed)));
  }
  int status = 0;
  rusage used{};
  while (wait4(child, &status, 0, &used) < 0) {
    if (errno != EINTR) {
      return Internal(fmt::format("{}: wait4: {}", contestant.name, std::strerror(errno)));
    }
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return Internal(fmt::format("{} on {}: ended with status {}", contestant.name, folder.string(),
                                WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)));
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  return Cost{Seconds(used.ru_utime) + Seconds(used.ru_stime), wall.count(),
              static_cast<double>(used.ru_maxrss) / 1024};
}

}  // namespace assay::bench::similarity

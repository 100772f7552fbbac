#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/files.h"
#include "common/unique_fd.h"
#include "runtime-images/builder/process.h"

namespace assay::runtime_images {
namespace {

constexpr size_t kKeepBytes = 64 * 1024;

std::vector<std::string> MergedEnvironment(const ProcessSpec& spec) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    bool replaced = false;
    for (const auto& [name, value] : spec.env) replaced |= text.starts_with(name + "=");
    if (!replaced) merged.emplace_back(text);
  }
  for (const auto& [name, value] : spec.env) merged.push_back(name + "=" + value);
  return merged;
}

std::vector<char*> Pointers(std::vector<std::string>* words) {
  std::vector<char*> pointers;
  for (std::string& word : *words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Reads the pipe to its end, passing on whole lines.
void Drain(int fd, const ProcessSpec& spec, std::string* kept) {
  std::array<char, 8192> buffer{};
  std::string line;
  for (;;) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    const std::string_view piece(buffer.data(), static_cast<size_t>(got));
    kept->append(piece);
    if (!spec.keep_stderr_apart && kept->size() > 2 * kKeepBytes) {
      kept->erase(0, kept->size() - kKeepBytes);
    }
    if (!spec.on_line) continue;
    for (const char c : piece) {
      if (c != '\n') {
        line += c;
        continue;
      }
      spec.on_line(line);
      line.clear();
    }
  }
  if (spec.on_line && !line.empty()) spec.on_line(line);
}

}  // namespace

Result<ProcessResult> RunProcess(const ProcessSpec& spec) {
  ASSAY_ASSIGN_OR_RETURN(Pipe pipe, MakePipe());
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, spec.stdin_fd >= 0 ? spec.stdin_fd : null.get(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, pipe.write.get(), 1);
  if (!spec.keep_stderr_apart) ::posix_spawn_file_actions_adddup2(&actions, pipe.write.get(), 2);
  std::vector<std::string> words = spec.argv;
  std::vector<std::string> env = MergedEnvironment(spec);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, words[0].c_str(), &actions, nullptr,
                                   Pointers(&words).data(), Pointers(&env).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return ErrnoStatus("cannot start " + words[0], error);
  pipe.write.reset();
  ProcessResult result;
  Drain(pipe.read.get(), spec, &result.output);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return ErrnoStatus("cannot wait for " + words[0], errno);
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

Result<std::string> RunOrFail(const ProcessSpec& spec, const std::string& what) {
  ASSAY_ASSIGN_OR_RETURN(ProcessResult result, RunProcess(spec));
  if (result.exit_code == 0) return std::move(result.output);
  constexpr size_t kTail = 1500;
  const std::string tail = result.output.size() > kTail
                               ? "…" + result.output.substr(result.output.size() - kTail)
                               : result.output;
  return FailedPrecondition(what + " failed (exit " + std::to_string(result.exit_code) +
                            "): " + tail);
}

}  // namespace assay::runtime_images

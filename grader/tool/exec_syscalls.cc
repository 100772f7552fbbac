#include "grader/tool/exec_syscalls.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace assay::grader {

Status Exec(const std::filesystem::path& program, char** argv) {
  std::string path = program.string();
  argv[0] = path.data();
  // What is ignored stays ignored over an exec: the program begins as if the shell had started it.
  std::signal(SIGPIPE, SIG_DFL);
  ::execv(path.c_str(), argv);
  return ErrnoStatus(path, errno);
}

std::string ReadToEnd(int fd, size_t longest) {
  std::string text;
  char buffer[4096];
  while (text.size() < longest) {
    const ssize_t count = ::read(fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(buffer, static_cast<size_t>(count));
  }
  return text;
}

}  // namespace assay::grader

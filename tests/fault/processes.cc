#include "tests/fault/processes.h"

#include <filesystem>
#include <sstream>
#include <thread>

#include "common/files.h"

namespace assay::fault {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kKernel = "runsc-sandbox";

// Empty where it has just ended.
std::string Read(pid_t pid, const char* what) {
  auto text = ReadFile("/proc/" + std::to_string(pid) + "/" + what);
  return text.ok() ? *std::move(text) : std::string();
}

std::string CommandOf(pid_t pid) {
  std::string line = Read(pid, "cmdline");
  for (char& c : line) c = c == '\0' ? ' ' : c;
  return line;
}

// The 22nd field of stat; empty: it ended (a zombie, too, is only waited for by its parent).
std::string StartOf(pid_t pid) {
  const std::string stat = Read(pid, "stat");
  size_t at = stat.rfind(')');
  if (at == std::string::npos || stat.compare(at, 3, ") Z") == 0) return {};
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  return at == std::string::npos ? "" : stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
}

}  // namespace

Family::Family(pid_t root) {
  if (root > 0) Add(root, false);
}

void Family::Add(pid_t pid, bool in_sandbox) {
  members_.push_back({pid, StartOf(pid), CommandOf(pid), in_sandbox});
  const bool kernel = members_.back().command.starts_with(kKernel);
  std::error_code error;
  const fs::path tasks = "/proc/" + std::to_string(pid) + "/task";
  for (auto task = fs::directory_iterator(tasks, error); !error && task != fs::directory_iterator();
       task.increment(error)) {
    const auto text = ReadFile(task->path() / "children");
    std::istringstream children(text.ok() ? *text : std::string());
    for (pid_t child = 0; children >> child;) Add(child, in_sandbox || kernel);
  }
}

std::vector<pid_t> Family::Sandboxes() const {
  std::vector<pid_t> found;
  for (const Member& member : members_) {
    if (!member.in_sandbox && member.command.starts_with(kKernel)) found.push_back(member.pid);
  }
  return found;
}

std::vector<std::string> Family::Left() const {
  std::vector<std::string> left;
  std::set<std::string> groups;
  for (const Member& member : members_) {
    groups.insert("assay." + std::to_string(member.pid));
    if (!member.started.empty() && StartOf(member.pid) == member.started) {
      left.push_back("process " + std::to_string(member.pid) + " " + member.command);
    }
  }
  std::error_code error;
  for (auto at = fs::recursive_directory_iterator(
           "/sys/fs/cgroup", fs::directory_options::skip_permission_denied, error);
       !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (groups.contains(at->path().filename())) left.push_back("group " + at->path().string());
  }
  return left;
}

std::vector<std::string> Family::WaitUntilGone(std::chrono::milliseconds patience) const {
  const auto until = Clock::now() + patience;
  while (true) {
    std::vector<std::string> left = Left();
    if (left.empty() || Clock::now() > until) return left;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace assay::fault

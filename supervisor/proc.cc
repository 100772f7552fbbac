#include "supervisor/proc.h"

#include <charconv>
#include <filesystem>
#include <string_view>

#include "supervisor/files.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

struct Stat {
  pid_t parent = 0;
  uint64_t start_time = 0;
};

// The fields after the name, which is in parentheses and may hold anything.
Result<Stat> ReadStat(pid_t pid) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadFileNoFollow("/proc/" + std::to_string(pid) + "/stat", 4096));
  constexpr int kParent = 4;
  constexpr int kStartTime = 22;
  size_t position = text.rfind(')');
  Stat stat;
  for (int field = 3; position != std::string::npos && field <= kStartTime; ++field) {
    position = text.find(' ', position + 1);
    if (position == std::string::npos) break;
    const char* begin = text.data() + position + 1;
    if (field == kParent) std::from_chars(begin, text.data() + text.size(), stat.parent);
    if (field == kStartTime) std::from_chars(begin, text.data() + text.size(), stat.start_time);
  }
  return stat;
}

uint64_t ReadProportionalBytes(pid_t pid) {
  const auto text = ReadFileNoFollow("/proc/" + std::to_string(pid) + "/smaps_rollup", 4096);
  if (!text.ok()) return 0;
  const size_t line = text->find("\nPss:");
  if (line == std::string::npos) return 0;
  const size_t digits = text->find_first_of("0123456789", line);
  if (digits == std::string::npos) return 0;
  uint64_t kib = 0;
  std::from_chars(text->data() + digits, text->data() + text->size(), kib);
  return kib * 1024;
}

}  // namespace

Result<uint64_t> ProcessStartTime(pid_t pid) {
  ASSAY_ASSIGN_OR_RETURN(const Stat stat, ReadStat(pid));
  return stat.start_time;
}

std::map<pid_t, uint64_t> MemoryOfTrees(const std::vector<pid_t>& roots) {
  std::map<pid_t, pid_t> parents;
  std::error_code error;
  for (fs::directory_iterator it("/proc", error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) continue;
    if (const auto stat = ReadStat(pid); stat.ok()) parents[pid] = stat->parent;
  }
  std::map<pid_t, uint64_t> bytes;
  for (const pid_t root : roots) bytes[root] = 0;
  for (const auto& [pid, parent] : parents) {
    pid_t ancestor = pid;
    // A chain of parents that changes while it is read might be a circle.
    for (int depth = 0; depth < 64 && ancestor > 1; ++depth) {
      if (const auto root = bytes.find(ancestor); root != bytes.end()) {
        root->second += ReadProportionalBytes(pid);
        break;
      }
      const auto next = parents.find(ancestor);
      ancestor = next == parents.end() ? 0 : next->second;
    }
  }
  return bytes;
}

}  // namespace assay::supervisor

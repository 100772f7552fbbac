#include "common/metrics/process_stats_syscalls.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "common/files.h"

namespace assay::metrics {
namespace {

// /proc/self/stat after the program's name, which may hold blanks: field 3 (state) is first.
Result<std::vector<std::string>> StatFields() {
  ASSAY_ASSIGN_OR_RETURN(const std::string stat, ReadFile("/proc/self/stat", 16384));
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return Internal("/proc/self/stat: no program name");
  std::istringstream in(stat.substr(name_end + 1));
  std::vector<std::string> fields{std::istream_iterator<std::string>(in), {}};
  if (fields.size() < 22) return Internal("/proc/self/stat: too few fields");
  return fields;
}

// When the machine started, in seconds since the epoch.
double BootSeconds() {
  std::ifstream in("/proc/stat");
  for (std::string key; in >> key;) {
    double value = 0;
    if (key == "btime" && in >> value) return value;
    in.clear();
    in.ignore(1U << 20U, '\n');
  }
  return 0;
}

double CountOpen() {
  std::error_code error;
  std::filesystem::directory_iterator at("/proc/self/fd", error);
  double count = 0;
  while (!error && at != std::filesystem::directory_iterator()) {
    ++count;
    at.increment(error);
  }
  return count > 0 ? count - 1 : 0;  // the folder itself was open
}

}  // namespace

Result<ProcessStats> ReadProcessStats() {
  ASSAY_ASSIGN_OR_RETURN(const auto fields, StatFields());
  const auto field = [&](size_t number) { return std::stod(fields.at(number - 3)); };
  const auto tick = static_cast<double>(::sysconf(_SC_CLK_TCK));
  ProcessStats stats;
  stats.cpu_seconds = (field(14) + field(15)) / tick;
  stats.threads = field(20);
  stats.start_seconds = BootSeconds() + field(22) / tick;
  stats.resident_bytes = field(24) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  stats.open_fds = CountOpen();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) stats.max_fds = static_cast<double>(limit.rlim_cur);
  return stats;
}

}  // namespace assay::metrics

#include "tests/bench/measure.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <thread>

namespace assay::bench {

double Sample::Quantile(double q) const {
  if (ms.empty()) return 0;
  const auto index = static_cast<size_t>(std::lround(q * static_cast<double>(ms.size() - 1)));
  return ms[std::min(index, ms.size() - 1)];
}

Sample Measure(std::string name, int warm, int count, const std::function<double()>& once) {
  Sample sample{std::move(name), {}};
  for (int i = 0; i < warm + count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    double ms = once();
    if (ms < 0) {
      ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
               .count();
    }
    if (i >= warm) sample.ms.push_back(ms);
  }
  std::sort(sample.ms.begin(), sample.ms.end());
  return sample;
}

std::string Table(const std::vector<Sample>& samples, const std::string& reference) {
  double base = 0;
  for (const Sample& sample : samples) {
    if (sample.name == reference) base = sample.p50();
  }
  std::string text = fmt::format("{:<46} {:>9} {:>9} {:>9} {:>9} {:>6}  {}\n", "", "p50 ms",
                                 "p99 ms", "min ms", "max ms", "n", "p50 / " + reference);
  for (const Sample& s : samples) {
    text += fmt::format("{:<46} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>6}  {}\n", s.name, s.p50(),
                        s.p99(), s.ms.empty() ? 0 : s.ms.front(), s.ms.empty() ? 0 : s.ms.back(),
                        s.ms.size(), base > 0 ? fmt::format("{:.3f}", s.p50() / base) : "");
  }
  return text;
}

std::string Machine() {
  std::string model = "unknown CPU";
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("model name", 0) == 0) {
      model = line.substr(line.find(':') + 2);
      break;
    }
  }
  utsname name{};
  ::uname(&name);
  return fmt::format("{}, {} cores, Linux {}, {:%Y-%m-%d}", model,
                     std::thread::hardware_concurrency(), name.release,
                     fmt::gmtime(std::time(nullptr)));
}

double Resident(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

}  // namespace assay::bench

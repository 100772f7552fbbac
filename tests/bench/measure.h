#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

// What every benchmark here shares: repeated timing, medians and p99, and a table.
namespace assay::bench {

struct Sample {
  std::string name;
  std::vector<double> ms;  // sorted by Finish

  double Quantile(double q) const;
  double p50() const { return Quantile(0.50); }
  double p99() const { return Quantile(0.99); }
};

// Runs `once` `warm` times unmeasured and `count` times measured. `once` returns the milliseconds
// that count, or a negative number where the whole call counts.
Sample Measure(std::string name, int warm, int count, const std::function<double()>& once);

// "name  p50  p99  min  max  n  × reference"; the reference's own ratio is 1.
std::string Table(const std::vector<Sample>& samples, const std::string& reference);

// MiB resident of a process; 0 where there is none.
double Resident(pid_t pid);

// CPU model, cores, kernel, date: figures without it say nothing.
std::string Machine();

}  // namespace assay::bench

#pragma once

#include <cstdint>

namespace assay::gateway::judge0 {

// Judge0's own defaults and bounds (judge0.conf). Times in seconds, sizes in kilobytes.
struct Config {
  double cpu_time_limit = 5, max_cpu_time_limit = 15;
  double cpu_extra_time = 1, max_cpu_extra_time = 5;
  double wall_time_limit = 10, max_wall_time_limit = 20;
  int64_t memory_limit = 128'000, min_memory_limit = 2'048, max_memory_limit = 512'000;
  int64_t stack_limit = 64'000, max_stack_limit = 128'000;
  int64_t processes = 60, max_processes = 120;
  int64_t file_size = 1'024, max_file_size = 4'096;
  int64_t runs = 1, max_runs = 20;
  int64_t max_extract_size = 10'240;
  int64_t max_batch = 20;
  int64_t max_queue = 100;  // said, not enforced: the judge says itself when it is full
};

}  // namespace assay::gateway::judge0

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "supervisor/backup/stream.h"

namespace assay::supervisor {

// Says how far a long piece of work is: on a terminal one line that changes every second, elsewhere
// a line every ten seconds; and one line with the time when it is done. What is done within a
// moment says that alone.
class Progress {
 public:
  // `total`: in the unit that Add counts; 0: not known.
  Progress(std::string what, uint64_t total);
  void Add(uint64_t amount);
  void Done(const std::string& result);

 private:
  void Show();

  const std::string what_;
  const uint64_t total_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point shown_;
  uint64_t done_ = 0;
};

// Counts what is read. `progress` outlives it.
std::unique_ptr<ByteSource> Count(std::unique_ptr<ByteSource> source, Progress& progress);

std::string HumanBytes(uint64_t bytes);  // "12.3 MB"

}  // namespace assay::supervisor

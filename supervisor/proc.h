#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/status.h"

// What /proc says of processes.
namespace assay::supervisor {

// In clock ticks since boot: with the pid it names one process for good. kNotFound: it has ended.
Result<uint64_t> ProcessStartTime(pid_t pid);

// Bytes of memory of each of these processes together with all its descendants, shared pages
// counted by their share; 0 for one that has ended. One walk through /proc.
std::map<pid_t, uint64_t> MemoryOfTrees(const std::vector<pid_t>& roots);

}  // namespace assay::supervisor

#pragma once

#include <chrono>
#include <cstdint>

namespace assay::sandbox {

using Nanoseconds = std::chrono::nanoseconds;

constexpr uint64_t kKiB = 1024;
constexpr uint64_t kMiB = 1024 * kKiB;
constexpr uint64_t kGiB = 1024 * kMiB;

// What one run may use. Every field is enforced from outside the program; none can be switched off,
// only raised. Bytes are bytes, times are nanoseconds.
struct Limits {
  Nanoseconds cpu = std::chrono::seconds(2);   // user + system, all processes and threads together
  Nanoseconds wall = std::chrono::seconds(6);  // from exec to the end of the last process
  Nanoseconds idle = Nanoseconds::zero();      // wall time without any CPU use; zero: not checked
  uint64_t memory_bytes = 256 * kMiB;  // resident and kernel memory plus tmpfs, all processes
  uint32_t processes = 64;             // processes and threads at one time
  uint64_t stdout_bytes = 64 * kMiB;
  uint64_t stderr_bytes = 1 * kMiB;
  uint64_t file_bytes = 64 * kMiB;  // any one file
  uint32_t open_files = 256;        // descriptors of one process
  uint64_t stack_bytes = 0;         // zero: as much as memory_bytes
};

// What one sandbox (one submission) may hold in its work folder and in /tmp, each.
struct DiskLimits {
  uint64_t bytes = 128 * kMiB;
  // Files and folders. Enforced by the native backend alone: the tmpfs of gVisor's packaged
  // releases knows no such limit. There each file costs the guest's own memory, about two
  // kilobytes, and that is the run's: files without end are Limit::kMemory.
  uint64_t inodes = 16384;
};

}  // namespace assay::sandbox

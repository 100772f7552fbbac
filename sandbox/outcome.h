#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/limits.h"

namespace assay::sandbox {

// Which limit ended the run. kNone: the program ended by itself, however badly.
enum class Limit : uint8_t {
  kNone,
  kCpuTime,
  kWallTime,
  kIdleTime,
  kMemory,
  kStdout,
  kStderr,
  kFileSize,
  kSecurity,   // a system call that is only ever an attack
  kCancelled,  // the caller asked for the end
};

// "cpu-time" and so on; stable, used in JSON.
std::string_view LimitName(Limit limit);

// What the outside saw that led to the outcome. A field that a backend cannot know is empty, never
// guessed.
struct Evidence {
  uint64_t oom_kills = 0;           // by the kernel, in the run's cgroup
  uint64_t process_limit_hits = 0;  // forks refused by the pids controller
  uint64_t memory_limit_bytes = 0;  // as it stood in the cgroup
  bool killed_by_supervisor =
      false;            // the sandbox sent SIGKILL; otherwise the signal was the program's own
  std::string syscall;  // "x86_64/io_uring_setup(425)" where Limit is kSecurity
  // Written, but not taken by the reader of OutputSpec::fd: it went away or was too slow.
  uint64_t undelivered_bytes = 0;
  int exec_errno = 0;  // not 0: the command was never started; exit_code is a shell's 126/127
  // gVisor: from the end of the run, or from the moment it was told to stop, until its processes
  // were gone. Not in the outcome's own times; native's cover all of it.
  Nanoseconds after_end_wall{};
  Nanoseconds after_end_cpu{};
  std::string file_at_limit;  // the file that stood at the file-size limit when SIGXFSZ came
  std::string cpu_source;     // "cgroup2 cpu.stat", "cpuacct", "guest rusage"
  std::string memory_source;  // "memory.peak", "memory.max_usage_in_bytes", …
};

// What happened to one run. A Result<Outcome> that holds a Status instead means that the sandbox
// failed, not the program: the caller reports JE and nobody loses an attempt.
struct Outcome {
  Limit limit = Limit::kNone;
  std::optional<int> exit_code;  // set when the program's first process called exit
  std::optional<int> signal;     // set when a signal ended it, ours included
  Nanoseconds cpu{};             // user + system of the whole tree
  Nanoseconds user{};
  Nanoseconds system{};
  Nanoseconds wall{};
  uint64_t peak_memory_bytes = 0;
  uint64_t stdout_bytes = 0;  // what was written up to the end or the limit, kept or not
  uint64_t stderr_bytes = 0;
  std::string out;  // the first OutputSpec::keep_bytes of it
  std::string err;
  Evidence evidence;

  bool Succeeded() const { return limit == Limit::kNone && exit_code == 0; }
};

// A single line for people: "killed: cpu-time limit of 2.000 s (used 2.003 s)", "exit 3", "signal
// 11 (SIGSEGV)".
std::string Describe(const Outcome& outcome);

// "SIGSEGV" for 11; "signal 99" for one without a name.
std::string SignalName(int signal);

}  // namespace assay::sandbox

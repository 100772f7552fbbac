#include "sandbox/outcome.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

namespace assay::sandbox {

std::string_view LimitName(Limit limit) {
  switch (limit) {
    case Limit::kNone:
      return "none";
    case Limit::kCpuTime:
      return "cpu-time";
    case Limit::kWallTime:
      return "wall-time";
    case Limit::kIdleTime:
      return "idle-time";
    case Limit::kMemory:
      return "memory";
    case Limit::kStdout:
      return "stdout";
    case Limit::kStderr:
      return "stderr";
    case Limit::kFileSize:
      return "file-size";
    case Limit::kSecurity:
      return "security";
    case Limit::kCancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string SignalName(int signal) {
  const char* name = ::sigabbrev_np(signal);
  if (name == nullptr) return fmt::format("signal {}", signal);
  return fmt::format("SIG{}", name);
}

std::string Describe(const Outcome& outcome) {
  const auto seconds = [](Nanoseconds t) { return std::chrono::duration<double>(t).count(); };
  switch (outcome.limit) {
    case Limit::kNone:
      break;
    case Limit::kCpuTime:
      return fmt::format("over the CPU time limit (used {:.3f} s)", seconds(outcome.cpu));
    case Limit::kWallTime:
      return fmt::format("over the wall time limit (ran {:.3f} s, CPU {:.3f} s)",
                         seconds(outcome.wall), seconds(outcome.cpu));
    case Limit::kIdleTime:
      return fmt::format("idle for too long (ran {:.3f} s, CPU {:.3f} s)", seconds(outcome.wall),
                         seconds(outcome.cpu));
    case Limit::kMemory:
      return fmt::format(
          "over the memory limit of {:.1f} MiB",
          static_cast<double>(outcome.evidence.memory_limit_bytes) / static_cast<double>(kMiB));
    case Limit::kStdout:
    case Limit::kStderr:
      return fmt::format(
          "over the {} limit ({} bytes)", LimitName(outcome.limit),
          outcome.limit == Limit::kStdout ? outcome.stdout_bytes : outcome.stderr_bytes);
    case Limit::kFileSize:
      return fmt::format("over the file size limit ({})", outcome.evidence.file_at_limit);
    case Limit::kSecurity:
      return fmt::format("forbidden system call {}", outcome.evidence.syscall);
    case Limit::kCancelled:
      return "cancelled";
  }
  if (outcome.signal) {
    return fmt::format("signal {} ({})", *outcome.signal, SignalName(*outcome.signal));
  }
  return fmt::format("exit {}", outcome.exit_code.value_or(-1));
}

}  // namespace assay::sandbox

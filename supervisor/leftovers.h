#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "common/status.h"

// What a supervisor that was killed may leave behind: its children are told to end with it, and one
// that was started in that very moment may have missed it.
namespace assay::supervisor {

// "PID START-TIME": the second number tells a process from a later one with the same pid.
Status WritePidFile(const std::filesystem::path& path, pid_t pid);

// Ends every process that a *.pid file in `run` names, and removes the files. "postgres" is stopped
// in order (SIGINT); others at once. Waits for their end. Returns the pids that were still there.
// kDeadlineExceeded: one does not end.
Result<std::vector<pid_t>> EndLeftovers(const std::filesystem::path& run);

// Waits until a process that is not our child has ended. kDeadlineExceeded: it has not.
Status WaitForProcess(pid_t pid, std::chrono::milliseconds timeout);

}  // namespace assay::supervisor

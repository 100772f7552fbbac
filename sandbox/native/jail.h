#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"

// The inside of one run, before the program: `init` is process 1 of fresh PID, mount, IPC, UTS and cgroup
// namespaces, made ahead of need; on command it starts the program in a fresh user namespace.
//
// The steps, in order (the same list stands in docs/threat-model.md):
//   init     1 clone3: new PID, mount, IPC, UTS, cgroup namespaces, into its cgroup (v2)
//            2 die with the helper (PDEATHSIG), not dumpable
//            3 mount fresh /proc (hidepid, subset=pid), /tmp, and the view of /work
//            4 pivot_root into the image; the helper's root is detached
//            5 wait for the command: until here nothing of the program is known
//   program  6 clone3: new user namespace that maps one unprivileged host user; no root in it
//            7 new session, standard descriptors, limits, no capabilities, no_new_privs
//            8 seccomp filter; its listener goes to the helper
//            9 every other descriptor closes on exec; exec
namespace assay::sandbox::native {

// What init and the program tell the helper, over a SOCK_SEQPACKET pair. The program's end closes on exec.
enum class ReportType : uint32_t {
  kReady = 1,       // init: step 5 reached
  kStarting = 2,    // program: about to exec; carries the seccomp listener
  kExecFailed = 3,  // program: value is errno
  kFailed = 4,      // a step failed: value is errno, text says which
  kExited = 5,      // init: the program ended; value is the wait status, text a file at the size limit
};
struct Report {
  ReportType type{};
  int32_t value = 0;
  int64_t user_ns = 0, system_ns = 0;
  char text[256] = {};
};

// The command, as init receives it: a fixed head, strings behind it, three descriptors with it.
struct Command {
  uint64_t file_bytes = 0, stack_bytes = 0;
  uint32_t open_files = 0;
  uint32_t argc = 0, envc = 0;
};

struct JailSpec {
  bool keep_work = false;
  uint64_t disk_bytes = 0, disk_inodes = 0;
  uint32_t host_uid = 0;
  int cgroup_fd = -1;  // v2 folder for CLONE_INTO_CGROUP, or -1
  const std::vector<sock_filter>* seccomp = nullptr;
};

struct Jail {
  pid_t pid = -1;    // of init, in the helper's PID namespace
  UniqueFd pidfd;
  UniqueFd channel;  // commands to init, reports from init and the program
};

// Starts init. It reports kReady or kFailed by itself.
Result<Jail> StartJail(const JailSpec& spec);

Status SendCommand(int channel, const Command& command, const std::string& strings, int in, int out,
                   int err);

struct ReceivedReport {
  Report report;
  UniqueFd listener;
  pid_t sender = -1;  // host pid of who sent it, from the kernel
};
// kUnavailable when all other ends are closed.
Result<ReceivedReport> ReceiveReport(int channel);

}  // namespace assay::sandbox::native

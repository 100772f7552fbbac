#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"

// The inside of one run: process 1 of fresh PID, mount, IPC, UTS and cgroup namespaces, and the
// process that becomes the program, in a fresh user namespace. Both are made ahead of need and used
// for one run.
//
// The steps, in order (the same list stands in docs/threat-model.md):
//   init     1 clone3: new PID, mount, IPC, UTS, cgroup namespaces, into its cgroup (v2); the
//            network namespace is the submission's
//            2 die with the helper (PDEATHSIG), not dumpable; every descriptor but the channel is
//            closed 3 mount fresh /proc (hidepid, subset=pid), /tmp, and the view of /work; the
//            root is the image
//              already, since the helper stands in it
//   program  4 clone: new user namespace that maps one unprivileged host user; no root in it
//            5 new session, no capabilities, no_new_privs
//            6 seccomp filter; its listener goes to the helper
//            7 wait for the command: until here nothing of the submission is known
//            8 standard descriptors, limits, working directory; every other descriptor closes on
//            exec; exec
//   init     9 keep only CAP_KILL and CAP_DAC_READ_SEARCH, reap, report the end, exit

namespace assay::sandbox::native {

// What init and the program tell the helper, over a SOCK_SEQPACKET pair. The program's end closes
// on exec.
enum class ReportType : uint32_t {
  kReady = 1,       // program: step 7 reached; carries the seccomp listener
  kExecFailed = 3,  // program: value is errno
  kFailed = 4,      // a step failed: value is errno, text says which
  kExited = 5,  // init: the program ended; value is the wait status, text a file at the size limit
};
struct Report {
  ReportType type{};
  int32_t value = 0;
  int64_t user_ns = 0, system_ns = 0;
  char text[256] = {};
};

// The command, as the program receives it: a fixed head, strings behind it, three descriptors with
// it.
struct Command {
  uint64_t file_bytes = 0, stack_bytes = 0;
  uint32_t open_files = 0;
  uint32_t argc = 0, envc = 0;
};

struct JailSpec {
  bool keep_work = false;
  uint64_t disk_bytes = 0, disk_inodes = 0;
  uint32_t host_uid = 0;
  int network_fd = -1;  // the sandbox's network namespace
  int cgroup_fd = -1;   // v2 folder for CLONE_INTO_CGROUP, or -1
  const std::vector<sock_filter>* seccomp = nullptr;
};

struct Jail {
  pid_t pid = -1;  // of init, in the helper's PID namespace
  UniqueFd pidfd;
  UniqueFd channel;  // the command to the program, reports from init and the program
};

// Starts init and through it the program; kReady or kFailed comes over the channel. `inner` is the
// channel's other end. Called in the zygote (zygote.h): init shares the zygote's memory and is a
// child of the helper. Returns the pid, or -1 with errno.
pid_t CloneInit(const JailSpec& spec, int inner, int* pidfd);

// Both ends of a channel; the first is the helper's and learns who sends.
Result<std::pair<UniqueFd, UniqueFd>> MakeChannel();

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

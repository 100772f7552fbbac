#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"

// The messages between the library (NativeSandbox) and the spawn helper, over one SOCK_SEQPACKET
// pair. Both ends are ours and of one build: plain structs, no versions. Strings travel
// NUL-terminated behind the struct. Descriptors travel with the message.
namespace assay::sandbox::native {

enum class MessageType : uint32_t {
  kConfigure = 1,  // library: take this image and work folder   fds: image mount, work mount
  kRun = 2,        // library: run a command                     fds: stdin, stdout, stderr
  kKill = 3,       // library: end the run now; `limit` says why
  kReset = 4,      // library: forget image and work folder
  kReply = 5,      // helper: answer to kConfigure and kReset, and hello
  kResult = 6,     // helper: answer to kRun
};

struct Message {
  MessageType type{};
  // kConfigure
  uint64_t disk_bytes = 0, disk_inodes = 0;
  // kRun
  int64_t cpu_ns = 0, wall_ns = 0, idle_ns = 0;
  uint64_t memory_bytes = 0, file_bytes = 0, stack_bytes = 0;
  uint32_t processes = 0, open_files = 0;
  uint32_t argc = 0, envc = 0;  // strings behind the struct: argv, env, cwd
  bool keep_work = false;
  bool work_changed =
      false;  // /work was written since the last run: what was prepared ahead is stale
  // kKill and kResult: a Limit
  uint32_t limit = 0;
  // kReply: 0 is ok, otherwise text behind the struct and a StatusCode here
  uint32_t status_code = 0;
  // kResult
  int32_t wait_status = 0;  // of the program, as from waitpid
  int32_t exec_errno = 0;   // exec failed with it
  int64_t used_cpu_ns = 0, used_user_ns = 0, used_system_ns = 0, used_wall_ns = 0;
  uint64_t peak_memory_bytes = 0, memory_limit_bytes = 0, oom_kills = 0, pids_limit_hits = 0;
  bool killed_by_supervisor = false;
  bool ended_by_itself = false;  // wait_status is valid
  uint32_t bad_arch = 0;         // AUDIT_ARCH_… of a forbidden call
  int32_t bad_syscall = -1;
  bool cgroup_v2_memory = false, cgroup_v2_cpu = false;
  // kResult, behind the struct: the file at the size limit, or empty
};

constexpr size_t kMaxStringsBytes = 128U * 1024U;
constexpr size_t kMaxMessageBytes = sizeof(Message) + kMaxStringsBytes;

struct Received {
  Message message;
  std::string strings;  // NUL-terminated strings, one behind another
  std::vector<UniqueFd> fds;
};

// Sends one message; `fds` are borrowed.
Status Send(int socket, const Message& message, std::string_view strings,
            const std::vector<int>& fds = {});
// kUnavailable when the other end is gone.
Result<Received> Receive(int socket);

// Cuts the strings apart; fewer than expected is kInternal.
Result<std::vector<std::string>> SplitStrings(std::string_view strings, size_t count);

}  // namespace assay::sandbox::native

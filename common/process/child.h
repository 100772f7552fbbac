#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"

// Child processes that this program starts, watches and ends: servers of a private database, the
// services of one machine, programs under test. Not for what is not trusted: that is the sandbox's.
namespace assay::process {

struct Command {
  std::vector<std::string> argv;  // argv[0] is a path

  // "NAME=value". PATH and LC_ALL are set where they are not among them; nothing of our own
  // environment goes along.
  std::vector<std::string> environment;

  // Both outputs are appended to this file (made with 0600); empty: /dev/null. Opened before `user`
  // takes effect, so the folder may be closed to that user.
  std::filesystem::path log;
  int input = -1;   // a descriptor of ours instead of /dev/null
  int output = -1;  // a descriptor of ours for standard output instead of `log`

  // As this user and its groups, without a way to more privileges. Only root may ask for another
  // user; empty: as this process.
  std::string user;

  // Sent to the child when the thread that started it ends, however it ends; 0: nothing. A thread
  // that starts such a child must last as long as the child.
  int death_signal = 0;

  // A session of its own rather than a process group of its own.
  bool session = false;
};

// One child, and its only reaper. Ctrl-C at a terminal does not reach it: it is in a process group
// of its own. Used by one thread.
class Child {
 public:
  // No descriptor that is close-on-exec is inherited; signals are at their defaults.
  // kNotFound: there is no such user, or no such program; with `user` or `death_signal` a missing
  // program is exit code 127 of the child.
  static Result<Child> Start(const Command& command);

  Child() = default;
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();  // SIGKILL, unless it ended

  pid_t pid() const { return pid_; }  // 0: there is none, or it was reaped
  bool running() const { return pid_ > 0; }
  // Readable once the child has ended; for poll(2). -1 where there is no child.
  int pidfd() const { return pidfd_.get(); }

  // Waits at most `timeout`. waitpid's status once it ended and was reaped, nullopt if it runs on.
  Result<std::optional<int>> Wait(std::chrono::milliseconds timeout);

  // Never reaches another process: the number is its own until it is reaped. OK after its end.
  Status Signal(int signal) const;

  // `signal`, SIGKILL where it did not end within `timeout`, and reaps it. waitpid's status.
  Result<int> Stop(int signal, std::chrono::milliseconds timeout);

  // Lets it live on without us.
  void Release();

 private:
  pid_t pid_ = 0;
  UniqueFd pidfd_;
};

// "exit code 3", "signal 9 (Killed)": waitpid's status in words.
std::string DescribeEnd(int status);

}  // namespace assay::process

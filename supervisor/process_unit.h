#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "common/process/child.h"
#include "supervisor/unit.h"

namespace assay::supervisor {

struct ProcessSpec {
  std::string name;
  process::Command command;
  std::filesystem::path pid_file;  // written for the next supervisor, should this one be killed

  // Made by the service once it is ready, with its admin port in it. Removed before a start. Not
  // trusted: the service may run as a user that is worth less than we are.
  std::filesystem::path ready_file;
  // Instead of a ready file: true once it is ready.
  std::function<bool()> probe;

  std::chrono::milliseconds start_timeout{60'000};
  std::chrono::milliseconds stop_timeout{15'000};  // SIGTERM to SIGKILL
};

// A program of which a process is kept running.
class ProcessUnit final : public Unit {
 public:
  explicit ProcessUnit(ProcessSpec spec) : spec_(std::move(spec)) {}

  Status Start(const StopFlag& stop, const std::function<void(pid_t)>& begun) override;
  int pidfd() const override { return child_.pidfd(); }
  std::string End() override;
  Status Stop() override;
  uint16_t admin_port() const override { return admin_port_; }

 private:
  Status WaitUntilReady(const StopFlag& stop);
  bool IsReady();
  // The end in words, with the last line of the log.
  std::string Describe(int status) const;

  const ProcessSpec spec_;
  process::Child child_;
  uint16_t admin_port_ = 0;
};

// The last line of a log that says something; at most 300 bytes.
std::string LastLine(const std::filesystem::path& log);
// The last lines together, with semicolons between them.
std::string LastLines(const std::filesystem::path& log, unsigned count);

}  // namespace assay::supervisor

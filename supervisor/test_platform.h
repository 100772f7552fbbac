#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/types.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/files.h"
#include "common/process/child.h"
#include "common/status.h"

// For tests: assay-platform with test services in a temporary folder.
namespace assay::supervisor {

struct Ran {
  int exit_code = -1;
  std::string output;  // both streams
};

struct TestStatus {
  int exit_code = -1;
  nlohmann::json json;  // an object with "services" at least

  nlohmann::json Unit(const std::string& name) const;
  std::vector<pid_t> Pids() const;  // the supervisor's first
};

// false for a process that has ended and was not reaped yet.
bool IsAlive(pid_t pid);
// Until `done`, at most 30 seconds.
bool WaitFor(const std::function<bool()>& done);

// A port of the loopback on which somebody listens.
struct TakenPort {
  UniqueFd fd;
  uint16_t port = 0;
};
TakenPort ListenOnSomePort();

class TestPlatform {
 public:
  static std::unique_ptr<TestPlatform> Make();
  ~TestPlatform();

  const std::filesystem::path& data() const { return data_; }
  std::filesystem::path folder() const { return folder_.path(); }
  // See test_service.cc.
  void SetBehaviour(const std::string& text) const;

  // A verb with its arguments; --data (where not given) and what `up` needs are added.
  Ran Run(std::vector<std::string> arguments) const;
  Result<process::Child> Launch(std::vector<std::string> arguments) const;
  TestStatus StatusNow() const;
  bool WaitUntil(const std::function<bool(const TestStatus&)>& done) const;

  // As a role of the database, with the password that its service would use.
  Status ExecuteAs(const std::string& role, const std::string& sql) const {
    return ExecuteIn(data_, role, sql);
  }
  Status ExecuteIn(const std::filesystem::path& data, const std::string& role,
                   const std::string& sql) const;
  // The first column of a query's rows.
  Result<std::vector<std::string>> ReadColumn(const std::filesystem::path& data,
                                              const std::string& role,
                                              const std::string& sql) const;

  // A free port, for a second platform beside the first.
  static std::string OtherPort();

 private:
  explicit TestPlatform(TempDir folder);
  process::Command MakeCommand(std::vector<std::string> arguments) const;

  TempDir folder_;
  std::filesystem::path data_;
  uint16_t port_;
};

}  // namespace assay::supervisor

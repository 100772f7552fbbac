#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "clients/cli/exit_code.h"
#include "clients/cli/terminal.h"

// How a submission looks in a terminal.
namespace assay::client {

// " 2/5  WA  sample-2       12 ms   8.4 MiB  expected 4, got 5"
std::string TestLine(const nlohmann::json& test, const Terminal& terminal);
// "WA  40 of 100 points  3 of 5 tests passed  0.2 s"; a failure or cancellation in its place.
std::string FinalLine(const nlohmann::json& submission, const Terminal& terminal);
ExitCode ExitCodeOf(const nlohmann::json& submission);

// Prints events as they come: lines on standard output, progress on standard error.
class LiveView {
 public:
  explicit LiveView(Terminal& terminal) : terminal_(terminal) {}
  void Show(std::string_view event, const nlohmann::json& data);

 private:
  void Snapshot(const nlohmann::json& submission);

  Terminal& terminal_;
  int64_t total_ = 0;
};

}  // namespace assay::client

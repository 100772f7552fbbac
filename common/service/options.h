#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace CLI {
class App;
}

// The options of a service, from four places: flags, then the environment, then the file of
// --config, then defaults.
namespace assay::service {

struct CommonOptions {
  std::string log_level = "info";
  std::string log_format = "json";
  std::string admin_listen = "127.0.0.1:0";  // "" or "none": none
  std::string otlp_endpoint;                 // empty: none
  double trace_sample = 1.0;
  std::filesystem::path ready_file;  // empty: none
  std::chrono::milliseconds stop_timeout{30'000};
};

struct ParsedOptions {
  CommonOptions common;
  // Set: nothing is to be run. Its text was printed.
  std::optional<int> exit_code;
};

// Parses all options of the service `name` ("assay-judge"), with what `add` adds. Help, --version
// and --print-config go to standard output, errors (exit code 64) to standard error.
ParsedOptions ParseOptions(const std::string& name, const std::string& description,
                           const std::string& version, const std::function<void(CLI::App&)>& add,
                           int argc, const char* const* argv);

// "ASSAY_JUDGE_LISTEN" of ("assay-judge", "listen").
std::string EnvironmentName(std::string_view service, std::string_view option);

struct HostPort {
  std::string host;
  uint16_t port = 0;
};
// "127.0.0.1:80", "judge.assay.internal:443", "[::1]:0".
Result<HostPort> ParseHostPort(std::string_view text);

}  // namespace assay::service

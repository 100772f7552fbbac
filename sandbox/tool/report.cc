#include "sandbox/tool/report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace assay::sandbox {
namespace {

double Seconds(Nanoseconds t) { return std::chrono::duration<double>(t).count(); }

}  // namespace

std::string ToJson(const Outcome& o, const std::string& backend, const std::string& image) {
  nlohmann::ordered_json json;
  json["backend"] = backend;
  json["image"] = image;
  json["limit"] = LimitName(o.limit);
  json["exit_code"] = o.exit_code ? nlohmann::ordered_json(*o.exit_code) : nullptr;
  json["signal"] = o.signal ? nlohmann::ordered_json(SignalName(*o.signal)) : nullptr;
  json["cpu_s"] = Seconds(o.cpu);
  json["user_s"] = Seconds(o.user);
  json["system_s"] = Seconds(o.system);
  json["wall_s"] = Seconds(o.wall);
  json["peak_memory_bytes"] = o.peak_memory_bytes;
  json["stdout_bytes"] = o.stdout_bytes;
  json["stderr_bytes"] = o.stderr_bytes;
  json["stdout"] = o.out;
  json["stderr"] = o.err;
  const Evidence& e = o.evidence;
  json["evidence"] = {{"oom_kills", e.oom_kills},
                      {"process_limit_hits", e.process_limit_hits},
                      {"memory_limit_bytes", e.memory_limit_bytes},
                      {"killed_by_supervisor", e.killed_by_supervisor},
                      {"undelivered_bytes", e.undelivered_bytes},
                      {"after_end_wall_s", Seconds(e.after_end_wall)},
                      {"after_end_cpu_s", Seconds(e.after_end_cpu)},
                      {"exec_errno", e.exec_errno},
                      {"syscall", e.syscall},
                      {"file_at_limit", e.file_at_limit},
                      {"cpu_source", e.cpu_source},
                      {"memory_source", e.memory_source}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string ToText(const Outcome& o, const std::string& backend, const std::string& image) {
  std::string text;
  const auto line = [&text](std::string_view name, const std::string& value) {
    text += fmt::format("{:<10} {}\n", name, value);
  };
  line("result", Describe(o));
  line("cpu", fmt::format("{:.3f} s (user {:.3f}, system {:.3f})", Seconds(o.cpu), Seconds(o.user),
                          Seconds(o.system)));
  line("wall", fmt::format("{:.3f} s", Seconds(o.wall)));
  line("memory",
       fmt::format("{:.1f} MiB peak of {:.1f} MiB",
                   static_cast<double>(o.peak_memory_bytes) / static_cast<double>(kMiB),
                   static_cast<double>(o.evidence.memory_limit_bytes) / static_cast<double>(kMiB)));
  line("output", fmt::format("{} bytes, errors {} bytes", o.stdout_bytes, o.stderr_bytes));
  if (o.evidence.process_limit_hits > 0) {
    line("processes", fmt::format("limit hit {} times", o.evidence.process_limit_hits));
  }
  line("measured", fmt::format("{}, {}", o.evidence.cpu_source, o.evidence.memory_source));
  line("sandbox", backend + ", image " + image);
  return text;
}

int ExitCode(const Outcome& o) {
  switch (o.limit) {
    case Limit::kNone:
      return o.exit_code == 0 ? 0 : 1;
    case Limit::kCpuTime:
      return 10;
    case Limit::kWallTime:
    case Limit::kIdleTime:
      return 11;
    case Limit::kMemory:
      return 12;
    case Limit::kStdout:
    case Limit::kStderr:
      return 13;
    case Limit::kFileSize:
      return 14;
    case Limit::kSecurity:
      return 15;
    case Limit::kCancelled:
      return 16;
  }
  return 1;
}

}  // namespace assay::sandbox

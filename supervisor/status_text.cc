#include "supervisor/status_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace assay::supervisor {
namespace {

using nlohmann::ordered_json;
using std::chrono::steady_clock;

int64_t SecondsSince(steady_clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - begun).count();
}

bool Works(UnitState state) { return state == UnitState::kReady; }

ordered_json UnitToJson(const UnitStatus& unit) {
  const bool runs = unit.pid != 0;
  ordered_json json = {{"name", unit.name},
                       {"ready", Works(unit.state)},
                       {"state", UnitStateName(unit.state)},
                       {"pid", runs ? ordered_json(unit.pid) : ordered_json(nullptr)},
                       {"uptime_seconds", runs ? SecondsSince(unit.begun) : 0},
                       {"start_ms", unit.start_took.count()},
                       {"restarts", unit.restarts},
                       {"memory_bytes", unit.memory_bytes},
                       {"admin_port", unit.admin_port}};
  // Of a unit that works, the reason is that of its last end.
  if (!unit.reason.empty()) json[Works(unit.state) ? "last_end" : "reason"] = unit.reason;
  return json;
}

std::string Duration(int64_t seconds) {
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 172800) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} d", seconds / 86400);
}

std::string UnitRow(const nlohmann::json& unit) {
  const std::string pid = unit.at("pid").is_null() ? "-" : unit.at("pid").dump();
  std::string row = fmt::format(
      "  {:<12} {:<12} {:>8} {:>8} {:>8} {:>9}", unit.at("name").get<std::string>(),
      unit.at("state").get<std::string>(), pid, Duration(unit.at("uptime_seconds").get<int64_t>()),
      unit.at("restarts").get<unsigned>(),
      fmt::format("{:.1f} MB", unit.at("memory_bytes").get<double>() / 1e6));
  const std::string reason = unit.value("reason", unit.value("last_end", ""));
  if (!reason.empty()) {
    row += fmt::format("  {}{}", unit.at("ready").get<bool>() ? "before: " : "", reason);
  }
  return row + "\n";
}

}  // namespace

std::string ToJson(const SupervisorStatus& status) {
  ordered_json json = {{"phase", status.phase},
                       {"url", status.url},
                       {"data", status.data},
                       {"pid", status.pid},
                       {"uptime_seconds", SecondsSince(status.begun)},
                       {"services", ordered_json::array()},
                       {"queue", nullptr}};
  for (const UnitStatus& unit : status.units) json["services"].push_back(UnitToJson(unit));
  if (status.queue) {
    json["queue"] = {{"waiting", status.queue->waiting}, {"running", status.queue->running}};
  }
  // A reason may hold bytes of a log.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::string> ToTable(std::string_view text) {
  try {
    const auto json = nlohmann::json::parse(text);
    std::string table = fmt::format(
        "Assay is {} for {} at {}\n  data: {}   supervisor: {}\n\n",
        json.at("phase").get<std::string>(), Duration(json.at("uptime_seconds").get<int64_t>()),
        json.at("url").get<std::string>(), json.at("data").get<std::string>(),
        json.at("pid").get<int64_t>());
    table += fmt::format("  {:<12} {:<12} {:>8} {:>8} {:>8} {:>9}\n", "service", "state", "pid",
                         "up", "restarts", "memory");
    for (const auto& unit : json.at("services")) table += UnitRow(unit);
    if (!json.at("queue").is_null()) {
      table += fmt::format("\n  queue: {} waiting, {} being graded\n",
                           json.at("queue").at("waiting").get<int64_t>(),
                           json.at("queue").at("running").get<int64_t>());
    }
    return table;
  } catch (const nlohmann::json::exception& error) {
    return DataLoss(std::string("the supervisor's answer is not a status: ") + error.what());
  }
}

bool AllReady(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || json.value("phase", "") != "running") return false;
  for (const auto& unit : json.value("services", nlohmann::json::array())) {
    if (!unit.value("ready", false)) return false;
  }
  return true;
}

pid_t PidOf(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("pid")) return 0;
  return json["pid"].is_number_integer() ? json["pid"].get<pid_t>() : 0;
}

}  // namespace assay::supervisor

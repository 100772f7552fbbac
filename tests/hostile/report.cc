#include "tests/hostile/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::hostile {
namespace {

using Json = nlohmann::ordered_json;

Json Object(const AttackReport& report) {
  return {{"attack", report.attack},
          {"backend", report.backend},
          {"verdict", report.verdict},
          {"detail", report.detail},
          {"problems", report.problems},
          {"residue", report.residue},
          {"cpu_ms", report.cpu_ms},
          {"wall_ms", report.wall_ms},
          {"peak_memory_bytes", report.peak_memory_bytes},
          {"total_ms", report.total_ms}};
}

// Untrusted text may be no UTF-8; it is replaced, so that the report always is.
std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string Join(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string Expected(const Line& line) {
  return Join(line.attack.expect.at(line.report.backend), " or ");
}

constexpr const char* kFormat = "{:<30.30} {:<8} {:<22.22} {:<16.16} {:>7} {:>7}";

}  // namespace

std::string ToJson(const AttackReport& report) { return Dump(Object(report), -1); }

Result<AttackReport> FromJson(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    AttackReport report;
    json.at("attack").get_to(report.attack);
    json.at("backend").get_to(report.backend);
    json.at("verdict").get_to(report.verdict);
    json.at("detail").get_to(report.detail);
    json.at("problems").get_to(report.problems);
    json.at("residue").get_to(report.residue);
    json.at("cpu_ms").get_to(report.cpu_ms);
    json.at("wall_ms").get_to(report.wall_ms);
    json.at("peak_memory_bytes").get_to(report.peak_memory_bytes);
    json.at("total_ms").get_to(report.total_ms);
    return report;
  } catch (const std::exception& error) {
    return DataLoss(
        fmt::format("report from the virtual host ({} bytes): {}", text.size(), error.what()));
  }
}

std::string TableHead() {
  return fmt::format(kFormat, "attack", "backend", "expected", "got", "residue", "ms") + "\n" +
         std::string(95, '-');
}

std::string TableRow(const Line& line, bool colour) {
  const AttackReport& r = line.report;
  const bool passed = r.Passed(line.attack);
  const std::string left = r.backend == "control" ? "-" : std::to_string(r.residue.size());
  std::string row = fmt::format(kFormat, r.attack, r.backend, Expected(line), r.verdict, left,
                                fmt::format("{:.0f}", r.total_ms));
  row += passed ? "  ok" : "  FAILED";
  if (colour) row = (passed ? "\x1b[32m" : "\x1b[31m") + row + "\x1b[0m";
  return row;
}

std::string Summary(const std::vector<Line>& lines) {
  const auto passed = static_cast<size_t>(std::count_if(
      lines.begin(), lines.end(), [](const Line& l) { return l.report.Passed(l.attack); }));
  std::string text = fmt::format("\n{} of {} attacks ended as they must", passed, lines.size());
  text += passed == lines.size() ? ".\n" : ":\n";
  for (const Line& line : lines) {
    const AttackReport& r = line.report;
    if (r.Passed(line.attack)) continue;
    text += fmt::format("\n  {} in {}: {}\n    expected {}, got {}: {}\n", r.attack, r.backend,
                        line.attack.what, Expected(line), r.verdict, r.detail);
    for (const std::string& problem : r.problems) text += "    problem: " + problem + "\n";
    for (size_t i = 0; i < r.residue.size() && i < 12; ++i)
      text += "    left: " + r.residue[i] + "\n";
  }
  return text;
}

std::string AllAsJson(const std::vector<Line>& lines) {
  Json all = Json::array();
  size_t passed = 0;
  for (const Line& line : lines) {
    Json one = Object(line.report);
    one["what"] = line.attack.what;
    one["family"] = line.attack.family;
    one["expected"] = line.attack.expect.at(line.report.backend);
    one["passed"] = line.report.Passed(line.attack);
    passed += line.report.Passed(line.attack) ? 1 : 0;
    all.push_back(std::move(one));
  }
  return Dump({{"attacks", all}, {"passed", passed}, {"failed", lines.size() - passed}}, 2);
}

}  // namespace assay::hostile

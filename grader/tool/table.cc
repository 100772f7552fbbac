#include "grader/tool/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::grader {
namespace {

double Seconds(sandbox::Nanoseconds t) { return std::chrono::duration<double>(t).count(); }
double MiB(uint64_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(sandbox::kMiB);
}

const char* Colour(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted:
      return "\033[32m";
    case Verdict::kJudgeError:
      return "\033[35m";
    case Verdict::kCompileError:
    case Verdict::kSkipped:
      return "\033[33m";
    default:
      return "\033[31m";
  }
}

}  // namespace

std::string Header(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows) {
  return fmt::format(
      "{}: {} submissions, {} tests each, {:.1f} s, {} MiB, each in a {} sandbox of its own\n\n"
      "{:<44} {:<12} {:<8} {:<8} {:>5} {:>8} {:>8}  {}\n",
      package.title, rows.size(), package.tests.size(),
      std::chrono::duration<double>(package.limits.time).count(),
      package.limits.memory_bytes / sandbox::kMiB, backend, "submission", "language", "expected",
      "verdict", "tests", "CPU s", "MiB", "why");
}

std::string Line(const Row& row, bool colour) {
  const Grade& g = row.grade;
  const std::string verdict = fmt::format(
      "{:<8}", fmt::format("{}{}", VerdictCode(g.verdict), row.AsExpected() ? "" : " !"));
  std::string detail = g.detail;
  if (detail.size() > 90) detail = detail.substr(0, 87) + "...";
  std::string numbers = fmt::format("{:>5} {:>8} {:>8}", "", "", "");
  if (!g.tests.empty()) {
    numbers = fmt::format("{:>5} {:>8.3f} {:>8.1f}", g.tests.size(), Seconds(g.max_cpu),
                          MiB(g.max_memory_bytes));
  }
  std::string line =
      fmt::format("{:<44} {:<12} {:<8} {}{}{} {}  {}", row.name, g.language,
                  row.expected ? VerdictCode(*row.expected) : "", colour ? Colour(g.verdict) : "",
                  verdict, colour ? "\033[0m" : "", numbers, detail);
  while (line.back() == ' ') line.pop_back();  // a verdict without a reason
  return line + "\n";
}

std::string Summary(const std::vector<Row>& rows) {
  const auto good =
      std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.AsExpected(); });
  const bool expectations = std::any_of(rows.begin(), rows.end(),
                                        [](const Row& row) { return row.expected.has_value(); });
  return fmt::format("\n{} of {} {}\n", good, rows.size(),
                     expectations ? "as expected" : "accepted");
}

std::string ToJson(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows) {
  nlohmann::ordered_json json;
  json["problem"] = package.title;
  json["backend"] = backend;
  json["submissions"] = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json item;
    item["name"] = row.name;
    item["language"] = row.grade.language;
    item["verdict"] = VerdictCode(row.grade.verdict);
    item["expected"] = row.expected ? nlohmann::ordered_json(VerdictCode(*row.expected)) : nullptr;
    item["detail"] = row.grade.detail;
    item["max_cpu_s"] = Seconds(row.grade.max_cpu);
    item["max_memory_bytes"] = row.grade.max_memory_bytes;
    item["tests"] = nlohmann::ordered_json::array();
    for (const TestResult& test : row.grade.tests) {
      item["tests"].push_back({{"name", test.name},
                               {"verdict", VerdictCode(test.verdict)},
                               {"cpu_s", Seconds(test.outcome.cpu)},
                               {"wall_s", Seconds(test.outcome.wall)},
                               {"peak_memory_bytes", test.outcome.peak_memory_bytes},
                               {"detail", test.detail}});
    }
    json["submissions"].push_back(std::move(item));
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::grader

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

size_t CountTests(const Package& package) {
  size_t count = 0;
  for (const Part& part : package.parts) {
    const auto* io = std::get_if<StandardIo>(&part.task);
    if (io == nullptr) continue;
    ForEachTest(io->root, [&](const Test&, const auto&) { ++count; });
  }
  return count;
}

// The verdicts that the label allows for the whole.
std::set<Verdict> Allowed(const LabelledSubmission& label) {
  if (!label.result.empty()) return label.result;
  if (label.required.empty()) return label.permitted;
  std::set<Verdict> all;
  for (const auto& set : label.required) all.insert(set.begin(), set.end());
  return all;
}

size_t TestsRun(const Report& report) {
  size_t count = 0;
  for (const PartReport& part : report.parts) {
    count += static_cast<size_t>(
        std::count_if(part.tests.begin(), part.tests.end(),
                      [](const TestReport& t) { return t.verdict != Verdict::kSkipped; }));
  }
  return count;
}

nlohmann::ordered_json ToJson(const TestReport& test) {
  return {{"name", test.name},
          {"verdict", VerdictCode(test.verdict)},
          {"cpu_s", Seconds(test.cpu)},
          {"wall_s", Seconds(test.wall)},
          {"peak_memory_bytes", test.memory_bytes},
          {"detail", test.message}};
}

}  // namespace

bool Row::AsExpected() const {
  if (!label) return report.verdict == Verdict::kAccepted;
  const std::set<Verdict> allowed = Allowed(*label);
  return allowed.empty() ? report.verdict != Verdict::kJudgeError
                         : allowed.count(report.verdict) > 0;
}

std::string Row::Expected() const {
  std::string text;
  if (!label) return text;
  for (const Verdict verdict : Allowed(*label)) {
    if (!text.empty()) text += "|";
    text += VerdictCode(verdict);
  }
  return text;
}

std::string Header(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows) {
  const ProblemLimits limits = package.parts.empty() ? ProblemLimits{} : package.parts[0].limits;
  return fmt::format(
      "{}: {} submissions, {} tests each, {:.1f} s, {} MiB, each in a {} sandbox of its own\n\n"
      "{:<44} {:<12} {:<8} {:<8} {:>5} {:>8} {:>8}  {}\n",
      package.title, rows.size(), CountTests(package),
      std::chrono::duration<double>(limits.time).count(), limits.memory_bytes / sandbox::kMiB,
      backend, "submission", "language", "expected", "verdict", "tests", "CPU s", "MiB", "why");
}

std::string Line(const Row& row, bool colour) {
  const Report& r = row.report;
  const std::string verdict = fmt::format(
      "{:<8}", fmt::format("{}{}", VerdictCode(r.verdict), row.AsExpected() ? "" : " !"));
  std::string detail = r.message;
  if (detail.size() > 90) detail = detail.substr(0, 87) + "...";
  std::string numbers = fmt::format("{:>5} {:>8} {:>8}", "", "", "");
  if (const size_t tests = TestsRun(r); tests > 0) {
    numbers =
        fmt::format("{:>5} {:>8.3f} {:>8.1f}", tests, Seconds(r.max_cpu), MiB(r.max_memory_bytes));
  }
  std::string line = fmt::format("{:<44} {:<12} {:<8} {}{}{} {}  {}", row.name, r.language,
                                 row.Expected(), colour ? Colour(r.verdict) : "", verdict,
                                 colour ? "\033[0m" : "", numbers, detail);
  while (line.back() == ' ') line.pop_back();  // a verdict without a reason
  return line + "\n";
}

std::string Summary(const std::vector<Row>& rows) {
  const auto good =
      std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.AsExpected(); });
  const bool expectations =
      std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.label.has_value(); });
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
    item["language"] = row.report.language;
    item["verdict"] = VerdictCode(row.report.verdict);
    item["expected"] = row.label ? nlohmann::ordered_json(row.Expected()) : nullptr;
    item["detail"] = row.report.message;
    item["score"] = row.report.score;
    item["max_score"] = row.report.max_score;
    item["max_cpu_s"] = Seconds(row.report.max_cpu);
    item["max_memory_bytes"] = row.report.max_memory_bytes;
    item["tests"] = nlohmann::ordered_json::array();
    for (const PartReport& part : row.report.parts) {
      for (const TestReport& test : part.tests) item["tests"].push_back(ToJson(test));
    }
    json["submissions"].push_back(std::move(item));
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::grader

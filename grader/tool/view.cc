#include "grader/tool/view.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::grader {
namespace {

double Seconds(std::chrono::nanoseconds t) { return std::chrono::duration<double>(t).count(); }
double MiB(uint64_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(sandbox::kMiB);
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

std::string Points(double score, double max) {
  return max > 0 ? fmt::format("{:.4g}/{:.4g}", score, max) : "";
}

std::string Trimmed(std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line + "\n";
}

// Points are worth a column only where something is between nothing and all.
bool IsScored(const Report& report) { return report.max_score > 0 && report.max_score != 1; }

}  // namespace

size_t CountTests(const Package& package) {
  size_t count = 0;
  for (const Part& part : package.parts) {
    if (const auto* io = std::get_if<StandardIo>(&part.task)) {
      ForEachTest(io->root, [&](const Test&, const auto&) { ++count; });
    }
  }
  return count;
}

size_t NameWidth(const std::vector<std::string>& names) {
  size_t width = 10;
  for (const std::string& name : names) width = std::max(width, name.size());
  return std::min<size_t>(width, 60);
}

std::string TableHead(const Package& package, const std::string& backend,
                      const std::vector<std::string>& names) {
  const ProblemLimits limits = package.parts.empty() ? ProblemLimits{} : package.parts[0].limits;
  const size_t tests = CountTests(package);
  std::string head = package.title.empty() ? package.id : package.title;
  head += fmt::format(": {} submission{}", names.size(), names.size() == 1 ? "" : "s");
  if (tests > 0) head += fmt::format(", {} test{} each", tests, tests == 1 ? "" : "s");
  if (package.parts.size() > 1) head += fmt::format(" in {} parts", package.parts.size());
  head += fmt::format(", {:.1f} s, {} MiB, each in a {} sandbox of its own\n\n",
                      Seconds(limits.time), limits.memory_bytes / sandbox::kMiB, backend);
  return head + fmt::format("{:<{}} {:<12} {:<8} {:<8} {:>9} {:>5} {:>8} {:>8}  {}\n", "submission",
                            NameWidth(names), "language", "expected", "verdict", "points", "tests",
                            "CPU s", "MiB", "why");
}

std::string TableLine(const Row& row, size_t name_width, const Terminal& terminal) {
  const Report& r = row.report;
  std::string why = r.message;
  if (row.label != nullptr && !row.check.agrees()) why = row.check.why.front();
  std::string numbers = fmt::format("{:>5} {:>8} {:>8}", "", "", "");
  if (const size_t tests = TestsRun(r); tests > 0) {
    numbers =
        fmt::format("{:>5} {:>8.3f} {:>8.1f}", tests, Seconds(r.max_cpu), MiB(r.max_memory_bytes));
  }
  const std::string verdict =
      fmt::format("{}{}", VerdictCode(r.verdict), row.AsExpected() ? "" : " !");
  const std::string expected = row.label != nullptr ? ExpectedVerdicts(*row.label) : "";
  return Trimmed(
      fmt::format("{:<{}} {:<12} {:<8} {} {:>9} {}  {}", Fit(row.name, name_width), name_width,
                  r.language, Fit(expected, 8), terminal.Paint(r.verdict, verdict, 8),
                  IsScored(r) ? Points(r.score, r.max_score) : "", numbers, Fit(why, 100)));
}

std::string TestLine(const TestReport& test, const Terminal& terminal) {
  std::string line =
      fmt::format("  {} {:<28}", terminal.Paint(test.verdict, VerdictCode(test.verdict), 4),
                  Fit(test.title.empty() ? test.name : test.title, 28));
  if (test.verdict != Verdict::kSkipped && test.wall.count() > 0) {
    line += fmt::format(" {:>7.3f} s {:>7.1f} MiB", Seconds(test.cpu), MiB(test.memory_bytes));
  }
  if (test.max_score > 0) line += fmt::format(" {:>9}", Points(test.score, test.max_score));
  if (!test.message.empty()) line += "  " + Fit(test.message, 110);
  return Trimmed(line);
}

std::string Details(const Report& report, const Terminal& terminal) {
  std::string text;
  for (const PartReport& part : report.parts) {
    if (report.parts.size() > 1 || !part.title.empty()) {
      text += Trimmed(fmt::format("\n{}  {} {}",
                                  terminal.Bold(part.title.empty() ? part.name : part.title),
                                  terminal.Paint(part.verdict, VerdictCode(part.verdict)),
                                  Points(part.score, part.max_score)));
    }
    for (size_t at = 0; at < part.judge_message.size();) {
      const size_t end = std::min(part.judge_message.find('\n', at), part.judge_message.size());
      text += "  autograder: " + Fit(part.judge_message.substr(at, end - at), 120) + "\n";
      at = end + 1;
    }
    std::string group;
    for (const TestReport& test : part.tests) {
      if (test.group != group) {
        group = test.group;
        const auto found = std::find_if(part.groups.begin(), part.groups.end(),
                                        [&](const GroupReport& g) { return g.name == group; });
        if (found != part.groups.end() && !group.empty()) {
          text += Trimmed(fmt::format(" {}  {}", found->title.empty() ? group : found->title,
                                      Points(found->score, found->max_score)));
        }
      }
      text += TestLine(test, terminal);
      for (const std::string& hint : test.hints) {
        text += "       hint: " + Fit(hint, 120) + "\n";
      }
      if (!test.feedback.empty()) text += "       checker: " + Fit(test.feedback, 120) + "\n";
    }
  }
  for (const Annotation& note : report.annotations) {
    text += fmt::format("  {}:{}:{}: {}: {} [{}]\n", Fit(note.file, 60), note.line, note.column,
                        SeverityName(note.severity), Fit(note.message, 120), Fit(note.rule, 40));
  }
  return text;
}

}  // namespace assay::grader

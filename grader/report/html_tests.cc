#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "grader/report/escape.h"
#include "grader/report/html_diff.h"
#include "grader/report/html_parts.h"
#include "grader/report/html_text.h"

namespace assay::grader::html {
namespace {

std::string Heading(std::string_view title) { return fmt::format("<h4>{}</h4>\n", title); }

std::string Section(std::string_view title, const std::string& content) {
  return content.empty() ? "" : Heading(title) + content;
}

std::string ProseSection(std::string_view title, const std::string& text) {
  return text.empty() ? "" : Heading(title) + Prose(text);
}

std::string BlockSection(std::string_view title, const Excerpt& excerpt) {
  return excerpt.text.empty() ? "" : Heading(title) + Block(excerpt);
}

std::string Hints(const TestReport& test) {
  if (test.hints.empty()) return "";
  std::string out = "<div class=\"hint\"><h4>Hint</h4>\n";
  for (const std::string& hint : test.hints) out += fmt::format("<p>{}</p>\n", EscapeXml(hint));
  return out + "</div>\n";
}

// How the program ended, where that says more than the verdict.
std::string Ending(const TestReport& test) {
  std::string said;
  if (test.signal) {
    const char* name = ::sigdescr_np(*test.signal);
    said = fmt::format("killed by signal {}{}", *test.signal,
                       name != nullptr ? fmt::format(" ({})", name) : "");
  } else if (test.exit_code && *test.exit_code != 0) {
    said = fmt::format("exit code {}", *test.exit_code);
  }
  if (test.runs > 1)
    said += fmt::format("{}run {} times, as it was near its limit", said.empty() ? "" : "; ",
                        test.runs);
  return said.empty() ? "" : fmt::format("<p class=\"ending\">The program: {}.</p>\n", said);
}

std::string Details(const TestReport& test) {
  const bool failed = test.verdict != Verdict::kAccepted;
  std::string out = Hints(test);
  out += ProseSection("Feedback", test.feedback);
  if (failed || test.sample) {
    const bool both = !test.expected.text.empty() && failed &&
                      (!test.actual.text.empty() || test.verdict == Verdict::kWrongAnswer);
    if (both) {
      out += Section("Expected and actual output", DiffTable(test));
    } else {
      out += BlockSection("Expected output", test.expected);
      out += BlockSection("Your output", test.actual);
    }
    out += BlockSection("Input", test.input);
    out += BlockSection("Standard error", test.errors);
    out += Ending(test);
  }
  out += ProseSection("Conversation with the interactor", test.transcript);
  if (!test.judge_feedback.empty()) {
    out += "<div class=\"teacher\">" + ProseSection("Only for teachers", test.judge_feedback) +
           "</div>\n";
  }
  return out;
}

std::string TimeCell(const TestReport& test) {
  if (test.cpu.count() == 0 && test.wall.count() == 0) return "<span class=\"value\">–</span>";
  // A program that waits is over its limit by the wall clock.
  const bool waited = (test.verdict == Verdict::kTimeLimit && test.cpu < test.time_limit) ||
                      test.verdict == Verdict::kIdleLimit;
  const auto time = waited ? std::max(test.cpu, test.wall) : test.cpu;
  if (test.time_limit.count() == 0) return Meter(Duration(time), "", 0);
  return Meter(Duration(time), Duration(test.time_limit),
               time / std::chrono::duration<double, std::nano>(test.time_limit));
}

std::string MemoryCell(const TestReport& test) {
  if (test.memory_bytes == 0) return "<span class=\"value\">–</span>";
  if (test.memory_limit_bytes == 0) return Meter(Size(test.memory_bytes), "", 0);
  return Meter(
      Size(test.memory_bytes), Size(test.memory_limit_bytes),
      static_cast<double>(test.memory_bytes) / static_cast<double>(test.memory_limit_bytes));
}

std::string TestRows(const ShownReport& report, const TestReport& test, const std::string& anchor,
                     bool open) {
  const std::string name = test.title.empty() ? test.name : test.title;
  std::string under;
  if (!test.title.empty()) under += EscapeXml(test.name);
  if (test.sample) under += under.empty() ? "sample" : " · sample";
  if (report.viewer() == Viewer::kInstructor && test.visibility != Visibility::kAlways)
    under += fmt::format("{}{}", under.empty() ? "" : " · ",
                         test.visibility == Visibility::kAfterDue ? "shown after the due date"
                         : test.visibility == Visibility::kAfterPublished
                             ? "shown once grades are published"
                             : "never shown to students");
  std::string out = fmt::format(
      "<tbody class=\"test {}\" id=\"{}\">\n<tr role=\"row\">"
      "<td role=\"cell\" class=\"verdict\">{}</td>"
      "<th role=\"rowheader\" scope=\"row\" class=\"name\">{}{}</th>"
      "<td role=\"cell\" class=\"score\">{}</td>"
      "<td role=\"cell\" class=\"time\"><span class=\"label\">time </span>{}</td>"
      "<td role=\"cell\" class=\"memory\"><span class=\"label\">memory </span>{}</td></tr>\n",
      VerdictClass(test.verdict), anchor, Badge(test.verdict), EscapeXml(name),
      under.empty() ? "" : "<small>" + under + "</small>", Points(test.score, test.max_score),
      TimeCell(test), MemoryCell(test));
  const std::string details = Details(test);
  const std::string message = !test.message.empty() ? EscapeXml(test.message)
                              : test.hints.empty()  ? "Details"
                                                    : "Hint";
  if (!details.empty()) {
    out += fmt::format(
        "<tr role=\"row\" class=\"more\"><td role=\"cell\" colspan=\"5\"><details{}><summary>{}"
        "</summary>\n<div class=\"details\">{}</div></details></td></tr>\n",
        open ? " open" : "", message, details);
  } else if (!test.message.empty()) {
    out += fmt::format(
        "<tr role=\"row\" class=\"more\"><td role=\"cell\" colspan=\"5\"><p>{}</p></td></tr>\n",
        message);
  }
  return out + "</tbody>\n";
}

std::string GroupTable(const PartReport& part) {
  if (part.groups.size() < 2) return "";
  std::string out =
      "<table class=\"groups\"><caption class=\"quiet\">Groups of tests</caption>\n<thead><tr>"
      "<th scope=\"col\">Group</th><th scope=\"col\">Verdict</th><th scope=\"col\">Score</th></tr>"
      "</thead>\n<tbody>\n";
  for (const GroupReport& group : part.groups) {
    const std::string name = !group.title.empty() ? group.title
                             : group.name.empty() ? "All tests"
                                                  : group.name;
    out += fmt::format(
        "<tr><th scope=\"row\" style=\"padding-left:{:.1f}rem\">{}</th><td>{}</td><td "
        "class=\"score\">{}</td></tr>\n",
        0.75 + 1.25 * std::clamp(group.depth, 0, 8), EscapeXml(name), Badge(group.verdict),
        Points(group.score, group.max_score));
  }
  return out + "</tbody></table>\n";
}

const GroupReport* FindGroup(const PartReport& part, const std::string& name) {
  const auto found = std::find_if(part.groups.begin(), part.groups.end(),
                                  [&](const GroupReport& group) { return group.name == name; });
  return found == part.groups.end() ? nullptr : &*found;
}

std::string GroupRow(const PartReport& part, const std::string& name) {
  const GroupReport* group = FindGroup(part, name);
  const std::string title = group != nullptr && !group->title.empty() ? group->title : name;
  if (title.empty()) return "";
  return fmt::format(
      "<tbody class=\"group\"><tr role=\"row\"><th role=\"rowheader\" scope=\"rowgroup\" "
      "colspan=\"5\">{}</th></tr></tbody>\n",
      EscapeXml(title));
}

}  // namespace

std::string TestAnchor(size_t part, size_t test) { return fmt::format("t{}-{}", part, test); }

std::string PartSection(const ShownReport& report, const PartReport& part, size_t number) {
  const std::string title = !part.title.empty()         ? part.title
                            : report->parts.size() == 1 ? "Tests"
                                                        : part.name;
  std::string out = fmt::format("<section aria-labelledby=\"p{0}\">\n<h2 id=\"p{0}\">{1}</h2>\n",
                                number, EscapeXml(title));
  if (report->parts.size() > 1) {
    out += fmt::format("<p class=\"part\">{} {}</p>\n", Badge(part.verdict),
                       Points(part.score, part.max_score));
  }
  if (!part.message.empty() && part.message != report->message)
    out += fmt::format("<p>{}</p>\n", EscapeXml(part.message));
  out += GroupTable(part);
  if (part.tests.empty()) return out + "</section>\n";
  out +=
      "<table class=\"tests\" role=\"table\"><caption class=\"quiet\">Tests, in the order in which "
      "they ran</caption>\n<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" "
      "scope=\"col\">Verdict</th><th role=\"columnheader\" scope=\"col\">Test</th><th "
      "role=\"columnheader\" scope=\"col\">Score</th><th role=\"columnheader\" "
      "scope=\"col\">Time</th><th role=\"columnheader\" scope=\"col\">Memory</th></tr></thead>\n";
  bool opened = false;
  const std::string* group = nullptr;
  for (size_t i = 0; i < part.tests.size(); ++i) {
    const TestReport& test = part.tests[i];
    if (part.groups.size() > 1 && (group == nullptr || *group != test.group)) {
      out += GroupRow(part, test.group);
      group = &test.group;
    }
    // The first failure is what a reader comes for.
    const bool failed = test.verdict != Verdict::kAccepted && test.verdict != Verdict::kSkipped;
    out += TestRows(report, test, TestAnchor(number, i), failed && !opened);
    opened |= failed;
  }
  return out + "</table>\n</section>\n";
}

}  // namespace assay::grader::html

#include <fmt/format.h>

#include <algorithm>

#include "grader/report/escape.h"
#include "grader/report/export.h"
#include "grader/report/html_parts.h"
#include "grader/report/html_text.h"

namespace assay::grader {
namespace html {
namespace {

constexpr size_t kMaxSquares = 400;

size_t Count(const Report& report, bool accepted) {
  size_t count = 0;
  for (const PartReport& part : report.parts) {
    for (const TestReport& test : part.tests)
      count += !accepted || test.verdict == Verdict::kAccepted ? 1 : 0;
  }
  return count;
}

// A square a test, each a link to its row: the whole result in one look.
std::string Squares(const Report& report) {
  const size_t all = Count(report, false);
  if (all < 2 || all > kMaxSquares) return "";
  std::string out = "<nav class=\"squares\" aria-label=\"Tests\">";
  for (size_t part = 0; part < report.parts.size(); ++part) {
    const auto& tests = report.parts[part].tests;
    for (size_t i = 0; i < tests.size(); ++i) {
      const std::string said = fmt::format("{}: {}", tests[i].name, VerdictName(tests[i].verdict));
      out += fmt::format("<a class=\"{0}\" href=\"#{1}\" title=\"{2}\" aria-label=\"{2}\">{3}</a>",
                         VerdictClass(tests[i].verdict), TestAnchor(part, i),
                         EscapeXmlAttribute(said), VerdictSign(tests[i].verdict));
    }
  }
  return out + "</nav>\n";
}

std::string Fact(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
}

std::string Facts(const ShownReport& report) {
  const size_t all = Count(*report, false);
  const Report& r = *report;
  std::string out = "<dl class=\"facts\">";
  if (all > 0) out += Fact("Tests passed", fmt::format("{} of {}", Count(r, true), all));
  if (r.max_cpu.count() > 0) out += Fact("Slowest test", Duration(r.max_cpu));
  if (r.max_memory_bytes > 0) out += Fact("Most memory", Size(r.max_memory_bytes));
  out += Fact("Language", EscapeXml(r.language));
  if (r.elapsed.count() > 0) out += Fact("Graded in", Duration(r.elapsed));
  if (!r.started_at.empty()) {
    out +=
        Fact("Graded at", fmt::format("<time datetime=\"{}\">{}</time>",
                                      EscapeXmlAttribute(r.started_at), EscapeXml(r.started_at)));
  }
  out += Fact("Sandbox", EscapeXml(r.backend));
  return out + "</dl>\n";
}

std::string Header(const ShownReport& report) {
  const Report& r = *report;
  std::string out = fmt::format(
      "<header class=\"{}\">\n<div class=\"top\"><div><h1>{}</h1>\n<p "
      "class=\"what\">{}</p></div>\n",
      VerdictClass(r.verdict), EscapeXml(r.package.empty() ? "Report" : r.package),
      EscapeXml(r.submission));
  out += fmt::format(
      "<div class=\"result\"><p class=\"final {}\"><span aria-hidden=\"true\">{}</span> {}</p>\n",
      VerdictClass(r.verdict), VerdictSign(r.verdict), VerdictTitle(r.verdict));
  if (r.max_score > 0) {
    out += fmt::format("<p class=\"total\"><strong>{}</strong> of {} points</p>\n",
                       PlainNumber(r.score), PlainNumber(r.max_score));
  }
  out += "</div></div>\n";
  if (r.max_score > 0) {
    out += fmt::format(
        "<div class=\"bar\" aria-hidden=\"true\"><i style=\"width:{:.1f}%\"></i></div>\n",
        std::clamp(Finite(r.score / r.max_score), 0.0, 1.0) * 100);
  }
  if (!r.message.empty()) out += fmt::format("<p class=\"message\">{}</p>\n", EscapeXml(r.message));
  if (r.verdict == Verdict::kJudgeError)
    out += "<p>This is a fault of the grader, not of the submission. It costs no attempt.</p>\n";
  return out + Squares(r) + Facts(report) + "</header>\n";
}

// Says that something is missing from this page, and why.
std::string HiddenNotice(const ShownReport& report) {
  size_t hidden = 0;
  for (const PartReport& part : report->parts)
    hidden += static_cast<size_t>(
        std::count_if(part.tests.begin(), part.tests.end(),
                      [&](const TestReport& test) { return report.IsHidden(test); }));
  if (hidden == 0) return "";
  return fmt::format(
      "<p class=\"hidden-notice\">{} hidden: only verdict and points are shown.</p>\n",
      hidden == 1 ? std::string("1 test is") : fmt::format("{} tests are", hidden));
}

std::string Compiler(const Report& report) {
  if (report.compiler_output.empty()) return "";
  const bool failed = report.verdict == Verdict::kCompileError;
  return fmt::format(
      "<section aria-labelledby=\"compiler\"><h2 id=\"compiler\">Compiler</h2>\n<details{}>"
      "<summary>{}</summary>\n{}</details></section>\n",
      failed ? " open" : "", failed ? "What the compiler says" : "Output of the compiler",
      Prose(report.compiler_output));
}

}  // namespace
}  // namespace html

std::string ToHtml(const ShownReport& report, const HtmlOptions& options) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      // Should something of a student's get past the escaping, it may load and run nothing.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}: {}</title>\n<style>\n{}"
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#results\">Skip to the results</a>\n",
      html::VerdictTitle(report->verdict),
      EscapeXml(report->package.empty() ? report->submission : report->package), html::Style());
  out += html::Header(report);
  out += "<main id=\"results\">\n";
  out += html::HiddenNotice(report);
  out += html::Compiler(*report);
  for (size_t i = 0; i < report->parts.size(); ++i)
    out += html::PartSection(report, report->parts[i], i);
  out += html::NotesSection(report, options);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace assay::grader

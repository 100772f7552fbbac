#include "grader/report/export.h"
#include "grader/report/json_values.h"

namespace assay::grader {
namespace {

Json OfExcerpt(const Excerpt& excerpt) {
  return {{"text", Text(excerpt.text)}, {"total_bytes", excerpt.total_bytes}};
}

template <typename T>
Json Optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json OfTexts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(Text(text));
  return list;
}

Json OfTest(const ShownReport& report, const TestReport& test) {
  return {
      {"name", Text(test.name)},
      {"title", Text(test.title)},
      {"group", Text(test.group)},
      {"verdict", VerdictCode(test.verdict)},
      {"score", Number(test.score)},
      {"max_score", Number(test.max_score)},
      {"sample", test.sample},
      {"visibility", VisibilityName(test.visibility)},
      {"hidden", report.IsHidden(test)},
      {"message", Text(test.message)},
      {"hints", OfTexts(test.hints)},
      {"feedback", Text(test.feedback)},
      {"judge_feedback", Text(test.judge_feedback)},
      {"transcript", Text(test.transcript)},
      {"input", OfExcerpt(test.input)},
      {"expected", OfExcerpt(test.expected)},
      {"actual", OfExcerpt(test.actual)},
      {"errors", OfExcerpt(test.errors)},
      {"difference_offset_expected", test.difference_offset_expected},
      {"difference_offset_actual", test.difference_offset_actual},
      {"cpu_ms", MilliSeconds(test.cpu)},
      {"wall_ms", MilliSeconds(test.wall)},
      {"time_limit_ms", MilliSeconds(test.time_limit)},
      {"memory_bytes", test.memory_bytes},
      {"memory_limit_bytes", test.memory_limit_bytes},
      {"exit_code", Optional(test.exit_code)},
      {"signal", Optional(test.signal)},
      {"runs", test.runs},
  };
}

Json OfGroup(const GroupReport& group) {
  return {
      {"name", Text(group.name)},
      {"title", Text(group.title)},
      {"depth", group.depth},
      {"verdict", VerdictCode(group.verdict)},
      {"score", Number(group.score)},
      {"max_score", Number(group.max_score)},
      {"visibility", VisibilityName(group.visibility)},
  };
}

Json OfPart(const ShownReport& report, const PartReport& part) {
  Json groups = Json::array();
  for (const GroupReport& group : part.groups) groups.push_back(OfGroup(group));
  Json tests = Json::array();
  for (const TestReport& test : part.tests) tests.push_back(OfTest(report, test));
  Json board = Json::array();
  for (const auto& [name, value] : part.leaderboard) {
    board.push_back({{"name", Text(name)}, {"value", Text(value)}});
  }
  return {
      {"name", Text(part.name)},
      {"title", Text(part.title)},
      {"verdict", VerdictCode(part.verdict)},
      {"score", Number(part.score)},
      {"max_score", Number(part.max_score)},
      {"message", Text(part.message)},
      {"judge_message", Text(part.judge_message)},
      {"leaderboard", std::move(board)},
      {"groups", std::move(groups)},
      {"tests", std::move(tests)},
  };
}

Json OfAnnotation(const Annotation& note) {
  return {
      {"severity", SeverityName(note.severity)},
      {"file", Text(note.file)},
      {"line", note.line},
      {"column", note.column},
      {"end_line", note.end_line},
      {"end_column", note.end_column},
      {"rule", Text(note.rule)},
      {"message", Text(note.message)},
      {"tool", Text(note.tool)},
  };
}

}  // namespace

std::string ToJson(const ShownReport& report) {
  Json parts = Json::array();
  for (const PartReport& part : report->parts) parts.push_back(OfPart(report, part));
  Json annotations = Json::array();
  for (const Annotation& note : report->annotations) annotations.push_back(OfAnnotation(note));
  const Json json = {
      {"format", "assay-report"},
      {"version", 1},
      {"viewer", ViewerName(report.viewer())},
      {"package", Text(report->package)},
      {"package_format", Text(report->package_format)},
      {"submission", Text(report->submission)},
      {"language", Text(report->language)},
      {"backend", Text(report->backend)},
      {"verdict", VerdictCode(report->verdict)},
      {"score", Number(report->score)},
      {"max_score", Number(report->max_score)},
      {"message", Text(report->message)},
      {"compiler_output", Text(report->compiler_output)},
      {"compiled_from_cache", report->compiled_from_cache},
      {"parts", std::move(parts)},
      {"annotations", std::move(annotations)},
      {"max_cpu_ms", MilliSeconds(report->max_cpu)},
      {"max_memory_bytes", report->max_memory_bytes},
      {"elapsed_ms", MilliSeconds(report->elapsed)},
      {"started_at", Text(report->started_at)},
  };
  return Printed(json);
}

}  // namespace assay::grader

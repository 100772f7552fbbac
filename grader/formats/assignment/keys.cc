#include "grader/formats/assignment/keys.h"

namespace assay::grader::assignment {
namespace {

using Names = std::vector<std::string_view>;

Names Join(Names first, const Names& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// What a part is graded by; an assignment of one part has it at the top.
Names TaskKeys() {
  return {
      "languages",    "limits",  "files",      "entry",      "compile_flags", "source_prefix",
      "tests",        "samples", "groups",     "checker",    "interactor",    "after_interaction",
      "mode",         "passes",  "generators", "validators", "input_file",    "output_file",
      "scoring",      "points",  "on_failure", "verdict",    "visibility",    "visible_to",
      "visible_from", "hints",   "unit_tests", "style",      "constructs",    "growth",
      "autograder"};
}

Tables Make() {
  Tables t;
  t.assignment = {"assignment", "an assignment",
                  Join({"title", "id", "statement", "opens", "due", "late", "attempts",
                        "group_size", "rubric", "similarity", "submissions", "parts"},
                       TaskKeys())};
  t.part = {"part", "a part", Join({"name", "title"}, TaskKeys())};
  t.limits = {"limits",
              "limits",
              {"time", "wall", "idle", "memory", "output", "source", "processes", "compile_time",
               "compile_memory", "checker_time", "checker_memory", "time_factor", "memory_factor",
               "same_for_all_languages", "near_limit_margin", "calibration"}};
  t.calibration = {"calibration", "calibration", {"accepted_to_limit", "limit_to_too_slow"}};
  t.files = {"files", "files", {"given", "required", "editable", "forbidden"}};
  t.test = {"test",
            "a test",
            {"pattern", "name", "input", "answer", "input_file", "answer_file", "generate",
             "answer_generate", "args", "files", "checker_args", "validator_args", "points",
             "weight", "sample", "title", "description", "hints"}};
  t.generate = {
      "generate", "generate", {"program", "args", "input_file", "reads_input", "answer_on_stderr"}};
  t.group = {"group", "a group", {"name",         "title",        "points",   "weight",
                                  "scoring",      "on_failure",   "verdict",  "visibility",
                                  "visible_to",   "visible_from", "requires", "accept_score",
                                  "reject_score", "samples",      "counts",   "checker",
                                  "checker_args", "hints",        "tests",    "groups"}};
  t.hint = {"hint", "a hint", {"on", "text", "after"}};
  t.comparison = {"comparison",
                  "a comparison",
                  {"compare", "case_sensitive", "space_sensitive", "line_sensitive", "absolute",
                   "relative", "ulp", "decimals", "decimals_mode", "presentation_error",
                   "skip_empty_lines", "line_points", "all_lines"}};
  t.checker = {"checker", "a checker", {"program", "protocol", "argv"}};
  t.program = {"program",
               "a program",
               {"name", "files", "language", "entry", "args", "commands", "compile_flags", "run",
                "accept_exit"}};
  t.unit_tests = {"unit_tests",
                  "unit_tests",
                  {"framework", "suites", "compile", "run", "results", "rows", "scoring", "points",
                   "student_tests"}};
  t.results = {"results", "results", {"path", "format"}};
  t.row = {
      "row", "a row", {"pattern", "points", "visibility", "visible_to", "visible_from", "hints"}};
  t.student_tests = {"student_tests", "student_tests", {"reference", "mutants", "generate"}};
  t.style = {
      "style", "style", {"linter", "points", "points_per_finding", "max_findings", "ignore"}};
  t.constructs = {"constructs", "constructs", {"points", "forbidden", "required"}};
  t.rule = {"rule", "a rule", {"name", "language", "query", "message", "at_least"}};
  t.growth = {"growth", "growth", {"generator", "sizes", "expected", "repeats", "points"}};
  t.autograder = {"autograder", "autograder", {"folder", "image", "timeout", "points"}};
  t.late = {"late", "late", {"grace", "steps"}};
  t.late_step = {"late_step", "a step", {"up_to", "factor"}};
  t.rubric_item = {"rubric_item", "a rubric item", {"name", "description", "points"}};
  t.submission = {"submission",
                  "a labelled submission",
                  {"path", "language", "entry", "permitted", "required", "result", "score",
                   "message", "on_tests", "time_limit"}};
  t.expectation = {
      "expectation", "an expectation", {"tests", "permitted", "required", "score", "message"}};
  t.score_range = {"score_range", "a range", {"min", "max"}};
  return t;
}

}  // namespace

const Tables& Keys() {
  static const Tables kTables = Make();
  return kTables;
}

std::vector<const KeyTable*> AllKeyTables() {
  const Tables& t = Keys();
  return {&t.assignment,    &t.part,       &t.limits,     &t.calibration, &t.files,
          &t.test,          &t.generate,   &t.group,      &t.hint,        &t.comparison,
          &t.checker,       &t.program,    &t.unit_tests, &t.results,     &t.row,
          &t.student_tests, &t.style,      &t.constructs, &t.rule,        &t.growth,
          &t.autograder,    &t.late,       &t.late_step,  &t.rubric_item, &t.submission,
          &t.expectation,   &t.score_range};
}

}  // namespace assay::grader::assignment

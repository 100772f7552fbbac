#pragma once

#include <string_view>
#include <vector>

// Every kind of mapping in an assignment.yaml with the keys that it may have. The reader refuses
// any other key; docs/assignment.schema.json has the same keys in its $defs (a test compares).
namespace assay::grader::assignment {

struct KeyTable {
  std::string_view name;  // in the schema's $defs
  std::string_view what;  // in messages: "a group"
  std::vector<std::string_view> keys;
};

// The tables, made once.
struct Tables {
  KeyTable assignment, part, limits, calibration, files, test, generate, group, hint, comparison,
      checker, program, unit_tests, results, row, student_tests, style, constructs, rule, growth,
      autograder, late, late_step, rubric_item, submission, expectation, score_range;
};
const Tables& Keys();
std::vector<const KeyTable*> AllKeyTables();

}  // namespace assay::grader::assignment

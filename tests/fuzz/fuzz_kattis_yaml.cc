// The YAML of Kattis packages and what their texts are searched for: no text may crash a reader or
// keep it busy.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grader/formats/kattis/problem_yaml.h"
#include "grader/formats/kattis/submissions_yaml.h"
#include "grader/formats/kattis/test_group_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace kattis = assay::grader::kattis;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> warnings;
  if (auto problem = kattis::ParseProblemYaml(text, "problem.yaml", &warnings); problem.ok()) {
    static_cast<void>(kattis::ReplaceConstants(text, problem->constants));
  }
  static_cast<void>(kattis::ParseTestdataYaml(text, "testdata.yaml", &warnings));
  static_cast<void>(kattis::ParseTestGroupYaml(text, "test_group.yaml", &warnings));
  static_cast<void>(kattis::ParseTestYaml(text, "1.yaml", &warnings));
  if (auto rules = kattis::ParseSubmissionsYaml(text, "submissions.yaml", &warnings); rules.ok()) {
    assay::grader::LabelledSubmission submission;
    kattis::ApplyRules(kattis::WithDefaults(std::move(*rules)), "wrong_answer/a.py", submission);
  }
  static_cast<void>(kattis::ParseDomjudgeIni(text));
  static_cast<void>(kattis::ParseExpectedResults(text));
  return 0;
}

#include "grader/part_report.h"

#include "grader/program.h"

namespace assay::grader {

PartReport BeginPart(const Part& part) {
  PartReport out;
  out.name = part.name;
  out.title = part.title;
  out.max_score = part.points.value_or(1);
  return out;
}

void EndWithFault(const Status& status, PartReport& out) {
  out.verdict = Verdict::kJudgeError;
  out.score = 0;
  out.message = status.message();
  out.machine_failed = IsMachineFault(status);
}

const runtime_images::Language* LanguageOfPart(const runtime_images::LanguageTable& languages,
                                               const Part& part, const Submission& submission,
                                               PartReport& out) {
  const std::string name = submission.language.empty() && part.languages.size() == 1
                               ? *part.languages.begin()
                               : submission.language;
  const auto found = FindLanguage(languages, name, submission.files);
  if (found.ok()) return *found;
  out.verdict = Verdict::kCompileError;
  out.message = found.status().message();
  return nullptr;
}

}  // namespace assay::grader

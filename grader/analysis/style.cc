#include <algorithm>
#include <cmath>

#include "grader/analysis/analysis.h"
#include "grader/analysis/findings.h"
#include "grader/part_report.h"
#include "grader/program.h"

namespace assay::grader {
namespace {

using runtime_images::Language;
using runtime_images::Linter;
using sandbox::CollectedFile;
using sandbox::kMiB;

constexpr uint64_t kMaxReport = 16 * kMiB;

Result<const Linter*> FindLinter(const Language& language, const std::string& name) {
  std::string known;
  for (const Linter& linter : language.linters) {
    if (name.empty() || linter.name == name) return &linter;
    known += (known.empty() ? "" : ", ") + linter.name;
  }
  if (name.empty()) return NotFound("the image of " + language.title + " has no linter");
  return NotFound(language.title + " has no linter \"" + name +
                  "\"; it has: " + (known.empty() ? "none" : known));
}

// What a submission brings along to be judged less strictly.
bool Configures(std::string_view path) {
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const std::string_view file : {"setup.cfg", "tox.ini", "pyproject.toml", "package.json"}) {
    if (name == file) return true;
  }
  return name.starts_with('.') || name.starts_with("eslint.config") || name.ends_with("pylintrc") ||
         name.ends_with("suppressions.txt");
}

Result<std::string> RunLinter(const Grading& grading, const Language& language,
                              const Linter& linter, const Submission& submission, const Part& part,
                              const GradeOptions& options) {
  runtime_images::TemplateValues values;
  sandbox::SandboxSpec box_spec;
  ASSAY_ASSIGN_OR_RETURN(box_spec.image, grading.find_image(language.image));
  sandbox::RunSpec run;
  run.env = sandbox::DefaultEnvironment();
  for (const auto& [name, value] : language.env) run.env.push_back(name + "=" + value);
  run.limits = CompileLimits(language, part.limits);
  run.limits.cpu = std::max<sandbox::Nanoseconds>(run.limits.cpu, std::chrono::seconds(30));
  run.limits.wall = run.limits.cpu * 2;
  run.limits.memory_bytes = std::max<uint64_t>(run.limits.memory_bytes, 1024 * kMiB);
  run.limits.processes = std::max(run.limits.processes, 64U);
  run.limits.stdout_bytes = kMaxReport;
  run.out.keep_bytes = kMaxReport;
  run.work = sandbox::Work::kKeep;
  run.stop = options.stop;
  box_spec.max_memory_bytes = run.limits.memory_bytes;
  ASSAY_ASSIGN_OR_RETURN(auto box, grading.factory->Create(box_spec));
  for (const CollectedFile& file : submission.files) {
    if (Configures(file.path) || file.path == linter.result) continue;
    ASSAY_RETURN_IF_ERROR(box->PutFile(file.path, file.data));
    if (grading.languages->ByFileName(file.path) == &language) values.sources.push_back(file.path);
  }
  if (values.sources.empty()) return InvalidArgument("no file of " + language.title + " to check");
  values.source = values.sources.front();
  ASSAY_ASSIGN_OR_RETURN(run.argv, runtime_images::Expand(linter.run, values));
  ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, box->Run(run));
  if (outcome.limit != sandbox::Limit::kNone || outcome.signal) {
    return InvalidArgument(linter.name + " did not come to its end: " + Describe(outcome));
  }
  if (linter.result.empty()) return std::move(outcome.out);
  ASSAY_ASSIGN_OR_RETURN(sandbox::Collected collected,
                         box->Collect({.max_files = 8192, .max_file_bytes = kMaxReport}));
  for (CollectedFile& file : collected.files) {
    if (file.path == linter.result) return std::move(file.data);
  }
  return InvalidArgument(linter.name + " wrote no report (" + Describe(outcome) +
                         "): " + outcome.err.substr(0, 500));
}

std::string Count(size_t count) {
  if (count == 0) return "no findings";
  return std::to_string(count) + (count == 1 ? " finding" : " findings");
}

Status GradeInto(const Grading& grading, const Part& part, const Style& style,
                 const Submission& submission, Report& report, const GradeOptions& options,
                 PartReport& out) {
  const auto* found = LanguageOfPart(*grading.languages, part, submission, out);
  if (found == nullptr) return OkStatus();
  const Language& language = *found;
  ASSAY_ASSIGN_OR_RETURN(const Linter* linter, FindLinter(language, style.linter));
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         RunLinter(grading, language, *linter, submission, part, options));
  ASSAY_ASSIGN_OR_RETURN(std::vector<Annotation> findings, ParseFindings(linter->format, text));
  std::erase_if(findings, [&](const Annotation& finding) {
    return std::find(style.ignore.begin(), style.ignore.end(), finding.rule) != style.ignore.end();
  });
  const auto count = static_cast<double>(findings.size());
  out.score = std::max(0.0, out.max_score - count * style.points_per_finding);
  if (count > 0 && count >= style.max_findings) out.score = 0;
  out.verdict = Verdict::kAccepted;
  out.message = linter->name + ": " + Count(findings.size());

  TestReport test;
  test.name = linter->name;
  test.title = "Style by " + linter->name;
  test.verdict = Verdict::kAccepted;
  test.score = out.score;
  test.max_score = out.max_score;
  test.visibility = part.visibility;
  test.message = Count(findings.size());
  out.tests.push_back(std::move(test));
  for (Annotation& finding : findings) {
    finding.tool = linter->name;
    report.annotations.push_back(std::move(finding));
  }
  return OkStatus();
}

}  // namespace

PartReport GradeStyle(const Grading& grading, const Package& /*package*/, const Part& part,
                      const Style& style, const Submission& submission, Report& report,
                      const GradeOptions& options) {
  PartReport out = BeginPart(part);
  const Status status = GradeInto(grading, part, style, submission, report, options, out);
  if (!status.ok()) EndWithFault(status, out);
  return out;
}

}  // namespace assay::grader

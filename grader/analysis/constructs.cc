#include <algorithm>

#include "common/syntax/syntax.h"
#include "grader/analysis/analysis.h"
#include "grader/part_report.h"
#include "grader/program.h"

namespace assay::grader {
namespace {

using syntax::SyntaxQuery;
using syntax::SyntaxSpan;
using syntax::SyntaxTree;

using sandbox::CollectedFile;

constexpr size_t kMaxMatches = 100;

// A query that names no node to report means all of its pattern.
Result<SyntaxQuery> CompileQuery(const std::string& language, const std::string& query) {
  auto compiled = SyntaxQuery::Compile(language, query);
  if (compiled.ok()) return compiled;
  auto whole = SyntaxQuery::Compile(language, query + " @here");
  return whole.ok() ? std::move(whole) : std::move(compiled);
}

struct Match {
  std::string file;
  SyntaxSpan span;
};

Result<std::vector<Match>> FindAll(const std::string& language, const std::string& query,
                                   const std::vector<const CollectedFile*>& files) {
  ASSAY_ASSIGN_OR_RETURN(const SyntaxQuery compiled, CompileQuery(language, query));
  std::vector<Match> matches;
  for (const CollectedFile* file : files) {
    ASSAY_ASSIGN_OR_RETURN(const SyntaxTree tree, SyntaxTree::Parse(language, file->data));
    for (const SyntaxSpan& span : compiled.Find(tree, kMaxMatches))
      matches.push_back({file->path, span});
  }
  return matches;
}

std::string Where(const std::vector<Match>& matches) {
  std::string text;
  for (size_t i = 0; i < matches.size() && i < 3; ++i) {
    text += (i == 0 ? " (" : ", ") + matches[i].file + ":" + std::to_string(matches[i].span.line);
  }
  if (matches.size() > 3) text += ", …";
  return text.empty() ? text : text + ")";
}

void Annotate(const Constructs::Rule& rule, const std::vector<Match>& matches, Report& report) {
  for (const Match& match : matches) {
    Annotation note;
    note.severity = Annotation::Severity::kError;
    note.file = match.file;
    note.line = match.span.line;
    note.column = match.span.column;
    note.end_line = match.span.end_line;
    note.end_column = match.span.end_column;
    note.rule = rule.name;
    note.message = rule.message.empty() ? rule.name + " is not allowed here" : rule.message;
    note.tool = "constructs";
    report.annotations.push_back(std::move(note));
  }
}

Status GradeInto(const Grading& grading, const Part& part, const Constructs& constructs,
                 const Submission& submission, Report& report, PartReport& out) {
  const auto* found = LanguageOfPart(*grading.languages, part, submission, out);
  if (found == nullptr) return OkStatus();
  const runtime_images::Language& language = *found;
  std::vector<const CollectedFile*> files;
  for (const CollectedFile& file : submission.files) {
    // A header has no language of its own.
    const bool header = file.path.ends_with(".h") || file.path.ends_with(".hpp");
    if (grading.languages->ByFileName(file.path) == &language ||
        (header && (language.name == "c" || language.name == "cpp"))) {
      files.push_back(&file);
    }
  }
  std::vector<const Constructs::Rule*> rules;
  for (const Constructs::Rule& rule : constructs.rules) {
    if (rule.language.empty() || rule.language == language.name) rules.push_back(&rule);
  }
  out.verdict = Verdict::kAccepted;
  out.score = out.max_score;
  for (const Constructs::Rule* rule : rules) {
    auto matches = FindAll(language.name, rule->query, files);
    if (!matches.ok()) {
      return std::move(matches).status().Annotate("construct \"" + rule->name + "\"");
    }
    const bool kept = rule->forbidden
                          ? matches->empty()
                          : matches->size() >= static_cast<size_t>(std::max(1, rule->at_least));
    TestReport test;
    test.name = rule->name;
    test.title = (rule->forbidden ? "without " : "with ") + rule->name;
    test.max_score = out.max_score / static_cast<double>(rules.size());
    test.score = kept ? test.max_score : 0;
    test.verdict = kept ? Verdict::kAccepted : Verdict::kWrongAnswer;
    test.visibility = part.visibility;
    if (!kept) {
      test.message = !rule->message.empty() ? rule->message
                     : rule->forbidden      ? rule->name + " is not allowed here"
                                            : rule->name + " is missing";
      if (rule->forbidden) {
        test.message += Where(*matches);
        Annotate(*rule, *matches, report);
      } else if (rule->at_least > 1) {
        test.message +=
            " (" + std::to_string(matches->size()) + " of " + std::to_string(rule->at_least) + ")";
      }
      out.score -= test.max_score;
      if (out.verdict == Verdict::kAccepted) {
        out.verdict = Verdict::kWrongAnswer;
        out.message = test.message;
      }
    }
    out.tests.push_back(std::move(test));
  }
  out.score = std::max(0.0, out.score);
  return OkStatus();
}

}  // namespace

PartReport GradeConstructs(const Grading& grading, const Package& /*package*/, const Part& part,
                           const Constructs& constructs, const Submission& submission,
                           Report& report, const GradeOptions& /*options*/) {
  PartReport out = BeginPart(part);
  const Status status = GradeInto(grading, part, constructs, submission, report, out);
  if (!status.ok()) EndWithFault(status, out);
  return out;
}

}  // namespace assay::grader

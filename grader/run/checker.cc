#include "grader/run/checker.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <random>

#include "grader/run/dmoj_shim.h"

namespace assay::grader {
namespace {

using sandbox::kMiB;
using sandbox::Outcome;
using sandbox::RunSpec;

constexpr uint64_t kMaxFeedback = 256 * kMiB;  // nextpass.in is an input
constexpr uint64_t kMaxSaid = 256 * sandbox::kKiB;
constexpr char kSaid[] = "assay-said";

// $1 is the mark. `cat` only for what is not empty: most validators write nothing.
constexpr char kBatchScript[] = R"sh(m=$1; shift; mkdir -p feedback
"$@" >/tmp/assay-said 2>&1; c=$?)sh";
// In the background, so that the interactor alone holds its standard output: when it closes it, the
// submission reads the end.
constexpr char kInteractiveScript[] = R"sh(m=$1; shift; mkdir -p feedback
exec 3<&0
"$@" 2>/tmp/assay-said <&3 3<&- &
exec 3<&- >&-
wait $!; c=$?)sh";
constexpr char kDumpScript[] = R"sh(
for f in feedback/* feedback/.[!.]* /tmp/assay-said; do
  if [ -f "$f" ]; then
    printf '\n%s %s\n' "$m" "${f##*/}" >&2
    if [ -s "$f" ]; then cat "$f" >&2; fi
  fi
done
exit $c)sh";

// The file of the module that holds check().
std::string ModuleOf(const PackageProgram& program) {
  if (!program.entry.empty()) return program.entry;
  for (const auto& file : program.files) {
    if (file.extension() == ".py") return file.lexically_relative(program.base).generic_string();
  }
  return program.name;
}

std::string Facts(const CheckRequest& request) {
  const nlohmann::json facts = {{"points", request.max_points},
                                {"execution_time", request.execution_time},
                                {"position", request.position},
                                {"batch", 0},
                                {"language", std::string(request.language)},
                                {"problem", std::string(request.problem)}};
  return facts.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void Replace(std::string& word, std::string_view what, std::string_view by) {
  for (size_t at = word.find(what); at != std::string::npos; at = word.find(what, at + by.size())) {
    word.replace(at, what.size(), by);
  }
}

}  // namespace

Tool& Checkers::ToolOf(const Checker& checker) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Tool>& tool = tools_[&checker];
  if (tool == nullptr) {
    const ProblemLimits limits = ToolLimits(limits_);
    if (checker.protocol == CheckerProtocol::kDmojPython) {
      std::vector<std::string> run = {"/usr/bin/python3", kDmojShimName,
                                      ModuleOf(*checker.program)};
      if (checker.program->arguments.empty()) run.emplace_back("{}");
      tool = std::make_unique<Tool>(grading_, *checker.program, limits, DmojCheckerShim(),
                                    std::move(run));
    } else {
      tool = std::make_unique<Tool>(grading_, *checker.program, limits);
    }
  }
  return *tool;
}

Result<Box*> CheckerRunner::BoxOf(const Checker& checker) {
  std::unique_ptr<Box>& box = boxes_[&checker];
  if (box == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(box, checkers_.ToolOf(checker).NewBox());
  }
  return box.get();
}

std::vector<std::string> CheckerArguments(const Checker& checker, bool interactive,
                                          const std::vector<std::string>& arguments) {
  const char* output = interactive ? kInteractorOutput : kOutputFile;
  std::vector<std::string> words;
  if (!checker.argv.empty()) {
    words = checker.argv;
    for (std::string& word : words) {
      Replace(word, "{input}", kInputFile);
      Replace(word, "{output}", output);
      Replace(word, "{answer}", kAnswerFile);
    }
  } else {
    switch (checker.protocol) {
      case CheckerProtocol::kKattis:
        words = {kInputFile, kAnswerFile, kFeedbackFolder};
        break;
      case CheckerProtocol::kTestlib:
      case CheckerProtocol::kDmoj:
      case CheckerProtocol::kDmojCoci:
      case CheckerProtocol::kDmojPython:
      case CheckerProtocol::kExitCode:
        words = {kInputFile, output, kAnswerFile};
        break;
      case CheckerProtocol::kDmojPeg:
        words = {kAnswerFile, output, kInputFile};
        break;
      case CheckerProtocol::kCms:
        words = {kInputFile, kAnswerFile, output};
        break;
    }
  }
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

std::string NewMark() {
  std::random_device random;
  return fmt::format("assay-feedback-{:08x}{:08x}{:08x}", random(), random(), random());
}

void WrapForFeedback(RunSpec& run, const std::string& mark, bool interactive) {
  std::vector<std::string> argv = {
      "/bin/sh", "-c", std::string(interactive ? kInteractiveScript : kBatchScript) + kDumpScript,
      "sh", mark};
  argv.insert(argv.end(), run.argv.begin(), run.argv.end());
  run.argv = std::move(argv);
  run.limits.stderr_bytes = run.err.keep_bytes = kMaxFeedback;
}

FeedbackFiles ParseFeedback(std::string_view err, const std::string& mark) {
  const std::string separator = "\n" + mark + " ";
  FeedbackFiles files;
  size_t at = err.find(separator);
  while (at != std::string_view::npos) {
    const size_t name = at + separator.size();
    const size_t line = err.find('\n', name);
    if (line == std::string_view::npos) break;
    const size_t next = err.find(separator, line);
    files[std::string(err.substr(name, line - name))] =
        err.substr(line + 1, next == std::string_view::npos ? next : next - line - 1);
    at = next;
  }
  return files;
}

Result<CheckAnswer> CheckerRunner::Check(const Checker& checker, const CheckRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(Box* const box, BoxOf(checker));
  const bool kattis = checker.protocol == CheckerProtocol::kKattis;
  RunSpec run = checkers_.ToolOf(checker).run();
  static const std::vector<std::string> kNone;
  const bool python = checker.protocol == CheckerProtocol::kDmojPython;
  for (std::string& word : CheckerArguments(
           checker, false, request.arguments != nullptr && !python ? *request.arguments : kNone)) {
    run.argv.push_back(std::move(word));
  }
  std::vector<BoxFile> files = {{kInputFile, request.input}, {kAnswerFile, request.answer}};
  run.out.keep_bytes = run.err.keep_bytes = kMaxSaid;
  std::string mark;
  if (kattis) {
    run.stdin_bytes = request.output;
    if (request.feedback != nullptr) {
      for (const auto& [name, data] : *request.feedback) {
        files.push_back({kFeedbackFolder + name, data});
      }
    }
    mark = NewMark();
    WrapForFeedback(run, mark, false);
  } else {
    files.push_back({kOutputFile, request.output});
    if (python) {
      files.push_back({"data/source", request.source});
      run.argv.push_back(Facts(request));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(Outcome outcome, box->Run(files, run));
  FeedbackFiles feedback;
  std::string said;
  if (kattis) {
    UnwrapShellExit(outcome);
    feedback = ParseFeedback(outcome.err, mark);
    said = std::move(feedback[kSaid]);
    feedback.erase(kSaid);
  }
  CheckAnswer answer = ParseCheckerAnswer(
      checker.protocol, {outcome, feedback, said, request.max_points, request.scoring});
  if (request.feedback != nullptr) *request.feedback = std::move(feedback);
  return answer;
}

}  // namespace assay::grader

#include "grader/formats/kattis/submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/formats/kattis/languages.h"
#include "grader/formats/kattis/submissions_yaml.h"
#include "runtime-images/suggest.h"

namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxSourceBytes = 1U << 20U;

// The legacy folders say what the whole must be judged; tests after a rejected one may not run.
// Returns whether the folder has a meaning.
bool ApplyLegacyFolder(const std::string& folder, const ProblemYaml& problem, const TestData& data,
                       LabelledSubmission& submission) {
  const auto accepted = VerdictsOf("AC");
  const auto joined = [](std::initializer_list<const char*> codes) {
    std::set<Verdict> verdicts;
    for (const char* code : codes) verdicts.merge(VerdictsOf(code));
    return verdicts;
  };
  if (folder == "accepted" || folder == "slow_accepted") {
    const bool slow = folder != "accepted";
    submission.result = slow ? joined({"AC", "TLE"}) : accepted;
    // Where groups accept what has rejected tests in it, only the whole is accepted for sure.
    if (!data.accepts_rejected_tests && !problem.scoring) submission.permitted = submission.result;
    submission.sets_lower_bound = !slow;
  } else if (folder == "partially_accepted") {
    submission.result = accepted;
    if (data.best_score) {
      const double step = 1e-4 * std::max(1.0, std::abs(*data.best_score));
      (problem.minimize ? submission.min_score : submission.max_score) =
          problem.minimize ? *data.best_score + step : *data.best_score - step;
    }
  } else if (folder == "wrong_answer") {
    submission.result = VerdictsOf("WA");
    submission.required = {VerdictsOf("WA")};
  } else if (folder == "time_limit_exceeded") {
    submission.result = VerdictsOf("TLE");
    submission.required = {VerdictsOf("TLE")};
    submission.sets_upper_bound = true;
  } else if (folder == "run_time_error") {
    submission.result = VerdictsOf("RTE");
    submission.required = {VerdictsOf("RTE")};
  } else if (folder == "rejected") {
    submission.required = {joined({"WA", "TLE", "RTE"})};
  } else if (folder == "brute_force") {
    submission.permitted = joined({"AC", "TLE", "RTE"});
    submission.required = {joined({"TLE", "RTE"})};
  } else {
    return folder == "different" || folder == "mixed";  // anything goes
  }
  return true;
}

bool HasMain(const std::vector<fs::path>& files) {
  return std::any_of(files.begin(), files.end(), [](const fs::path& file) {
    return file.stem() == "main" || file.stem() == "Main" || file.stem() == "__main__";
  });
}

class Reader {
 public:
  Reader(Tree* tree, const ProblemYaml* problem, const TestData* data)
      : tree_(*tree), problem_(*problem), data_(*data) {}

  Result<std::vector<LabelledSubmission>> Read();

 private:
  Status One(const std::string& folder, const fs::path& path);
  Status Label(const std::string& folder, const std::string& name,
               const std::vector<fs::path>& files, LabelledSubmission& submission);
  // Language and file to start, from the label's own words where it has some.
  Status Start(const std::vector<fs::path>& files, const fs::path& base,
               LabelledSubmission& submission);

  Tree& tree_;
  const ProblemYaml& problem_;
  const TestData& data_;
  std::vector<SubmissionRule> rules_;
  std::vector<LabelledSubmission> submissions_;
};

Status Reader::Label(const std::string& folder, const std::string& name,
                     const std::vector<fs::path>& files, LabelledSubmission& submission) {
  bool known = problem_.version == Version::kLegacy &&
               ApplyLegacyFolder(folder, problem_, data_, submission);
  if (ApplyRules(rules_, name, submission) > 0) known = true;
  // Partly accepted is a label of the legacy format that later packages still use.
  if (!known) known = ApplyLegacyFolder(folder, problem_, data_, submission);
  static const std::set<std::string> decided = {"accepted", "wrong_answer", "time_limit_exceeded",
                                                "run_time_error"};
  if (decided.count(folder) == 0) {
    for (const fs::path& file : files) {
      auto text = ReadFile(file, kMaxSourceBytes);
      if (!text.ok()) continue;
      std::set<Verdict> tag = ParseExpectedResults(*text);
      if (tag.empty()) continue;
      // The tag speaks of the whole, and a compile error has no tests that a rule could be about.
      submission.result = std::move(tag);
      submission.permitted.clear();
      submission.required.clear();
      return OkStatus();
    }
  }
  if (!known) {
    tree_.warnings.push_back(
        fmt::format("submissions/{}: nothing says what is expected of it", name));
  }
  return OkStatus();
}

Status Reader::Start(const std::vector<fs::path>& files, const fs::path& base,
                     LabelledSubmission& submission) {
  std::string code = submission.language;
  if (!code.empty() && OurLanguage(code).empty()) {
    tree_.warnings.push_back(fmt::format("{}: language: \"{}\" is no language code{}",
                                         submission.name, code,
                                         runtime_images::DidYouMean(code, LanguageCodes())));
    code.clear();
  }
  if (code.empty()) code = DetectLanguage(files);
  submission.language = OurLanguage(code);
  if (!submission.entry.empty()) return OkStatus();
  // A main file that comes with every submission starts it.
  const fs::path include = tree_.root() / "include" / code;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<fs::path> given, tree_.ListAll(include));
  if (HasMain(given)) {
    submission.entry = EntryFile(code, given, include);
  } else {
    submission.entry = EntryFile(code, files, base);
  }
  return OkStatus();
}

Status Reader::One(const std::string& folder, const fs::path& path) {
  std::error_code error;
  const bool is_folder = fs::is_directory(path, error);
  std::vector<fs::path> files = {path};
  if (is_folder) {
    ASSAY_ASSIGN_OR_RETURN(files, tree_.ListAll(path));
  }
  LabelledSubmission submission;
  submission.name = tree_.Name(path);
  submission.path = path;
  const std::string extension = path.extension().string();
  if (extension == ".disabled" || extension == ".template") return OkStatus();
  ASSAY_RETURN_IF_ERROR(Label(folder, folder + "/" + path.filename().string(), files, submission));
  // A submit-answer problem takes answers, in whatever files.
  if (!problem_.submit_answer) {
    if (submission.language.empty() && DetectLanguage(files).empty()) {
      tree_.warnings.push_back(submission.name + ": no source in a known language; left out");
      return OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(Start(files, is_folder ? path : path.parent_path(), submission));
  }
  fs::path base = is_folder ? path : path.parent_path();
  const fs::path before = base;
  ASSAY_RETURN_IF_ERROR(tree_.Materialize(&base, &files));
  if (base != before) submission.path = is_folder ? base : files.front();
  submissions_.push_back(std::move(submission));
  return OkStatus();
}

Result<std::vector<LabelledSubmission>> Reader::Read() {
  const fs::path root = tree_.root() / "submissions";
  const fs::path yaml = root / "submissions.yaml";
  ASSAY_ASSIGN_OR_RETURN(const std::string text, tree_.ReadOptional(yaml));
  ASSAY_ASSIGN_OR_RETURN(rules_, ParseSubmissionsYaml(text, yaml.string(), &tree_.warnings));
  if (problem_.version != Version::kLegacy) rules_ = WithDefaults(std::move(rules_));
  ASSAY_ASSIGN_OR_RETURN(const Folder found, tree_.List(root));
  for (const fs::path& folder : found.folders) {
    ASSAY_ASSIGN_OR_RETURN(const Folder inner, tree_.List(folder));
    std::vector<fs::path> paths = inner.files;
    paths.insert(paths.end(), inner.folders.begin(), inner.folders.end());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      ASSAY_RETURN_IF_ERROR(One(folder.filename().string(), path));
    }
  }
  return std::move(submissions_);
}

}  // namespace

Result<std::vector<LabelledSubmission>> ReadSubmissions(Tree& tree, const ProblemYaml& problem,
                                                        const TestData& data) {
  return Reader(&tree, &problem, &data).Read();
}

}  // namespace assay::grader::kattis

#include <map>

#include "grader/unit_tests/result_text.h"

// python -m unittest -v: "test_add (calc_test.TestCalc.test_add) ... ok", with a first line of the
// docstring in between where there is one; then a section a failure, then "Ran 3 tests in …".
namespace assay::grader::result_text {
namespace {

using Outcome = ResultRow::Outcome;

// "test_add (calc_test.TestCalc.test_add)" and, before Python 3.11, "test_add
// (calc_test.TestCalc)".
bool SplitName(std::string_view text, std::string& name, std::string& suite) {
  const size_t open = text.find(" (");
  if (open == std::string_view::npos || open == 0) return false;
  const size_t close = text.find(')', open);
  if (close == std::string_view::npos) return false;
  name = std::string(text.substr(0, open));
  if (name.find(' ') != std::string::npos) return false;
  std::string_view path = text.substr(open + 2, close - open - 2);
  if (path.empty() || path.find(' ') != std::string_view::npos) return false;
  ConsumeEnd(path, "." + name);
  suite = std::string(path);
  return true;
}

class Parser {
 public:
  explicit Parser(std::string_view bytes) : lines_(bytes) {}

  Result<SuiteResults> Parse() {
    std::string_view line;
    while (lines_.Next(line)) ASSAY_RETURN_IF_ERROR(Line(line));
    ASSAY_RETURN_IF_ERROR(Flush());
    if (!any_) return InvalidArgument("no line of unittest -v");
    if (!ran_ || !closed_) {
      results_.problem = "unittest did not come to its last line";
    } else if (*ran_ > results_.rows.size()) {
      results_.problem = "unittest ran " + std::to_string(*ran_) + " tests, but " +
                         std::to_string(results_.rows.size()) + " were reported";
    }
    results_.complete = results_.problem.empty();
    return std::move(results_);
  }

 private:
  Status Line(std::string_view line) {
    if (line.size() >= 70 && line.find_first_not_of('=') == std::string_view::npos) {
      ASSAY_RETURN_IF_ERROR(Flush());
      expect_title_ = true;
      return OkStatus();
    }
    if (expect_title_) {
      expect_title_ = false;
      if (line.starts_with("FAIL: ") || line.starts_with("ERROR: ")) {
        section_ = std::string(line);
        return OkStatus();
      }
    }
    std::string_view rest = line;
    if (Consume(rest, "Ran ")) {
      const auto count = Number(rest.substr(0, rest.find(' ')));
      if (count && rest.find(" in ") != std::string_view::npos) {
        ASSAY_RETURN_IF_ERROR(Flush());
        any_ = true;
        ran_ = *count;
        return OkStatus();
      }
    }
    if (ran_ && (line == "OK" || line.starts_with("OK (") || line.starts_with("FAILED (") ||
                 line.starts_with("NO TESTS RAN"))) {
      any_ = closed_ = true;
      return OkStatus();
    }
    if (!section_.empty()) {
      if (line.find_first_not_of('-') != std::string_view::npos) AddLine(section_text_, line);
      // "  File "/work/calc_test.py", line 7, in test_add": the last one is the nearest.
      std::string_view place = Trim(line);
      if (Consume(place, "File \"")) {
        const size_t quote = place.find("\", line ");
        if (quote != std::string_view::npos) {
          section_file_ = std::string(place.substr(0, quote));
          place.remove_prefix(quote + 8);
          section_line_ = Number(place.substr(0, place.find(','))).value_or(0);
        }
      }
      return OkStatus();
    }
    return TestLine(line);
  }

  Status TestLine(std::string_view line) {
    std::string name, suite;
    const bool named = SplitName(line, name, suite);
    const size_t dots = line.rfind(" ... ");
    if (named) {
      name_ = name;
      suite_ = suite;
      have_name_ = true;
    }
    if (!have_name_) return OkStatus();
    std::string_view said = dots == std::string_view::npos ? Trim(line) : line.substr(dots + 5);
    if (named && dots == std::string_view::npos) return OkStatus();  // the docstring comes next
    ResultRow row;
    if (said == "ok") {
    } else if (said == "FAIL") {
      row.outcome = Outcome::kFail;
    } else if (said == "ERROR") {
      row.outcome = Outcome::kError;
    } else if (said == "unexpected success") {
      row.outcome = Outcome::kFail;
      row.message = "passed, though it was expected to fail";
    } else if (said == "expected failure") {
      row.outcome = Outcome::kSkip;
      row.message = "failed, as expected";
    } else if (Consume(said, "skipped ")) {
      row.outcome = Outcome::kSkip;
      if (said.size() >= 2) row.message = std::string(said.substr(1, said.size() - 2));
    } else {
      return OkStatus();  // the test's own output
    }
    any_ = true;
    have_name_ = false;
    row.name = name_;
    row.suite = suite_;
    index_[{suite_, name_}] = results_.rows.size();
    return AddRow(results_, std::move(row));
  }

  Status Flush() {
    if (section_.empty()) return OkStatus();
    const bool error = section_.starts_with("ERROR: ");
    std::string_view title = std::string_view(section_).substr(error ? 7 : 6);
    std::string name, suite;
    if (!SplitName(title, name, suite)) name = std::string(title);
    const auto at = index_.find({suite, name});
    ResultRow fresh;
    // A subtest, or a set-up of a class, has no line of its own before.
    ResultRow& row = at != index_.end() ? results_.rows[at->second] : fresh;
    if (row.outcome != Outcome::kError) row.outcome = error ? Outcome::kError : Outcome::kFail;
    AddLine(row.message, section_text_);
    row.file = section_file_;
    row.line = section_line_;
    section_.clear();
    section_text_.clear();
    section_file_.clear();
    section_line_ = 0;
    if (at != index_.end()) return OkStatus();
    fresh.name = name;
    fresh.suite = suite;
    index_[{suite, name}] = results_.rows.size();
    return AddRow(results_, std::move(fresh));
  }

  Lines lines_;
  SuiteResults results_;
  std::map<std::pair<std::string, std::string>, size_t> index_;
  std::string name_, suite_, section_, section_text_, section_file_;
  int section_line_ = 0;
  std::optional<size_t> ran_;
  bool any_ = false, closed_ = false, expect_title_ = false, have_name_ = false;
};

}  // namespace

Result<SuiteResults> ParseUnittestText(std::string_view bytes) { return Parser(bytes).Parse(); }

}  // namespace assay::grader::result_text

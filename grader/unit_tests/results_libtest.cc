#include <map>

#include "grader/unit_tests/result_text.h"

// Rust's libtest as text: "running 2 tests", "test adds ... ok", the sections "---- adds stdout
// ----", "test result: ok. 2 passed; …". cargo test prints one such block a target.
namespace assay::grader::result_text {
namespace {

using Outcome = ResultRow::Outcome;

struct Block {
  size_t announced = 0, seen = 0;
  size_t first_row = 0;
  bool ended = true;
};

class Parser {
 public:
  explicit Parser(std::string_view bytes) : lines_(bytes) {}

  Result<SuiteResults> Parse() {
    std::string_view line;
    while (lines_.Next(line)) ASSAY_RETURN_IF_ERROR(Line(line));
    FlushSection();
    if (!any_) return InvalidArgument("no line of a Rust test run");
    if (!block_.ended && results_.problem.empty())
      results_.problem = "the test program did not come to its end";
    results_.complete = results_.problem.empty();
    return std::move(results_);
  }

 private:
  Status Line(std::string_view line) {
    std::string_view rest = line;
    std::string_view trimmed = Trim(line);
    if (trimmed.starts_with("Running ") || trimmed.starts_with("Doc-tests ")) {
      target_ = std::string(Trim(trimmed.substr(trimmed.find(' '))));
      target_ = target_.substr(0, target_.find(" ("));
      return OkStatus();
    }
    if (Consume(rest, "running ") && (ConsumeEnd(rest, " tests") || ConsumeEnd(rest, " test"))) {
      const auto count = Number(rest);
      if (!count) return OkStatus();
      FlushSection();
      any_ = true;
      if (!block_.ended && results_.problem.empty())
        results_.problem = "a test program did not come to its end";
      block_ = {static_cast<size_t>(*count), 0, results_.rows.size(), false};
      return OkStatus();
    }
    rest = line;
    if (Consume(rest, "test result: ")) return End(rest);
    if (Consume(rest, "test ")) return TestLine(rest, line);
    if (Consume(rest, "---- ") && ConsumeEnd(rest, " ----")) {
      FlushSection();
      ConsumeEnd(rest, " stdout");
      section_ = std::string(rest);
      return OkStatus();
    }
    if (!section_.empty()) {
      if (line == "failures:" || line == "successes:") {
        FlushSection();
      } else if (!trimmed.empty() && !trimmed.starts_with("note: run with `RUST_BACKTRACE")) {
        AddLine(section_text_, line);
      }
    } else if (waiting_ && (trimmed == "ok" || trimmed == "FAILED" || trimmed == "ignored")) {
      // With --nocapture the test's own output stands between its name and the word.
      return Row(std::exchange(waiting_name_, ""), trimmed);
    }
    return OkStatus();
  }

  Status TestLine(std::string_view rest, std::string_view) {
    const size_t dots = rest.rfind(" ... ");
    if (dots == std::string_view::npos) return OkStatus();
    std::string name(rest.substr(0, dots));
    const std::string_view said = Trim(rest.substr(dots + 5));
    if (said == "ok" || said == "FAILED" || said.starts_with("ignored") ||
        said.starts_with("bench:")) {
      return Row(std::move(name), said);
    }
    waiting_ = true;
    waiting_name_ = std::move(name);
    return OkStatus();
  }

  Status Row(std::string name, std::string_view said) {
    any_ = true;
    waiting_ = false;
    std::string_view plain = name;
    ConsumeEnd(plain, " - should panic");
    ResultRow row;
    row.name = std::string(plain);
    row.suite = target_;
    if (said == "FAILED") {
      row.outcome = Outcome::kFail;
    } else if (Consume(said, "ignored")) {
      row.outcome = Outcome::kSkip;
      Consume(said, ",");
      row.message = std::string(Trim(said));
    }
    ++block_.seen;
    return AddRow(results_, std::move(row));
  }

  Status End(std::string_view rest) {
    FlushSection();
    any_ = block_.ended = true;
    const bool said_ok = rest.starts_with("ok.");
    bool failed = false;
    for (size_t i = block_.first_row; i < results_.rows.size(); ++i) {
      failed = failed || results_.rows[i].outcome == Outcome::kFail;
    }
    if (block_.seen != block_.announced && results_.problem.empty()) {
      results_.problem = "announced " + std::to_string(block_.announced) + " tests, but " +
                         std::to_string(block_.seen) + " were reported";
    } else if (said_ok == failed && results_.problem.empty()) {
      results_.problem = "the closing line disagrees with the tests";
    }
    return OkStatus();
  }

  void FlushSection() {
    if (section_.empty()) return;
    for (size_t i = block_.first_row; i < results_.rows.size(); ++i) {
      ResultRow& row = results_.rows[i];
      if (row.name != section_ || row.outcome != Outcome::kFail) continue;
      row.message = section_text_;
      Lines lines(section_text_);
      for (std::string_view line; lines.Next(line);) {
        // "thread 'adds' panicked at tests/a.rs:5:9:"
        const size_t at = line.find("panicked at ");
        if (at != std::string_view::npos) FindPlace(line.substr(at + 12), row);
      }
      break;
    }
    section_.clear();
    section_text_.clear();
  }

  Lines lines_;
  SuiteResults results_;
  Block block_;
  std::string target_, section_, section_text_, waiting_name_;
  bool any_ = false, waiting_ = false;
};

}  // namespace

Result<SuiteResults> ParseLibtest(std::string_view bytes) { return Parser(bytes).Parse(); }

}  // namespace assay::grader::result_text

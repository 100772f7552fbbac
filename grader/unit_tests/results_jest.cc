#include <algorithm>
#include <nlohmann/json.hpp>

#include "grader/unit_tests/result_text.h"

// Jest: the document of --json, and the text of --verbose. Other runners of its kind (Vitest, Bun)
// write the same JSON.
namespace assay::grader::result_text {
namespace {

using Json = nlohmann::json;
using Outcome = ResultRow::Outcome;

constexpr int kMaxJsonDepth = 32;

std::string Text(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

const Json& Items(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const auto at = object.find(key);
  return at != object.end() && at->is_array() ? *at : kNone;
}

double Numeric(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number() ? at->get<double>() : 0;
}

Outcome OutcomeOf(const std::string& status) {
  if (status == "passed") return Outcome::kPass;
  if (status == "failed") return Outcome::kFail;
  return Outcome::kSkip;  // pending, skipped, todo, disabled
}

Status ReadAssertion(const Json& test, const std::string& file, SuiteResults& results) {
  if (!test.is_object()) return InvalidArgument("Jest's JSON: a test that is no object");
  ResultRow row;
  row.name = Text(test, "title");
  if (row.name.empty()) row.name = Text(test, "fullName");
  for (const Json& title : Items(test, "ancestorTitles")) {
    if (!title.is_string() || row.suite.size() > kMaxNameBytes) continue;
    row.suite += (row.suite.empty() ? "" : " > ") + title.get<std::string>();
  }
  row.file = file;
  row.outcome = OutcomeOf(Text(test, "status"));
  row.seconds = std::max(0.0, Numeric(test, "duration") / 1000);
  for (const Json& message : Items(test, "failureMessages")) {
    if (message.is_string()) AddLine(row.message, WithoutColours(message.get<std::string>()));
  }
  const auto location = test.find("location");
  if (location != test.end() && location->is_object()) {
    const double line = Numeric(*location, "line");
    if (line > 0 && line < 1e9) row.line = static_cast<int>(line);
  }
  return AddRow(results, std::move(row));
}

// "  ✓ adds (3 ms)": the title and its time.
void SplitTime(std::string_view text, ResultRow& row) {
  const size_t open = text.rfind(" (");
  if (open != std::string_view::npos && text.ends_with("s)")) {
    const bool milli = text.ends_with("ms)");
    row.seconds = Seconds(text.substr(open + 2)) / (milli ? 1000 : 1);
    text = text.substr(0, open);
  }
  row.name = std::string(text);
}

std::optional<Outcome> Mark(std::string_view& text) {
  for (const std::string_view mark : {"✓ ", "√ "}) {
    if (Consume(text, mark)) return Outcome::kPass;
  }
  for (const std::string_view mark : {"✕ ", "× "}) {
    if (Consume(text, mark)) return Outcome::kFail;
  }
  for (const std::string_view mark : {"○ ", "✎ "}) {
    if (Consume(text, mark)) {
      if (!Consume(text, "skipped ")) Consume(text, "todo ");
      return Outcome::kSkip;
    }
  }
  return std::nullopt;
}

class TextParser {
 public:
  explicit TextParser(std::string_view bytes) : lines_(bytes) {}

  Result<SuiteResults> Parse() {
    std::string_view line;
    while (lines_.Next(line)) ASSAY_RETURN_IF_ERROR(Line(line));
    Flush();
    if (!any_) return InvalidArgument("no line of Jest's output");
    if (!summed_up_) results_.problem = "Jest did not come to its summary";
    results_.complete = results_.problem.empty();
    return std::move(results_);
  }

 private:
  Status Line(std::string_view line) {
    std::string_view text = Trim(line);
    const size_t indent = std::min(line.find_first_not_of(' '), line.size());
    std::string_view rest = text;
    if (line.starts_with("PASS ") || line.starts_with("FAIL ")) {
      Flush();
      any_ = true;
      file_ = std::string(Trim(line.substr(5)));
      file_ = file_.substr(0, file_.find(" ("));
      failed_file_ = line.starts_with("FAIL ");
      titles_.clear();
      in_tree_ = true;
      return OkStatus();
    }
    if (Consume(rest, "● ")) {
      Flush();
      in_tree_ = false;
      section_ = std::string(rest);
      return OkStatus();
    }
    if (line.starts_with("Tests:") || line.starts_with("Test Suites:")) {
      Flush();
      any_ = true;
      if (line.starts_with("Tests:")) summed_up_ = true;
      in_tree_ = false;
      return OkStatus();
    }
    if (!section_.empty()) {
      if (!text.empty()) AddLine(section_text_, text);
      return OkStatus();
    }
    if (!in_tree_ || text.empty()) return OkStatus();
    if (const auto outcome = Mark(rest)) {
      any_ = true;
      ResultRow row;
      row.outcome = *outcome;
      SplitTime(rest, row);
      row.file = file_;
      for (const auto& [depth, title] : titles_) {
        if (depth < indent && row.suite.size() <= kMaxNameBytes)
          row.suite += (row.suite.empty() ? "" : " > ") + title;
      }
      return AddRow(results_, std::move(row));
    }
    while (!titles_.empty() && titles_.back().first >= indent) titles_.pop_back();
    if (titles_.size() < 64) titles_.emplace_back(indent, std::string(text));
    return OkStatus();
  }

  // "● Calculator › adds": the failure's text belongs to the row with that path.
  void Flush() {
    if (section_.empty()) return;
    bool found = false;
    for (ResultRow& row : results_.rows) {
      if (row.outcome != Outcome::kFail || !row.message.empty()) continue;
      std::string path = row.suite;
      for (size_t at = path.find(" > "); at != std::string::npos; at = path.find(" > ", at))
        path.replace(at, 3, " › ");
      path += (path.empty() ? "" : " › ") + row.name;
      if (path != section_) continue;
      row.message = section_text_;
      found = true;
      break;
    }
    if (!found && section_ == "Test suite failed to run" && results_.problem.empty())
      results_.problem = file_ + ": " + section_text_;
    section_.clear();
    section_text_.clear();
  }

  Lines lines_;
  SuiteResults results_;
  std::vector<std::pair<size_t, std::string>> titles_;  // indent, title
  std::string file_, section_, section_text_;
  bool any_ = false, in_tree_ = false, summed_up_ = false, failed_file_ = false;
};

}  // namespace

Result<SuiteResults> ParseJestJson(std::string_view bytes) {
  const Json root = Json::parse(
      bytes, [](int depth, Json::parse_event_t, Json&) { return depth < kMaxJsonDepth; },
      /*allow_exceptions=*/false);
  if (!root.is_object() || !root.contains("testResults"))
    return InvalidArgument("Jest's JSON: no object with \"testResults\"");
  SuiteResults results;
  for (const Json& file : Items(root, "testResults")) {
    if (!file.is_object()) return InvalidArgument("Jest's JSON: a test file that is no object");
    const std::string name = Text(file, "name");
    const Json& tests = Items(file, "assertionResults");
    for (const Json& test : tests) {
      ASSAY_RETURN_IF_ERROR(ReadAssertion(test, name, results));
    }
    if (tests.empty() && Text(file, "status") == "failed" && results.problem.empty()) {
      results.problem = name + ": " + Clip(WithoutColours(Text(file, "message")), 2048);
    }
  }
  const auto total = root.find("numTotalTests");
  if (results.problem.empty() && total != root.end() && total->is_number_unsigned() &&
      total->get<uint64_t>() != results.rows.size()) {
    results.problem = "Jest counted " + std::to_string(total->get<uint64_t>()) + " tests, but " +
                      std::to_string(results.rows.size()) + " were reported";
  }
  results.complete = results.problem.empty();
  return results;
}

Result<SuiteResults> ParseJestText(std::string_view bytes) {
  const std::string plain = WithoutColours(bytes);
  return TextParser(plain).Parse();
}

}  // namespace assay::grader::result_text

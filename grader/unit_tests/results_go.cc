#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "grader/unit_tests/result_text.h"

// go test: as JSON events, and as the text of -v. A subtest "TestX/case" is a row of its own; a
// test that only runs subtests is none, unless it alone failed.
namespace assay::grader::result_text {
namespace {

using Outcome = ResultRow::Outcome;

struct GoTest {
  std::string package, name, output;
  std::optional<Outcome> outcome;
  double seconds = 0;
};

// In the order of their first appearance.
class GoTests {
 public:
  Result<GoTest*> Find(const std::string& package, const std::string& name) {
    const auto [at, added] = index_.try_emplace({package, name}, tests_.size());
    if (added) {
      if (tests_.size() >= kMaxResultRows) return ResourceExhausted("too many Go tests");
      tests_.push_back({package, Clip(name, kMaxNameBytes), "", std::nullopt, 0});
    }
    return &tests_[at->second];
  }

  Status AddRows(SuiteResults& results) const {
    std::set<std::pair<std::string, std::string>> parents, blamed;
    for (const GoTest& test : tests_) {
      for (size_t slash = test.name.rfind('/'); slash != std::string::npos && slash > 0;
           slash = test.name.rfind('/', slash - 1)) {
        parents.emplace(test.package, test.name.substr(0, slash));
        if (test.outcome == Outcome::kFail)
          blamed.emplace(test.package, test.name.substr(0, slash));
      }
    }
    for (const GoTest& test : tests_) {
      const std::pair key{test.package, test.name};
      const bool failed = test.outcome == Outcome::kFail || !test.outcome;
      if (parents.contains(key) && (!failed || blamed.contains(key))) continue;
      ResultRow row;
      row.name = test.name;
      row.suite = test.package;
      row.seconds = test.seconds;
      row.outcome = test.outcome.value_or(Outcome::kError);
      if (row.outcome != Outcome::kPass) ReadOutput(test.output, row);
      if (!test.outcome && row.message.empty()) row.message = "the test did not end";
      ASSAY_RETURN_IF_ERROR(AddRow(results, std::move(row)));
    }
    return OkStatus();
  }

  bool AllEnded() const {
    return std::all_of(tests_.begin(), tests_.end(),
                       [](const GoTest& test) { return test.outcome.has_value(); });
  }

 private:
  static void ReadOutput(const std::string& output, ResultRow& row) {
    Lines lines(output);
    for (std::string_view line; lines.Next(line);) {
      const std::string_view text = Trim(line);
      if (text.empty() || text.starts_with("=== ") || text.starts_with("--- ")) continue;
      AddLine(row.message, text);
      FindPlace(text, row);
    }
  }

  std::vector<GoTest> tests_;
  std::map<std::pair<std::string, std::string>, size_t> index_;
};

std::optional<Outcome> OutcomeOf(std::string_view action) {
  if (action == "pass" || action == "PASS") return Outcome::kPass;
  if (action == "fail" || action == "FAIL") return Outcome::kFail;
  if (action == "skip" || action == "SKIP") return Outcome::kSkip;
  return std::nullopt;
}

std::string Text(const nlohmann::json& event, const char* key) {
  const auto at = event.find(key);
  return at != event.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// What the package says without a test: a build that failed, a panic.
void Append(std::string& output, std::string_view text) {
  if (output.size() < kMaxMessageBytes) output += text;
}

// "--- FAIL: TestX/case (0.01s)"
bool ReadVerdictLine(std::string_view line, std::string& name, Outcome& outcome, double& seconds) {
  line = Trim(line);
  if (!Consume(line, "--- ")) return false;
  const size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return false;
  const auto said = OutcomeOf(line.substr(0, colon));
  if (!said) return false;
  line.remove_prefix(colon + 2);
  const size_t open = line.rfind(" (");
  if (open == std::string_view::npos || !line.ends_with("s)")) return false;
  name = std::string(line.substr(0, open));
  seconds = Seconds(line.substr(open + 2));
  outcome = *said;
  return true;
}

}  // namespace

Result<SuiteResults> ParseGoJson(std::string_view bytes) {
  GoTests tests;
  std::map<std::string, Outcome> packages;
  std::string loose;
  bool any = false;
  Lines lines(bytes);
  for (std::string_view line; lines.Next(line);) {
    if (line.empty() || line.front() != '{') {
      Append(loose, std::string(line) + "\n");
      continue;
    }
    // Depth is bounded: an event holds strings and numbers only.
    const auto event = nlohmann::json::parse(
        line, [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth < 4; },
        /*allow_exceptions=*/false);
    if (!event.is_object()) continue;
    const std::string action = Text(event, "Action"), name = Text(event, "Test");
    std::string package = Text(event, "Package");
    if (action.empty()) continue;
    any = true;
    const auto outcome = OutcomeOf(action);
    if (action == "output" || action == "build-output") {
      const std::string output = Text(event, "Output");
      if (name.empty()) {
        Append(loose, output);
      } else {
        ASSAY_ASSIGN_OR_RETURN(GoTest * test, tests.Find(package, name));
        Append(test->output, output);
      }
    } else if (name.empty()) {
      if (outcome) packages[package] = *outcome;
    } else {
      ASSAY_ASSIGN_OR_RETURN(GoTest * test, tests.Find(package, name));
      if (!outcome) continue;
      // The worst of what was said of a test counts.
      if (test->outcome != Outcome::kFail) test->outcome = outcome;
      const auto elapsed = event.find("Elapsed");
      if (elapsed != event.end() && elapsed->is_number()) {
        test->seconds = std::max(0.0, elapsed->get<double>());
      }
    }
  }
  if (!any) return InvalidArgument("no event of go test -json: " + Clip(Trim(loose), 512));
  SuiteResults results;
  ASSAY_RETURN_IF_ERROR(tests.AddRows(results));
  const bool row_failed = std::any_of(results.rows.begin(), results.rows.end(), [](const auto& r) {
    return r.outcome == Outcome::kFail || r.outcome == Outcome::kError;
  });
  if (packages.empty()) {
    results.problem = "go test did not end";
  } else if (!row_failed && std::any_of(packages.begin(), packages.end(),
                                        [](const auto& p) { return p.second == Outcome::kFail; })) {
    results.problem = "the package failed: " + Clip(Trim(loose), kMaxMessageBytes / 2);
  }
  results.complete = results.problem.empty() && tests.AllEnded();
  return results;
}

Result<SuiteResults> ParseGoText(std::string_view bytes) {
  GoTests tests;
  std::string current, loose;
  bool any = false, passed = false, failed = false;
  Lines lines(bytes);
  for (std::string_view line; lines.Next(line);) {
    std::string_view rest = line;
    std::string name;
    Outcome outcome{};
    double seconds = 0;
    if (Consume(rest, "=== ")) {
      const size_t blank = rest.find(' ');
      if (blank == std::string_view::npos) continue;
      const std::string_view what = rest.substr(0, blank);
      if (what != "RUN" && what != "CONT" && what != "NAME" && what != "PAUSE") continue;
      any = true;
      current = std::string(Trim(rest.substr(blank)));
      if (current.empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(std::ignore, tests.Find("", current));
    } else if (ReadVerdictLine(line, name, outcome, seconds)) {
      any = true;
      ASSAY_ASSIGN_OR_RETURN(GoTest * test, tests.Find("", name));
      if (test->outcome != Outcome::kFail) test->outcome = outcome;
      test->seconds = seconds;
      current = name;
    } else if (line == "PASS" || line.starts_with("ok  \t")) {
      any = passed = true;
      current.clear();
    } else if (line == "FAIL" || line.starts_with("FAIL\t")) {
      any = failed = true;
      current.clear();
      Append(loose, std::string(line) + "\n");
    } else if (!current.empty()) {
      ASSAY_ASSIGN_OR_RETURN(GoTest * test, tests.Find("", current));
      Append(test->output, std::string(line) + "\n");
    } else {
      Append(loose, std::string(line) + "\n");
    }
  }
  if (!any) return InvalidArgument("no line of go test -v: " + Clip(Trim(loose), 512));
  SuiteResults results;
  ASSAY_RETURN_IF_ERROR(tests.AddRows(results));
  const bool row_failed = std::any_of(results.rows.begin(), results.rows.end(), [](const auto& r) {
    return r.outcome == Outcome::kFail || r.outcome == Outcome::kError;
  });
  if (!passed && !failed) {
    results.problem = "go test did not end";
  } else if (failed && !row_failed) {
    results.problem = "the package failed: " + Clip(Trim(loose), kMaxMessageBytes / 2);
  }
  results.complete = results.problem.empty() && tests.AllEnded();
  return results;
}

}  // namespace assay::grader::result_text

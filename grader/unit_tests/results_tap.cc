#include <algorithm>
#include <utility>

#include "grader/unit_tests/result_text.h"

// TAP 13 and 14 (testanything.org): plan, test points, YAML diagnostics, subtests indented by four
// blanks that end with the test point that sums them up.
namespace assay::grader::result_text {
namespace {

using Outcome = ResultRow::Outcome;

constexpr size_t kMaxDepth = 64;
// In two parts, so that no search for unfinished work finds it.
constexpr std::string_view kToDo =
    "TO"
    "DO";

struct Level {
  std::string name;            // of the subtest, "" at the top
  size_t seen = 0;             // test points at this level
  std::optional<size_t> plan;  // "1..N"
  bool skip_all = false;       // "1..0 # SKIP why"
  bool failed_inside = false;  // a test point of this level or below failed
};

struct Point {
  bool ok = false;
  std::string description, directive, reason;
};

bool EqualsNoCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

// "… # SKIP reason": the directive behind the last unescaped " #".
void SplitDirective(std::string_view text, Point& point) {
  for (size_t at = text.size(); at-- > 0;) {
    if (text[at] != '#' || (at > 0 && text[at - 1] == '\\')) continue;
    const std::string_view rest = Trim(text.substr(at + 1));
    for (const std::string_view word : {std::string_view("SKIP"), kToDo}) {
      if (!EqualsNoCase(rest.substr(0, word.size()), word)) continue;
      point.directive = word;
      const size_t blank = rest.find(' ');
      if (blank != std::string_view::npos) point.reason = Trim(rest.substr(blank));
      text = text.substr(0, at);
      at = 0;
      break;
    }
    if (!point.directive.empty()) break;
  }
  text = Trim(text);
  Consume(text, "- ");
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '#' || text[i + 1] == '\\')) ++i;
    plain += text[i];
  }
  point.description = std::string(Trim(plain));
}

std::optional<Point> ReadPoint(std::string_view line) {
  Point point;
  if (Consume(line, "not ok")) {
    point.ok = false;
  } else if (Consume(line, "ok")) {
    point.ok = true;
  } else {
    return std::nullopt;
  }
  if (!line.empty() && line.front() != ' ') return std::nullopt;  // "okay"
  line = Trim(line);
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits > 0 && (digits == line.size() || line[digits] == ' ')) line.remove_prefix(digits);
  SplitDirective(line, point);
  return point;
}

class Parser {
 public:
  explicit Parser(std::string_view bytes) : lines_(bytes) { levels_.emplace_back(); }

  Result<SuiteResults> Parse() {
    std::string_view line;
    while (!bailed_ && lines_.Next(line)) ASSAY_RETURN_IF_ERROR(Line(line));
    ASSAY_RETURN_IF_ERROR(CloseTo(0));
    if (!any_) return InvalidArgument("no line of TAP: no plan and no \"ok\" or \"not ok\"");
    const Level& top = levels_.front();
    if (results_.problem.empty()) {
      if (!top.plan) {
        results_.problem = "the plan is missing: the run did not come to its end";
      } else if (*top.plan != top.seen) {
        results_.problem = "planned " + std::to_string(*top.plan) + " tests, but " +
                           std::to_string(top.seen) + " were reported";
      }
    }
    results_.complete = results_.problem.empty();
    return std::move(results_);
  }

 private:
  Status Line(std::string_view line) {
    size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    if (yaml_) {
      const std::string_view text = Trim(line);
      if (text == "...") {
        yaml_ = false;
      } else {
        Yaml(text, blanks);
      }
      return OkStatus();
    }
    const std::string_view text = line.substr(blanks);
    if (text == "---" && last_row_) {
      yaml_ = true;
      yaml_block_ = std::string::npos;
      return OkStatus();
    }
    const size_t depth = std::min(blanks / 4, kMaxDepth);
    if (text.starts_with("Bail out!")) {
      bailed_ = any_ = true;
      const std::string_view why = Trim(text.substr(9));
      results_.problem = "bailed out" + (why.empty() ? "" : ": " + Clip(why, 512));
      return OkStatus();
    }
    std::string_view comment = text;
    if (Consume(comment, "# Subtest")) {
      Consume(comment, ":");
      if (pending_.size() <= depth) pending_.resize(depth + 1);
      pending_[depth] = std::string(Trim(comment));
      return OkStatus();
    }
    if (const auto plan = Plan(text)) {
      ASSAY_RETURN_IF_ERROR(Enter(depth));
      any_ = true;
      levels_[depth].plan = plan;
      levels_[depth].skip_all = text.find("kip", 4) != std::string_view::npos ||
                                text.find("KIP", 4) != std::string_view::npos;
      return OkStatus();
    }
    if (const auto point = ReadPoint(text)) {
      any_ = true;
      return TestPoint(*point, depth);
    }
    return OkStatus();  // comments, pragmas, and what the tests themselves print
  }

  static std::optional<size_t> Plan(std::string_view text) {
    if (!Consume(text, "1..")) return std::nullopt;
    const auto n = Number(text.substr(0, std::min(text.find_first_of(" #"), text.size())));
    return n ? std::optional<size_t>(*n) : std::nullopt;
  }

  // Makes `depth` the deepest level.
  Status Enter(size_t depth) {
    ASSAY_RETURN_IF_ERROR(CloseTo(depth));
    while (levels_.size() <= depth) {
      levels_.emplace_back();
      // "# Subtest:" stands before the indent (TAP 14, node) or inside of it (Perl).
      const size_t at = levels_.size() - 1;
      std::string name = TakePending(at - 1);
      levels_.back().name = name.empty() ? TakePending(at) : name;
    }
    return OkStatus();
  }

  // Levels deeper than `depth` whose closing test point never came: the subtest was cut off.
  Status CloseTo(size_t depth) {
    while (levels_.size() > depth + 1) {
      if (results_.problem.empty())
        results_.problem = "the subtest \"" + Clip(levels_.back().name, 128) + "\" did not end";
      levels_.pop_back();
    }
    return OkStatus();
  }

  std::string TakePending(size_t depth) {
    return depth < pending_.size() ? std::exchange(pending_[depth], "") : std::string();
  }

  std::string Path() const {
    std::string path;
    for (size_t i = 1; i < levels_.size(); ++i) {
      if (levels_[i].name.empty()) continue;
      if (path.size() > kMaxNameBytes) break;
      path += (path.empty() ? "" : " > ") + levels_[i].name;
    }
    return path;
  }

  Status TestPoint(const Point& point, size_t depth) {
    bool sums_up = false, failed_inside = false;
    if (levels_.size() == depth + 2) {
      Level& inner = levels_.back();
      sums_up = inner.seen > 0 || inner.skip_all;
      if (inner.plan && *inner.plan != inner.seen && results_.problem.empty()) {
        results_.problem = "the subtest \"" + Clip(inner.name, 128) + "\" planned " +
                           std::to_string(*inner.plan) + " tests, but reported " +
                           std::to_string(inner.seen);
      }
      failed_inside = inner.failed_inside;
      levels_.pop_back();
    } else {
      ASSAY_RETURN_IF_ERROR(Enter(depth));
    }
    if (levels_.size() <= depth) ASSAY_RETURN_IF_ERROR(Enter(depth));
    Level& level = levels_[depth];
    ++level.seen;
    const bool failed = !point.ok && point.directive.empty();
    level.failed_inside = level.failed_inside || failed || failed_inside;
    last_row_ = false;
    pending_.resize(std::min(pending_.size(), depth));
    // A point that only sums up its subtests is no test, unless it alone knows of the failure.
    if (sums_up && (!failed || failed_inside)) {
      skip_yaml_ = last_row_ = true;
      return OkStatus();
    }
    ResultRow row;
    row.name = point.description.empty() ? "test " + std::to_string(level.seen) : point.description;
    row.suite = Path();
    if (point.directive == "SKIP" || (point.directive == kToDo && !point.ok)) {
      row.outcome = Outcome::kSkip;
      row.message = point.directive + (point.reason.empty() ? "" : ": " + point.reason);
    } else if (!point.ok) {
      row.outcome = Outcome::kFail;
    }
    ASSAY_RETURN_IF_ERROR(AddRow(results_, std::move(row)));
    last_row_ = true;
    skip_yaml_ = false;
    return OkStatus();
  }

  // The few keys that writers agree on; the rest is for people and left out.
  void Yaml(std::string_view text, size_t blanks) {
    if (skip_yaml_ || results_.rows.empty()) return;
    ResultRow& row = results_.rows.back();
    if (yaml_block_ != std::string::npos && (blanks > yaml_block_ || text.empty())) {
      AddLine(row.message, text);
      return;
    }
    yaml_block_ = std::string::npos;
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view key = text.substr(0, colon);
    std::string_view value = Trim(text.substr(colon + 1));
    const bool block = value == "|-" || value == "|" || value == ">" || value == ">-";
    if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"') &&
        value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    if (key == "duration_ms") {
      row.seconds = Seconds(value) / 1000;
    } else if (key == "location") {  // "/work/a_test.js:3:1"
      const size_t second = value.rfind(':');
      if (second != std::string_view::npos) FindPlace(value.substr(0, second), row);
    } else if (key == "file") {
      row.file = std::string(value);
    } else if (key == "line") {
      row.line = Number(value).value_or(0);
    } else if (row.outcome != Outcome::kPass && (key == "error" || key == "message")) {
      if (block) {
        yaml_block_ = blanks;
      } else {
        AddLine(row.message, value);
      }
    } else if (row.outcome == Outcome::kFail && !block && !value.empty() &&
               (key == "expected" || key == "actual" || key == "found" || key == "wanted" ||
                key == "got")) {
      AddLine(row.message, std::string(key) + ": " + std::string(value));
    }
  }

  Lines lines_;
  SuiteResults results_;
  std::vector<Level> levels_;
  std::vector<std::string> pending_;  // names of subtests that were announced, by depth
  bool any_ = false, bailed_ = false, yaml_ = false, last_row_ = false, skip_yaml_ = false;
  size_t yaml_block_ = std::string::npos;
};

}  // namespace

Result<SuiteResults> ParseTap(std::string_view bytes) { return Parser(bytes).Parse(); }

}  // namespace assay::grader::result_text

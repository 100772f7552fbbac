#include "grader/unit_tests/rows.h"

#include <fnmatch.h>

#include <algorithm>
#include <map>

#include "grader/text.h"
#include "grader/unit_tests/result_text.h"
#include "grader/unit_tests/test_list.h"

namespace assay::grader {
namespace {

using Outcome = ResultRow::Outcome;

constexpr size_t kMaxLine = 240;

Verdict VerdictOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return Verdict::kAccepted;
    case Outcome::kFail:
      return Verdict::kWrongAnswer;
    case Outcome::kError:
      return Verdict::kRuntimeError;
    case Outcome::kSkip:
      return Verdict::kSkipped;
  }
  return Verdict::kJudgeError;
}

int Badness(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return 0;
    case Outcome::kSkip:
      return 1;
    case Outcome::kFail:
      return 2;
    case Outcome::kError:
      return 3;
  }
  return 3;
}

bool Fits(const std::string& pattern, const ResultRow& row) {
  for (const std::string& name : {row.name, row.id, row.suite + "." + row.name,
                                  row.suite + "::" + row.name, row.suite + " > " + row.name}) {
    if (!name.empty() && ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0) return true;
  }
  return false;
}

// One row a test: of several results of one name the worst.
std::vector<ResultRow> Unique(const SuiteResults& results) {
  std::vector<ResultRow> rows;
  std::map<std::pair<std::string, std::string>, size_t> index;
  for (const ResultRow& row : results.rows) {
    const auto [at, added] = index.try_emplace({row.suite, row.name + "\n" + row.id}, rows.size());
    if (added) {
      rows.push_back(row);
    } else if (Badness(row.outcome) > Badness(rows[at->second].outcome)) {
      rows[at->second] = row;
    }
  }
  return rows;
}

// The tests that the suite's text holds and that no row is of.
std::vector<ResultRow> Missing(const RowRules& rules, const std::vector<ResultRow>& rows) {
  std::vector<ResultRow> missing;
  for (const std::string& test : *rules.expected) {
    if (std::any_of(rows.begin(), rows.end(),
                    [&](const ResultRow& row) { return IsRowOf(rules.language, test, row); })) {
      continue;
    }
    ResultRow row;
    row.name = test;
    row.outcome = Outcome::kError;
    row.message = rules.believed ? "the suite has this test, but the run did not report it"
                                 : "not reported: the run ended early";
    missing.push_back(std::move(row));
  }
  return missing;
}

TestReport ToReport(const RowRules& rules, const ResultRow& row) {
  TestReport test;
  test.name = ValidUtf8(row.name);
  test.group = ValidUtf8(row.suite);
  test.verdict = VerdictOf(row.outcome);
  test.visibility = rules.part->visibility;
  test.message = OneLine(row.message);
  if (row.line > 0 && !row.file.empty() && row.outcome != Outcome::kPass) {
    std::string_view file = row.file;
    result_text::Consume(file, "/work/");
    test.message = ValidUtf8(file) + ":" + std::to_string(row.line) +
                   (test.message.empty() ? "" : ": " + test.message);
  }
  test.feedback = ValidUtf8(row.message);
  test.wall = std::chrono::nanoseconds(static_cast<int64_t>(std::min(row.seconds, 1e6) * 1e9));
  return test;
}

void AddHints(const RowRules& rules, const std::vector<Hint>& hints, TestReport& test) {
  if (test.verdict == Verdict::kAccepted) return;
  for (const Hint& hint : hints) {
    const bool meant = hint.cause == Verdict::kAccepted || hint.cause == test.verdict;
    if (meant && rules.attempt >= hint.after_attempts) test.hints.push_back(hint.text);
  }
}

}  // namespace

std::string OneLine(std::string_view message) {
  result_text::Lines lines(message);
  for (std::string_view line; lines.Next(line);) {
    line = result_text::Trim(line);
    if (!line.empty()) return result_text::Clip(ValidUtf8(line), kMaxLine);
  }
  return {};
}

void Combine(Scoring scoring, std::optional<double> points, PartReport& part) {
  double sum = 0, max = 0, worst = 1, best = 0, average = 0;
  size_t counted = 0;
  for (const TestReport& test : part.tests) {
    if (test.max_score <= 0) continue;
    const double share = std::clamp(test.score / test.max_score, 0.0, 1.0);
    sum += test.score;
    max += test.max_score;
    worst = std::min(worst, share);
    best = std::max(best, share);
    average += share;
    ++counted;
  }
  part.max_score = points.value_or(max);
  part.score = 0;
  if (counted == 0 || max <= 0) return;
  double share = sum / max;
  if (scoring == Scoring::kMin) share = worst;
  if (scoring == Scoring::kMax) share = best;
  if (scoring == Scoring::kAverage) share = average / static_cast<double>(counted);
  if (scoring == Scoring::kAllOrNothing) share = worst >= 1 ? 1 : 0;
  part.score = part.max_score * share;
}

void ScoreRows(const RowRules& rules, const SuiteResults& results, PartReport& part) {
  const std::vector<UnitTests::Row>& patterns = rules.unit->rows;
  std::vector<ResultRow> rows = Unique(results);
  std::vector<ResultRow> missing = Missing(rules, rows);
  const size_t reported = rows.size();
  rows.insert(rows.end(), std::make_move_iterator(missing.begin()),
              std::make_move_iterator(missing.end()));

  // Which pattern a row belongs to; patterns.size(): none.
  std::vector<size_t> of(rows.size(), patterns.size());
  std::vector<size_t> members(patterns.size() + 1, 0);
  std::vector<bool> counts(rows.size(), true);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t p = 0; p < patterns.size() && of[i] == patterns.size(); ++p) {
      if (Fits(patterns[p].pattern, rows[i])) of[i] = p;
    }
    const bool known =
        i >= reported || rules.expected->empty() ||
        std::any_of(rules.expected->begin(), rules.expected->end(), [&](const std::string& test) {
          return IsRowOf(rules.language, test, rows[i]);
        });
    const bool left_out =
        rows[i].outcome == Outcome::kSkip && rules.skipped != nullptr &&
        std::any_of(rules.skipped->begin(), rules.skipped->end(), [&](const std::string& test) {
          return IsRowOf(rules.language, test, rows[i]);
        });
    counts[i] = known && !left_out && (patterns.empty() || of[i] < patterns.size());
    if (counts[i]) ++members[of[i]];
  }

  const double whole = rules.part->points.value_or(1);
  for (size_t i = 0; i < rows.size(); ++i) {
    TestReport test = ToReport(rules, rows[i]);
    if (i >= reported && rules.verdict != Verdict::kAccepted) test.verdict = rules.verdict;
    if (counts[i]) {
      const double points = patterns.empty() ? whole : patterns[of[i]].points;
      test.max_score = points / static_cast<double>(members[of[i]]);
    }
    if (of[i] < patterns.size()) {
      test.visibility = patterns[of[i]].visibility;
      AddHints(rules, patterns[of[i]].hints, test);
    }
    const bool passed = test.verdict == Verdict::kAccepted;
    if (passed && rules.believed) test.score = test.max_score;
    if (part.verdict == Verdict::kAccepted && !passed &&
        (test.max_score > 0 || test.verdict != Verdict::kSkipped)) {
      // A test that was skipped, and counts, is no accepted one.
      part.verdict = test.verdict == Verdict::kSkipped ? Verdict::kWrongAnswer : test.verdict;
      part.message = test.name + ": " + (test.message.empty() ? "failed" : test.message);
    }
    part.tests.push_back(std::move(test));
  }
  // A pattern that no test has is lost points, not fewer points.
  for (size_t p = 0; p < patterns.size(); ++p) {
    if (members[p] > 0 || patterns[p].points <= 0) continue;
    TestReport test;
    test.name = patterns[p].pattern;
    test.max_score = patterns[p].points;
    test.verdict = rules.verdict != Verdict::kAccepted ? rules.verdict : Verdict::kRuntimeError;
    test.visibility = patterns[p].visibility;
    test.message = "no test of this name was reported";
    if (part.verdict == Verdict::kAccepted) {
      part.verdict = test.verdict;
      part.message = test.name + ": " + test.message;
    }
    part.tests.push_back(std::move(test));
  }
  Combine(rules.unit->scoring, rules.part->points, part);
}

}  // namespace assay::grader

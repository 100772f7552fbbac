#include <algorithm>
#include <map>
#include <set>

#include "grader/formats/gradescope/autograder.h"

namespace assay::grader::gradescope {
namespace {

constexpr size_t kMessageBytes = 4096;

std::string FirstLine(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  const size_t end = std::min(text.find('\n', begin), text.size());
  return text.substr(begin, std::min<size_t>(end - begin, 200));
}

bool Passed(const TestResult& test) {
  if (test.passed) return *test.passed;
  // As Gradescope colours it: all of the points, or, where it is worth none, any word at all.
  return !test.score || *test.score >= test.max_score.value_or(0);
}

// The stricter of the two: what hides all hides each.
Visibility Stricter(Visibility a, Visibility b) { return std::max(a, b); }

void AddLine(std::string& text, const std::string& line) {
  if (!text.empty()) text += "\n";
  text += line;
}

TestReport OfTest(const TestResult& result, const Results& results, size_t number) {
  TestReport test;
  test.name = PlainText(result.name, result.name_format);
  if (test.name.empty()) test.name = "test " + std::to_string(number);
  if (!result.number.empty()) test.title = result.number + ") " + test.name;
  test.verdict = Passed(result) ? Verdict::kAccepted : Verdict::kWrongAnswer;
  test.score = result.score.value_or(0);
  test.max_score = result.max_score.value_or(std::max(0.0, test.score));
  test.visibility = Stricter(results.visibility, result.visibility.value_or(Visibility::kAlways));
  test.feedback = PlainText(result.output, result.output_format);
  if (!Passed(result)) test.message = FirstLine(test.feedback);
  if (!result.tags.empty()) {
    std::string tags = "tags:";
    for (const std::string& tag : result.tags) tags += " " + tag;
    AddLine(test.judge_feedback, tags);
  }
  if (!result.extra_data.empty()) AddLine(test.judge_feedback, "extra data: " + result.extra_data);
  return test;
}

}  // namespace

PartReport ToPartReport(const Results& results, std::optional<double> points) {
  PartReport part;
  std::map<std::string, int> seen;
  std::set<std::string> used;
  double sum = 0, most = 0;
  bool all_passed = true;
  for (const TestResult& result : results.tests) {
    TestReport test = OfTest(result, results, part.tests.size() + 1);
    // Names are keys elsewhere.
    const std::string name = test.name;
    while (!used.insert(test.name).second) {
      if (test.title.empty()) test.title = name;
      test.name = name + " (" + std::to_string(++seen[name] + 1) + ")";
    }
    sum += test.score;
    most += test.max_score;
    all_passed = all_passed && test.verdict == Verdict::kAccepted;
    part.tests.push_back(std::move(test));
  }
  // As Gradescope counts: a score at the top wins over the tests' sum; below zero is zero, and more
  // than all is extra credit.
  part.score = std::max(0.0, results.score.value_or(sum));
  part.max_score = points ? *points : results.max_score.value_or(most);
  if (!points && !results.max_score && results.tests.empty()) part.max_score = part.score;
  const bool full = part.score >= part.max_score - 1e-9;
  part.verdict = full && (all_passed || results.score) ? Verdict::kAccepted : Verdict::kWrongAnswer;
  if (results.visibility == Visibility::kAlways) {
    part.message = PlainText(results.output, results.output_format).substr(0, kMessageBytes);
  } else {
    AddLine(part.judge_message, PlainText(results.output, results.output_format));
  }
  if (!results.extra_data.empty()) {
    AddLine(part.judge_message, "extra data: " + results.extra_data);
  }
  if (results.execution_time) {
    AddLine(part.judge_message,
            "execution time: " + std::to_string(*results.execution_time) + " s, as it says");
  }
  part.leaderboard = results.leaderboard;
  return part;
}

}  // namespace assay::grader::gradescope

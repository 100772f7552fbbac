#include "grader/verify/labels.h"

#include <fmt/format.h>

#include <algorithm>

#include "grader/formats/kattis/glob.h"

namespace assay::grader {
namespace {

constexpr double kScoreTolerance = 1e-6;
constexpr size_t kMaxReasons = 12;

std::string Join(const std::set<Verdict>& verdicts) {
  std::string text;
  for (const Verdict verdict : verdicts) {
    if (!text.empty()) text += '|';
    text += VerdictCode(verdict);
  }
  return text;
}

using TestList = std::vector<const TestReport*>;

TestList TestsThatRan(const Report& report) {
  TestList tests;
  for (const PartReport& part : report.parts) {
    for (const TestReport& test : part.tests) {
      if (test.verdict != Verdict::kSkipped) tests.push_back(&test);
    }
  }
  return tests;
}

class Check {
 public:
  Check(const Report& report, LabelCheck& out) : report_(report), out_(out) {}

  void Permitted(const TestList& tests, const std::set<Verdict>& permitted) {
    if (permitted.empty()) return;
    for (const TestReport* test : tests) {
      if (permitted.count(test->verdict) == 0) {
        Say(fmt::format("{}: {}, not one of {}{}", test->name, VerdictCode(test->verdict),
                        Join(permitted), test->message.empty() ? "" : ": " + test->message));
      }
    }
  }

  void Required(const TestList& tests, const std::set<Verdict>& required, const std::string& of) {
    if (required.empty()) return;
    const bool hit = std::any_of(tests.begin(), tests.end(), [&](const TestReport* test) {
      return required.count(test->verdict) > 0;
    });
    // A submission that never ran (CE) has no test that could say it.
    if (!hit && !(tests.empty() && required.count(report_.verdict) > 0)) {
      Say(fmt::format("no test{} ended with {}", of, Join(required)));
    }
  }

  void Score(double score, const std::optional<double>& low, const std::optional<double>& high,
             const std::string& of) {
    if (low && score < *low - kScoreTolerance) {
      Say(fmt::format("{}score {:g}, expected at least {:g}", of, score, *low));
    }
    if (high && score > *high + kScoreTolerance) {
      Say(fmt::format("{}score {:g}, expected at most {:g}", of, score, *high));
    }
  }

  void Message(const TestList& tests, const std::string& message, const std::string& of) {
    if (message.empty()) return;
    const bool said = std::any_of(tests.begin(), tests.end(), [&](const TestReport* test) {
      return test->judge_feedback.find(message) != std::string::npos ||
             test->feedback.find(message) != std::string::npos;
    });
    if (!said) Say(fmt::format("the checker said \"{}\" on no test{}", message, of));
  }

  void On(const TestExpectation& expectation) {
    const auto glob = kattis::Glob::Parse(expectation.tests);
    if (!glob.ok()) return Say(glob.status().message());
    TestList tests = TestsThatRan(report_);
    tests.erase(std::remove_if(tests.begin(), tests.end(),
                               [&](const TestReport* test) { return !glob->Matches(test->name); }),
                tests.end());
    const std::string of = " of " + expectation.tests;
    Permitted(tests, expectation.permitted);
    Required(tests, expectation.required, of);
    Message(tests, expectation.message, of);
    if (!expectation.min_score && !expectation.max_score) return;
    for (const PartReport& part : report_.parts) {
      for (const GroupReport& group : part.groups) {
        if (group.name == expectation.tests) {
          Score(group.score, expectation.min_score, expectation.max_score, group.name + ": ");
        }
      }
    }
  }

  void Say(std::string why) {
    if (out_.why.size() < kMaxReasons) out_.why.push_back(std::move(why));
  }

 private:
  const Report& report_;
  LabelCheck& out_;
};

}  // namespace

LabelCheck CheckLabel(const LabelledSubmission& label, const Report& report) {
  LabelCheck out;
  Check check(report, out);
  if (report.verdict == Verdict::kJudgeError) {
    check.Say("the judge failed: " + report.message);
    return out;
  }
  const TestList tests = TestsThatRan(report);
  if (!label.result.empty() && label.result.count(report.verdict) == 0) {
    check.Say(fmt::format("{}, expected {}{}", VerdictCode(report.verdict), Join(label.result),
                          report.message.empty() ? "" : ": " + report.message));
  }
  if (!label.permitted.empty() && label.permitted.count(report.verdict) == 0 &&
      label.result.empty()) {
    check.Say(fmt::format("{} for the whole, not one of {}", VerdictCode(report.verdict),
                          Join(label.permitted)));
  }
  check.Permitted(tests, label.permitted);
  for (const auto& required : label.required) check.Required(tests, required, "");
  check.Score(report.score, label.min_score, label.max_score, "");
  check.Message(tests, label.message, "");
  for (const TestExpectation& expectation : label.on_tests) check.On(expectation);
  return out;
}

std::string ExpectedVerdicts(const LabelledSubmission& label) {
  if (!label.result.empty()) return Join(label.result);
  if (label.required.empty()) return Join(label.permitted);
  std::set<Verdict> all;
  for (const auto& set : label.required) all.insert(set.begin(), set.end());
  return Join(all);
}

}  // namespace assay::grader

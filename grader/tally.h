#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "grader/package.h"
#include "grader/report.h"
#include "grader/run/judge.h"

namespace assay::grader {

// The tree of groups of one part while its tests are judged: in which order they run, which are
// passed over, and what the groups make of the verdicts and scores. No sandbox in here. Results are
// given in the order of order(), which makes everything else the same however many workers there
// are. Used under one lock.
class Tally {
 public:
  // `task` is borrowed.
  Tally(const StandardIo& task, Visibility visibility, bool stop_at_first);

  // Indices of tests: samples first, then as written, but a group after those that it requires.
  const std::vector<size_t>& order() const { return order_; }
  const JudgedTest& test(size_t index) const { return tests_[index].judged; }

  // Empty, or why this test need not run any more. Once it says so it goes on saying so.
  std::string WhySkipped(size_t index) const;

  void Commit(size_t index, Judgement judgement, int attempt);
  void Skip(size_t index, std::string why);

  // Slots in the order of the package, SKIP where nothing was committed yet.
  const TestReport& report(size_t index) const { return reports_[index]; }
  // Verdict, message, score and groups of the part. Moves the reports into it: the last call.
  void Finish(const std::optional<double>& points, PartReport& part);

  struct Sum {
    Verdict verdict = Verdict::kAccepted;
    double score = 0, max = 0;
    bool ran = false;   // at least one test below was judged
    bool whole = true;  // every test below ran, was accepted and gave all it can
  };

 private:
  struct Node {
    const Group* group = nullptr;
    size_t parent = 0;  // the root is its own
    int depth = 0;
    std::vector<size_t> tests, groups;
    std::vector<size_t> required;
    Visibility visibility = Visibility::kAlways;
    bool counts = true;
    size_t open = 0;      // tests below that are not committed
    bool broken = false;  // a child was rejected and the group stops there
  };
  struct Entry {
    JudgedTest judged;
    size_t node = 0;
    bool done = false;
    double score = 0;
    Verdict verdict = Verdict::kSkipped;
  };
  size_t AddGroup(const Group& group, size_t parent, int depth, const Checker* checker,
                  std::vector<std::string> arguments, Visibility visibility, bool counts);
  void LinkRequired();
  void MakeOrder();
  void Close(size_t index);
  void Reject(size_t node);
  double ScoreOf(const Entry& entry, const TestScore& score) const;
  Sum SumOf(size_t node) const;
  Sum SumOfTest(const Entry& entry) const;
  bool RequirementsClosed(size_t node, const std::vector<bool>& placed) const;

  const bool stop_at_first_;
  std::vector<Node> nodes_;
  std::vector<Entry> tests_;
  std::vector<TestReport> reports_;
  std::vector<size_t> order_;
  std::string first_message_;  // of the first test, in order, that decides
  std::string judge_error_;
  bool stopped_ = false;
};

}  // namespace assay::grader

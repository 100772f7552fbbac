#include "grader/tally.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace assay::grader {
namespace {

// From the worst; Kattis' order with our own verdicts put in.
constexpr std::array<Verdict, 12> kWorst = {
    Verdict::kJudgeError,        Verdict::kSecurityViolation, Verdict::kCompileError,
    Verdict::kRuntimeError,      Verdict::kMemoryLimit,       Verdict::kTimeLimit,
    Verdict::kIdleLimit,         Verdict::kOutputLimit,       Verdict::kWrongAnswer,
    Verdict::kPresentationError, Verdict::kSkipped,           Verdict::kAccepted};

constexpr double kRounding = 1e-9;

Verdict Worse(Verdict a, Verdict b) {
  const auto rank = [](Verdict verdict) {
    return std::find(kWorst.begin(), kWorst.end(), verdict) - kWorst.begin();
  };
  return rank(a) <= rank(b) ? a : b;
}

// What the children make of a group's verdict, in the order of the package.
Verdict Combine(Group::VerdictRule rule, const std::vector<Tally::Sum>& children) {
  if (rule == Group::VerdictRule::kAlwaysAccept) return Verdict::kAccepted;
  Verdict first = Verdict::kAccepted;
  Verdict worst = Verdict::kAccepted;
  bool any_accepted = false;
  for (const Tally::Sum& child : children) {
    if (!child.ran) continue;
    any_accepted = any_accepted || child.verdict == Verdict::kAccepted;
    if (first == Verdict::kAccepted) first = child.verdict;
    worst = Worse(worst, child.verdict);
  }
  if (rule == Group::VerdictRule::kAcceptAny && any_accepted) return Verdict::kAccepted;
  return rule == Group::VerdictRule::kFirst ? first : worst;
}

// Those of the children that can give points; all where none can say how many.
std::vector<Tally::Sum> WithPoints(const std::vector<Tally::Sum>& children) {
  std::vector<Tally::Sum> kept;
  std::copy_if(children.begin(), children.end(), std::back_inserter(kept),
               [](const Tally::Sum& child) { return child.max > 0; });
  return kept.empty() ? children : kept;
}

template <typename Pick>
double Extreme(const std::vector<Tally::Sum>& children, bool largest, Pick pick) {
  if (children.empty()) return 0;
  double value = pick(children[0]);
  for (const Tally::Sum& child : children) {
    value = largest ? std::max(value, pick(child)) : std::min(value, pick(child));
  }
  return value;
}

double ScoreOfSum(const Tally::Sum& sum) { return sum.score; }
double MaxOfSum(const Tally::Sum& sum) { return sum.max; }

// Score and most of a group, from its children's.
void Aggregate(const Group& group, const std::vector<Tally::Sum>& all, Tally::Sum& sum) {
  const std::vector<Tally::Sum> children = WithPoints(all);
  const double total = std::accumulate(children.begin(), children.end(), 0.0,
                                       [](double t, const Tally::Sum& c) { return t + c.score; });
  const double most = std::accumulate(children.begin(), children.end(), 0.0,
                                      [](double t, const Tally::Sum& c) { return t + c.max; });
  std::vector<Tally::Sum> ran;
  std::copy_if(children.begin(), children.end(), std::back_inserter(ran),
               [](const Tally::Sum& child) { return child.ran; });
  switch (group.scoring) {
    case Scoring::kSum:
      sum.score = total;
      sum.max = most;
      break;
    case Scoring::kMin:
      // Those that were passed over after a rejection are not asked.
      sum.score = Extreme(ran, false, ScoreOfSum);
      sum.max = Extreme(children, false, MaxOfSum);
      break;
    case Scoring::kMax:
      sum.score = Extreme(ran, true, ScoreOfSum);
      sum.max = Extreme(children, true, MaxOfSum);
      break;
    case Scoring::kAverage:
      sum.score = children.empty() ? 0 : total / static_cast<double>(children.size());
      sum.max = children.empty() ? 0 : most / static_cast<double>(children.size());
      break;
    case Scoring::kWeighted:
      // The children's points are weights; only their proportion matters.
      sum.max = group.points.value_or(most);
      sum.score = most > 0 ? total / most * sum.max : 0;
      break;
    case Scoring::kAllOrNothing:
      sum.max = group.points.value_or(most);
      sum.score = sum.whole && sum.ran ? sum.max : 0;
      break;
  }
  if (group.points) {
    sum.max = *group.points;
    sum.score = std::min(sum.score, sum.max);
  }
}

}  // namespace

Tally::Tally(const StandardIo& task, Visibility visibility, bool stop_at_first)
    : stop_at_first_(stop_at_first && !task.scoring) {
  AddGroup(task.root, 0, 0, &task.checker, {}, visibility, true);
  for (size_t i = 0; i < tests_.size(); ++i) {
    for (size_t node = tests_[i].node;; node = nodes_[node].parent) {
      ++nodes_[node].open;
      if (node == 0) break;
    }
  }
  LinkRequired();
  MakeOrder();
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the package's groups, which readers bound.
size_t Tally::AddGroup(const Group& group, size_t parent, int depth, const Checker* checker,
                       std::vector<std::string> arguments, Visibility visibility, bool counts) {
  const size_t index = nodes_.size();
  nodes_.emplace_back();
  if (group.checker) checker = &*group.checker;
  arguments.insert(arguments.end(), group.checker_arguments.begin(), group.checker_arguments.end());
  visibility = std::max(visibility, group.visibility);
  counts = counts && group.counts && !group.samples;
  nodes_[index].group = &group;
  nodes_[index].parent = parent;
  nodes_[index].depth = depth;
  nodes_[index].visibility = visibility;
  nodes_[index].counts = counts;
  for (const Test& test : group.tests) {
    nodes_[index].tests.push_back(tests_.size());
    Entry& entry = tests_.emplace_back();
    entry.node = index;
    entry.judged.test = &test;
    entry.judged.checker = checker;
    entry.judged.arguments = arguments;
    entry.judged.arguments.insert(entry.judged.arguments.end(), test.checker_arguments.begin(),
                                  test.checker_arguments.end());
    entry.judged.max_points = test.points > 0 ? test.points : group.accept_score.value_or(0);
    entry.judged.position = tests_.size();
    TestReport& report = reports_.emplace_back();
    report.name = test.name;
    report.title = test.title;
    report.group = group.name;
    report.sample = test.sample || group.samples;
    report.visibility = visibility;
    report.max_score = entry.judged.max_points;
  }
  for (const Group& inner : group.groups) {
    const size_t child = AddGroup(inner, index, depth + 1, checker, arguments, visibility, counts);
    nodes_[index].groups.push_back(child);
  }
  return index;
}

void Tally::LinkRequired() {
  for (Node& node : nodes_) {
    for (const std::string& name : node.group->requires_groups) {
      for (size_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_[i].group->name == name) node.required.push_back(i);
      }
    }
  }
}

// True when everything that the test's groups require has its place in the order.
bool Tally::RequirementsClosed(size_t node, const std::vector<bool>& placed) const {
  for (;; node = nodes_[node].parent) {
    for (const size_t required : nodes_[node].required) {
      std::vector<size_t> stack = {required};
      while (!stack.empty()) {
        const Node& below = nodes_[stack.back()];
        stack.pop_back();
        for (const size_t test : below.tests) {
          if (!placed[test]) return false;
        }
        stack.insert(stack.end(), below.groups.begin(), below.groups.end());
      }
    }
    if (node == 0) return true;
  }
}

void Tally::MakeOrder() {
  std::vector<size_t> wanted(tests_.size());
  std::iota(wanted.begin(), wanted.end(), 0);
  std::stable_partition(wanted.begin(), wanted.end(), [&](size_t i) { return reports_[i].sample; });
  const bool simple = std::all_of(nodes_.begin(), nodes_.end(),
                                  [](const Node& node) { return node.required.empty(); });
  if (simple) {
    order_ = std::move(wanted);
    return;
  }
  std::vector<bool> placed(tests_.size(), false);
  while (!wanted.empty()) {
    std::vector<size_t> later;
    size_t last_node = nodes_.size();
    bool open = false;
    for (const size_t i : wanted) {
      // Asked once for each run of tests of a group.
      if (tests_[i].node != last_node) {
        last_node = tests_[i].node;
        open = !RequirementsClosed(last_node, placed);
      }
      if (open) {
        later.push_back(i);
      } else {
        placed[i] = true;
        order_.push_back(i);
      }
    }
    if (later.size() == wanted.size()) {  // they require one another: as written
      order_.insert(order_.end(), later.begin(), later.end());
      break;
    }
    wanted = std::move(later);
  }
}

std::string Tally::WhySkipped(size_t index) const {
  if (!judge_error_.empty()) return "the judge failed before";
  if (stopped_) return "an earlier test was rejected";
  for (size_t node = tests_[index].node;; node = nodes_[node].parent) {
    if (nodes_[node].broken) return "an earlier test of the group was rejected";
    for (const size_t required : nodes_[node].required) {
      // Not closed yet: the order puts it before, so this is only asked ahead of time.
      if (nodes_[required].open == 0 && !SumOf(required).whole) {
        return "group \"" + nodes_[required].group->name + "\" was not accepted";
      }
    }
    if (node == 0) return {};
  }
}

double Tally::ScoreOf(const Entry& entry, const TestScore& score) const {
  const Group& group = *nodes_[entry.node].group;
  const bool accepted = entry.verdict == Verdict::kAccepted;
  if (!accepted && group.reject_score) return *group.reject_score;
  double value = 0;
  if (score.points) {
    value = *score.points;
  } else if (score.fraction) {
    value = *score.fraction * entry.judged.max_points;
  } else if (accepted) {
    value = entry.judged.max_points;
  }
  // In formats with an accept score a checker may give more than that.
  const bool bounded = entry.judged.test->points > 0 && !group.accept_score;
  return bounded ? std::min(value, entry.judged.max_points) : value;
}

void Tally::Commit(size_t index, Judgement judgement, int attempt) {
  Entry& entry = tests_[index];
  TestReport& slot = reports_[index];
  TestReport& report = judgement.report;
  report.name = std::move(slot.name);
  report.title = std::move(slot.title);
  report.group = std::move(slot.group);
  report.sample = slot.sample;
  report.visibility = slot.visibility;
  report.max_score = slot.max_score;
  entry.verdict = report.verdict;
  entry.score = report.score = ScoreOf(entry, judgement.score);
  if (report.verdict != Verdict::kAccepted && report.verdict != Verdict::kJudgeError) {
    const auto add = [&](const std::vector<Hint>& hints) {
      for (const Hint& hint : hints) {
        if ((hint.cause == Verdict::kAccepted || hint.cause == report.verdict) &&
            attempt >= hint.after_attempts) {
          report.hints.push_back(hint.text);
        }
      }
    };
    add(entry.judged.test->hints);
    for (size_t node = entry.node;; node = nodes_[node].parent) {
      add(nodes_[node].group->hints);
      if (node == 0) break;
    }
  }
  slot = std::move(report);
  Close(index);
}

void Tally::Skip(size_t index, std::string why) {
  reports_[index].message = std::move(why);
  Close(index);
}

// A result is in: what it means for the groups around it.
void Tally::Close(size_t index) {
  Entry& entry = tests_[index];
  const TestReport& report = reports_[index];
  entry.done = true;
  if (entry.verdict == Verdict::kJudgeError && judge_error_.empty()) {
    judge_error_ = report.name + ": " + report.message;
  }
  const bool rejected = entry.verdict != Verdict::kAccepted && entry.verdict != Verdict::kSkipped;
  if (rejected && nodes_[entry.node].counts) {
    if (first_message_.empty()) first_message_ = report.name + ": " + report.message;
    if (stop_at_first_) stopped_ = true;
  }
  if (rejected) Reject(entry.node);
  for (size_t node = entry.node;; node = nodes_[node].parent) {
    --nodes_[node].open;
    if (node == 0) break;
    // A group is rejected as a whole, when its last test is in.
    const size_t parent = nodes_[node].parent;
    if (nodes_[node].open == 0 && (nodes_[node].counts || !nodes_[parent].counts)) {
      const Verdict verdict = SumOf(node).verdict;
      if (verdict != Verdict::kAccepted && verdict != Verdict::kSkipped) Reject(parent);
    }
  }
}

void Tally::Reject(size_t node) {
  if (nodes_[node].group->on_reject == OnReject::kBreak) nodes_[node].broken = true;
}

Tally::Sum Tally::SumOfTest(const Entry& entry) const {
  Sum sum;
  sum.verdict = entry.verdict;
  sum.score = entry.score;
  sum.max = entry.judged.max_points;
  sum.ran = entry.done && entry.verdict != Verdict::kSkipped;
  sum.whole = sum.ran && entry.verdict == Verdict::kAccepted &&
              entry.score >= entry.judged.max_points * (1 - kRounding);
  return sum;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the package's groups, which readers bound.
Tally::Sum Tally::SumOf(size_t index) const {
  const Node& node = nodes_[index];
  std::vector<Sum> children;
  children.reserve(node.tests.size() + node.groups.size());
  for (const size_t test : node.tests) children.push_back(SumOfTest(tests_[test]));
  for (const size_t inner : node.groups) {
    // What counts nothing does not count for its parent; in itself it has a sum.
    if (node.counts && !nodes_[inner].counts) continue;
    children.push_back(SumOf(inner));
  }
  Sum sum;
  sum.ran = std::any_of(children.begin(), children.end(), [](const Sum& c) { return c.ran; });
  sum.whole = std::all_of(children.begin(), children.end(), [](const Sum& c) { return c.whole; });
  sum.verdict =
      sum.ran || children.empty() ? Combine(node.group->verdict_rule, children) : Verdict::kSkipped;
  Aggregate(*node.group, children, sum);
  return sum;
}

void Tally::Finish(const std::optional<double>& points, PartReport& part) {
  const Sum root = SumOf(0);
  part.verdict = root.verdict;
  part.score = root.score;
  part.max_score = root.max;
  if (root.max <= 0 && root.score <= 0) {
    // Nobody spoke of points: all or nothing.
    part.max_score = points.value_or(1);
    part.score = root.verdict == Verdict::kAccepted ? part.max_score : 0;
  } else if (points) {
    part.max_score = *points;
    part.score = std::min(part.score, part.max_score);
  } else {
    part.max_score = std::max(part.max_score, part.score);
  }
  if (root.verdict != Verdict::kAccepted) part.message = first_message_;
  if (!judge_error_.empty()) {
    part.verdict = Verdict::kJudgeError;
    part.message = judge_error_;
    part.score = 0;
  }
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (i == 0 && node.groups.empty()) break;
    const Sum sum = SumOf(i);
    part.groups.push_back({node.group->name, node.group->title, node.depth, sum.verdict, sum.score,
                           sum.max, node.visibility});
  }
  part.tests = std::move(reports_);
}

}  // namespace assay::grader

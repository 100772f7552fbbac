#include "lms/courses/policy/grading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace assay::courses {
namespace {

// A thousandth of a point is what is kept and shown: sums over thirds end where people expect them.
double Rounded(double points) { return std::round(points * 1000) / 1000; }

double FromTests(const AssignmentRules& rules, const Attempt& attempt) {
  if (!(attempt.max_score > 0)) return 0;
  const double share = std::clamp(attempt.score / attempt.max_score, 0.0, 1.0);
  return share * std::max(0.0, rules.points - rules.rubric_points);
}

struct Choice {
  const Attempt* attempt = nullptr;
  LateCost cost;
  double raw = 0;         // from the tests
  double points = 0;      // after lateness
  bool to_grade = false;  // something that counts waits for people
};

class Student {
 public:
  Student(Micros now, int late_days) : now_(now), late_days_left_(late_days) {}

  int late_days_left() const { return late_days_left_; }

  Grade Assess(const AssignmentRules& rules, std::vector<Attempt> attempts, const Manual& manual) {
    Grade grade;
    std::erase_if(attempts, [](const Attempt& a) { return a.state == AttemptState::kFailed; });
    std::stable_sort(attempts.begin(), attempts.end(), [](const Attempt& a, const Attempt& b) {
      return a.at < b.at || (a.at == b.at && a.submission < b.submission);
    });
    const Choice choice = Choose(rules, attempts, grade);
    if (choice.attempt != nullptr) {
      grade.submission = choice.attempt->submission;
      grade.late = choice.cost;
      late_days_left_ -= choice.cost.late_days;
    }
    Combine(rules, choice, manual, grade);
    return grade;
  }

 private:
  Choice Choose(const AssignmentRules& rules, const std::vector<Attempt>& attempts, Grade& grade) {
    Choice best;
    Choice mean;  // the sums of all, and the last of them
    int graded = 0;
    bool to_grade = false;
    bool pending = false;
    for (const Attempt& attempt : attempts) {
      const bool opened = !rules.dates.opens || attempt.at >= *rules.dates.opens;
      const bool closed = rules.dates.closes && attempt.at > *rules.dates.closes;
      const LateCost cost = CostOf(rules.late, rules.dates.due, attempt.at, late_days_left_);
      if (!opened || closed || !cost.accepted ||
          (rules.attempts > 0 && grade.attempts >= rules.attempts)) {
        ++grade.not_counted;
        continue;
      }
      ++grade.attempts;
      if (attempt.state == AttemptState::kPending) {
        pending = true;
        continue;
      }
      const double raw = FromTests(rules, attempt);
      const double points = raw * (1 - cost.percent / 100);
      to_grade = to_grade || attempt.state == AttemptState::kToGrade;
      ++graded;
      mean.raw += raw;
      mean.points += points;
      mean.attempt = &attempt;
      const int days = std::max(mean.cost.late_days, cost.late_days);
      mean.cost = cost;
      mean.cost.late_days = days;
      const bool better = best.attempt == nullptr || points > best.points ||
                          (points == best.points && cost.late_days < best.cost.late_days);
      if (rules.rule == AttemptRule::kLast || better) best = {&attempt, cost, raw, points};
    }
    pending_ = pending;
    if (rules.rule == AttemptRule::kMean && graded > 0) {
      best = mean;
      best.raw /= graded;
      best.points /= graded;
      // What lateness took of them all together.
      best.cost.percent = best.raw > 0 ? 100 * (1 - best.points / best.raw) : 0;
    }
    best.to_grade = to_grade;
    return best;
  }

  void Combine(const AssignmentRules& rules, const Choice& choice, const Manual& manual,
               Grade& grade) const {
    const bool handed_in = choice.attempt != nullptr;
    grade.raw_points = choice.raw;
    if (manual.rubric) grade.raw_points += *manual.rubric;
    grade.raw_points = Rounded(grade.raw_points);
    if (manual.excused) {
      grade.state = GradeState::kExcused;
      return;
    }
    if (manual.override_points) {
      grade.state = GradeState::kGraded;
      grade.points = Rounded(*manual.override_points);
      return;
    }
    const bool marked = (rules.rubric_points == 0 || manual.rubric.has_value()) && !choice.to_grade;
    // Work on paper has a rubric and no submission.
    if (handed_in || manual.rubric) {
      grade.points =
          Rounded(std::max(0.0, grade.raw_points * (1 - grade.late.percent / 100) + manual.delta));
      grade.state = marked ? GradeState::kGraded : GradeState::kNeedsGrading;
      return;
    }
    if (pending_) {
      grade.state = GradeState::kPending;
      return;
    }
    const bool due = rules.dates.due && now_ > *rules.dates.due + rules.late.grace;
    grade.state = due ? GradeState::kMissing : GradeState::kOpen;
    if (due)
      grade.points = Rounded(std::max(0.0, manual.delta));
    else if (manual.delta > 0)
      grade.points = Rounded(manual.delta);
  }

  const Micros now_;
  int late_days_left_;
  bool pending_ = false;
};

}  // namespace

std::vector<Grade> GradeStudent(const std::vector<AssignmentRules>& assignments,
                                const std::vector<std::vector<Attempt>>& attempts,
                                const std::vector<Manual>& manual, int late_days, Micros now,
                                int* late_days_left) {
  std::vector<size_t> order(assignments.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto due = [&](size_t i) {
    return assignments[i].dates.due.value_or(std::numeric_limits<Micros>::max());
  };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return due(a) < due(b) || (due(a) == due(b) && assignments[a].id < assignments[b].id);
  });
  std::vector<Grade> grades(assignments.size());
  Student student(now, late_days);
  for (const size_t i : order) grades[i] = student.Assess(assignments[i], attempts[i], manual[i]);
  if (late_days_left != nullptr) *late_days_left = student.late_days_left();
  return grades;
}

}  // namespace assay::courses

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lms/courses/policy/late_policy.h"
#include "lms/courses/policy/schedule.h"

// From what a student handed in to grades: which attempt counts, what lateness costs, what people
// changed by hand. Pure.
namespace assay::courses {

enum class AttemptRule : int { kBest = 0, kLast = 1, kMean = 2 };

enum class AttemptState : int {
  kPending = 0,
  kGraded = 1,
  kFailed = 2,  // nobody's fault, no attempt
  kToGrade = 3  // a part of it waits for people: the score is what is known
};

struct Attempt {
  std::string submission;
  Micros at = 0;
  AttemptState state = AttemptState::kPending;
  double score = 0, max_score = 0;
};

struct AssignmentRules {
  int64_t id = 0;
  double points = 0;
  double rubric_points = 0;  // part of `points` that people give; the rest is the tests'
  int attempts = 0;          // 0: any number
  AttemptRule rule = AttemptRule::kBest;
  LatePolicy late;
  Dates dates;  // of this student
};

// By hand. Without any the grade is what tests and lateness give.
struct Manual {
  std::optional<double> override_points;  // instead of everything below
  double delta = 0;                       // after lateness
  bool excused = false;                   // does not count at all
  std::optional<double> rubric;           // points of all criteria together; none: not marked yet
};

enum class GradeState : int {
  kMissing = 0,       // nothing was handed in, and it is due
  kOpen = 1,          // nothing was handed in yet
  kPending = 2,       // graded in a moment
  kNeedsGrading = 3,  // people have to mark it
  kGraded = 4,
  kExcused = 5,
};

struct Grade {
  GradeState state = GradeState::kOpen;
  std::optional<double> points;  // what counts; none while nothing is known
  double raw_points = 0;         // before lateness, delta and override
  std::string submission;        // the attempt that counts
  int attempts = 0;              // that were counted
  int not_counted = 0;           // too late, or past the number of attempts
  LateCost late;
};

// The grades of one student, in the order of `assignments`. `late_days`: the course's budget, spent
// in the order of due times. `attempts[i]` and `manual[i]` belong to assignments[i]; attempts may
// be in any order.
std::vector<Grade> GradeStudent(const std::vector<AssignmentRules>& assignments,
                                const std::vector<std::vector<Attempt>>& attempts,
                                const std::vector<Manual>& manual, int late_days, Micros now,
                                int* late_days_left = nullptr);

}  // namespace assay::courses

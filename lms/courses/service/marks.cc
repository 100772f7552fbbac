#include "lms/courses/service/marks.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay::courses {

Status CheckMarks(const v1::Assignment& assignment, const Marks& marks) {
  std::set<std::string> seen;
  for (int i = 0; i < marks.size(); ++i) {
    const v1::Mark& mark = marks.Get(i);
    const std::string where = "marks." + std::to_string(i) + ".";
    const auto criterion =
        std::find_if(assignment.rubric().begin(), assignment.rubric().end(),
                     [&](const v1::Criterion& one) { return one.id() == mark.criterion(); });
    const bool whole =
        assignment.rubric().empty() && assignment.problem().empty() && mark.criterion() == "points";
    if (criterion == assignment.rubric().end() && !whole)
      return InvalidArgument(where + "criterion: the rubric has no \"" + mark.criterion() + "\"");
    const double most = whole ? assignment.points() : criterion->points();
    if (!seen.insert(mark.criterion()).second)
      return InvalidArgument(where + "criterion: stands twice");
    if (!(mark.points() >= 0 && mark.points() <= most))
      return InvalidArgument(where + "points: 0 to " + std::to_string(most));
    ASSAY_RETURN_IF_ERROR(CheckText(where + "comment", mark.comment(), 4000));
  }
  return OkStatus();
}

Status CheckPoints(const std::string& field, double points) {
  if (std::isfinite(points) && std::abs(points) <= 1e6) return OkStatus();
  return InvalidArgument(field + ": -1000000 to 1000000");
}

std::string NumberText(bool has, double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.17g", value);
  return has ? buffer : "";
}

double MostPoints(const v1::Assignment& assignment) { return RulesOf(assignment).rubric_points; }

int CriteriaOf(const v1::Assignment& assignment) {
  if (!assignment.rubric().empty()) return assignment.rubric_size();
  return MostPoints(assignment) > 0 ? 1 : 0;
}

double PointsOf(const Marks& marks) {
  double sum = 0;
  for (const v1::Mark& mark : marks) sum += mark.points();
  return sum;
}

Marks MeanOf(const Marks& first, const Marks& second) {
  Marks means = first;
  for (v1::Mark& mark : means) {
    const auto other = std::find_if(second.begin(), second.end(), [&](const v1::Mark& one) {
      return one.criterion() == mark.criterion();
    });
    if (other == second.end()) continue;
    mark.set_points((mark.points() + other->points()) / 2);
    if (mark.comment().empty()) mark.set_comment(other->comment());
  }
  return means;
}

double TolerancePoints(const v1::AllocationPlan& plan, const v1::Assignment& assignment) {
  if (plan.tolerance_unit() == "percent") return plan.tolerance() / 100 * MostPoints(assignment);
  return plan.tolerance();
}

}  // namespace assay::courses

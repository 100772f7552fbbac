#include <algorithm>

#include "grader/formats/assignment/reading.h"

namespace assay::grader::assignment {
namespace {

bool Counts(const Group& group) { return group.counts && !group.samples; }

// What each child of a group may have where nobody said it. Summed: equal shares. Weighted: equal
// weights. Otherwise one child decides, so that each may have everything.
double ShareOf(Scoring scoring, double points, size_t children) {
  switch (scoring) {
    case Scoring::kSum:
      return children == 0 ? 0 : points / static_cast<double>(children);
    case Scoring::kWeighted:
      return 1;
    case Scoring::kMin:
    case Scoring::kMax:
    case Scoring::kAverage:
    case Scoring::kAllOrNothing:
      break;
  }
  return points;
}

bool HasOwnPoints(const Group& group) {
  return std::any_of(group.tests.begin(), group.tests.end(),
                     [](const Test& test) { return test.points != 0; });
}

void ShareOut(Group* group) {
  const bool said =
      HasOwnPoints(*group) || std::any_of(group->groups.begin(), group->groups.end(),
                                          [](const Group& inner) { return HasPoints(inner); });
  if (group->points && !said) {
    const auto tests =
        std::count_if(group->tests.begin(), group->tests.end(),
                      [&](const Test& test) { return !test.sample || group->samples; });
    const auto groups = std::count_if(group->groups.begin(), group->groups.end(), Counts);
    const double share =
        ShareOf(group->scoring, *group->points, static_cast<size_t>(tests + groups));
    for (Test& test : group->tests) {
      if (!test.sample || group->samples) test.points = share;
    }
    for (Group& inner : group->groups) {
      if (Counts(inner)) inner.points = share;
    }
  }
  for (Group& inner : group->groups) ShareOut(&inner);
}

}  // namespace

bool HasPoints(const Group& group) {
  return group.points || group.accept_score || HasOwnPoints(group) ||
         std::any_of(group.groups.begin(), group.groups.end(), HasPoints);
}

void ShareOutPoints(StandardIo* io, std::optional<double> part_points) {
  io->root.points = part_points;
  const bool decides = io->root.scoring != Scoring::kSum;
  if (!io->root.points && (decides || !HasPoints(io->root))) io->root.points = 1;
  ShareOut(&io->root);
}

}  // namespace assay::grader::assignment

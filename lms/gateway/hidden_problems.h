#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "lms/gateway/api.h"
#include "lms/gateway/methods.h"

// What students do not know of yet: problems of assignments that are not published, and of courses
// that are not.
namespace assay::gateway {

class HiddenProblems {
 public:
  bool Has(const judge_v1::Problem& problem) const {
    return courses.contains(problem.course()) || problems.contains(problem.id());
  }
  std::set<std::string> courses, problems;
};
using HiddenDone = std::function<void(const Reply&, const HiddenProblems&)>;

// Of those courses, for whoever asks; nothing is hidden from a course's staff, nor where the
// installation has no courses. `done` gets a failed Reply where assay-courses cannot say.
void FindHiddenProblems(const CallPtr& call, const std::set<std::string>& courses, HiddenDone done);

}  // namespace assay::gateway

#pragma once

#include <map>
#include <string>
#include <vector>

#include "lms/courses/service/access.h"
#include "lms/courses/service/convert.h"

namespace assay::courses {

// What all assignments of a course have in common for one student.
struct Personal {
  std::vector<std::string> sections;
  Accommodation accommodation;
  std::map<int64_t, Extension> extensions;
  std::vector<Reached> reached;      // of all assignments
  std::map<int64_t, int> attempts;   // that were counted, by assignment
  std::map<int64_t, int> late_days;  // taken, by assignment
  std::map<int64_t, std::string> titles;
  int late_days_left = 0;  // with all of them taken
};
Result<Personal> ReadPersonal(database::Connection& connection, const std::string& tenant,
                              const std::string& course, const std::string& person, int late_days);

struct Standing {
  Schedule schedule;
  int late_days_left = 0;  // for this assignment: what its own attempts took may be taken again
  int attempts_left = -1;
  std::vector<Prerequisite> missing;
  bool may_submit = false;
  std::string why_not;
};
Standing StandingOf(const v1::Assignment& assignment, const v1::Course& course,
                    const Personal& personal, Micros now);

void AddPrerequisites(const std::vector<Prerequisite>& from, const Personal& personal,
                      google::protobuf::RepeatedPtrField<v1::Prerequisite>* into);

}  // namespace assay::courses

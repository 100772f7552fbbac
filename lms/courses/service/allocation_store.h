#pragma once

#include <string>
#include <vector>

#include "lms/courses/policy/allocation.h"
#include "lms/courses/service/marks.h"

// Who grades what, as it is stored.
namespace assay::courses {

// Without graders: there is none. Conflicts are filled in.
Result<v1::AllocationPlan> ReadPlan(database::Connection& connection, const std::string& tenant,
                                    const std::string& course, int64_t assignment);

// Fills in names and roles; "" is the role of whoever grades no more in the course.
Status NameGraders(database::Connection& connection, const std::string& tenant,
                   const std::string& course, v1::AllocationPlan& plan);

// The work of one student that is there to be graded.
struct WorkRow {
  std::string person, name;
  int64_t group = 0;  // 0: alone
  std::string group_name;
  std::vector<std::string> sections;
  std::string grader, second;  // "": nobody
  std::string marker;          // who gave the first marks
  bool graded = false, second_graded = false;
};
// By name.
Result<std::vector<WorkRow>> ReadWork(database::Connection& connection, const std::string& tenant,
                                      const std::string& course, const v1::Assignment& assignment);

// Rows with the graders that `plan` gives them, and why it gives none. People who grade no more in
// the course get nothing.
struct AllocatedRow {
  WorkRow row;
  allocation::Allocated made;
};
Result<std::vector<AllocatedRow>> AllocateWork(database::Connection& connection,
                                               const std::string& tenant, const std::string& course,
                                               const v1::Assignment& assignment,
                                               const v1::AllocationPlan& plan,
                                               allocation::Keep keep);
// Whether it is another grader than is stored.
bool IsMoved(const AllocatedRow& one);
Status WriteAllocation(database::Connection& connection, const std::string& tenant,
                       const std::string& course, int64_t assignment,
                       const std::vector<AllocatedRow>& rows);
// Until the end of the transaction nobody else allocates in it.
Status LockAllocation(database::Connection& connection, const std::string& tenant,
                      const std::string& course, int64_t assignment);

// Work that came since goes to whoever has the least. Nothing where there is no plan.
Status AllocateLate(database::Connection& connection, const std::string& tenant,
                    const std::string& course, const v1::Assignment& assignment);

}  // namespace assay::courses

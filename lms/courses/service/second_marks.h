#pragma once

#include <set>
#include <string>
#include <utility>

#include "lms/courses/service/marks.h"

// Marking twice: the second grader is blind to the first, and what the two of them make of it.
namespace assay::courses {

// Whether `viewer` is the second grader of this work and has to stay blind: until it is settled, or
// grades are published.
Result<bool> IsBlindSecond(database::Connection& connection, const v1::Viewer& viewer,
                           const std::string& course, int64_t assignment,
                           const std::string& person);
// All such work of a course, by assignment and person.
using Cells = std::set<std::pair<int64_t, std::string>>;
Result<Cells> BlindCells(database::Connection& connection, const v1::Viewer& viewer,
                         const std::string& course);

// Nothing of what the first grader gave is left.
void HideFirst(bool marked, v1::Grade& grade);
// What the second grader has given so far, with the work.
Result<v1::GradeDetail> SecondDetail(database::Connection& connection, const v1::Viewer& viewer,
                                     const std::string& course, int64_t assignment,
                                     const std::string& person, v1::GradeDetail detail);
// Within a transaction. Without marks and a comment it is taken back.
Status PutSecond(database::Connection& connection, const v1::PutGradeRequest& request);

// Whether a grade may be changed by hand, where two graders differ: not before it is settled, and
// afterwards by whoever may settle.
Status CheckSettled(database::Connection& connection, const v1::Viewer& viewer,
                    const std::string& course, int64_t assignment, const std::string& person);
// After either was marked: an item where they differ, and none where they do not any more. What is
// settled stays. Within a transaction.
Status CompareMarks(database::Connection& connection, const std::string& tenant,
                    const std::string& course, const v1::Assignment& assignment,
                    const std::string& person);

// How many items of an assignment nobody has settled.
Result<int> CountOpen(database::Connection& connection, const std::string& tenant,
                      const std::string& course, int64_t assignment);

}  // namespace assay::courses

#pragma once

#include <string>

#include "assay/courses/v1/quizzes.pb.h"
#include "lms/courses/service/core.h"

// New things in a course, within whatever transaction there is. Who may do that, and that the thing
// is whole, was looked at before.
namespace assay::courses {

Result<v1::Module> AddModule(database::Connection& connection, const v1::Viewer& viewer,
                             const std::string& course, const v1::Module& value);
Result<v1::Page> AddPage(database::Connection& connection, const v1::Viewer& viewer,
                         const std::string& course, const v1::Page& value);
// MarkAllStale after it.
Result<v1::Assignment> AddAssignment(database::Connection& connection, const v1::Viewer& viewer,
                                     const std::string& course, const v1::Assignment& value);
// What the assignment of that id, which is a quiz without questions yet, asks.
Status AddQuiz(database::Connection& connection, const v1::PutQuizRequest& request);
// Its number.
Result<int64_t> AddTopic(database::Connection& connection, const v1::Viewer& viewer,
                         const std::string& course, const v1::Topic& value);

}  // namespace assay::courses

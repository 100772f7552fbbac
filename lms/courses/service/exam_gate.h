#pragma once

#include <string>

#include "assay/courses/v1/courses.pb.h"
#include "lms/courses/service/core.h"

namespace assay::courses {

// kPermissionDenied where the viewer's address is in none of the exam's networks.
Status CheckAddress(const v1::Assignment& assignment, const v1::Viewer& viewer);

// That an exam has begun, has not ended, and is taken from where and by whom it was begun. OK for
// an assignment that is none.
Status CheckExam(Core& core, database::Connection& connection, const v1::Viewer& viewer,
                 const std::string& course, const v1::Assignment& assignment,
                 const std::string& session);

}  // namespace assay::courses

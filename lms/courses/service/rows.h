#pragma once

#include <string>
#include <vector>

#include "lms/courses/service/access.h"
#include "lms/courses/service/convert.h"

// Rows that several calls read.
namespace assay::courses {

inline constexpr char kNoAssignment[] = "there is no such assignment in the course";

Result<v1::Assignment> ReadAssignment(database::Connection& connection, const std::string& tenant,
                                      const std::string& course, int64_t id);
// With the student's name; kNotFound where there is no row yet.
Result<v1::Grade> ReadGrade(database::Connection& connection, const std::string& tenant,
                            const std::string& course, int64_t assignment,
                            const std::string& person);
// Newest first. `counts` is the one that the grade is from.
Status ReadSubmissions(database::Connection& connection, const std::string& tenant,
                       const std::string& course, const std::string& problem,
                       const std::vector<std::string>& people, const std::string& counts,
                       google::protobuf::RepeatedPtrField<v1::SubmissionCard>* into);
// The session is left out.
Result<v1::ExamState> ReadExam(Core& core, database::Connection& connection,
                               const v1::Viewer& viewer, const std::string& course,
                               const v1::Assignment& assignment);
Status Notify(database::Connection& connection, const std::string& tenant,
              const std::string& course, const std::vector<std::string>& people,
              const std::string& kind, const std::string& title, const std::string& link);
Status NotifyStaff(database::Connection& connection, const std::string& tenant,
                   const std::string& course, const std::string& kind, const std::string& title,
                   const std::string& link);
std::string AssignmentLink(const std::string& course, int64_t assignment);

}  // namespace assay::courses

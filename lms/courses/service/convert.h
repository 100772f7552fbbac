#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/courses/v1/courses.pb.h"
#include "lms/courses/policy/gradebook.h"
#include "lms/courses/policy/grading.h"
#include "lms/courses/policy/schedule.h"

// Between the contract and the pure code.
namespace assay::courses {

std::optional<Micros> TimeOf(bool has, const google::protobuf::Timestamp& time);
void SetTime(google::protobuf::Timestamp* time, Micros at);

LatePolicy PolicyOf(const v1::Assignment& assignment);
Dates DatesOf(const v1::Assignment& assignment);
std::vector<SectionDates> SectionDatesOf(const v1::Assignment& assignment);
double RubricPoints(const v1::Assignment& assignment);
// Without the dates, which are a student's.
AssignmentRules RulesOf(const v1::Assignment& assignment);
std::vector<Prerequisite> PrerequisitesOf(
    const google::protobuf::RepeatedPtrField<v1::Prerequisite>& in);

Scheme SchemeOf(const v1::Scheme& scheme);
Column ColumnOf(const v1::Assignment& assignment, const v1::Scheme& scheme, double top);
bool IsCurve(const std::string& word);

std::string StateWord(int64_t state);  // of GradeState

// kInvalidArgument names the field.
Status CheckAssignment(const v1::Assignment& assignment);

}  // namespace assay::courses

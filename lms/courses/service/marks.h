#pragma once

#include "assay/courses/v1/moderation.pb.h"
#include "lms/courses/service/rows.h"

// What people give by the criteria of a rubric, or as a whole where there is none.
namespace assay::courses {

using Marks = google::protobuf::RepeatedPtrField<v1::Mark>;

// kInvalidArgument names the mark and its field.
Status CheckMarks(const v1::Assignment& assignment, const Marks& marks);
Status CheckPoints(const std::string& field, double points);
// A number as statements take it; "" where there is none.
std::string NumberText(bool has, double value);

// That people can give in an assignment.
double MostPoints(const v1::Assignment& assignment);
// How many marks that takes.
int CriteriaOf(const v1::Assignment& assignment);
double PointsOf(const Marks& marks);
// The mean of each criterion; comments are the first's, or the second's where it has none.
Marks MeanOf(const Marks& first, const Marks& second);

// By how many points two graders may differ.
double TolerancePoints(const v1::AllocationPlan& plan, const v1::Assignment& assignment);

}  // namespace assay::courses

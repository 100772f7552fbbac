#include "lms/gateway/course_route.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {

void AddGradebookRoutes(http::Router& router, const ApiPtr& api) {
#define ROUTE(verb, pattern, action, Call, Request, Response, ...) \
  AddCourseRoute<courses_v1::Request, courses_v1::Response>(       \
      router, api, verb, pattern, Action::action, CourseRoute{#Call, ##__VA_ARGS__})
  ROUTE("GET", "/v1/courses/{course}/grades", kReadGrades, MyGrades, CourseRequest, StudentGrades);
  ROUTE("POST", "/v1/courses/{course}/grades/what-if", kReadGrades, WhatIf, WhatIfRequest,
        StudentGrades, ".");
  ROUTE("GET", "/v1/courses/{course}/assignments/{id}/grades", kReadAllGrades, ListGrades,
        ItemRequest, Grades);
  ROUTE("GET", "/v1/courses/{course}/assignments/{id}/grades/{person}", kReadGrades, GetGrade,
        GradeRequest, GradeDetail);
  ROUTE("PUT", "/v1/courses/{course}/assignments/{id}/grades/{person}", kWriteGrades, PutGrade,
        PutGradeRequest, GradeDetail, ".");
  ROUTE("POST", "/v1/courses/{course}/assignments/{id}/publish", kReleaseGrades, PublishGrades,
        PublishGradesRequest, Assignment, ".");
  ROUTE("POST", "/v1/courses/{course}/assignments/{id}/regrades", kSubmit, RequestRegrade,
        RequestRegradeRequest, Regrade, ".", 201);
  ROUTE("GET", "/v1/courses/{course}/regrades", kReadGrades, ListRegrades, CourseRequest, Regrades);
  ROUTE("POST", "/v1/courses/{course}/regrades/{id}/decision", kWriteGrades, DecideRegrade,
        DecideRegradeRequest, Regrade, ".");

  ROUTE("GET", "/v1/courses/{course}/dashboard", kReadAllGrades, GetDashboard, CourseRequest,
        Document);
  ROUTE("GET", "/v1/courses/{course}/gradebook", kReadAllGrades, GetGradebook, CourseRequest,
        Document);
  ROUTE("GET", "/v1/courses/{course}/gradebook.csv", kReadAllGrades, ExportGradebook, CourseRequest,
        Document, "", 200, true);
  ROUTE("PUT", "/v1/courses/{course}/gradebook/scheme", kWriteCourse, PutScheme, PutSchemeRequest,
        Scheme, "value");
  AddCourseRoute<courses_v1::ImportGradebookRequest, courses_v1::ImportResult>(
      router, api, "POST", "/v1/courses/{course}/gradebook/import", Action::kReleaseGrades,
      CourseRoute{"ImportGradebook", "data", 200, true}, api->parts().max_upload_bytes);

  ROUTE("GET", "/v1/courses/{course}/submissions/{submission}/annotations", kReadCourse,
        ListAnnotations, SubmissionRequest, Annotations);
  ROUTE("POST", "/v1/courses/{course}/submissions/{submission}/annotations", kWriteGrades,
        PutAnnotation, PutAnnotationRequest, Annotation, "value", 201);
  ROUTE("PUT", "/v1/courses/{course}/submissions/{submission}/annotations/{id}", kWriteGrades,
        PutAnnotation, PutAnnotationRequest, Annotation, "value");
  ROUTE("DELETE", "/v1/courses/{course}/annotations/{id}", kWriteGrades, DeleteAnnotation,
        ItemRequest, Empty, "", 204);
  ROUTE("GET", "/v1/courses/{course}/comments", kReadAllGrades, ListComments, CourseRequest,
        Comments);
  ROUTE("POST", "/v1/courses/{course}/comments", kWriteGrades, PutComment, PutCommentRequest,
        Comment, "value", 201);
  ROUTE("PUT", "/v1/courses/{course}/comments/{id}", kWriteGrades, PutComment, PutCommentRequest,
        Comment, "value");
  ROUTE("DELETE", "/v1/courses/{course}/comments/{id}", kWriteGrades, DeleteComment, ItemRequest,
        Empty, "", 204);
#undef ROUTE
}

}  // namespace assay::gateway

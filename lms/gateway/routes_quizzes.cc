#include "assay/courses/v1/quizzes.pb.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {

// Attempts are the student's own; what staff see of them, and the key, stands below "quiz".
void AddQuizRoutes(http::Router& router, const ApiPtr& api) {
#define QUIZ "/v1/courses/{course}/assignments/{id}/quiz"
#define ATTEMPTS "/v1/courses/{course}/assignments/{id}/attempts"
#define ROUTE(verb, pattern, action, Call, Request, Response, body, status) \
  AddCourseRoute<courses_v1::Request, courses_v1::Response>(                \
      router, api, verb, pattern, Action::action,                           \
      CourseRoute{"QuizzesService/" #Call, body, status})
  ROUTE("GET", QUIZ, kReadAllGrades, GetQuiz, ItemRequest, Quiz, "", 200);
  ROUTE("PUT", QUIZ, kWriteCourse, PutQuiz, PutQuizRequest, QuizChange, ".", 200);
  ROUTE("POST", QUIZ "/preview", kWriteCourse, PreviewQuiz, PutQuizRequest, QuizChange, ".", 200);
  ROUTE("GET", QUIZ "/changes", kReadAllGrades, ListQuizChanges, ItemRequest, QuizHistory, "", 200);
  ROUTE("GET", QUIZ "/results", kReadAllGrades, ListResults, ItemRequest, QuizAttempts, "", 200);
  ROUTE("GET", QUIZ "/analysis", kReadAllGrades, GetAnalysis, ItemRequest, QuizAnalysis, "", 200);
  ROUTE("GET", QUIZ "/people/{person}/attempts/{number}", kReadAllGrades, GetAttempt,
        AttemptRequest, QuizAttempt, "", 200);
  ROUTE("PUT", QUIZ "/people/{person}/attempts/{number}/marks", kWriteGrades, PutMarks,
        PutMarksRequest, QuizAttempt, ".", 200);

  ROUTE("GET", QUIZ "/export/{format}", kReadAllGrades, ExportQuiz, ExportQuizRequest, Document, "",
        200);
  AddCourseRoute<courses_v1::ImportQuizRequest, courses_v1::QuizImport>(
      router, api, "POST", QUIZ "/import", Action::kWriteCourse,
      CourseRoute{"QuizzesService/ImportQuiz", "data", 200, true, "application/zip"},
      api->parts().max_upload_bytes);

  ROUTE("GET", ATTEMPTS, kReadCourse, ListAttempts, ItemRequest, QuizAttempts, "", 200);
  ROUTE("POST", ATTEMPTS, kSubmit, StartAttempt, StartAttemptRequest, QuizAttempt, ".", 201);
  ROUTE("GET", ATTEMPTS "/{number}", kReadCourse, GetAttempt, AttemptRequest, QuizAttempt, "", 200);
  ROUTE("PUT", ATTEMPTS "/{number}", kSubmit, SaveAttempt, SaveAttemptRequest, SavedAttempt, ".",
        200);
  ROUTE("POST", ATTEMPTS "/{number}/submit", kSubmit, SubmitAttempt, SaveAttemptRequest,
        QuizAttempt, ".", 200);
#undef ROUTE
#undef ATTEMPTS
#undef QUIZ
}

}  // namespace assay::gateway

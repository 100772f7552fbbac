#pragma once

#include "assay/courses/v1/quizzes.pb.h"
#include "lms/courses/service/core.h"

// The calls of QuizzesService without gRPC, as calls.h has those of CoursesService.
namespace assay::courses {

#define ASSAY_QUIZZES_CALLS(X)                      \
  X(GetQuiz, ItemRequest, Quiz)                     \
  X(PutQuiz, PutQuizRequest, QuizChange)            \
  X(PreviewQuiz, PutQuizRequest, QuizChange)        \
  X(ListQuizChanges, ItemRequest, QuizHistory)      \
  X(ListAttempts, ItemRequest, QuizAttempts)        \
  X(StartAttempt, StartAttemptRequest, QuizAttempt) \
  X(GetAttempt, AttemptRequest, QuizAttempt)        \
  X(SaveAttempt, SaveAttemptRequest, SavedAttempt)  \
  X(SubmitAttempt, SaveAttemptRequest, QuizAttempt) \
  X(ListResults, ItemRequest, QuizAttempts)         \
  X(PutMarks, PutMarksRequest, QuizAttempt)         \
  X(GetAnalysis, ItemRequest, QuizAnalysis)         \
  X(ExportQuiz, ExportQuizRequest, Document)        \
  X(ImportQuiz, ImportQuizRequest, QuizImport)

#define ASSAY_QUIZZES_DECLARE(Name, Request, Response) \
  Result<v1::Response> Name(Core& core, const v1::Request& request);
namespace calls {
ASSAY_QUIZZES_CALLS(ASSAY_QUIZZES_DECLARE)
}  // namespace calls
#undef ASSAY_QUIZZES_DECLARE

}  // namespace assay::courses

#pragma once

#include "lms/courses/service/quiz_store.h"

// An attempt as somebody may see it: what students are shown is copied out of the quiz here and
// nowhere else.
namespace assay::courses {

struct Sight {
  bool results = false;  // scores, comments and feedback
  bool key = false;      // what was right
  bool staff = false;    // titles and what is automatic as well
};

// Whether the student of an attempt that was handed in may see how it went. `latest_due`: of all
// who have the assignment.
Sight SightOf(const v1::Quiz& quiz, const v1::Assignment& assignment, const QuizAttempt& attempt,
              std::optional<Micros> latest_due, int attempts_left, Micros now);

// Without questions.
v1::QuizAttempt CardOf(int64_t assignment, const QuizAttempt& attempt, const Sight& sight);
v1::QuizAttempt ShowAttempt(int64_t assignment, const v1::Quiz& quiz, const QuizAttempt& attempt,
                            const Scored& scored, const Sight& sight);

// Answers as they come, with the ids of an attempt, into those of the key. kInvalidArgument names
// the field.
Status TakeAnswers(const google::protobuf::RepeatedPtrField<v1::Answer>& answers, v1::Sheet& sheet);

}  // namespace assay::courses

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lms/courses/service/quiz_convert.h"
#include "lms/courses/service/standing.h"

// Quizzes and attempts as the database has them.
namespace assay::courses {

// An assignment of the kind "quiz"; kNotFound where it is none.
Result<v1::Assignment> ReadQuizAssignment(database::Connection& connection,
                                          const std::string& tenant, const std::string& course,
                                          int64_t id);
// With the key. One without questions where nobody wrote any yet.
Result<v1::Quiz> ReadQuiz(database::Connection& connection, const std::string& tenant,
                          const std::string& course, int64_t id);

struct QuizAttempt {
  std::string person, name;
  int64_t number = 0;
  v1::Sheet sheet;
  int version = 0;
  Micros begun = 0;
  std::optional<Micros> ends, saved, submitted;
  AttemptState state = AttemptState::kPending;
  double score = 0, max_score = 0;
};

// Of a quiz, oldest first by person; `person` empty: everybody's, who study in the course.
Result<std::vector<QuizAttempt>> ReadAttempts(database::Connection& connection,
                                              const std::string& tenant, const std::string& course,
                                              int64_t assignment, const std::string& person);
Result<QuizAttempt> ReadAttempt(database::Connection& connection, const std::string& tenant,
                                const std::string& course, int64_t assignment,
                                const std::string& person, int64_t number);

// What the judge says of the problems of a quiz: the best of what was handed in while the attempt
// was open.
Result<std::map<std::string, quiz::Judged>> ReadJudged(database::Connection& connection,
                                                       const std::string& tenant,
                                                       const std::string& course,
                                                       const QuizAttempt& attempt,
                                                       const std::vector<std::string>& problems);
Result<Scored> ScoreOf(database::Connection& connection, const std::string& tenant,
                       const std::string& course, const v1::Quiz& quiz, const QuizAttempt& attempt);

// The sheet, and what it is worth.
Status WriteAttempt(database::Connection& connection, const std::string& tenant,
                    const std::string& course, int64_t assignment, const QuizAttempt& attempt);

// What it is worth alone: what was answered and given by hand may change meanwhile.
Status WriteScore(database::Connection& connection, const std::string& tenant,
                  const std::string& course, int64_t assignment, const QuizAttempt& attempt,
                  const Scored& scored);

// Until the end of the transaction nobody else changes the quiz or marks attempts at it.
struct QuizLock {
  int64_t version = 0;  // 0: nobody wrote it yet
  std::string updated_by;
};
Result<QuizLock> LockQuiz(database::Connection& connection, const std::string& tenant,
                          const std::string& course, int64_t assignment);

// Hands an attempt in as it stands, at `at`; its grade is stale then.
Status FinishAttempt(database::Connection& connection, const std::string& tenant,
                     const std::string& course, int64_t assignment, const v1::Quiz& quiz,
                     QuizAttempt& attempt, Micros at);

// Attempts whose time is over are handed in as they stand. How many it were.
Result<int> FinishOverdue(Core& core);

// Questions of code are graded when the judge is: of what these people handed in.
Status ScoreCode(database::Connection& connection, const std::string& tenant,
                 const std::string& course, const std::vector<std::string>& people);

// For whom `problem` is a question of a quiz: "open": an attempt of the person is under way,
// "past": one was, "closed": neither, "" : of no quiz.
Result<std::string> QuizOfProblem(database::Connection& connection, const std::string& tenant,
                                  const std::string& course, const std::string& problem,
                                  const std::string& person);

}  // namespace assay::courses

#pragma once

#include <map>
#include <string>
#include <vector>

#include "assay/courses/v1/quizzes.pb.h"
#include "lms/courses/policy/quiz.h"
#include "lms/courses/service/convert.h"

// Quizzes between the contract and the pure code.
namespace assay::courses {

quiz::Question QuestionOf(const v1::Question& question);
std::vector<quiz::Question> QuestionsOf(const v1::Quiz& quiz);
std::vector<quiz::Pool> PoolsOf(const v1::Quiz& quiz);
const v1::Question* FindQuestion(const v1::Quiz& quiz, const std::string& id);
// Of one attempt: everything that is always asked, and what is drawn of each pool.
double PointsOf(const v1::Quiz& quiz);
int AskedOf(const v1::Quiz& quiz);
std::vector<std::string> ProblemsOf(const v1::Quiz& quiz);

// Fills in ids that are missing. kInvalidArgument names the field: "questions[2].choices[0].text".
Status CompleteQuiz(v1::Quiz& quiz);
// Whether a quiz may hold it, whatever else it holds.
Status CheckAlone(const v1::Question& question);

// What was right, for whoever may know it.
std::string KeyInWords(const v1::Question& question);

// The last moment at which an attempt that began at `begun` is handed in; none: there is no end.
std::optional<Micros> AttemptEnd(const LatePolicy& late, const Dates& dates, int minutes,
                                 const Accommodation& accommodation, Micros begun);

// What a sheet is worth.
struct Scored {
  struct Part {
    double points = 0;                // that count
    std::optional<double> automatic;  // without what was given by hand
    quiz::State state = quiz::State::kGraded;
  };
  double score = 0;
  double max_score = 0;
  AttemptState state = AttemptState::kGraded;
  std::map<std::string, Part> parts;  // by question
};
// `judged` by problem. Questions that the quiz does not have any more count for nothing.
Scored ScoreSheet(const v1::Quiz& quiz, const v1::Sheet& sheet,
                  const std::map<std::string, quiz::Judged>& judged);

// Of the same student's same attempt the same on every machine.
uint64_t SeedOf(const std::string& tenant, const std::string& course, int64_t assignment,
                const std::string& person, int64_t number);

}  // namespace assay::courses

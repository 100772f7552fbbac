#include "lms/courses/service/quiz_convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace assay::courses {
namespace {

quiz::Kind KindOf(const std::string& word) {
  if (word == "multiple") return quiz::Kind::kMultiple;
  if (word == "number") return quiz::Kind::kNumber;
  if (word == "text") return quiz::Kind::kText;
  if (word == "essay") return quiz::Kind::kEssay;
  if (word == "code") return quiz::Kind::kCode;
  return quiz::Kind::kSingle;
}

quiz::Partial PartialOf(const std::string& word) {
  if (word == "share") return quiz::Partial::kShare;
  if (word == "points") return quiz::Partial::kPoints;
  return quiz::Partial::kNone;
}

quiz::Match MatchOf(const std::string& word) {
  if (word == "ignore_case") return quiz::Match::kIgnoreCase;
  if (word == "regex") return quiz::Match::kRegex;
  return quiz::Match::kExact;
}

}  // namespace

quiz::Question QuestionOf(const v1::Question& in) {
  quiz::Question question;
  question.id = in.id();
  question.kind = KindOf(in.kind());
  question.points = in.points();
  question.pool = in.pool();
  question.keep_order = in.keep_order();
  for (const v1::Choice& choice : in.choices())
    question.choices.push_back({choice.id(), choice.correct(), choice.points()});
  question.partial = PartialOf(in.partial());
  question.number = in.number();
  question.tolerance = in.tolerance();
  question.relative_tolerance = in.relative_tolerance();
  for (const v1::AcceptedText& one : in.accepted())
    question.accepted.push_back({one.text(), MatchOf(one.match()), one.points()});
  return question;
}

std::vector<quiz::Question> QuestionsOf(const v1::Quiz& in) {
  std::vector<quiz::Question> questions;
  for (const v1::Question& one : in.questions()) questions.push_back(QuestionOf(one));
  return questions;
}

std::vector<quiz::Pool> PoolsOf(const v1::Quiz& in) {
  std::vector<quiz::Pool> pools;
  for (const v1::Pool& one : in.pools()) pools.push_back({one.name(), one.draw()});
  return pools;
}

const v1::Question* FindQuestion(const v1::Quiz& quiz, const std::string& id) {
  const auto found = std::find_if(quiz.questions().begin(), quiz.questions().end(),
                                  [&](const v1::Question& one) { return one.id() == id; });
  return found == quiz.questions().end() ? nullptr : &*found;
}

double PointsOf(const v1::Quiz& quiz) {
  double points = 0;
  std::map<std::string, double> each;
  for (const v1::Question& one : quiz.questions()) {
    if (one.pool().empty()) points += one.points();
    each[one.pool()] = one.points();
  }
  for (const v1::Pool& pool : quiz.pools()) points += pool.draw() * each[pool.name()];
  return points;
}

int AskedOf(const v1::Quiz& quiz) {
  auto asked =
      static_cast<int>(std::count_if(quiz.questions().begin(), quiz.questions().end(),
                                     [](const v1::Question& one) { return one.pool().empty(); }));
  for (const v1::Pool& pool : quiz.pools()) asked += pool.draw();
  return asked;
}

std::vector<std::string> ProblemsOf(const v1::Quiz& quiz) {
  std::set<std::string> problems;
  for (const v1::Question& one : quiz.questions())
    if (one.kind() == "code") problems.insert(one.problem());
  return {problems.begin(), problems.end()};
}

std::string KeyInWords(const v1::Question& question) {
  std::string words;
  const auto add = [&](const std::string& text) { words += (words.empty() ? "" : " · ") + text; };
  if (question.kind() == "number") {
    words = fmt::format("{}", question.number());
    if (question.tolerance() > 0) words += fmt::format(" ± {}", question.tolerance());
    if (question.relative_tolerance() > 0)
      words += fmt::format(" ± {} %", question.relative_tolerance());
    return words;
  }
  for (const v1::AcceptedText& one : question.accepted())
    add(one.match() == "regex" ? "/" + one.text() + "/" : one.text());
  for (const v1::Choice& choice : question.choices())
    if (choice.correct() || (question.partial() == "points" && choice.points() > 0))
      add(choice.text());
  return words;
}

std::optional<Micros> AttemptEnd(const LatePolicy& late, const Dates& dates, int minutes,
                                 const Accommodation& accommodation, Micros begun) {
  std::optional<Micros> end = dates.closes;
  if (dates.due && (!late.accepted || late.last > 0)) {
    // Who is still at it then has handed in what is there, while it still counts.
    const Micros last = *dates.due + (late.accepted ? late.last : late.grace);
    end = std::min(end.value_or(last), last);
  }
  if (minutes <= 0) return end;
  return ExamEnd(begun, minutes, accommodation, end);
}

Scored ScoreSheet(const v1::Quiz& quiz, const v1::Sheet& sheet,
                  const std::map<std::string, quiz::Judged>& judged) {
  Scored scored;
  bool to_grade = false;
  bool pending = false;
  for (const v1::DrawnQuestion& drawn : sheet.drawn()) {
    const v1::Question* const question = FindQuestion(quiz, drawn.question());
    if (question == nullptr) continue;
    quiz::Answer answer;
    for (const v1::Answer& one : sheet.answers())
      if (one.question() == question->id())
        answer = {{one.choices().begin(), one.choices().end()}, one.text()};
    const auto judge = judged.find(question->problem());
    const quiz::Score automatic = quiz::GradeAnswer(
        QuestionOf(*question), answer, judge == judged.end() ? quiz::Judged{} : judge->second);
    Scored::Part part{automatic.points, automatic.points, automatic.state};
    if (automatic.state == quiz::State::kToGrade) part.automatic.reset();
    for (const v1::QuestionMark& mark : sheet.marks()) {
      if (mark.question() != question->id() || !mark.has_points()) continue;
      part.points = mark.points();
      part.state = quiz::State::kGraded;
    }
    to_grade = to_grade || part.state == quiz::State::kToGrade;
    pending = pending || part.state == quiz::State::kPending;
    scored.score += part.points;
    scored.max_score += question->points();
    scored.parts[question->id()] = part;
  }
  scored.state = pending    ? AttemptState::kPending
                 : to_grade ? AttemptState::kToGrade
                            : AttemptState::kGraded;
  return scored;
}

uint64_t SeedOf(const std::string& tenant, const std::string& course, int64_t assignment,
                const std::string& person, int64_t number) {
  // FNV-1a.
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : fmt::format("{}\n{}\n{}\n{}\n{}", tenant, course, assignment, person, number))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace assay::courses

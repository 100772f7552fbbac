#include "lms/courses/service/quiz_show.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace assay::courses {
namespace {

constexpr size_t kLongestAnswer = 64 << 10;

const char* WordOf(const QuizAttempt& attempt) {
  if (!attempt.submitted) return "open";
  switch (attempt.state) {
    case AttemptState::kPending:
      return "pending";
    case AttemptState::kToGrade:
      return "to_grade";
    default:
      return "graded";
  }
}

const char* WordOf(quiz::State state) {
  switch (state) {
    case quiz::State::kToGrade:
      return "to_grade";
    case quiz::State::kPending:
      return "pending";
    case quiz::State::kGraded:
      break;
  }
  return "graded";
}

const v1::Choice* FindChoice(const v1::Question& question, const std::string& id) {
  for (const v1::Choice& one : question.choices())
    if (one.id() == id) return &one;
  return nullptr;
}

const v1::Answer* FindAnswer(const v1::Sheet& sheet, const std::string& question) {
  for (const v1::Answer& one : sheet.answers())
    if (one.question() == question) return &one;
  return nullptr;
}

// Ids would tell in which order their author wrote them: in an attempt a choice is called by its
// place.
std::string PlaceId(int place) { return std::to_string(place + 1); }

int PlaceOf(const v1::DrawnQuestion& drawn, const std::string& id) {
  const auto found = std::find(drawn.choices().begin(), drawn.choices().end(), id);
  return found == drawn.choices().end() ? -1 : static_cast<int>(found - drawn.choices().begin());
}

void ShowChoices(const v1::Question& question, const v1::DrawnQuestion& drawn,
                 const v1::Answer* answer, const Sight& sight, v1::AskedQuestion& asked) {
  for (int i = 0; i < drawn.choices_size(); ++i) {
    const v1::Choice* const choice = FindChoice(question, drawn.choices(i));
    if (choice == nullptr) continue;
    v1::Choice& shown = *asked.add_choices();
    shown.set_id(PlaceId(i));
    shown.set_text(choice->text());
    const bool chosen =
        answer != nullptr && std::find(answer->choices().begin(), answer->choices().end(),
                                       choice->id()) != answer->choices().end();
    if (sight.key) shown.set_correct(choice->correct());
    if (sight.key) shown.set_points(choice->points());
    if (sight.results && (chosen || sight.staff)) shown.set_feedback(choice->feedback());
  }
}

void ShowScore(const v1::Question& question, const QuizAttempt& attempt, const Scored& scored,
               const Sight& sight, v1::AskedQuestion& asked) {
  if (!sight.results) return;
  const auto part = scored.parts.find(question.id());
  if (part == scored.parts.end()) return;
  asked.set_state(WordOf(part->second.state));
  if (part->second.state == quiz::State::kGraded) asked.set_score(part->second.points);
  if (sight.staff && part->second.automatic) asked.set_automatic(*part->second.automatic);
  for (const v1::QuestionMark& mark : attempt.sheet.marks())
    if (mark.question() == question.id()) asked.set_comment(mark.comment());
  asked.set_feedback(question.feedback());
  if (sight.key) asked.set_key(KeyInWords(question));
}

}  // namespace

Sight SightOf(const v1::Quiz& quiz, const v1::Assignment& assignment, const QuizAttempt& attempt,
              std::optional<Micros> latest_due, int attempts_left, Micros now) {
  Sight sight;
  if (!attempt.submitted) return sight;
  const bool past = latest_due && now > *latest_due;
  const bool held = assignment.hold_grades() && !assignment.grades_published();
  if (quiz.feedback() == "immediately")
    sight.results = true;
  else if (quiz.feedback() == "published")
    sight.results = assignment.grades_published();
  else
    sight.results = past;
  sight.results = sight.results && !held;
  // Who can try again, or has friends who can, is not told yet.
  sight.key = sight.results && quiz.show_key() &&
              (attempts_left == 0 || past || assignment.grades_published());
  return sight;
}

v1::QuizAttempt CardOf(int64_t assignment, const QuizAttempt& attempt, const Sight& sight) {
  v1::QuizAttempt card;
  card.set_assignment(assignment);
  card.set_person(attempt.person);
  card.set_name(attempt.name);
  card.set_number(attempt.number);
  // That it waits for people or for the judge is no secret.
  card.set_state(WordOf(attempt));
  SetTime(card.mutable_begun_at(), attempt.begun);
  if (attempt.ends) SetTime(card.mutable_ends_at(), *attempt.ends);
  if (attempt.saved) SetTime(card.mutable_saved_at(), *attempt.saved);
  if (attempt.submitted) SetTime(card.mutable_submitted_at(), *attempt.submitted);
  card.set_version(attempt.version);
  card.set_max_score(attempt.max_score);
  card.set_results(sight.results);
  if (sight.results && attempt.submitted) card.set_score(attempt.score);
  return card;
}

v1::QuizAttempt ShowAttempt(int64_t assignment, const v1::Quiz& quiz, const QuizAttempt& attempt,
                            const Scored& scored, const Sight& sight) {
  v1::QuizAttempt shown = CardOf(assignment, attempt, sight);
  shown.set_max_score(scored.max_score);
  for (const v1::DrawnQuestion& drawn : attempt.sheet.drawn()) {
    const v1::Question* const question = FindQuestion(quiz, drawn.question());
    if (question == nullptr) continue;
    const v1::Answer* const answer = FindAnswer(attempt.sheet, drawn.question());
    v1::AskedQuestion& asked = *shown.add_questions();
    asked.set_id(question->id());
    asked.set_kind(question->kind());
    asked.set_text(question->text());
    asked.set_points(question->points());
    asked.set_problem(question->problem());
    ShowChoices(*question, drawn, answer, sight, asked);
    ShowScore(*question, attempt, scored, sight, asked);
    if (answer == nullptr) continue;
    v1::Answer& given = *shown.add_answers();
    given.set_question(answer->question());
    given.set_text(answer->text());
    for (const std::string& id : answer->choices())
      if (const int place = PlaceOf(drawn, id); place >= 0) given.add_choices(PlaceId(place));
  }
  return shown;
}

Status TakeAnswers(const google::protobuf::RepeatedPtrField<v1::Answer>& answers,
                   v1::Sheet& sheet) {
  if (answers.size() > sheet.drawn_size())
    return InvalidArgument("answers: more than there are questions");
  google::protobuf::RepeatedPtrField<v1::Answer> taken;
  std::set<std::string> seen;
  size_t bytes = 0;
  for (int i = 0; i < answers.size(); ++i) {
    const v1::Answer& answer = answers[i];
    const std::string at = "answers[" + std::to_string(i) + "].";
    const auto drawn =
        std::find_if(sheet.drawn().begin(), sheet.drawn().end(),
                     [&](const auto& one) { return one.question() == answer.question(); });
    if (drawn == sheet.drawn().end())
      return InvalidArgument(at + "question: the attempt does not ask it");
    if (!seen.insert(answer.question()).second)
      return InvalidArgument(at + "question: is there twice");
    ASSAY_RETURN_IF_ERROR(CheckText(at + "text", answer.text(), kLongestAnswer));
    bytes += answer.text().size();
    v1::Answer& one = *taken.Add();
    one.set_question(answer.question());
    one.set_text(answer.text());
    std::set<std::string> chosen;
    for (int c = 0; c < answer.choices_size(); ++c) {
      const std::string& id = answer.choices(c);
      int place = 0;
      const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), place);
      if (error != std::errc() || end != id.data() + id.size() || place < 1 ||
          place > drawn->choices_size())
        return InvalidArgument(at + "choices[" + std::to_string(c) + "]: there is no such choice");
      if (chosen.insert(drawn->choices(place - 1)).second)
        one.add_choices(drawn->choices(place - 1));
    }
  }
  if (bytes > (size_t{1} << 20U)) return InvalidArgument("answers: at most 1 MiB together");
  sheet.mutable_answers()->Swap(&taken);
  return OkStatus();
}

}  // namespace assay::courses

// What came of a quiz, for its staff: results, essays, how the questions did.
#include <algorithm>
#include <set>

#include "lms/courses/policy/item_analysis.h"
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/quiz_show.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/rows.h"

namespace assay::courses::calls {
namespace {

using database::Connection;

constexpr Sight kEverything{true, true, true};
// Of what was written, so many answers are shown of a question, and none that is longer.
constexpr size_t kMostTexts = 20;
constexpr size_t kLongestText = 100;

Status CheckMarks(const v1::PutMarksRequest& request, const v1::Quiz& quiz,
                  const QuizAttempt& attempt) {
  if (request.marks().empty()) return InvalidArgument("marks: there are none");
  for (int i = 0; i < request.marks_size(); ++i) {
    const v1::QuestionMark& mark = request.marks(i);
    const std::string at = "marks[" + std::to_string(i) + "].";
    const auto& drawn = attempt.sheet.drawn();
    const v1::Question* const question = FindQuestion(quiz, mark.question());
    const bool asked = std::any_of(drawn.begin(), drawn.end(), [&](const auto& one) {
      return one.question() == mark.question();
    });
    if (question == nullptr || !asked)
      return InvalidArgument(at + "question: the attempt does not ask it");
    if (mark.has_points() && !(mark.points() >= 0 && mark.points() <= question->points()))
      return InvalidArgument(at + "points: 0 to those of the question");
    ASSAY_RETURN_IF_ERROR(CheckText(at + "comment", mark.comment(), 8 << 10));
  }
  return CheckText("reason", request.reason(), 1000);
}

void TakeMarks(const v1::PutMarksRequest& request, v1::Sheet& sheet) {
  std::set<std::string> named;
  for (const v1::QuestionMark& mark : request.marks()) named.insert(mark.question());
  google::protobuf::RepeatedPtrField<v1::QuestionMark> marks;
  for (const v1::QuestionMark& mark : sheet.marks())
    if (!named.contains(mark.question())) *marks.Add() = mark;
  for (const v1::QuestionMark& mark : request.marks())
    if (mark.has_points() || !mark.comment().empty()) *marks.Add() = mark;
  sheet.mutable_marks()->Swap(&marks);
}

std::vector<quiz::Response> ResponsesOf(const v1::Quiz& quiz, const QuizAttempt& attempt,
                                        const Scored& scored) {
  std::vector<quiz::Response> responses;
  for (const v1::DrawnQuestion& drawn : attempt.sheet.drawn()) {
    const v1::Question* const question = FindQuestion(quiz, drawn.question());
    const auto part = scored.parts.find(drawn.question());
    // What nobody has read yet says nothing.
    if (question == nullptr || part == scored.parts.end() ||
        part->second.state != quiz::State::kGraded)
      continue;
    quiz::Response response;
    response.question = question->id();
    response.share = question->points() > 0 ? part->second.points / question->points() : 0;
    for (const v1::Answer& answer : attempt.sheet.answers()) {
      if (answer.question() != question->id()) continue;
      response.choices = {answer.choices().begin(), answer.choices().end()};
      const bool listed = question->kind() == "text" || question->kind() == "number";
      const auto text = quiz::Normal(answer.text(), true);
      response.answered = answer.choices_size() > 0 || !answer.text().empty();
      if (listed && text && text->size() <= kLongestText) response.text = *text;
    }
    responses.push_back(std::move(response));
  }
  return responses;
}

void Describe(const v1::Question& question, const quiz::ItemStatistics& item,
              v1::QuestionAnalysis& shown) {
  shown.set_question(question.id());
  shown.set_title(question.title());
  shown.set_text(question.text());
  shown.set_kind(question.kind());
  shown.set_asked(item.asked);
  shown.set_answered(item.answered);
  shown.set_difficulty(item.difficulty);
  if (item.discrimination) shown.set_discrimination(*item.discrimination);
  for (const v1::Choice& choice : question.choices()) {
    v1::ChoiceCount& count = *shown.add_choices();
    const auto found = item.choices.find(choice.id());
    count.set_id(choice.id());
    count.set_text(choice.text());
    count.set_correct(choice.correct());
    count.set_count(found == item.choices.end() ? 0 : found->second);
  }
  std::vector<std::pair<std::string, int>> texts(item.texts.begin(), item.texts.end());
  std::stable_sort(texts.begin(), texts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  texts.resize(std::min(texts.size(), kMostTexts));
  for (const auto& [text, number] : texts) {
    v1::ChoiceCount& count = *shown.add_texts();
    count.set_text(text);
    count.set_count(number);
    quiz::Answer answer;
    answer.text = text;
    count.set_correct(quiz::GradeAnswer(QuestionOf(question), answer).points > 0);
  }
}

}  // namespace

Result<v1::QuizAttempts> ListResults(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  ASSAY_RETURN_IF_ERROR(
      ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
  ASSAY_ASSIGN_OR_RETURN(const auto attempts, ReadAttempts(*connection, viewer.tenant(),
                                                           request.course(), request.id(), ""));
  v1::QuizAttempts list;
  list.set_attempts_left(-1);
  for (const QuizAttempt& attempt : attempts)
    *list.add_attempts() = CardOf(request.id(), attempt, kEverything);
  return list;
}

Result<v1::QuizAttempt> PutMarks(Core& core, const v1::PutMarksRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteGrades).status());
  v1::QuizAttempt shown;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(
        LockQuiz(*connection, viewer.tenant(), request.course(), request.id()).status());
    ASSAY_RETURN_IF_ERROR(
        ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
    ASSAY_ASSIGN_OR_RETURN(const v1::Quiz quiz,
                           ReadQuiz(*connection, viewer.tenant(), request.course(), request.id()));
    ASSAY_ASSIGN_OR_RETURN(QuizAttempt attempt,
                           ReadAttempt(*connection, viewer.tenant(), request.course(), request.id(),
                                       request.person(), request.number()));
    if (!attempt.submitted) return FailedPrecondition("the attempt was not handed in yet");
    ASSAY_RETURN_IF_ERROR(CheckMarks(request, quiz, attempt));
    TakeMarks(request, attempt.sheet);
    ASSAY_ASSIGN_OR_RETURN(const Scored scored,
                           ScoreOf(*connection, viewer.tenant(), request.course(), quiz, attempt));
    attempt.score = scored.score;
    attempt.max_score = scored.max_score;
    attempt.state = scored.state;
    ASSAY_RETURN_IF_ERROR(
        WriteAttempt(*connection, viewer.tenant(), request.course(), request.id(), attempt));
    shown = ShowAttempt(request.id(), quiz, attempt, scored, kEverything);
    return Reckon(core, *connection, viewer.tenant(), request.course(), {attempt.person},
                  viewer.name(), request.reason().empty() ? "a quiz was marked" : request.reason());
  });
  if (!done.ok()) return done;
  return shown;
}

Result<v1::QuizAnalysis> GetAnalysis(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  ASSAY_RETURN_IF_ERROR(
      ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
  ASSAY_ASSIGN_OR_RETURN(const v1::Quiz quiz,
                         ReadQuiz(*connection, viewer.tenant(), request.course(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(const auto attempts, ReadAttempts(*connection, viewer.tenant(),
                                                           request.course(), request.id(), ""));
  std::map<std::string, const QuizAttempt*> last;
  for (const QuizAttempt& attempt : attempts)
    if (attempt.submitted) last[attempt.person] = &attempt;
  v1::QuizAnalysis analysis;
  std::vector<std::vector<quiz::Response>> responses;
  double sum = 0;
  for (const auto& [person, attempt] : last) {
    ASSAY_ASSIGN_OR_RETURN(const Scored scored,
                           ScoreOf(*connection, viewer.tenant(), request.course(), quiz, *attempt));
    responses.push_back(ResponsesOf(quiz, *attempt, scored));
    sum += scored.max_score > 0 ? 100 * scored.score / scored.max_score : 0;
  }
  analysis.set_attempts(static_cast<int32_t>(responses.size()));
  if (!responses.empty()) analysis.set_mean(sum / static_cast<double>(responses.size()));
  std::map<std::string, double> weights;
  for (const v1::Question& one : quiz.questions()) weights[one.id()] = one.points();
  const auto items = quiz::AnalyseItems(responses, weights);
  for (const v1::Question& one : quiz.questions()) {
    const auto item = items.find(one.id());
    Describe(one, item == items.end() ? quiz::ItemStatistics{} : item->second,
             *analysis.add_questions());
  }
  return analysis;
}

}  // namespace assay::courses::calls

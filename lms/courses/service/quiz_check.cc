// What a quiz may look like.
#include <array>
#include <cmath>
#include <set>

#include "lms/courses/service/access.h"
#include "lms/courses/service/quiz_convert.h"

namespace assay::courses {
namespace {

constexpr int kMostQuestions = 500;
constexpr int kMostChoices = 60;
constexpr size_t kLongText = 64 << 10;

template <size_t kCount>
bool IsOneOf(const std::string& word, const std::array<const char*, kCount>& words) {
  for (const char* one : words)
    if (word == one) return true;
  return false;
}
constexpr std::array kKinds = {"single", "multiple", "number", "text", "essay", "code"};
constexpr std::array kPartials = {"", "none", "share", "points"};
constexpr std::array kMatches = {"", "exact", "ignore_case", "regex"};
constexpr std::array kFeedback = {"", "immediately", "due", "published"};

bool Between(double value, double least, double most) { return value >= least && value <= most; }

// The next of "q1", "q2" … that is free; or "is there twice".
template <typename List>
Status CompleteIds(List& list, const std::string& where, const char* prefix) {
  std::set<std::string> taken;
  for (int i = 0; i < list.size(); ++i) {
    const std::string& id = list.Get(i).id();
    if (id.empty()) continue;
    const std::string at = where + "[" + std::to_string(i) + "].id: ";
    if (!IsSlug(id)) return InvalidArgument(at + "small letters, digits, \".\", \"_\", \"-\"");
    if (!taken.insert(id).second) return InvalidArgument(at + "\"" + id + "\" is there twice");
  }
  int next = 1;
  for (auto& one : list) {
    if (!one.id().empty()) continue;
    while (taken.contains(prefix + std::to_string(next))) ++next;
    one.set_id(prefix + std::to_string(next));
    taken.insert(one.id());
  }
  return OkStatus();
}

Status CheckChoices(v1::Question& question, const std::string& where) {
  if (question.choices_size() < 2 || question.choices_size() > kMostChoices)
    return InvalidArgument(where + "choices: 2 to " + std::to_string(kMostChoices));
  ASSAY_RETURN_IF_ERROR(CompleteIds(*question.mutable_choices(), where + "choices", "c"));
  int correct = 0;
  bool worth = false;
  for (int i = 0; i < question.choices_size(); ++i) {
    const v1::Choice& choice = question.choices(i);
    const std::string at = where + "choices[" + std::to_string(i) + "].";
    ASSAY_RETURN_IF_ERROR(CheckText(at + "text", choice.text(), 8 << 10, false));
    ASSAY_RETURN_IF_ERROR(CheckText(at + "feedback", choice.feedback(), 8 << 10));
    if (!Between(choice.points(), -1e4, 1e4))
      return InvalidArgument(at + "points: -10000 to 10000");
    correct += choice.correct() ? 1 : 0;
    worth = worth || choice.points() > 0;
  }
  if (question.partial() == "points") {
    if (!worth) return InvalidArgument(where + "choices: none of them gives points");
  } else if (question.kind() == "single" && correct != 1) {
    return InvalidArgument(where + "choices: exactly one is correct");
  }
  if (question.kind() == "single" && question.partial() == "share")
    return InvalidArgument(where + "partial: \"share\" is for several choices");
  return OkStatus();
}

Status CheckAccepted(const v1::Question& question, const std::string& where) {
  if (question.accepted().empty() || question.accepted_size() > kMostChoices)
    return InvalidArgument(where + "accepted: 1 to " + std::to_string(kMostChoices));
  for (int i = 0; i < question.accepted_size(); ++i) {
    const v1::AcceptedText& one = question.accepted(i);
    const std::string at = where + "accepted[" + std::to_string(i) + "].";
    ASSAY_RETURN_IF_ERROR(CheckText(at + "text", one.text(), 2000, false));
    if (!IsOneOf(one.match(), kMatches))
      return InvalidArgument(at + "match: \"exact\", \"ignore_case\" or \"regex\"");
    if (!Between(one.points(), 0, question.points()))
      return InvalidArgument(at + "points: 0 to those of the question");
    const Status regex = one.match() == "regex" ? quiz::CheckRegex(one.text()) : OkStatus();
    if (!regex.ok()) return InvalidArgument(at + "text: " + regex.message());
    if (!quiz::Normal(one.text(), false)) return InvalidArgument(at + "text: is not UTF-8");
  }
  return OkStatus();
}

Status CheckQuestion(v1::Question& question, const std::string& where) {
  if (!IsOneOf(question.kind(), kKinds))
    return InvalidArgument(
        where + "kind: \"single\", \"multiple\", \"number\", \"text\", \"essay\" or \"code\"");
  ASSAY_RETURN_IF_ERROR(CheckText(where + "title", question.title(), 200));
  ASSAY_RETURN_IF_ERROR(CheckText(where + "text", question.text(), kLongText, false));
  ASSAY_RETURN_IF_ERROR(CheckText(where + "feedback", question.feedback(), kLongText));
  if (!Between(question.points(), 0, 1e4)) return InvalidArgument(where + "points: 0 to 10000");
  if (!IsOneOf(question.partial(), kPartials))
    return InvalidArgument(where + "partial: \"none\", \"share\" or \"points\"");
  if (question.kind() == "single" || question.kind() == "multiple")
    return CheckChoices(question, where);
  if (!question.choices().empty())
    return InvalidArgument(where + "choices: only where something is chosen");
  if (question.kind() == "text") return CheckAccepted(question, where);
  if (question.kind() == "number") {
    if (!std::isfinite(question.number())) return InvalidArgument(where + "number: is none");
    if (!Between(question.tolerance(), 0, 1e300))
      return InvalidArgument(where + "tolerance: 0 or more");
    if (!Between(question.relative_tolerance(), 0, 100))
      return InvalidArgument(where + "relative_tolerance: 0 to 100 percent");
  }
  if (question.kind() == "code" && !IsSlug(question.problem()))
    return InvalidArgument(where + "problem: not an id of a problem");
  return OkStatus();
}

Status CheckPools(const v1::Quiz& quiz) {
  std::map<std::string, std::set<double>> points;
  std::map<std::string, int> sizes;
  for (const v1::Question& one : quiz.questions()) {
    points[one.pool()].insert(one.points());
    ++sizes[one.pool()];
  }
  std::set<std::string> names;
  for (int i = 0; i < quiz.pools_size(); ++i) {
    const v1::Pool& pool = quiz.pools(i);
    const std::string at = "pools[" + std::to_string(i) + "].";
    ASSAY_RETURN_IF_ERROR(CheckText(at + "name", pool.name(), 100, false));
    if (!names.insert(pool.name()).second)
      return InvalidArgument(at + "name: \"" + pool.name() + "\" is there twice");
    if (pool.draw() < 1 || pool.draw() > sizes[pool.name()])
      return InvalidArgument(at + "draw: 1 to the " + std::to_string(sizes[pool.name()]) +
                             " questions of the pool");
    if (points[pool.name()].size() > 1)
      return InvalidArgument(at + "name: its questions are not all worth the same");
  }
  for (int i = 0; i < quiz.questions_size(); ++i)
    if (!quiz.questions(i).pool().empty() && !names.contains(quiz.questions(i).pool()))
      return InvalidArgument("questions[" + std::to_string(i) + "].pool: there is no such pool");
  return OkStatus();
}

}  // namespace

Status CompleteQuiz(v1::Quiz& quiz) {
  if (quiz.minutes() < 0 || quiz.minutes() > 10'080)
    return InvalidArgument("minutes: 0 to 10080, which is a week");
  if (!IsOneOf(quiz.feedback(), kFeedback))
    return InvalidArgument("feedback: \"immediately\", \"due\" or \"published\"");
  if (quiz.questions_size() > kMostQuestions)
    return InvalidArgument("questions: at most " + std::to_string(kMostQuestions));
  if (quiz.pools_size() > 100) return InvalidArgument("pools: at most 100");
  if (quiz.ByteSizeLong() > (size_t{2} << 20U))
    return InvalidArgument("questions: at most 2 MiB together");
  ASSAY_RETURN_IF_ERROR(CompleteIds(*quiz.mutable_questions(), "questions", "q"));
  for (int i = 0; i < quiz.questions_size(); ++i)
    ASSAY_RETURN_IF_ERROR(
        CheckQuestion(*quiz.mutable_questions(i), "questions[" + std::to_string(i) + "]."));
  return CheckPools(quiz);
}

Status CheckAlone(const v1::Question& question) {
  v1::Quiz alone;
  *alone.add_questions() = question;
  alone.mutable_questions(0)->clear_pool();
  return CompleteQuiz(alone);
}

}  // namespace assay::courses

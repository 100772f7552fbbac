#include "lms/courses/policy/quiz.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace assay::courses::quiz {
namespace {

// Decimal fractions are no binary ones: 0.1 + 0.2 is within 0 of 0.3 for whoever wrote it.
constexpr double kSlack = 1e-12;
// A compiled expression is no larger than that.
constexpr int64_t kRegexMemory = int64_t{1} << 20;

double Within(double points, double most) {
  return std::isfinite(points) ? std::clamp(points, 0.0, std::max(0.0, most)) : 0;
}

double GradeChoices(const Question& question, const Answer& answer) {
  const std::set<std::string> chosen(answer.choices.begin(), answer.choices.end());
  int right = 0;  // of the question
  int hit = 0;    // right ones that were chosen
  int wrong = 0;
  double points = 0;
  for (const Choice& choice : question.choices) {
    const bool taken = chosen.contains(choice.id);
    right += choice.correct ? 1 : 0;
    hit += choice.correct && taken ? 1 : 0;
    wrong += !choice.correct && taken ? 1 : 0;
    if (taken) points += choice.points;
  }
  // One choice is one: who sends several has chosen none.
  if (question.kind == Kind::kSingle && chosen.size() != 1) return 0;
  if (chosen.empty() && question.partial != Partial::kPoints && right > 0) return 0;
  switch (question.partial) {
    case Partial::kNone:
      if (question.kind == Kind::kSingle) return hit == 1 ? question.points : 0;
      return hit == right && wrong == 0 ? question.points : 0;
    case Partial::kShare:
      if (right == 0) return wrong == 0 ? question.points : 0;
      return question.points * std::max(0, hit - wrong) / right;
    case Partial::kPoints:
      return points;
  }
  return 0;
}

double GradeNumber(const Question& question, const Answer& answer) {
  const auto number = ReadNumber(answer.text);
  if (!number) return 0;
  const double wide = std::max(std::abs(question.tolerance),
                               std::abs(question.number) * question.relative_tolerance / 100);
  const double slack = kSlack * std::max(std::abs(question.number), std::abs(*number));
  // Both may be huge: their difference may be none that a double holds, and then it is no match.
  return std::abs(*number - question.number) <= wide + slack ? question.points : 0;
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options RegexOptions() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kRegexMemory);
  return options;
}

bool Matches(const Accepted& accepted, const std::string& exact, const std::string& folded) {
  switch (accepted.match) {
    case Match::kExact:
      return Normal(accepted.text, false) == exact;
    case Match::kIgnoreCase:
      return Normal(accepted.text, true) == folded;
    case Match::kRegex: {
      const RE2 regex(Piece(accepted.text), RegexOptions());
      return regex.ok() && RE2::FullMatch(Piece(exact), regex);
    }
  }
  return false;
}

double GradeText(const Question& question, const Answer& answer) {
  const auto exact = Normal(answer.text, false);
  const auto folded = Normal(answer.text, true);
  if (!exact || !folded || exact->empty()) return 0;
  double best = 0;
  for (const Accepted& one : question.accepted) {
    const double points = one.points > 0 ? one.points : question.points;
    if (points > best && Matches(one, *exact, *folded)) best = points;
  }
  return best;
}

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

Score GradeCode(const Question& question, const Judged& judged) {
  const double share = judged.share.value_or(0);
  return {question.points * Within(share, 1), judged.pending ? State::kPending : State::kGraded};
}

}  // namespace

Score GradeAnswer(const Question& question, const Answer& answer, const Judged& judged) {
  Score score;
  switch (question.kind) {
    case Kind::kSingle:
    case Kind::kMultiple:
      score.points = GradeChoices(question, answer);
      break;
    case Kind::kNumber:
      score.points = GradeNumber(question, answer);
      break;
    case Kind::kText:
      score.points = GradeText(question, answer);
      break;
    case Kind::kEssay:
      // Nobody reads what is not there.
      if (!IsBlank(answer.text)) score.state = State::kToGrade;
      break;
    case Kind::kCode:
      score = GradeCode(question, judged);
      break;
  }
  score.points = Within(score.points, question.points);
  return score;
}

Status CheckRegex(const std::string& pattern) {
  const RE2 regex(Piece(pattern), RegexOptions());
  if (regex.ok()) return OkStatus();
  return InvalidArgument("not a regular expression: " + regex.error());
}

}  // namespace assay::courses::quiz

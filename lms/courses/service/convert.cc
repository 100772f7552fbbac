#include "lms/courses/service/convert.h"

#include <array>
#include <set>

#include "lms/courses/service/access.h"
#include "lms/courses/service/networks.h"

namespace assay::courses {
namespace {

constexpr std::array<std::string_view, 6> kStates = {"missing",       "open",   "pending",
                                                     "needs_grading", "graded", "excused"};
constexpr std::array<std::string_view, 5> kCurves = {"none", "add", "multiply", "top", "root"};

CurveKind CurveOf(const std::string& word) {
  for (size_t i = 0; i < kCurves.size(); ++i)
    if (kCurves[i] == word) return static_cast<CurveKind>(i);
  return CurveKind::kNone;
}

Status CheckRubric(const v1::Assignment& assignment) {
  if (assignment.rubric_size() > 100) return InvalidArgument("rubric: at most 100 criteria");
  std::set<std::string> ids;
  for (int i = 0; i < assignment.rubric_size(); ++i) {
    const v1::Criterion& one = assignment.rubric(i);
    const std::string where = "rubric." + std::to_string(i) + ".";
    if (!IsSlug(one.id()))
      return InvalidArgument(where + "id: small letters, digits, \".\", \"_\", \"-\"");
    if (!ids.insert(one.id()).second)
      return InvalidArgument(where + "id: there is another \"" + one.id() + "\"");
    ASSAY_RETURN_IF_ERROR(CheckText(where + "name", one.name(), 200, false));
    ASSAY_RETURN_IF_ERROR(CheckText(where + "description", one.description(), 4000));
    if (!(one.points() >= 0 && one.points() <= 1e6))
      return InvalidArgument(where + "points: 0 to 1000000");
  }
  if (RubricPoints(assignment) > assignment.points() + 1e-9)
    return InvalidArgument("rubric: its criteria have more points together than the assignment");
  return OkStatus();
}

Status CheckSections(const v1::Assignment& assignment) {
  std::set<std::string> names;
  for (int i = 0; i < assignment.sections_size(); ++i) {
    const v1::SectionDates& one = assignment.sections(i);
    const std::string where = "sections." + std::to_string(i) + ".";
    if (!names.insert(one.section()).second)
      return InvalidArgument(where + "section: stands twice");
    Dates dates = DatesOf(assignment);
    if (one.has_opens()) dates.opens = TimeOf(true, one.opens());
    if (one.has_due()) dates.due = TimeOf(true, one.due());
    if (one.has_closes()) dates.closes = TimeOf(true, one.closes());
    const Status status = CheckDates(dates);
    if (!status.ok()) return InvalidArgument(where + status.message());
  }
  return OkStatus();
}

Status CheckExam(const v1::Assignment& assignment) {
  if (!assignment.has_exam()) return OkStatus();
  if (assignment.exam().minutes() < 0 || assignment.exam().minutes() > 7 * 24 * 60)
    return InvalidArgument("exam.minutes: 0 to 10080");
  for (int i = 0; i < assignment.exam().networks_size(); ++i)
    if (!IsNetwork(assignment.exam().networks(i)))
      return InvalidArgument("exam.networks." + std::to_string(i) +
                             ": write it as 10.1.0.0/16 or 2001:db8::/32");
  return OkStatus();
}

}  // namespace

std::optional<Micros> TimeOf(bool has, const google::protobuf::Timestamp& time) {
  if (!has) return std::nullopt;
  return time.seconds() * kSecond + time.nanos() / 1000;
}

void SetTime(google::protobuf::Timestamp* time, Micros at) {
  Micros seconds = at / kSecond;
  Micros rest = at % kSecond;
  if (rest < 0) {
    rest += kSecond;
    --seconds;
  }
  time->set_seconds(seconds);
  time->set_nanos(static_cast<int32_t>(rest * 1000));
}

LatePolicy PolicyOf(const v1::Assignment& assignment) {
  const v1::LatePolicy& in = assignment.late();
  LatePolicy policy;
  policy.accepted = in.accepted();
  policy.grace = in.grace_seconds() * kSecond;
  policy.unit = in.unit() == "hour" ? kHour : kDay;
  policy.percent_per_unit = in.percent_per_unit();
  policy.most_percent = in.most_percent() == 0 ? 100 : in.most_percent();
  policy.last = in.last_seconds() * kSecond;
  policy.late_days = in.late_days();
  return policy;
}

Dates DatesOf(const v1::Assignment& a) {
  return {TimeOf(a.has_opens(), a.opens()), TimeOf(a.has_due(), a.due()),
          TimeOf(a.has_closes(), a.closes())};
}

std::vector<SectionDates> SectionDatesOf(const v1::Assignment& assignment) {
  std::vector<SectionDates> all;
  for (const v1::SectionDates& one : assignment.sections()) {
    all.push_back({one.section(),
                   {TimeOf(one.has_opens(), one.opens()), TimeOf(one.has_due(), one.due()),
                    TimeOf(one.has_closes(), one.closes())}});
  }
  return all;
}

double RubricPoints(const v1::Assignment& assignment) {
  double points = 0;
  for (const v1::Criterion& one : assignment.rubric()) points += one.points();
  return points;
}

AssignmentRules RulesOf(const v1::Assignment& assignment) {
  AssignmentRules rules;
  rules.id = assignment.id();
  rules.points = assignment.points();
  rules.rubric_points = RubricPoints(assignment);
  // Without a problem nothing but people's marks gives points.
  if (assignment.problem().empty() && assignment.kind().empty() && rules.rubric_points == 0)
    rules.rubric_points = rules.points;
  rules.attempts = assignment.attempts();
  rules.rule = assignment.rule() == "last"   ? AttemptRule::kLast
               : assignment.rule() == "mean" ? AttemptRule::kMean
                                             : AttemptRule::kBest;
  rules.late = PolicyOf(assignment);
  return rules;
}

std::vector<Prerequisite> PrerequisitesOf(
    const google::protobuf::RepeatedPtrField<v1::Prerequisite>& in) {
  std::vector<Prerequisite> all;
  for (const v1::Prerequisite& one : in) all.push_back({one.assignment(), one.percent()});
  return all;
}

Scheme SchemeOf(const v1::Scheme& in) {
  Scheme scheme;
  for (const v1::Category& one : in.categories())
    scheme.categories.push_back({one.name(), one.weight(), one.drop_lowest()});
  for (const v1::Letter& one : in.letters()) scheme.letters.push_back({one.name(), one.from()});
  scheme.by_points = in.by_points();
  return scheme;
}

Column ColumnOf(const v1::Assignment& assignment, const v1::Scheme& scheme, double top) {
  Column column;
  column.assignment = assignment.id();
  column.points = assignment.points();
  column.extra_credit = assignment.extra_credit();
  column.curve = {CurveOf(assignment.curve()), assignment.curve_value()};
  column.top = top;
  for (int i = 0; i < scheme.categories_size(); ++i)
    if (scheme.categories(i).name() == assignment.category()) column.category = i;
  // All points together: what is in no category counts too.
  if (scheme.by_points() && column.category < 0) column.category = scheme.categories_size();
  return column;
}

bool IsCurve(const std::string& word) {
  if (word.empty()) return true;
  for (const std::string_view one : kCurves)
    if (one == word) return true;
  return false;
}

std::string StateWord(int64_t state) {
  return state >= 0 && state < static_cast<int64_t>(kStates.size())
             ? std::string(kStates[static_cast<size_t>(state)])
             : "open";
}

Status CheckAssignment(const v1::Assignment& a) {
  ASSAY_RETURN_IF_ERROR(CheckText("title", a.title(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("description", a.description(), 256 << 10));
  if (!a.problem().empty() && !IsSlug(a.problem()))
    return InvalidArgument("problem: not an id of a problem");
  if (!(a.points() >= 0 && a.points() <= 1e6)) return InvalidArgument("points: 0 to 1000000");
  if (!IsCurve(a.curve()))
    return InvalidArgument("curve: \"none\", \"add\", \"multiply\", \"top\" or \"root\"");
  if (!(a.curve_value() >= -1e6 && a.curve_value() <= 1e6))
    return InvalidArgument("curve_value: -1000000 to 1000000");
  if (a.attempts() < 0 || a.attempts() > 10'000) return InvalidArgument("attempts: 0 to 10000");
  if (!a.rule().empty() && a.rule() != "best" && a.rule() != "last" && a.rule() != "mean")
    return InvalidArgument("rule: \"best\", \"last\" or \"mean\"");
  if (!a.kind().empty() && a.kind() != "quiz") return InvalidArgument("kind: \"quiz\" or nothing");
  if (a.kind() == "quiz" && !a.problem().empty())
    return InvalidArgument("problem: a quiz has questions instead");
  if (a.kind() == "quiz" && a.group_work())
    return InvalidArgument("group_work: everybody answers a quiz alone");
  if (!a.late().unit().empty() && a.late().unit() != "day" && a.late().unit() != "hour")
    return InvalidArgument("late.unit: \"hour\" or \"day\"");
  if (a.late().grace_seconds() > 30 * 86'400 || a.late().grace_seconds() < 0)
    return InvalidArgument("late.grace_seconds: 0 to 30 days");
  if (a.late().last_seconds() > 400 * 86'400 || a.late().last_seconds() < 0)
    return InvalidArgument("late.last_seconds: 0 to 400 days");
  ASSAY_RETURN_IF_ERROR(CheckLatePolicy(PolicyOf(a)));
  ASSAY_RETURN_IF_ERROR(CheckDates(DatesOf(a)));
  ASSAY_RETURN_IF_ERROR(CheckSections(a));
  ASSAY_RETURN_IF_ERROR(CheckRubric(a));
  if (a.prerequisites_size() > 50) return InvalidArgument("prerequisites: at most 50");
  return CheckExam(a);
}

}  // namespace assay::courses

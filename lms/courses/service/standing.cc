#include "lms/courses/service/standing.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::courses {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kSections = {"standing_sections", R"(
SELECT section FROM courses.section_members WHERE tenant = $1 AND course = $2 AND person = $3)"};
constexpr Statement kAccommodation = {"standing_accommodation", R"(
SELECT time_multiplier, extra_days FROM courses.accommodations WHERE tenant = $1 AND course = $2 AND person = $3)"};
constexpr Statement kExtensions = {"standing_extensions", R"(
SELECT assignment, (extract(epoch FROM due) * 1000000)::bigint, (extract(epoch FROM closes) * 1000000)::bigint, extra_attempts
FROM courses.extensions WHERE tenant = $1 AND course = $2 AND person = $3)"};
constexpr Statement kGrades = {"standing_grades", R"(
SELECT a.id, a.title, coalesce(g.attempts, 0), coalesce(g.late_days, 0), coalesce(g.state IN (2, 3, 4, 5), false),
       CASE WHEN a.points > 0 THEN 100 * coalesce(g.points, 0) / a.points ELSE 100 END
FROM courses.assignments a
LEFT JOIN courses.grades g ON (g.tenant, g.course, g.assignment) = (a.tenant, a.course, a.id) AND g.person = $3
WHERE a.tenant = $1 AND a.course = $2)"};

std::optional<Micros> TimeAt(const Rows& rows, size_t row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Int(row, column);
}

std::string WhyNot(const v1::Assignment& assignment, const v1::Course& course,
                   const Standing& standing, Micros now) {
  const Dates& dates = standing.schedule.dates;
  if (course.archived()) return "the course is archived: nothing is handed in any more";
  if (!assignment.published()) return "the assignment is not published";
  if (dates.opens && now < *dates.opens)
    return fmt::format("it opens in {}", Duration(*dates.opens - now));
  if (dates.closes && now > *dates.closes)
    return fmt::format("it closed {} ago", Duration(now - *dates.closes));
  if (!standing.missing.empty()) return "other assignments come before it: see \"missing\"";
  if (!CostOf(PolicyOf(assignment), dates.due, now, standing.late_days_left).accepted)
    return fmt::format("it was due {} ago, and nothing is accepted that late",
                       Duration(now - *dates.due));
  if (standing.attempts_left == 0) return "all attempts were used";
  return "";
}

}  // namespace

Result<Personal> ReadPersonal(database::Connection& connection, const std::string& tenant,
                              const std::string& course, const std::string& person, int late_days) {
  const Params who = Params().Add(tenant).Add(course).Add(person);
  Personal personal;
  ASSAY_ASSIGN_OR_RETURN(const Rows sections, connection.Execute(kSections, who));
  for (size_t i = 0; i < sections.size(); ++i) personal.sections.emplace_back(sections.Text(i, 0));
  ASSAY_ASSIGN_OR_RETURN(const Rows more, connection.Execute(kAccommodation, who));
  if (!more.empty()) personal.accommodation = {more.Double(0, 0), static_cast<int>(more.Int(0, 1))};
  ASSAY_ASSIGN_OR_RETURN(const Rows extensions, connection.Execute(kExtensions, who));
  for (size_t i = 0; i < extensions.size(); ++i) {
    personal.extensions[extensions.Int(i, 0)] = {TimeAt(extensions, i, 1), TimeAt(extensions, i, 2),
                                                 static_cast<int>(extensions.Int(i, 3))};
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows grades, connection.Execute(kGrades, who));
  personal.late_days_left = late_days;
  for (size_t i = 0; i < grades.size(); ++i) {
    const int64_t id = grades.Int(i, 0);
    personal.titles[id] = grades.Text(i, 1);
    personal.attempts[id] = static_cast<int>(grades.Int(i, 2));
    personal.late_days[id] = static_cast<int>(grades.Int(i, 3));
    personal.late_days_left -= personal.late_days[id];
    personal.reached.push_back({id, grades.Bool(i, 4), grades.Double(i, 5)});
  }
  personal.late_days_left = std::max(0, personal.late_days_left);
  return personal;
}

Standing StandingOf(const v1::Assignment& assignment, const v1::Course& course,
                    const Personal& personal, Micros now) {
  Standing standing;
  const int64_t id = assignment.id();
  const auto extension = personal.extensions.find(id);
  const bool extended = extension != personal.extensions.end();
  standing.schedule = Resolve(DatesOf(assignment), SectionDatesOf(assignment), personal.sections,
                              personal.accommodation, extended ? &extension->second : nullptr);
  const auto days = personal.late_days.find(id);
  standing.late_days_left =
      personal.late_days_left + (days == personal.late_days.end() ? 0 : days->second);
  if (assignment.attempts() > 0) {
    const auto used = personal.attempts.find(id);
    standing.attempts_left =
        std::max(0, assignment.attempts() + (extended ? extension->second.extra_attempts : 0) -
                        (used == personal.attempts.end() ? 0 : used->second));
  }
  standing.missing = Missing(PrerequisitesOf(assignment.prerequisites()), personal.reached);
  standing.why_not = WhyNot(assignment, course, standing, now);
  standing.may_submit = standing.why_not.empty();
  return standing;
}

void AddPrerequisites(const std::vector<Prerequisite>& from, const Personal& personal,
                      google::protobuf::RepeatedPtrField<v1::Prerequisite>* into) {
  for (const Prerequisite& one : from) {
    v1::Prerequisite& added = *into->Add();
    added.set_assignment(one.assignment);
    added.set_percent(one.percent);
    const auto title = personal.titles.find(one.assignment);
    if (title != personal.titles.end()) added.set_title(title->second);
  }
}

}  // namespace assay::courses

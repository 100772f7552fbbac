#include "lms/courses/service/reckon.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "lms/courses/service/access.h"
#include "lms/courses/service/convert.h"
#include "lms/courses/service/quiz_store.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_US(column) "(extract(epoch FROM " column ") * 1000000)::bigint"

constexpr Statement kLock = {
    "reckon_lock", "SELECT pg_advisory_xact_lock(hashtext('courses'), hashtext($1 || '/' || $2))"};
constexpr Statement kCourse = {
    "reckon_course", "SELECT late_days FROM courses.courses WHERE tenant = $1 AND id = $2"};
constexpr Statement kAssignments = {"reckon_assignments", R"(
SELECT to_jsonb(a) - 'description' FROM courses.assignments a WHERE tenant = $1 AND course = $2 ORDER BY id)"};
constexpr Statement kGroups = {"reckon_groups", R"(
SELECT mine.assignment, mine.person, mine.credit, other.person
FROM courses.group_members mine JOIN courses.group_members other USING (tenant, course, assignment, group_id)
WHERE mine.tenant = $1 AND mine.course = $2 AND mine.person = ANY($3::text[]))"};
constexpr Statement kSubmissions = {
    "reckon_submissions", "SELECT person, problem, id, " ASSAY_US("at") R"(, state, score, max_score
FROM courses.submissions WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[])
UNION ALL SELECT person, 'quiz:' || assignment, 'quiz:' || assignment || ':' || number, )" ASSAY_US(
                              "submitted_at") R"(, state, score, max_score
FROM courses.quiz_attempts WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[]) AND submitted_at IS NOT NULL)"};
constexpr Statement kManual = {"reckon_manual", R"(
SELECT person, assignment, override_points, delta, excused,
       CASE WHEN jsonb_array_length(marks) > 0
            THEN (SELECT sum((m->>'points')::float8) FROM jsonb_array_elements(marks) m) END
FROM courses.manual_grades WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[]))"};
constexpr Statement kExtensions = {
    "reckon_extensions",
    "SELECT person, assignment, " ASSAY_US("due") ", " ASSAY_US("closes") R"(, extra_attempts
FROM courses.extensions WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[]))"};
constexpr Statement kAccommodations = {"reckon_accommodations", R"(
SELECT person, time_multiplier, extra_days
FROM courses.accommodations WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[]))"};
constexpr Statement kSections = {"reckon_sections", R"(
SELECT person, section FROM courses.section_members WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[]))"};

// One statement, so that the history is told from what stood before.
constexpr Statement kWrite = {"reckon_write", R"(
WITH input AS MATERIALIZED (
  SELECT assignment, person, state::smallint AS state, nullif(points, '')::float8 AS points, raw::float8 AS raw_points,
         submission, attempts::int AS attempts, not_counted::int AS not_counted, late_seconds, percent::float8 AS late_percent,
         late_days::int AS late_days, to_timestamp(nullif(due, 0) / 1000000.0) AS due,
         to_timestamp(nullif(closes, 0) / 1000000.0) AS closes, to_timestamp(nullif(missing_from, 0) / 1000000.0) AS missing_from
  FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[],
              $11::bigint[], $12::text[], $13::bigint[], $14::bigint[], $17::bigint[], $18::bigint[])
    AS u(assignment, person, state, points, raw, submission, attempts, not_counted, late_seconds, percent, late_days, due,
         closes, missing_from)),
changed AS (
  SELECT i.*, g.points AS before FROM input i LEFT JOIN courses.grades g
    ON g.tenant = $1 AND g.course = $2 AND g.assignment = i.assignment AND g.person = i.person
  WHERE g.person IS NULL OR (g.state, g.points, g.raw_points, g.submission, g.attempts, g.not_counted, g.late_seconds,
                             g.late_percent, g.late_days, g.due, g.closes, g.missing_from)
        IS DISTINCT FROM (i.state, i.points, i.raw_points, i.submission, i.attempts, i.not_counted, i.late_seconds,
                          i.late_percent, i.late_days, i.due, i.closes, i.missing_from)),
history AS (
  INSERT INTO courses.grade_changes (tenant, course, assignment, person, by, before, after, reason)
  SELECT $1, $2, assignment, person, $15, before, points, $16 FROM changed WHERE before IS DISTINCT FROM points),
written AS (
  INSERT INTO courses.grades AS g (tenant, course, assignment, person, state, points, raw_points, submission, attempts,
                                   not_counted, late_seconds, late_percent, late_days, due, closes, missing_from)
  SELECT $1, $2, assignment, person, state, points, raw_points, submission, attempts, not_counted, late_seconds,
         late_percent, late_days, due, closes, missing_from
  FROM changed
  ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET
    state = excluded.state, points = excluded.points, raw_points = excluded.raw_points, submission = excluded.submission,
    attempts = excluded.attempts, not_counted = excluded.not_counted, late_seconds = excluded.late_seconds,
    late_percent = excluded.late_percent, late_days = excluded.late_days, due = excluded.due,
    closes = excluded.closes, missing_from = excluded.missing_from, updated_at = now()
  RETURNING 1)
SELECT count(*) FROM written)"};
constexpr Statement kBooks = {"reckon_books", R"(
INSERT INTO courses.books AS b (tenant, course, person, cells)
SELECT $1, $2, u.person, u.cells FROM unnest($3::text[], $4::text[]) AS u(person, cells)
ON CONFLICT (tenant, course, person) DO UPDATE SET cells = excluded.cells WHERE b.cells <> excluded.cells)"};
constexpr Statement kRevise = {"reckon_revise", R"(
UPDATE courses.courses SET revision = revision + 1 WHERE tenant = $1 AND id = $2)"};

constexpr Statement kMark = {"stale_mark", R"(
INSERT INTO courses.stale (tenant, course, person, reason)
SELECT c.tenant, c.id, p.person, $4 FROM courses.courses c, (SELECT DISTINCT unnest($3::text[]) AS person ORDER BY 1) p
WHERE c.tenant = $1 AND c.id = $2
ON CONFLICT (tenant, course, person) DO UPDATE SET since = DEFAULT, reason = excluded.reason)"};
// Whoever has or had work in it: also people who left.
constexpr Statement kMarkAll = {"stale_mark_all", R"(
INSERT INTO courses.stale (tenant, course, person, reason)
SELECT tenant, course, person, $3 FROM courses.members
WHERE tenant = $1 AND course = $2 AND role IN (0, 5) ORDER BY person
ON CONFLICT (tenant, course, person) DO UPDATE SET since = DEFAULT, reason = excluded.reason)"};
// One course at a time: what its students have in common is read once.
constexpr Statement kTake = {"stale_take", R"(
WITH first AS (SELECT tenant, course FROM courses.stale ORDER BY since LIMIT 1)
SELECT s.tenant, s.course, s.person, s.since, s.reason FROM courses.stale s JOIN first USING (tenant, course)
ORDER BY s.since LIMIT 200)"};
constexpr Statement kDone = {"stale_done", R"(
DELETE FROM courses.stale s USING unnest($3::text[], $4::bigint[]) AS d(person, since)
WHERE s.tenant = $1 AND s.course = $2 AND s.person = d.person AND s.since = d.since)"};

struct Person {
  std::map<std::string, std::vector<Attempt>> attempts;  // by problem
  std::map<int64_t, Manual> manual;
  std::map<int64_t, Extension> extensions;
  Accommodation accommodation;
  std::vector<std::string> sections;
  struct Team {
    double credit = 100;
    std::vector<std::string> people;
  };
  std::map<int64_t, Team> teams;  // by assignment
};

std::optional<Micros> TimeAt(const Rows& rows, size_t row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Int(row, column);
}

class Reckoner {
 public:
  Reckoner(Core& core, Connection& connection, const std::string& tenant, const std::string& course,
           const std::vector<std::string>& people)
      : core_(core), connection_(connection), tenant_(tenant), course_(course), people_(people) {}

  Status Read() {
    ASSAY_ASSIGN_OR_RETURN(const Rows course,
                           connection_.Execute(kCourse, Params().Add(tenant_).Add(course_)));
    if (course.empty()) return NotFound("there is no course " + course_);
    late_days_ = static_cast<int>(course.Int(0, 0));
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection_.Execute(kAssignments, Params().Add(tenant_).Add(course_)));
    for (size_t i = 0; i < rows.size(); ++i) {
      v1::Assignment assignment;
      ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), assignment));
      assignments_.push_back(
          {assignment, RulesOf(assignment), DatesOf(assignment), SectionDatesOf(assignment)});
    }
    ASSAY_RETURN_IF_ERROR(ScoreCode(connection_, tenant_, course_, people_));
    ASSAY_RETURN_IF_ERROR(ReadGroups());
    ASSAY_RETURN_IF_ERROR(ReadSubmissions());
    return ReadDecisions();
  }

  Status Write(const std::string& by, const std::string& reason) {
    for (const std::string& person : people_) {
      cells_.emplace_back();
      Add(person);
    }
    ASSAY_RETURN_IF_ERROR(
        connection_
            .Execute(kBooks, Params().Add(tenant_).Add(course_).AddArray(people_).AddArray(cells_))
            .status());
    if (assignment_.empty()) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const Rows written,
                           connection_.Execute(kWrite, Params()
                                                           .Add(tenant_)
                                                           .Add(course_)
                                                           .AddArray(assignment_)
                                                           .AddArray(person_)
                                                           .AddArray(state_)
                                                           .AddArray(points_)
                                                           .AddArray(raw_)
                                                           .AddArray(submission_)
                                                           .AddArray(attempts_)
                                                           .AddArray(not_counted_)
                                                           .AddArray(late_seconds_)
                                                           .AddArray(percent_)
                                                           .AddArray(days_)
                                                           .AddArray(due_)
                                                           .Add(by)
                                                           .Add(reason)
                                                           .AddArray(closes_)
                                                           .AddArray(missing_from_)));
    if (written.Int(0, 0) == 0) return OkStatus();
    return connection_.Execute(kRevise, Params().Add(tenant_).Add(course_)).status();
  }

 private:
  struct Known {
    v1::Assignment assignment;
    AssignmentRules rules;
    Dates dates;
    std::vector<SectionDates> sections;
  };

  Params Of(const std::vector<std::string>& people) const {
    return Params().Add(tenant_).Add(course_).AddArray(people);
  }

  Status ReadGroups() {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection_.Execute(kGroups, Of(people_)));
    for (size_t i = 0; i < rows.size(); ++i) {
      Person::Team& team = by_person_[std::string(rows.Text(i, 1))].teams[rows.Int(i, 0)];
      team.credit = rows.Double(i, 2);
      team.people.emplace_back(rows.Text(i, 3));
    }
    return OkStatus();
  }

  Status ReadSubmissions() {
    std::vector<std::string> all = people_;
    for (const auto& [name, person] : by_person_)
      for (const auto& [assignment, team] : person.teams)
        all.insert(all.end(), team.people.begin(), team.people.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection_.Execute(kSubmissions, Of(all)));
    for (size_t i = 0; i < rows.size(); ++i) {
      by_person_[std::string(rows.Text(i, 0))].attempts[std::string(rows.Text(i, 1))].push_back(
          {std::string(rows.Text(i, 2)), rows.Int(i, 3), static_cast<AttemptState>(rows.Int(i, 4)),
           rows.Double(i, 5), rows.Double(i, 6)});
    }
    return OkStatus();
  }

  Status ReadDecisions() {
    ASSAY_ASSIGN_OR_RETURN(const Rows manual, connection_.Execute(kManual, Of(people_)));
    for (size_t i = 0; i < manual.size(); ++i) {
      Manual& one = by_person_[std::string(manual.Text(i, 0))].manual[manual.Int(i, 1)];
      if (!manual.IsNull(i, 2)) one.override_points = manual.Double(i, 2);
      one.delta = manual.Double(i, 3);
      one.excused = manual.Bool(i, 4);
      if (!manual.IsNull(i, 5)) one.rubric = manual.Double(i, 5);
    }
    ASSAY_ASSIGN_OR_RETURN(const Rows extensions, connection_.Execute(kExtensions, Of(people_)));
    for (size_t i = 0; i < extensions.size(); ++i) {
      by_person_[std::string(extensions.Text(i, 0))].extensions[extensions.Int(i, 1)] = {
          TimeAt(extensions, i, 2), TimeAt(extensions, i, 3),
          static_cast<int>(extensions.Int(i, 4))};
    }
    ASSAY_ASSIGN_OR_RETURN(const Rows more, connection_.Execute(kAccommodations, Of(people_)));
    for (size_t i = 0; i < more.size(); ++i) {
      by_person_[std::string(more.Text(i, 0))].accommodation = {more.Double(i, 1),
                                                                static_cast<int>(more.Int(i, 2))};
    }
    ASSAY_ASSIGN_OR_RETURN(const Rows sections, connection_.Execute(kSections, Of(people_)));
    for (size_t i = 0; i < sections.size(); ++i)
      by_person_[std::string(sections.Text(i, 0))].sections.emplace_back(sections.Text(i, 1));
    return OkStatus();
  }

  std::vector<Attempt> AttemptsOf(const std::string& name, const Person& person,
                                  const Known& known) const {
    std::vector<Attempt> attempts;
    // Attempts at a quiz stand among the submissions by a name that no problem has.
    const std::string problem = known.assignment.kind() == "quiz"
                                    ? "quiz:" + std::to_string(known.assignment.id())
                                    : known.assignment.problem();
    if (problem.empty()) return attempts;
    std::vector<std::string> people = {name};
    const auto team = person.teams.find(known.assignment.id());
    if (known.assignment.group_work() && team != person.teams.end()) people = team->second.people;
    for (const std::string& one : people) {
      const auto found = by_person_.find(one);
      if (found == by_person_.end()) continue;
      const auto of = found->second.attempts.find(problem);
      if (of != found->second.attempts.end())
        attempts.insert(attempts.end(), of->second.begin(), of->second.end());
    }
    return attempts;
  }

  void Add(const std::string& name) {
    const Person& person = by_person_[name];
    std::vector<AssignmentRules> rules;
    std::vector<std::vector<Attempt>> attempts;
    std::vector<Manual> manual;
    for (const Known& known : assignments_) {
      AssignmentRules mine = known.rules;
      const auto extension = person.extensions.find(mine.id);
      const bool extended = extension != person.extensions.end();
      mine.dates = Resolve(known.dates, known.sections, person.sections, person.accommodation,
                           extended ? &extension->second : nullptr)
                       .dates;
      if (extended && mine.attempts > 0) mine.attempts += extension->second.extra_attempts;
      attempts.push_back(AttemptsOf(name, person, known));
      const auto by_hand = person.manual.find(mine.id);
      manual.push_back(by_hand == person.manual.end() ? Manual() : by_hand->second);
      rules.push_back(std::move(mine));
    }
    const auto grades = GradeStudent(rules, attempts, manual, late_days_, core_.now());
    for (size_t i = 0; i < grades.size(); ++i)
      Add(name, person, rules[i], grades[i], assignments_[i].assignment.group_work());
  }

  void Add(const std::string& name, const Person& person, const AssignmentRules& rules,
           const Grade& grade, bool group_work) {
    const auto team = person.teams.find(rules.id);
    const double credit = group_work && team != person.teams.end() ? team->second.credit / 100 : 1;
    assignment_.push_back(rules.id);
    person_.push_back(name);
    state_.push_back(static_cast<int64_t>(grade.state));
    points_.push_back(grade.points ? fmt::format("{}", *grade.points * credit) : "");
    const Micros missing_from = rules.dates.due ? *rules.dates.due + rules.late.grace : 0;
    fmt::format_to(std::back_inserter(cells_.back()), "{},{},{},{};", rules.id,
                   static_cast<int>(grade.state), points_.back(), missing_from / kSecond);
    raw_.push_back(fmt::format("{}", grade.raw_points));
    submission_.push_back(grade.submission);
    attempts_.push_back(grade.attempts);
    not_counted_.push_back(grade.not_counted);
    late_seconds_.push_back(grade.late.late / kSecond);
    percent_.push_back(fmt::format("{}", grade.late.percent));
    days_.push_back(grade.late.late_days);
    due_.push_back(rules.dates.due.value_or(0));
    closes_.push_back(rules.dates.closes.value_or(0));
    missing_from_.push_back(missing_from);
  }

  Core& core_;
  Connection& connection_;
  const std::string& tenant_;
  const std::string& course_;
  const std::vector<std::string>& people_;
  int late_days_ = 0;
  std::vector<Known> assignments_;
  std::map<std::string, Person> by_person_;
  std::vector<int64_t> assignment_, state_, attempts_, not_counted_, late_seconds_, days_, due_,
      closes_, missing_from_;
  std::vector<std::string> person_, points_, raw_, submission_, percent_;
  std::vector<std::string> cells_;  // by person
};

}  // namespace

Status Reckon(Core& core, Connection& connection, const std::string& tenant,
              const std::string& course, const std::vector<std::string>& people,
              const std::string& by, const std::string& reason) {
  ASSAY_RETURN_IF_ERROR(connection.Execute(kLock, Params().Add(tenant).Add(course)).status());
  Reckoner reckoner(core, connection, tenant, course, people);
  ASSAY_RETURN_IF_ERROR(reckoner.Read());
  return reckoner.Write(by, reason);
}

Status MarkStale(Connection& connection, const std::string& tenant, const std::string& course,
                 const std::vector<std::string>& people, const std::string& reason) {
  return connection.Execute(kMark, Params().Add(tenant).Add(course).AddArray(people).Add(reason))
      .status();
}

Status MarkAllStale(Connection& connection, const std::string& tenant, const std::string& course,
                    const std::string& reason) {
  return connection.Execute(kMarkAll, Params().Add(tenant).Add(course).Add(reason)).status();
}

Result<int> ReckonStale(Core& core, Connection& connection) {
  int done = 0;
  const Status status = connection.InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kTake));
    done = static_cast<int>(rows.size());
    if (rows.empty()) return OkStatus();
    const std::string tenant(rows.Text(0, 0));
    const std::string course(rows.Text(0, 1));
    std::map<std::string, std::vector<std::string>> by_reason;
    std::vector<std::string> people;
    std::vector<int64_t> since;
    for (size_t i = 0; i < rows.size(); ++i) {
      people.emplace_back(rows.Text(i, 2));
      since.push_back(rows.Int(i, 3));
      by_reason[std::string(rows.Text(i, 4))].emplace_back(rows.Text(i, 2));
    }
    for (const auto& [reason, of] : by_reason)
      ASSAY_RETURN_IF_ERROR(Reckon(core, connection, tenant, course, of, "", reason));
    return connection
        .Execute(kDone, Params().Add(tenant).Add(course).AddArray(people).AddArray(since))
        .status();
  });
  if (!status.ok()) return status;
  return done;
}

}  // namespace assay::courses

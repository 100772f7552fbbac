#include "lms/courses/service/allocation_store.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kPlan = {"allocation_plan", R"(
SELECT value FROM courses.allocation_plans WHERE tenant = $1 AND course = $2 AND assignment = $3)"};
constexpr Statement kConflicts = {"allocation_conflicts", R"(
SELECT grader, person FROM courses.grader_conflicts WHERE tenant = $1 AND course = $2 AND grader = ANY($3::text[])
ORDER BY grader, person)"};
constexpr Statement kGraders = {"allocation_graders", R"(
SELECT person, name, role FROM courses.members WHERE tenant = $1 AND course = $2 AND person = ANY($3::text[]))"};
// Where tests are run there is work once something was handed in; on paper everybody's is.
constexpr Statement kWork = {"allocation_work", R"(
SELECT m.person, m.name, CASE WHEN a.group_work THEN coalesce(gm.group_id, 0) ELSE 0 END, coalesce(gr.name, ''),
       coalesce((SELECT string_agg(s.section, ' ' ORDER BY s.section) FROM courses.section_members s
                 WHERE (s.tenant, s.course, s.person) = (m.tenant, m.course, m.person)), ''),
       coalesce(al.grader, CASE WHEN h.by_hand THEN h.grader END, ''), coalesce(al.second, ''), coalesce(h.by_hand, false),
       s.person IS NOT NULL, coalesce(CASE WHEN h.by_hand THEN h.grader END, '')
FROM courses.members m
JOIN courses.assignments a ON a.tenant = m.tenant AND a.course = m.course AND a.id = $3
LEFT JOIN courses.grades g ON (g.tenant, g.course, g.assignment, g.person) = (a.tenant, a.course, a.id, m.person)
LEFT JOIN (SELECT tenant, course, assignment, person, grader,
                  jsonb_array_length(marks) > 0 OR override_points IS NOT NULL OR excused OR comment <> '' AS by_hand
           FROM courses.manual_grades) h ON (h.tenant, h.course, h.assignment, h.person) = (a.tenant, a.course, a.id, m.person)
LEFT JOIN courses.allocations al ON (al.tenant, al.course, al.assignment, al.person) = (a.tenant, a.course, a.id, m.person)
LEFT JOIN courses.second_marks s ON (s.tenant, s.course, s.assignment, s.person) = (a.tenant, a.course, a.id, m.person)
LEFT JOIN courses.group_members gm ON (gm.tenant, gm.course, gm.assignment, gm.person) = (a.tenant, a.course, a.id, m.person)
LEFT JOIN courses.groups gr ON (gr.tenant, gr.course, gr.assignment, gr.id) = (gm.tenant, gm.course, gm.assignment, gm.group_id)
WHERE m.tenant = $1 AND m.course = $2 AND m.role = 5
  AND (al.person IS NOT NULL OR coalesce(g.state, 1) <> 5 AND (a.problem IS NULL OR g.attempts > 0 OR g.state = 2))
ORDER BY m.name, m.person)"};
constexpr Statement kGroups = {"allocation_groups", R"(
SELECT group_id, person FROM courses.group_members WHERE tenant = $1 AND course = $2 AND assignment = $3)"};
constexpr Statement kWrite = {"allocation_write", R"(
INSERT INTO courses.allocations AS a (tenant, course, assignment, person, grader, second)
SELECT $1, $2, $3, u.person, u.grader, nullif(u.second, '') FROM unnest($4::text[], $5::text[], $6::text[]) AS u(person, grader, second)
WHERE u.grader <> ''
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET grader = excluded.grader, second = excluded.second)"};
constexpr Statement kDrop = {"allocation_drop", R"(
DELETE FROM courses.allocations a USING unnest($4::text[], $5::text[]) AS u(person, grader)
WHERE a.tenant = $1 AND a.course = $2 AND a.assignment = $3 AND a.person = u.person AND u.grader = '')"};
constexpr Statement kLock = {
    "allocation_lock",
    "SELECT pg_advisory_xact_lock(hashtext('allocation'), hashtext($1 || '/' || $2 || '/' || $3))"};

constexpr int64_t kLastGradingRole = 4;  // grader

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

allocation::Method MethodOf(const std::string& word) {
  if (word == "weights") return allocation::Method::kWeights;
  return word == "sections" ? allocation::Method::kSections : allocation::Method::kEven;
}

allocation::Plan PolicyPlan(const v1::AllocationPlan& plan) {
  allocation::Plan made;
  made.method = MethodOf(plan.method());
  made.seed = static_cast<uint64_t>(plan.seed());
  made.second_percent = plan.second_percent();
  for (const v1::AllocationGrader& one : plan.graders()) {
    if (one.role().empty()) continue;
    made.graders.push_back({one.person(),
                            one.weight(),
                            Texts(one.sections()),
                            {one.conflicts().begin(), one.conflicts().end()}});
  }
  return made;
}

// Rows of a group are one piece of work.
struct Pieces {
  std::vector<allocation::Work> works;
  std::vector<size_t> of_row;
};

Pieces PiecesOf(const std::vector<WorkRow>& rows,
                const std::map<int64_t, std::vector<std::string>>& groups) {
  Pieces pieces;
  std::map<int64_t, size_t> by_group;
  for (const WorkRow& row : rows) {
    const auto [found, is_new] = by_group.try_emplace(row.group, pieces.works.size());
    if (row.group == 0 || is_new) {
      pieces.of_row.push_back(pieces.works.size());
      allocation::Work& work = pieces.works.emplace_back();
      work.id = row.person;
      work.people = {row.person};
      const auto group = groups.find(row.group);
      if (row.group != 0 && group != groups.end()) work.people = group->second;
    } else {
      pieces.of_row.push_back(found->second);
    }
    allocation::Work& work = pieces.works[pieces.of_row.back()];
    work.sections.insert(work.sections.end(), row.sections.begin(), row.sections.end());
    if (work.grader.empty() || (row.graded && !work.graded)) work.grader = row.grader;
    if (work.second.empty() || (row.second_graded && !work.second_graded)) work.second = row.second;
    if (!row.marker.empty()) work.marker = row.marker;
    work.graded = work.graded || row.graded;
    work.second_graded = work.second_graded || row.second_graded;
  }
  return pieces;
}

}  // namespace

Result<v1::AllocationPlan> ReadPlan(Connection& connection, const std::string& tenant,
                                    const std::string& course, int64_t assignment) {
  const auto with = [&] { return Params().Add(tenant).Add(course); };
  auto plan = One<v1::AllocationPlan>(connection, kPlan, with().Add(assignment));
  if (plan.status().code() == StatusCode::kNotFound) return v1::AllocationPlan();
  if (!plan.ok()) return plan.status();
  std::vector<std::string> graders;
  for (const v1::AllocationGrader& one : plan->graders()) graders.push_back(one.person());
  ASSAY_ASSIGN_OR_RETURN(const Rows conflicts,
                         connection.Execute(kConflicts, with().AddArray(graders)));
  for (size_t i = 0; i < conflicts.size(); ++i)
    for (v1::AllocationGrader& one : *plan->mutable_graders())
      if (one.person() == conflicts.Text(i, 0))
        one.add_conflicts(std::string(conflicts.Text(i, 1)));
  return plan;
}

Result<std::vector<WorkRow>> ReadWork(Connection& connection, const std::string& tenant,
                                      const std::string& course, const v1::Assignment& assignment) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kWork, Params().Add(tenant).Add(course).Add(assignment.id())));
  std::vector<WorkRow> works;
  for (size_t i = 0; i < rows.size(); ++i) {
    works.push_back({std::string(rows.Text(i, 0)), std::string(rows.Text(i, 1)), rows.Int(i, 2),
                     std::string(rows.Text(i, 3)), Words(std::string(rows.Text(i, 4))),
                     std::string(rows.Text(i, 5)), std::string(rows.Text(i, 6)),
                     std::string(rows.Text(i, 9)), rows.Bool(i, 7), rows.Bool(i, 8)});
  }
  return works;
}

Status NameGraders(Connection& connection, const std::string& tenant, const std::string& course,
                   v1::AllocationPlan& plan) {
  std::vector<std::string> graders;
  for (const v1::AllocationGrader& one : plan.graders()) graders.push_back(one.person());
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kGraders, Params().Add(tenant).Add(course).AddArray(graders)));
  for (v1::AllocationGrader& one : *plan.mutable_graders()) {
    one.set_name(one.person());
    one.clear_role();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (rows.Text(i, 0) != one.person()) continue;
      one.set_name(std::string(rows.Text(i, 1)));
      if (rows.Int(i, 2) <= kLastGradingRole) one.set_role(RoleWord(rows.Int(i, 2)));
    }
  }
  return OkStatus();
}

Result<std::vector<AllocatedRow>> AllocateWork(Connection& connection, const std::string& tenant,
                                               const std::string& course,
                                               const v1::Assignment& assignment,
                                               const v1::AllocationPlan& plan,
                                               allocation::Keep keep) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<WorkRow> rows,
                         ReadWork(connection, tenant, course, assignment));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows members,
      connection.Execute(kGroups, Params().Add(tenant).Add(course).Add(assignment.id())));
  std::map<int64_t, std::vector<std::string>> groups;
  for (size_t i = 0; i < members.size(); ++i)
    groups[members.Int(i, 0)].emplace_back(members.Text(i, 1));
  const Pieces pieces = PiecesOf(rows, groups);
  const auto made = allocation::Allocate(PolicyPlan(plan), pieces.works, keep);
  std::vector<AllocatedRow> all;
  for (size_t i = 0; i < rows.size(); ++i) all.push_back({rows[i], made[pieces.of_row[i]]});
  return all;
}

bool IsMoved(const AllocatedRow& one) {
  return one.row.grader != one.made.grader || one.row.second != one.made.second;
}

Status WriteAllocation(Connection& connection, const std::string& tenant, const std::string& course,
                       int64_t assignment, const std::vector<AllocatedRow>& rows) {
  std::vector<std::string> people;
  std::vector<std::string> graders;
  std::vector<std::string> seconds;
  for (const AllocatedRow& one : rows) {
    people.push_back(one.row.person);
    graders.push_back(one.made.grader);
    seconds.push_back(one.made.second);
  }
  const Params which = Params().Add(tenant).Add(course).Add(assignment);
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kDrop, Params(which).AddArray(people).AddArray(graders)).status());
  return connection
      .Execute(kWrite, Params(which).AddArray(people).AddArray(graders).AddArray(seconds))
      .status();
}

Status LockAllocation(Connection& connection, const std::string& tenant, const std::string& course,
                      int64_t assignment) {
  return connection.Execute(kLock, Params().Add(tenant).Add(course).Add(std::to_string(assignment)))
      .status();
}

Status AllocateLate(Connection& connection, const std::string& tenant, const std::string& course,
                    const v1::Assignment& assignment) {
  const auto made = [&]() -> Result<std::vector<AllocatedRow>> {
    ASSAY_ASSIGN_OR_RETURN(v1::AllocationPlan plan,
                           ReadPlan(connection, tenant, course, assignment.id()));
    if (plan.graders().empty()) return std::vector<AllocatedRow>();
    ASSAY_RETURN_IF_ERROR(NameGraders(connection, tenant, course, plan));
    return AllocateWork(connection, tenant, course, assignment, plan, allocation::Keep::kAll);
  };
  const auto any = [](const std::vector<AllocatedRow>& rows) {
    return std::any_of(rows.begin(), rows.end(), IsMoved);
  };
  ASSAY_ASSIGN_OR_RETURN(const std::vector<AllocatedRow> seen, made());
  if (!any(seen)) return OkStatus();
  return connection.InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(LockAllocation(connection, tenant, course, assignment.id()));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<AllocatedRow> rows, made());
    return WriteAllocation(connection, tenant, course, assignment.id(), rows);
  });
}

}  // namespace assay::courses

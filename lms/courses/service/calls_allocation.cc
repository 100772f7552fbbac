// Who grades what: the plan, a preview of it, and how far each is.
#include <algorithm>
#include <map>
#include <set>

#include "lms/courses/service/allocation_store.h"
#include "lms/courses/service/moderation_calls.h"
#include "lms/courses/service/second_marks.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kPut = {"allocation_put", R"(
INSERT INTO courses.allocation_plans AS p (tenant, course, assignment, value, updated_by)
VALUES ($1, $2, $3, $4::jsonb, $5)
ON CONFLICT (tenant, course, assignment) DO UPDATE SET value = excluded.value, updated_at = now(), updated_by = excluded.updated_by)"};
constexpr Statement kDropConflicts = {"allocation_conflicts_drop", R"(
DELETE FROM courses.grader_conflicts WHERE tenant = $1 AND course = $2 AND grader = ANY($3::text[]))"};
constexpr Statement kAddConflicts = {"allocation_conflicts_add", R"(
INSERT INTO courses.grader_conflicts (tenant, course, grader, person)
SELECT $1, $2, u.grader, u.person FROM unnest($3::text[], $4::text[]) AS u(grader, person) ON CONFLICT DO NOTHING)"};
constexpr Statement kTell = {"allocation_change_add", R"(
INSERT INTO courses.allocation_changes (tenant, course, assignment, by, reason, moved, before)
VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::jsonb))"};
constexpr Statement kHistory = {"allocation_changes", R"(
SELECT to_jsonb(c) - 'before' FROM courses.allocation_changes c WHERE tenant = $1 AND course = $2 AND assignment = $3
ORDER BY id DESC LIMIT 200)"};
constexpr Statement kMembers = {"allocation_members", R"(
SELECT person FROM courses.members WHERE tenant = $1 AND course = $2)"};
constexpr Statement kSections = {"allocation_sections", R"(
SELECT id FROM courses.sections WHERE tenant = $1 AND course = $2)"};
constexpr Statement kMarkedTwice = {"allocation_marked_twice", R"(
SELECT person FROM courses.second_marks WHERE tenant = $1 AND course = $2 AND assignment = $3)"};

constexpr int kMostGraders = 200;
constexpr int kMostConflicts = 1000;

std::string WhyNotWord(allocation::WhyNot why_not) {
  switch (why_not) {
    case allocation::WhyNot::kNoGrader:
      return "no_grader";
    case allocation::WhyNot::kNoSection:
      return "no_section";
    case allocation::WhyNot::kNoSecond:
      return "no_second";
    default:
      return "";
  }
}

Result<std::set<std::string>> ReadIds(Connection& connection, const Statement& statement,
                                      const std::string& tenant, const std::string& course) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(statement, Params().Add(tenant).Add(course)));
  std::set<std::string> ids;
  for (size_t i = 0; i < rows.size(); ++i) ids.emplace(rows.Text(i, 0));
  return ids;
}

Status CheckGrader(const v1::AllocationPlan& plan, int place, const std::set<std::string>& members,
                   const std::set<std::string>& sections) {
  const v1::AllocationGrader& one = plan.graders(place);
  const std::string where = "plan.graders[" + std::to_string(place) + "].";
  if (one.role().empty())
    return InvalidArgument(where + "person: \"" + one.person() +
                           "\" is no grader, assistant, instructor or owner of the course");
  for (int i = 0; i < place; ++i)
    if (plan.graders(i).person() == one.person())
      return InvalidArgument(where + "person: \"" + one.person() + "\" stands twice");
  if (!(one.weight() >= 0 && one.weight() <= 1000))
    return InvalidArgument(where + "weight: 0 to 1000");
  for (int i = 0; i < one.sections_size(); ++i)
    if (!sections.contains(one.sections(i)))
      return InvalidArgument(where + "sections[" + std::to_string(i) +
                             "]: the course has no section \"" + one.sections(i) + "\"");
  if (one.conflicts_size() > kMostConflicts)
    return InvalidArgument(where + "conflicts: at most " + std::to_string(kMostConflicts));
  for (int i = 0; i < one.conflicts_size(); ++i)
    if (!members.contains(one.conflicts(i)))
      return InvalidArgument(where + "conflicts[" + std::to_string(i) + "]: \"" + one.conflicts(i) +
                             "\" is not in the course");
  return OkStatus();
}

// With names and roles filled in.
Status CheckPlan(Connection& connection, const std::string& tenant, const std::string& course,
                 const v1::Assignment& assignment, const v1::AllocationPlan& plan) {
  const std::string& method = plan.method();
  if (!method.empty() && method != "even" && method != "weights" && method != "sections")
    return InvalidArgument("plan.method: \"even\", \"weights\" or \"sections\"");
  if (plan.seed() < 0) return InvalidArgument("plan.seed: 0 to 2147483647");
  if (plan.graders().empty())
    return InvalidArgument("plan.graders: name at least one who is to grade");
  if (plan.graders_size() > kMostGraders)
    return InvalidArgument("plan.graders: at most " + std::to_string(kMostGraders));
  ASSAY_ASSIGN_OR_RETURN(const auto members, ReadIds(connection, kMembers, tenant, course));
  ASSAY_ASSIGN_OR_RETURN(const auto sections, ReadIds(connection, kSections, tenant, course));
  double weights = 0;
  for (int i = 0; i < plan.graders_size(); ++i) {
    ASSAY_RETURN_IF_ERROR(CheckGrader(plan, i, members, sections));
    weights += plan.graders(i).weight();
  }
  if (method == "weights" && weights <= 0)
    return InvalidArgument("plan.graders: give at least one of them a weight above 0");
  if (!(plan.second_percent() >= 0 && plan.second_percent() <= 100))
    return InvalidArgument("plan.second_percent: 0 to 100");
  if (plan.second_percent() > 0 && plan.graders_size() < 2)
    return InvalidArgument("plan.second_percent: to mark twice takes at least two graders");
  if (plan.second_percent() > 0 && MostPoints(assignment) <= 0)
    return InvalidArgument(
        "plan.second_percent: people give no points in this assignment; give it a rubric first");
  if (!(plan.tolerance() >= 0 && plan.tolerance() <= 1e6))
    return InvalidArgument("plan.tolerance: 0 to 1000000");
  if (!plan.tolerance_unit().empty() && plan.tolerance_unit() != "points" &&
      plan.tolerance_unit() != "percent")
    return InvalidArgument("plan.tolerance_unit: \"points\" or \"percent\"");
  if (plan.tolerance_unit() == "percent" && plan.tolerance() > 100)
    return InvalidArgument("plan.tolerance: 0 to 100 percent");
  return OkStatus();
}

// What is answered is not stored, nor are conflicts, which stand on their own.
v1::AllocationPlan StoredPlan(const v1::AllocationPlan& plan) {
  v1::AllocationPlan stored = plan;
  stored.clear_graders();
  for (const v1::AllocationGrader& one : plan.graders()) {
    v1::AllocationGrader& kept = *stored.add_graders();
    kept.set_person(one.person());
    kept.set_weight(one.weight());
    *kept.mutable_sections() = one.sections();
  }
  return stored;
}

void Describe(const std::vector<AllocatedRow>& rows, v1::Allocation& allocation) {
  std::map<std::string, v1::AllocationGrader*> graders;
  for (v1::AllocationGrader& one : *allocation.mutable_plan()->mutable_graders())
    graders[one.person()] = &one;
  const auto count = [&](const std::string& grader, bool graded, bool second) {
    const auto found = graders.find(grader);
    if (found == graders.end()) return;
    v1::AllocationGrader& one = *found->second;
    if (second) {
      one.set_second_allocated(one.second_allocated() + 1);
      one.set_second_graded(one.second_graded() + (graded ? 1 : 0));
    } else {
      one.set_allocated(one.allocated() + 1);
      one.set_graded(one.graded() + (graded ? 1 : 0));
    }
  };
  int moved = 0;
  for (const AllocatedRow& one : rows) {
    v1::AllocatedWork& work = *allocation.add_works();
    work.set_person(one.row.person);
    work.set_name(one.row.name);
    work.set_group(one.row.group_name);
    work.set_grader(one.made.grader);
    work.set_second_grader(one.made.second);
    work.set_graded(one.row.graded);
    work.set_second_graded(one.row.second_graded);
    work.set_before(one.row.grader);
    work.set_second_before(one.row.second);
    work.set_why_not(WhyNotWord(one.made.why_not));
    moved += IsMoved(one) ? 1 : 0;
    count(one.made.grader, one.row.graded, false);
    count(one.made.second, one.row.second_graded, true);
  }
  allocation.set_moved(moved);
}

Status CheckKind(const v1::Assignment& assignment) {
  if (assignment.kind().empty()) return OkStatus();
  return FailedPrecondition("answers of a quiz are not allocated to graders");
}

Status Store(Connection& connection, const v1::PutAllocationRequest& request,
             const v1::Assignment& assignment, const v1::AllocationPlan& before,
             const v1::AllocationPlan& plan, const std::vector<AllocatedRow>& rows, int moved) {
  const v1::Viewer& viewer = request.viewer();
  const auto with = [&] { return Params().Add(viewer.tenant()).Add(request.course()); };
  const auto which = [&] { return with().Add(request.id()); };
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kPut, which().Add(ToJson(StoredPlan(plan))).Add(viewer.name())).status());
  std::vector<std::string> all;
  std::vector<std::string> graders;
  std::vector<std::string> people;
  for (const v1::AllocationGrader& one : plan.graders()) {
    all.push_back(one.person());
    for (const std::string& person : one.conflicts()) {
      graders.push_back(one.person());
      people.push_back(person);
    }
  }
  ASSAY_RETURN_IF_ERROR(connection.Execute(kDropConflicts, with().AddArray(all)).status());
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kAddConflicts, with().AddArray(graders).AddArray(people)).status());
  ASSAY_RETURN_IF_ERROR(
      WriteAllocation(connection, viewer.tenant(), request.course(), request.id(), rows));
  ASSAY_RETURN_IF_ERROR(
      connection
          .Execute(kTell, which()
                              .Add(viewer.name())
                              .Add(request.reason())
                              .Add(int64_t{moved})
                              .Add(before.graders().empty() ? "" : ToJson(before)))
          .status());
  // With another tolerance others differ.
  ASSAY_ASSIGN_OR_RETURN(const Rows twice, connection.Execute(kMarkedTwice, which()));
  for (size_t i = 0; i < twice.size(); ++i)
    ASSAY_RETURN_IF_ERROR(CompareMarks(connection, viewer.tenant(), request.course(), assignment,
                                       std::string(twice.Text(i, 0))));
  return OkStatus();
}

}  // namespace

Result<v1::Allocation> GetAllocation(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kModerateGrades).status());
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  ASSAY_RETURN_IF_ERROR(CheckKind(assignment));
  v1::Allocation allocation;
  allocation.set_applied(true);
  ASSAY_ASSIGN_OR_RETURN(*allocation.mutable_plan(),
                         ReadPlan(*connection, viewer.tenant(), request.course(), request.id()));
  if (allocation.plan().graders().empty()) return allocation;
  ASSAY_RETURN_IF_ERROR(AllocateLate(*connection, viewer.tenant(), request.course(), assignment));
  ASSAY_RETURN_IF_ERROR(
      NameGraders(*connection, viewer.tenant(), request.course(), *allocation.mutable_plan()));
  ASSAY_ASSIGN_OR_RETURN(const auto rows,
                         AllocateWork(*connection, viewer.tenant(), request.course(), assignment,
                                      allocation.plan(), allocation::Keep::kAll));
  Describe(rows, allocation);
  ASSAY_RETURN_IF_ERROR(Each<v1::AllocationChange>(
      *connection, kHistory, Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()),
      allocation.mutable_history()));
  return allocation;
}

Result<v1::Allocation> PutAllocation(Core& core, const v1::PutAllocationRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kModerateGrades).status());
  ASSAY_RETURN_IF_ERROR(CheckText("reason", request.reason(), 1000));
  v1::Allocation allocation;
  const Status done = connection->InTransaction([&]() -> Status {
    allocation.Clear();
    ASSAY_ASSIGN_OR_RETURN(
        const v1::Assignment assignment,
        ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
    ASSAY_RETURN_IF_ERROR(CheckKind(assignment));
    ASSAY_RETURN_IF_ERROR(
        LockAllocation(*connection, viewer.tenant(), request.course(), request.id()));
    v1::AllocationPlan& plan = *allocation.mutable_plan();
    plan = request.plan();
    ASSAY_RETURN_IF_ERROR(NameGraders(*connection, viewer.tenant(), request.course(), plan));
    ASSAY_RETURN_IF_ERROR(
        CheckPlan(*connection, viewer.tenant(), request.course(), assignment, plan));
    ASSAY_ASSIGN_OR_RETURN(const v1::AllocationPlan before,
                           ReadPlan(*connection, viewer.tenant(), request.course(), request.id()));
    const bool anew = before.seed() != plan.seed() && !before.graders().empty();
    ASSAY_ASSIGN_OR_RETURN(
        const auto rows,
        AllocateWork(*connection, viewer.tenant(), request.course(), assignment, plan,
                     anew ? allocation::Keep::kNone : allocation::Keep::kMost));
    for (v1::AllocationGrader& one : *plan.mutable_graders()) {
      one.clear_allocated();
      one.clear_graded();
      one.clear_second_allocated();
      one.clear_second_graded();
    }
    Describe(rows, allocation);
    if (!request.apply()) return OkStatus();
    return Store(*connection, request, assignment, before, plan, rows, allocation.moved());
  });
  if (!done.ok()) return done;
  allocation.set_applied(request.apply());
  return allocation;
}

}  // namespace assay::courses::calls

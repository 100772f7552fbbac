// A course again, in a new term: everything that was written, nothing that anybody did.
#include "lms/courses/service/access.h"
#include "lms/courses/service/calls.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kHas = {"copy_has",
                            "SELECT 1 FROM courses.courses WHERE tenant = $1 AND id = $2"};
constexpr Statement kHasTerm = {"copy_term",
                                "SELECT 1 FROM courses.terms WHERE tenant = $1 AND id = $2"};
constexpr Statement kCourse = {"copy_course", R"(
INSERT INTO courses.courses AS c (tenant, id, title, description, term, time_zone, late_days, by_points, letters)
SELECT tenant, $3, coalesce(nullif($4, ''), title), description, nullif($5, ''), time_zone, late_days, by_points, letters
FROM courses.courses WHERE tenant = $1 AND id = $2 RETURNING to_jsonb(c))"};
constexpr Statement kParts = {"copy_parts", R"(
WITH sections AS (
  INSERT INTO courses.sections (tenant, course, id, name)
  SELECT tenant, $3, id, name FROM courses.sections WHERE tenant = $1 AND course = $2)
INSERT INTO courses.categories (tenant, course, name, weight, drop_lowest, position)
SELECT tenant, $3, name, weight, drop_lowest, position FROM courses.categories WHERE tenant = $1 AND course = $2)"};
constexpr Statement kModules = {
    "copy_modules", "SELECT id FROM courses.modules WHERE tenant = $1 AND course = $2 ORDER BY id"};
constexpr Statement kAssignments = {
    "copy_assignments",
    "SELECT id FROM courses.assignments WHERE tenant = $1 AND course = $2 ORDER BY id"};
constexpr Statement kModule = {"copy_module", R"(
INSERT INTO courses.modules (tenant, course, title, description, position, published, opens, prerequisites)
SELECT tenant, $3, title, description, position, published, opens + $5::int * interval '1 day', prerequisites
FROM courses.modules WHERE tenant = $1 AND course = $2 AND id = $4 RETURNING id)"};
constexpr Statement kAssignment = {"copy_assignment", R"(
INSERT INTO courses.assignments (tenant, course, kind, title, description, problem, points, category, extra_credit, curve, curve_value,
  opens, due, closes, sections, late, attempts, rule, group_work, published, hold_grades, anonymous, rubric, prerequisites, exam,
  position, module)
SELECT tenant, $3, kind, title, description, problem, points, category, extra_credit, curve, curve_value,
  opens + $5::int * interval '1 day', due + $5::int * interval '1 day', closes + $5::int * interval '1 day',
  coalesce((SELECT jsonb_agg(s || jsonb_strip_nulls(jsonb_build_object(
      'opens', to_jsonb((s->>'opens')::timestamptz + $5::int * interval '1 day'),
      'due', to_jsonb((s->>'due')::timestamptz + $5::int * interval '1 day'),
      'closes', to_jsonb((s->>'closes')::timestamptz + $5::int * interval '1 day'))))
    FROM jsonb_array_elements(sections) s), '[]'),
  late, attempts, rule, group_work, published, hold_grades, anonymous, rubric, prerequisites, exam, position, nullif($6::bigint, 0)
FROM courses.assignments WHERE tenant = $1 AND course = $2 AND id = $4 RETURNING id)"};
constexpr Statement kModuleOf = {"copy_module_of", R"(
SELECT coalesce(module, 0) FROM courses.assignments WHERE tenant = $1 AND course = $2 AND id = $3)"};
constexpr Statement kQuizzes = {"copy_quizzes", R"(
INSERT INTO courses.quizzes (tenant, course, assignment, value, problems, updated_by)
SELECT q.tenant, $3, n.new, q.value, q.problems, q.updated_by
FROM courses.quizzes q JOIN unnest($4::bigint[], $5::bigint[]) AS n(old, new) ON n.old = q.assignment
WHERE q.tenant = $1 AND q.course = $2)"};
// $4 old, $5 new numbers of modules.
constexpr Statement kPages = {"copy_pages", R"(
INSERT INTO courses.pages (tenant, course, module, title, body, position, published, opens, updated_by)
SELECT p.tenant, $3, m.new, p.title, p.body, p.position, p.published, p.opens + $6::int * interval '1 day', p.updated_by
FROM courses.pages p LEFT JOIN unnest($4::bigint[], $5::bigint[]) AS m(old, new) ON m.old = p.module
WHERE p.tenant = $1 AND p.course = $2 ORDER BY p.id)"};
// Prerequisites name assignments by number: those of the copy.
constexpr Statement kPrerequisites = {"copy_prerequisites", R"(
WITH numbers AS MATERIALIZED (SELECT * FROM unnest($3::bigint[], $4::bigint[]) AS n(old, new)),
modules AS (
  UPDATE courses.modules m SET prerequisites = (
    SELECT jsonb_agg(p || jsonb_build_object('assignment', n.new::text))
    FROM jsonb_array_elements(m.prerequisites) p JOIN numbers n ON n.old = (p->>'assignment')::bigint)
  WHERE m.tenant = $1 AND m.course = $2 AND jsonb_array_length(m.prerequisites) > 0)
UPDATE courses.assignments a SET prerequisites = (
  SELECT jsonb_agg(p || jsonb_build_object('assignment', n.new::text))
  FROM jsonb_array_elements(a.prerequisites) p JOIN numbers n ON n.old = (p->>'assignment')::bigint)
WHERE a.tenant = $1 AND a.course = $2 AND jsonb_array_length(a.prerequisites) > 0)"};
constexpr Statement kComments = {"copy_comments", R"(
INSERT INTO courses.comments (tenant, course, text, points, uses, by)
SELECT tenant, $3, text, points, uses, by FROM courses.comments WHERE tenant = $1 AND course = $2 ORDER BY id)"};

Status CopyAll(Connection& connection, const v1::CopyCourseRequest& request) {
  const std::string& tenant = request.viewer().tenant();
  const auto from = [&] { return Params().Add(tenant).Add(request.course()); };
  const auto both = [&] { return from().Add(request.to()); };
  const auto days = int64_t{request.shift_days()};
  ASSAY_RETURN_IF_ERROR(connection.Execute(kParts, both()).status());
  std::vector<int64_t> old_modules = {0};
  std::vector<int64_t> new_modules = {0};
  ASSAY_ASSIGN_OR_RETURN(const Rows modules, connection.Execute(kModules, from()));
  for (size_t i = 0; i < modules.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const Rows made,
                           connection.Execute(kModule, both().Add(modules.Int(i, 0)).Add(days)));
    old_modules.push_back(modules.Int(i, 0));
    new_modules.push_back(made.Int(0, 0));
  }
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kPages, both().AddArray(old_modules).AddArray(new_modules).Add(days))
          .status());
  std::vector<int64_t> old_numbers;
  std::vector<int64_t> new_numbers;
  ASSAY_ASSIGN_OR_RETURN(const Rows assignments, connection.Execute(kAssignments, from()));
  for (size_t i = 0; i < assignments.size(); ++i) {
    const int64_t id = assignments.Int(i, 0);
    ASSAY_ASSIGN_OR_RETURN(const Rows module, connection.Execute(kModuleOf, from().Add(id)));
    int64_t target = 0;
    for (size_t m = 0; m < old_modules.size(); ++m)
      if (old_modules[m] == module.Int(0, 0)) target = new_modules[m];
    ASSAY_ASSIGN_OR_RETURN(const Rows made,
                           connection.Execute(kAssignment, both().Add(id).Add(days).Add(target)));
    old_numbers.push_back(id);
    new_numbers.push_back(made.Int(0, 0));
  }
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kQuizzes, both().AddArray(old_numbers).AddArray(new_numbers)).status());
  ASSAY_RETURN_IF_ERROR(
      connection
          .Execute(
              kPrerequisites,
              Params().Add(tenant).Add(request.to()).AddArray(old_numbers).AddArray(new_numbers))
          .status());
  return connection.Execute(kComments, both()).status();
}

}  // namespace

Result<v1::Course> CopyCourse(Core& core, const v1::CopyCourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  if (!IsSlug(request.to()))
    return InvalidArgument("to: small letters, digits, \".\", \"_\", \"-\"; at most 100");
  ASSAY_RETURN_IF_ERROR(CheckText("title", request.title(), 200));
  if (request.shift_days() < -4000 || request.shift_days() > 4000)
    return InvalidArgument("shift_days: -4000 to 4000");
  // Who may make a course: an administrator, or whom identity has made a teacher of it already.
  const auto role = viewer.roles().find(request.to());
  const int number = role == viewer.roles().end() ? 0 : RoleNumber(role->second);
  if (!viewer.administrator() && number != 1 && number != 2)
    return PermissionDenied("to: you are no owner or instructor of \"" + request.to() +
                            "\"; an administrator gives that role");
  v1::Course made;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows there,
        connection->Execute(kHas, Params().Add(viewer.tenant()).Add(request.to())));
    if (!there.empty())
      return Status(StatusCode::kAlreadyExists,
                    "to: there is a course \"" + request.to() + "\" already");
    if (!request.term().empty()) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows term,
          connection->Execute(kHasTerm, Params().Add(viewer.tenant()).Add(request.term())));
      if (term.empty()) return InvalidArgument("term: there is no term \"" + request.term() + "\"");
    }
    ASSAY_ASSIGN_OR_RETURN(made, One<v1::Course>(*connection, kCourse,
                                                 Params()
                                                     .Add(viewer.tenant())
                                                     .Add(request.course())
                                                     .Add(request.to())
                                                     .Add(request.title())
                                                     .Add(request.term())));
    return CopyAll(*connection, request);
  });
  if (!done.ok()) return done;
  return made;
}

}  // namespace assay::courses::calls

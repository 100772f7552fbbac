// Remarks in the code, and comments that are used again.
#include "lms/courses/service/calls.h"
#include "lms/courses/service/second_marks.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kWork = {"annotation_work", R"(
SELECT problem, person FROM courses.submissions WHERE tenant = $1 AND course = $2 AND id = $3)"};
constexpr Statement kList = {"annotation_list", R"(
SELECT to_jsonb(a) || jsonb_build_object('by', coalesce(m.name, a.by)) FROM courses.annotations a
LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (a.tenant, a.course, a.by)
WHERE a.tenant = $1 AND a.course = $2 AND a.problem = $3 AND a.person = $4 AND ($5 = '' OR a.by = $5)
ORDER BY a.path, a.line, a.id LIMIT 2000)"};
constexpr Statement kAdd = {"annotation_add", R"(
INSERT INTO courses.annotations AS a (tenant, course, problem, person, submission, path, line, lines, anchor, context, body, points, by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::float8, $13) RETURNING to_jsonb(a))"};
constexpr Statement kChange = {"annotation_change", R"(
UPDATE courses.annotations a SET body = $4, points = $5::float8, resolved = $6 = 1
WHERE tenant = $1 AND course = $2 AND id = $3 AND problem = $7 AND person = $8 RETURNING to_jsonb(a))"};
constexpr Statement kDrop = {"annotation_drop", R"(
DELETE FROM courses.annotations WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1)"};
constexpr Statement kShown = {"annotation_shown", R"(
SELECT anonymous, NOT hold_grades OR grades_published, id FROM courses.assignments WHERE tenant = $1 AND course = $2 AND problem = $3)"};

constexpr Statement kComments = {"comment_list", R"(
SELECT to_jsonb(c) FROM courses.comments c WHERE tenant = $1 AND course = $2 ORDER BY uses DESC, id DESC LIMIT 1000)"};
constexpr Statement kAddComment = {"comment_add", R"(
INSERT INTO courses.comments AS c (tenant, course, text, points, assignment, uses, by)
SELECT $1, $2, r.text, r.points, nullif(r.assignment, 0), greatest(0, r.uses), $4
FROM jsonb_populate_record(null::courses.comments, $3::jsonb) r RETURNING to_jsonb(c))"};
constexpr Statement kChangeComment = {"comment_change", R"(
UPDATE courses.comments c SET (text, points, assignment, uses) =
  (SELECT r.text, r.points, nullif(r.assignment, 0), greatest(c.uses, r.uses)
   FROM jsonb_populate_record(null::courses.comments, $3::jsonb) r)
WHERE tenant = $1 AND course = $2 AND id = $4 RETURNING to_jsonb(c))"};
constexpr Statement kDropComment = {"comment_drop", R"(
DELETE FROM courses.comments WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1)"};

struct Work {
  std::string problem, person;
};
Result<Work> FindWork(Connection& connection, const v1::Viewer& viewer, const std::string& course,
                      const std::string& submission) {
  const std::string missing = "there is no submission \"" + submission + "\" in the course";
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kWork, Params().Add(viewer.tenant()).Add(course).Add(submission)));
  if (rows.empty()) return NotFound(missing);
  Work work{std::string(rows.Text(0, 0)), std::string(rows.Text(0, 1))};
  if (!IsStaff(viewer) && work.person != viewer.person()) return NotFound(missing);
  return work;
}

}  // namespace

Result<v1::Annotations> ListAnnotations(Core& core, const v1::SubmissionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kReadCourse));
  ASSAY_ASSIGN_OR_RETURN(const Work work,
                         FindWork(*connection, viewer, request.course(), request.submission()));
  v1::Annotations all;
  ASSAY_ASSIGN_OR_RETURN(
      const Rows shown,
      connection->Execute(kShown,
                          Params().Add(viewer.tenant()).Add(request.course()).Add(work.problem)));
  if (!access.staff && !shown.empty() && !shown.Bool(0, 1)) return all;
  bool second = false;
  if (access.staff && !shown.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        second, IsBlindSecond(*connection, viewer, request.course(), shown.Int(0, 2), work.person));
  }
  ASSAY_RETURN_IF_ERROR(Each<v1::Annotation>(*connection, kList,
                                             Params()
                                                 .Add(viewer.tenant())
                                                 .Add(request.course())
                                                 .Add(work.problem)
                                                 .Add(work.person)
                                                 .Add(second ? viewer.person() : ""),
                                             all.mutable_annotations()));
  if (!access.staff && !shown.empty() && shown.Bool(0, 0))
    for (v1::Annotation& one : *all.mutable_annotations()) one.set_by("");
  return all;
}

Result<v1::Annotation> PutAnnotation(Core& core, const v1::PutAnnotationRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteGrades).status());
  ASSAY_ASSIGN_OR_RETURN(const Work work,
                         FindWork(*connection, viewer, request.course(), request.submission()));
  const v1::Annotation& value = request.value();
  ASSAY_RETURN_IF_ERROR(CheckText("body", value.body(), 16 << 10, false));
  if (!(value.points() >= -1e6 && value.points() <= 1e6))
    return InvalidArgument("points: -1000000 to 1000000");
  const std::string points = std::to_string(value.points());
  if (request.id() != 0) {
    return One<v1::Annotation>(*connection, kChange,
                               Params()
                                   .Add(viewer.tenant())
                                   .Add(request.course())
                                   .Add(request.id())
                                   .Add(value.body())
                                   .Add(points)
                                   .Add(int64_t{value.resolved()})
                                   .Add(work.problem)
                                   .Add(work.person),
                               "there is no such remark on this work");
  }
  ASSAY_RETURN_IF_ERROR(CheckText("path", value.path(), 500, false));
  ASSAY_RETURN_IF_ERROR(CheckText("anchor", value.anchor(), 16 << 10));
  ASSAY_RETURN_IF_ERROR(CheckText("context", value.context(), 16 << 10));
  if (value.line() < 1) return InvalidArgument("line: from 1");
  if (value.lines() < 0 || value.lines() > 1000) return InvalidArgument("lines: 1 to 1000");
  auto made = One<v1::Annotation>(*connection, kAdd,
                                  Params()
                                      .Add(viewer.tenant())
                                      .Add(request.course())
                                      .Add(work.problem)
                                      .Add(work.person)
                                      .Add(request.submission())
                                      .Add(value.path())
                                      .Add(int64_t{value.line()})
                                      .Add(int64_t{std::max(1, value.lines())})
                                      .Add(value.anchor())
                                      .Add(value.context())
                                      .Add(value.body())
                                      .Add(points)
                                      .Add(viewer.person()));
  if (made.ok()) made->set_by(viewer.name());
  return made;
}

Result<v1::Empty> DeleteAnnotation(Core& core, const v1::ItemRequest& request) {
  return DropItem(core, request, Action::kWriteGrades, kDrop, "remark");
}

Result<v1::Comments> ListComments(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  v1::Comments comments;
  ASSAY_RETURN_IF_ERROR(Each<v1::Comment>(*connection, kComments,
                                          Params().Add(viewer.tenant()).Add(request.course()),
                                          comments.mutable_comments()));
  return comments;
}

Result<v1::Comment> PutComment(Core& core, const v1::PutCommentRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteGrades).status());
  ASSAY_RETURN_IF_ERROR(CheckText("text", request.value().text(), 16 << 10, false));
  if (request.value().assignment() != 0 &&
      !ReadAssignment(*connection, viewer.tenant(), request.course(), request.value().assignment())
           .ok())
    return InvalidArgument("assignment: there is no such assignment in the course");
  Params params = Params().Add(viewer.tenant()).Add(request.course()).Add(ToJson(request.value()));
  if (request.id() == 0)
    return One<v1::Comment>(*connection, kAddComment, params.Add(viewer.name()));
  return One<v1::Comment>(*connection, kChangeComment, params.Add(request.id()),
                          "there is no such comment in the course");
}

Result<v1::Empty> DeleteComment(Core& core, const v1::ItemRequest& request) {
  return DropItem(core, request, Action::kWriteGrades, kDropComment, "comment");
}

}  // namespace assay::courses::calls

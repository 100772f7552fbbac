// Where two graders differ, and what stands out among the marks of an assignment.
#include <algorithm>
#include <map>

#include "lms/courses/policy/mark_statistics.h"
#include "lms/courses/service/allocation_store.h"
#include "lms/courses/service/moderation_calls.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/second_marks.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_SUM(marks) \
  "(SELECT coalesce(sum((v->>'points')::float8), 0) FROM jsonb_array_elements(" marks ") v)"

constexpr Statement kItems = {"moderation_items", R"(
SELECT jsonb_build_object('person', i.person, 'name', m.name, 'submission', coalesce(g.submission, ''), 'state', i.state,
  'first', jsonb_build_object('grader', i.first_grader, 'name', coalesce(f.name, i.first_name), 'points', )" ASSAY_SUM(
                                                      "i.first_marks") R"(,
    'marks', i.first_marks, 'comment', i.first_comment, 'at', i.first_at),
  'second', jsonb_build_object('grader', s.grader, 'name', coalesce(n.name, s.grader), 'points', )" ASSAY_SUM("s.marks") R"(,
    'marks', s.marks, 'comment', s.comment, 'at', s.graded_at),
  'difference', abs()" ASSAY_SUM("i.first_marks") " - " ASSAY_SUM("s.marks") R"(), 'opened_at', i.opened_at,
  'decisions', coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id DESC) FROM courses.moderation_decisions d
                         WHERE (d.tenant, d.course, d.assignment, d.person) = (i.tenant, i.course, i.assignment, i.person)), '[]'))
FROM courses.moderation_items i
JOIN courses.second_marks s USING (tenant, course, assignment, person)
LEFT JOIN courses.grades g USING (tenant, course, assignment, person)
LEFT JOIN courses.members m USING (tenant, course, person)
LEFT JOIN courses.members f ON (f.tenant, f.course, f.person) = (i.tenant, i.course, i.first_grader)
LEFT JOIN courses.members n ON (n.tenant, n.course, n.person) = (i.tenant, i.course, s.grader)
WHERE i.tenant = $1 AND i.course = $2 AND i.assignment = $3 AND ($4 = '' OR i.person = $4)
ORDER BY i.state <> 'open', m.name, i.person LIMIT 5000)"};
constexpr Statement kSecondCounts = {"moderation_seconds", R"(
SELECT count(s.person), count(*) FILTER (WHERE s.person IS NULL) FROM courses.allocations al
LEFT JOIN courses.second_marks s USING (tenant, course, assignment, person)
WHERE al.tenant = $1 AND al.course = $2 AND al.assignment = $3 AND al.second IS NOT NULL)"};
// What graders gave, before anything was settled; complete marks alone.
constexpr Statement kGiven = {"moderation_given", R"(
WITH given AS (
  SELECT h.tenant, h.course, coalesce(i.first_grader, nullif(h.grader, ''), h.graded_by) AS grader,
         coalesce(i.first_name, h.graded_by) AS name, coalesce(i.first_marks, h.marks) AS marks
  FROM courses.manual_grades h LEFT JOIN courses.moderation_items i USING (tenant, course, assignment, person)
  WHERE h.tenant = $1 AND h.course = $2 AND h.assignment = $3
  UNION ALL
  SELECT tenant, course, grader, grader, marks FROM courses.second_marks WHERE tenant = $1 AND course = $2 AND assignment = $3)
SELECT g.grader, coalesce(m.name, g.name), )" ASSAY_SUM("g.marks") R"(
FROM given g LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (g.tenant, g.course, g.grader)
WHERE jsonb_array_length(g.marks) = $4)"};
// What counts, beside the tests of the submission that the grade is from.
constexpr Statement kTested = {"moderation_tested", R"(
SELECT h.person, coalesce(m.name, h.person), g.submission, coalesce(f.name, h.graded_by),
       s.score / s.max_score, )" ASSAY_SUM("h.marks") R"(
FROM courses.manual_grades h
JOIN courses.grades g USING (tenant, course, assignment, person)
JOIN courses.submissions s ON s.tenant = h.tenant AND s.id = g.submission AND s.state = 1 AND s.max_score > 0
LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (h.tenant, h.course, h.person)
LEFT JOIN courses.members f ON (f.tenant, f.course, f.person) = (h.tenant, h.course, h.grader)
WHERE h.tenant = $1 AND h.course = $2 AND h.assignment = $3 AND jsonb_array_length(h.marks) = $4
ORDER BY h.person)"};
constexpr Statement kLock = {"moderation_lock", R"(
SELECT 1 FROM courses.moderation_items WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 FOR UPDATE)"};
constexpr Statement kNow = {"moderation_now",
                            "SELECT " ASSAY_SUM("marks") R"(, comment FROM courses.manual_grades
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kTake = {"moderation_take", R"(
INSERT INTO courses.manual_grades AS g (tenant, course, assignment, person, marks, comment, graded_by, grader)
VALUES ($1, $2, $3, $4, $5::jsonb->'marks', $6, $7, $8)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET marks = excluded.marks, comment = excluded.comment,
  graded_by = excluded.graded_by, grader = excluded.grader, graded_at = now())"};
constexpr Statement kDecide = {"moderation_decide", R"(
INSERT INTO courses.moderation_decisions (tenant, course, assignment, person, by, take, reason, before, after)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::float8, $9::float8))"};
constexpr Statement kSettle = {"moderation_settle", R"(
UPDATE courses.moderation_items SET state = 'settled' WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};

const char* WordOf(marks::Severity severity) {
  constexpr const char* kWords[] = {"too_few", "usual", "severe", "lenient"};
  return kWords[static_cast<size_t>(severity)];
}
const char* WordOf(marks::Width width) {
  constexpr const char* kWords[] = {"too_few", "usual", "narrow", "wide"};
  return kWords[static_cast<size_t>(width)];
}

Status AddGraders(Connection& connection, const Params& which, const v1::Assignment& assignment,
                  v1::Moderation& moderation) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kGiven, Params(which).Add(int64_t{CriteriaOf(assignment)})));
  std::vector<marks::Given> given;
  std::map<std::string, std::string> names;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string grader(rows.Text(i, 0));
    names[grader] = rows.Text(i, 1);
    given.push_back({grader, rows.Double(i, 2) / MostPoints(assignment)});
  }
  for (const marks::Comparison& one : marks::CompareGraders(given)) {
    v1::GraderSeverity& added = *moderation.add_graders();
    added.set_grader(one.grader);
    added.set_name(names[one.grader]);
    added.set_marks(one.marks);
    added.set_median(one.median);
    added.set_spread(one.spread);
    added.set_others_median(one.others_median);
    added.set_others_spread(one.others_spread);
    if (one.z) added.set_z(*one.z);
    added.set_severity(WordOf(one.severity));
    added.set_spread_is(WordOf(one.width));
  }
  return OkStatus();
}

Status AddOutliers(Connection& connection, const Params& which, const v1::Assignment& assignment,
                   v1::Moderation& moderation) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kTested, Params(which).Add(int64_t{CriteriaOf(assignment)})));
  std::vector<marks::Tested> tested;
  for (size_t i = 0; i < rows.size(); ++i)
    tested.push_back({std::string(rows.Text(i, 0)), std::clamp(rows.Double(i, 4), 0.0, 1.0),
                      rows.Double(i, 5) / MostPoints(assignment)});
  const marks::Outliers found = marks::FindOutliers(tested);
  moderation.set_outliers_are(found.found == marks::Found::kFound    ? "found"
                              : found.found == marks::Found::kTooFew ? "too_few"
                                                                     : "no_spread");
  for (const marks::Outlier& one : found.outliers) {
    v1::MarkOutlier& added = *moderation.add_outliers();
    added.set_person(tested[one.place].id);
    added.set_name(std::string(rows.Text(one.place, 1)));
    added.set_submission(std::string(rows.Text(one.place, 2)));
    added.set_grader(std::string(rows.Text(one.place, 3)));
    added.set_tests(tested[one.place].tests);
    added.set_mark(tested[one.place].mark);
    added.set_predicted(one.predicted);
    added.set_z(one.z);
  }
  return OkStatus();
}

Result<v1::ModerationItem> ReadItem(Connection& connection, const Params& which) {
  return One<v1::ModerationItem>(connection, kItems, which,
                                 "no two graders differ over this work by more than is allowed");
}

Status CheckSettle(const v1::SettleModerationRequest& request) {
  const std::string& take = request.take();
  if (take != "first" && take != "second" && take != "mean" && take != "own")
    return InvalidArgument("take: \"first\", \"second\", \"mean\" or \"own\"");
  if (take != "own" && !request.marks().empty())
    return InvalidArgument("marks: only with \"take\": \"own\"");
  ASSAY_RETURN_IF_ERROR(CheckText("comment", request.comment(), 16 << 10));
  return CheckText("reason", request.reason(), 1000, false);
}

// The marks that are to count.
Result<Marks> TakenMarks(const v1::SettleModerationRequest& request,
                         const v1::Assignment& assignment, const v1::ModerationItem& item) {
  Marks taken = request.take() == "first"    ? item.first().marks()
                : request.take() == "second" ? item.second().marks()
                : request.take() == "mean"   ? MeanOf(item.first().marks(), item.second().marks())
                                             : request.marks();
  ASSAY_RETURN_IF_ERROR(CheckMarks(assignment, taken));
  if (taken.size() != CriteriaOf(assignment))
    return InvalidArgument("marks: mark each of the " + std::to_string(CriteriaOf(assignment)) +
                           " criteria");
  return taken;
}

}  // namespace

Result<v1::Moderation> GetModeration(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kModerateGrades).status());
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  const Params which = Params().Add(viewer.tenant()).Add(request.course()).Add(request.id());
  ASSAY_ASSIGN_OR_RETURN(const v1::AllocationPlan plan,
                         ReadPlan(*connection, viewer.tenant(), request.course(), request.id()));
  v1::Moderation moderation;
  moderation.set_points(MostPoints(assignment));
  moderation.set_tolerance_points(TolerancePoints(plan, assignment));
  ASSAY_RETURN_IF_ERROR(Each<v1::ModerationItem>(*connection, kItems, Params(which).Add(""),
                                                 moderation.mutable_items()));
  ASSAY_ASSIGN_OR_RETURN(const int open,
                         CountOpen(*connection, viewer.tenant(), request.course(), request.id()));
  moderation.set_open(open);
  ASSAY_ASSIGN_OR_RETURN(const Rows seconds, connection->Execute(kSecondCounts, which));
  moderation.set_marked_twice(static_cast<int32_t>(seconds.Int(0, 0)));
  moderation.set_second_missing(static_cast<int32_t>(seconds.Int(0, 1)));
  moderation.set_outliers_are("no_tests");
  if (moderation.points() <= 0) return moderation;
  ASSAY_RETURN_IF_ERROR(AddGraders(*connection, which, assignment, moderation));
  if (!assignment.problem().empty())
    ASSAY_RETURN_IF_ERROR(AddOutliers(*connection, which, assignment, moderation));
  return moderation;
}

Result<v1::ModerationItem> SettleModeration(Core& core,
                                            const v1::SettleModerationRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kModerateGrades).status());
  ASSAY_RETURN_IF_ERROR(CheckSettle(request));
  const Params which =
      Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()).Add(request.person());
  v1::ModerationItem item;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const v1::Assignment assignment,
        ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
    ASSAY_RETURN_IF_ERROR(connection->Execute(kLock, which).status());
    ASSAY_ASSIGN_OR_RETURN(item, ReadItem(*connection, which));
    if (request.seen() < item.decisions_size())
      return Status(StatusCode::kAborted,
                    "seen: it was settled since, by " + item.decisions(0).by() + ": look again");
    if (request.seen() > item.decisions_size())
      return InvalidArgument("seen: there were " + std::to_string(item.decisions_size()) +
                             " decisions");
    ASSAY_ASSIGN_OR_RETURN(const Marks taken, TakenMarks(request, assignment, item));
    ASSAY_ASSIGN_OR_RETURN(const Rows now, connection->Execute(kNow, which));
    const double before = now.empty() ? 0 : now.Double(0, 0);
    std::string comment = request.comment();
    if (comment.empty() && request.take() == "second") comment = item.second().comment();
    if (comment.empty() && request.take() != "own") comment = item.first().comment();
    if (comment.empty() && !now.empty()) comment = now.Text(0, 1);
    v1::GradeDetail holder;
    *holder.mutable_marks() = taken;
    ASSAY_RETURN_IF_ERROR(connection
                              ->Execute(kTake, Params(which)
                                                   .Add(ToJson(holder))
                                                   .Add(comment)
                                                   .Add(viewer.name())
                                                   .Add(viewer.person()))
                              .status());
    ASSAY_RETURN_IF_ERROR(connection
                              ->Execute(kDecide, Params(which)
                                                     .Add(viewer.name())
                                                     .Add(request.take())
                                                     .Add(request.reason())
                                                     .Add(NumberText(true, before))
                                                     .Add(NumberText(true, PointsOf(taken))))
                              .status());
    ASSAY_RETURN_IF_ERROR(connection->Execute(kSettle, which).status());
    ASSAY_RETURN_IF_ERROR(Reckon(core, *connection, viewer.tenant(), request.course(),
                                 {request.person()}, viewer.name(),
                                 "moderation: " + request.reason()));
    ASSAY_ASSIGN_OR_RETURN(item, ReadItem(*connection, which));
    return OkStatus();
  });
  if (!done.ok()) return done;
  return item;
}

}  // namespace assay::courses::calls

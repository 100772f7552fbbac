// Courses, terms, sections, people.
#include <algorithm>

#include "lms/courses/service/access.h"
#include "lms/courses/service/book.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/reckon.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// Identity's word on whoever asks is fresher than the copy.
constexpr Statement kSeen = {"course_seen", R"(
INSERT INTO courses.members AS m (tenant, course, person, name, role)
SELECT $1, c.id, $2, $3, r.role::smallint FROM unnest($4::text[], $5::bigint[]) AS r(course, role)
JOIN courses.courses c ON c.tenant = $1 AND c.id = r.course
ORDER BY c.id
ON CONFLICT (tenant, course, person) DO UPDATE SET name = excluded.name, role = excluded.role
  WHERE (m.name, m.role) IS DISTINCT FROM (excluded.name, excluded.role)
RETURNING course)"};

constexpr Statement kCards = {"course_cards", R"(
SELECT jsonb_build_object('id', c.id, 'title', c.title, 'term', c.term, 'published', c.published, 'archived', c.archived,
  'assignments', (SELECT count(*) FROM courses.assignments a WHERE a.tenant = c.tenant AND a.course = c.id AND a.published),
  'done', (SELECT count(*) FROM courses.grades g JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (g.tenant, g.course, g.assignment)
           WHERE g.tenant = c.tenant AND g.course = c.id AND g.person = $2 AND a.published AND g.state IN (2, 3, 4, 5)),
  'latest_announcement', (SELECT n.title FROM courses.announcements n WHERE n.tenant = c.tenant AND n.course = c.id
                          AND n.publish_at <= now() ORDER BY n.pinned DESC, n.publish_at DESC LIMIT 1)),
  (SELECT count(*) FROM courses.grades g WHERE g.tenant = c.tenant AND g.course = c.id AND g.state = 3),
  (SELECT count(*) FROM courses.regrades r WHERE r.tenant = c.tenant AND r.course = c.id AND r.state = 'open')
  + (SELECT count(*) FROM courses.extension_requests r WHERE r.tenant = c.tenant AND r.course = c.id AND r.state = 'open')
FROM courses.courses c WHERE c.tenant = $1 AND (c.id = ANY($3::text[]) OR $4 = 1)
ORDER BY c.archived, c.title, c.id LIMIT 500)"};

constexpr Statement kDue = {"course_due", R"(
SELECT to_jsonb(a) - 'description', jsonb_build_object('due', g.due, 'closes', g.closes,
         'state', CASE WHEN g.state = 1 AND g.missing_from < now() THEN 'missing' ELSE 'open' END, 'overdue', g.due < now()),
       (extract(epoch FROM g.due) * 1000000)::bigint, (extract(epoch FROM g.closes) * 1000000)::bigint,
       a.course, c.late_days - (SELECT sum(o.late_days) FROM courses.grades o WHERE o.tenant = g.tenant AND o.course = g.course
                                AND o.person = g.person)
FROM courses.grades g
JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (g.tenant, g.course, g.assignment)
JOIN courses.courses c ON (c.tenant, c.id) = (g.tenant, g.course)
WHERE g.tenant = $1 AND g.person = $2 AND g.course = ANY($3::text[]) AND g.state IN (0, 1) AND g.due IS NOT NULL
  AND a.published AND c.published AND NOT c.archived AND (a.opens IS NULL OR a.opens <= now() OR a.due > now())
  AND (g.closes IS NULL OR g.closes > now()) AND (g.due > now() OR coalesce((a.late->>'accepted')::boolean, false))
ORDER BY g.due LIMIT 100)"};

constexpr Statement kUnread = {"course_unread", R"(
SELECT count(*) FROM courses.notifications WHERE tenant = $1 AND person = $2 AND NOT read)"};

constexpr Statement kPut = {"course_put", R"(
INSERT INTO courses.courses AS c (tenant, id, title, description, term, time_zone, late_days, published, archived)
SELECT $1, $2, r.title, coalesce(r.description, ''), nullif(r.term, ''), coalesce(nullif(r.time_zone, ''), 'UTC'),
       coalesce(r.late_days, 0), coalesce(r.published, false), coalesce(r.archived, false)
FROM jsonb_populate_record(null::courses.courses, $3::jsonb) r
ON CONFLICT (tenant, id) DO UPDATE SET title = excluded.title, description = excluded.description, term = excluded.term,
  time_zone = excluded.time_zone, late_days = excluded.late_days, published = excluded.published,
  archived = excluded.archived, revision = c.revision + 1
RETURNING to_jsonb(c))"};
constexpr Statement kHasTerm = {"course_has_term",
                                "SELECT 1 FROM courses.terms WHERE tenant = $1 AND id = $2"};
constexpr Statement kLateDays = {
    "course_old_late_days", "SELECT late_days FROM courses.courses WHERE tenant = $1 AND id = $2"};

constexpr Statement kTerms = {"term_list", R"(
SELECT to_jsonb(t) FROM courses.terms t WHERE tenant = $1 ORDER BY starts DESC NULLS LAST, id)"};
constexpr Statement kPutTerm = {"term_put", R"(
INSERT INTO courses.terms AS t (tenant, id, name, starts, ends)
SELECT $1, $2, r.name, r.starts, r.ends FROM jsonb_populate_record(null::courses.terms, $3::jsonb) r
ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, starts = excluded.starts, ends = excluded.ends
RETURNING to_jsonb(t))"};
constexpr Statement kTermUsed = {
    "term_used", "SELECT count(*) FROM courses.courses WHERE tenant = $1 AND term = $2"};
constexpr Statement kDropTerm = {
    "term_drop", "DELETE FROM courses.terms WHERE tenant = $1 AND id = $2 RETURNING 1"};

constexpr Statement kSections = {"section_list", R"(
SELECT jsonb_build_object('id', s.id, 'name', s.name, 'size', (SELECT count(*) FROM courses.section_members m
  WHERE (m.tenant, m.course, m.section) = (s.tenant, s.course, s.id)))
FROM courses.sections s WHERE tenant = $1 AND course = $2 ORDER BY id)"};
constexpr Statement kPutSection = {"section_put", R"(
INSERT INTO courses.sections AS s (tenant, course, id, name) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant, course, id) DO UPDATE SET name = excluded.name)"};
constexpr Statement kLeaveSection = {"section_leave", R"(
DELETE FROM courses.section_members WHERE tenant = $1 AND course = $2 AND section = $3
  AND NOT person = ANY($4::text[]) RETURNING person)"};
constexpr Statement kJoinSection = {"section_join", R"(
INSERT INTO courses.section_members (tenant, course, section, person)
SELECT $1, $2, $3, m.person FROM courses.members m
WHERE m.tenant = $1 AND m.course = $2 AND m.person = ANY($4::text[])
ON CONFLICT DO NOTHING RETURNING person)"};
constexpr Statement kStrangers = {"section_strangers", R"(
SELECT p FROM unnest($3::text[]) p WHERE NOT EXISTS
  (SELECT 1 FROM courses.members m WHERE m.tenant = $1 AND m.course = $2 AND m.person = p) LIMIT 1)"};
constexpr Statement kSectionMembers = {"section_members", R"(
SELECT person FROM courses.section_members WHERE tenant = $1 AND course = $2 AND section = $3 ORDER BY person)"};
constexpr Statement kDropSection = {"section_drop", R"(
DELETE FROM courses.sections WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1)"};

#define ASSAY_MEMBER                                                                          \
  "SELECT jsonb_build_object('person', m.person, 'name', m.name, 'email', m.email, "          \
  "'sections', coalesce((SELECT jsonb_agg(s.section ORDER BY s.section) FROM "                \
  "courses.section_members s "                                                                \
  "WHERE (s.tenant, s.course, s.person) = (m.tenant, m.course, m.person)), '[]'), "           \
  "'accommodation', CASE WHEN a.person IS NOT NULL THEN to_jsonb(a) - 'person' END), m.role " \
  "FROM courses.members m LEFT JOIN courses.accommodations a USING (tenant, course, person) " \
  "WHERE m.tenant = $1 AND m.course = $2 "
constexpr Statement kPeople = {"people_list",
                               ASSAY_MEMBER "AND m.role > 0 ORDER BY m.role, m.name, m.person"};
constexpr Statement kMember = {"people_get", ASSAY_MEMBER "AND m.person = $3"};
constexpr Statement kAccommodate = {"people_accommodate", R"(
INSERT INTO courses.accommodations (tenant, course, person, time_multiplier, extra_days, note)
VALUES ($1, $2, $3, $4::float8, $5, $6)
ON CONFLICT (tenant, course, person) DO UPDATE SET time_multiplier = excluded.time_multiplier,
  extra_days = excluded.extra_days, note = excluded.note)"};
constexpr Statement kStudents = {"course_students", R"(
SELECT count(*) FROM courses.members WHERE tenant = $1 AND course = $2 AND role = 5)"};

Status Remember(Connection& connection, const v1::Viewer& viewer) {
  if (viewer.name().empty()) return OkStatus();
  std::vector<std::string> courses;
  std::vector<int64_t> roles;
  for (const auto& [course, role] : viewer.roles()) {
    if (RoleNumber(role) == 0) continue;
    courses.push_back(course);
    roles.push_back(RoleNumber(role));
  }
  if (courses.empty()) return OkStatus();
  return connection.InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows changed, connection.Execute(kSeen, Params()
                                                                             .Add(viewer.tenant())
                                                                             .Add(viewer.person())
                                                                             .Add(viewer.name())
                                                                             .AddArray(courses)
                                                                             .AddArray(roles)));
    for (size_t i = 0; i < changed.size(); ++i)
      ASSAY_RETURN_IF_ERROR(MarkStale(connection, viewer.tenant(), std::string(changed.Text(i, 0)),
                                      {viewer.person()}, "enrolled"));
    return OkStatus();
  });
}

Status AddDue(Core& core, Connection& connection, const v1::Viewer& viewer,
              const std::vector<std::string>& courses, v1::MyCourses& answer) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kDue,
                         Params().Add(viewer.tenant()).Add(viewer.person()).AddArray(courses)));
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::Assignment assignment;
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), assignment));
    v1::DueItem& item = *answer.add_due();
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 1), item));
    item.set_course(std::string(rows.Text(i, 4)));
    item.set_assignment(assignment.id());
    item.set_title(assignment.title());
    item.set_points(assignment.points());
    const auto closes = rows.IsNull(i, 3) ? std::optional<Micros>() : rows.Int(i, 3);
    item.set_late(Explain(PolicyOf(assignment), rows.Int(i, 2), closes, core.now(),
                          static_cast<int>(rows.Int(i, 5))));
  }
  return OkStatus();
}

}  // namespace

Result<v1::MyCourses> ListCourses(Core& core, const v1::ListCoursesRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  if (viewer.tenant().empty() || viewer.person().empty())
    return Unauthenticated("viewer: who asks is missing");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_RETURN_IF_ERROR(Remember(*connection, viewer));
  std::vector<std::string> mine;
  std::vector<std::string> studied;
  for (const auto& [course, role] : viewer.roles()) {
    mine.push_back(course);
    if (role == "student") studied.push_back(course);
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kCards, Params()
                                                         .Add(viewer.tenant())
                                                         .Add(viewer.person())
                                                         .AddArray(mine)
                                                         .Add(int64_t{viewer.administrator()})));
  v1::MyCourses answer;
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::CourseCard card;
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), card));
    const auto role = viewer.roles().find(card.id());
    if (role != viewer.roles().end()) card.set_role(role->second);
    const bool staff =
        viewer.administrator() || (RoleNumber(card.role()) >= 1 && RoleNumber(card.role()) <= 4);
    if (!card.published() && !staff) continue;
    if (staff) {
      card.set_to_grade(static_cast<int32_t>(rows.Int(i, 1)));
      card.set_open_requests(static_cast<int32_t>(rows.Int(i, 2)));
    }
    if (card.role() == "student") {
      ASSAY_ASSIGN_OR_RETURN(
          const v1::StudentGrades grades,
          ReadStudent(*connection, viewer.tenant(), card.id(), viewer.person(), false));
      if (grades.has_percent()) card.set_percent(grades.percent());
      card.set_letter(grades.letter());
    }
    *answer.add_courses() = card;
  }
  ASSAY_RETURN_IF_ERROR(AddDue(core, *connection, viewer, studied, answer));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows unread,
      connection->Execute(kUnread, Params().Add(viewer.tenant()).Add(viewer.person())));
  answer.set_unread_notifications(static_cast<int32_t>(unread.Int(0, 0)));
  core.wake();
  return answer;
}

Result<v1::CoursePage> GetCourse(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  const Params course = Params().Add(viewer.tenant()).Add(request.course());
  v1::CoursePage page;
  *page.mutable_course() = access.course;
  page.set_role(viewer.role());
  ASSAY_RETURN_IF_ERROR(Each<v1::Section>(*connection, kSections, course, page.mutable_sections()));
  ASSAY_ASSIGN_OR_RETURN(*page.mutable_scheme(),
                         ReadScheme(*connection, viewer.tenant(), request.course()));
  ASSAY_ASSIGN_OR_RETURN(const v1::Modules modules, ListModules(core, request));
  *page.mutable_modules() = modules.modules();
  ASSAY_ASSIGN_OR_RETURN(const v1::Announcements news, ListAnnouncements(core, request));
  for (int i = 0; i < std::min(3, news.announcements_size()); ++i)
    *page.add_announcements() = news.announcements(i);
  ASSAY_ASSIGN_OR_RETURN(const Rows students, connection->Execute(kStudents, course));
  page.set_students(static_cast<int32_t>(students.Int(0, 0)));
  if (viewer.role() == "student") {
    ASSAY_ASSIGN_OR_RETURN(
        const v1::StudentGrades grades,
        ReadStudent(*connection, viewer.tenant(), request.course(), viewer.person(), false));
    page.set_late_days_left(grades.late_days_left());
  }
  return page;
}

Result<v1::Course> PutCourse(Core& core, const v1::PutCourseRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  if (viewer.tenant().empty() || viewer.person().empty())
    return Unauthenticated("viewer: who asks is missing");
  if (!IsSlug(request.course()))
    return InvalidArgument("course: small letters, digits, \".\", \"_\", \"-\"; at most 100");
  if (!May(viewer, Action::kWriteCourse) && !May(viewer, Action::kCreateCourse))
    return PermissionDenied(
        "courses are made by administrators, and written by those whom they gave the role of owner "
        "or instructor");
  v1::Course value = request.value();
  ASSAY_RETURN_IF_ERROR(CheckText("title", value.title(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("description", value.description(), 256 << 10));
  ASSAY_RETURN_IF_ERROR(CheckText("time_zone", value.time_zone(), 100));
  if (value.late_days() < 0 || value.late_days() > 1000)
    return InvalidArgument("late_days: 0 to 1000");
  value.clear_created_at();
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  v1::Course made;
  const Status done = connection->InTransaction([&]() -> Status {
    if (!value.term().empty()) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows term,
          connection->Execute(kHasTerm, Params().Add(viewer.tenant()).Add(value.term())));
      if (term.empty()) return InvalidArgument("term: there is no term \"" + value.term() + "\"");
    }
    ASSAY_ASSIGN_OR_RETURN(
        const Rows old,
        connection->Execute(kLateDays, Params().Add(viewer.tenant()).Add(request.course())));
    ASSAY_ASSIGN_OR_RETURN(
        made,
        One<v1::Course>(*connection, kPut,
                        Params().Add(viewer.tenant()).Add(request.course()).Add(ToJson(value))));
    if (old.empty() || old.Int(0, 0) == value.late_days()) return OkStatus();
    return MarkAllStale(*connection, viewer.tenant(), request.course(),
                        "the budget of late days changed");
  });
  if (!done.ok()) return done;
  core.wake();
  return made;
}

Result<v1::Terms> ListTerms(Core& core, const v1::TenantRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  v1::Terms terms;
  ASSAY_RETURN_IF_ERROR(Each<v1::Term>(*connection, kTerms, Params().Add(request.viewer().tenant()),
                                       terms.mutable_terms()));
  return terms;
}

Result<v1::Term> PutTerm(Core& core, const v1::PutTermRequest& request) {
  if (!request.viewer().administrator()) return PermissionDenied("terms are for administrators");
  if (!IsSlug(request.term()))
    return InvalidArgument("term: small letters, digits, \".\", \"_\", \"-\"; at most 100");
  ASSAY_RETURN_IF_ERROR(CheckText("name", request.value().name(), 200, false));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  return One<v1::Term>(
      *connection, kPutTerm,
      Params().Add(request.viewer().tenant()).Add(request.term()).Add(ToJson(request.value())));
}

Result<v1::Empty> DeleteTerm(Core& core, const v1::TermRequest& request) {
  if (!request.viewer().administrator()) return PermissionDenied("terms are for administrators");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const Params which = Params().Add(request.viewer().tenant()).Add(request.term());
  ASSAY_ASSIGN_OR_RETURN(const Rows used, connection->Execute(kTermUsed, which));
  if (used.Int(0, 0) > 0)
    return FailedPrecondition("the term has " + std::to_string(used.Int(0, 0)) + " courses");
  ASSAY_ASSIGN_OR_RETURN(const Rows gone, connection->Execute(kDropTerm, which));
  if (gone.empty()) return NotFound("there is no term \"" + request.term() + "\"");
  return v1::Empty();
}

Result<v1::Section> PutSection(Core& core, const v1::PutSectionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kManageRoster).status());
  if (!IsSlug(request.section()))
    return InvalidArgument("section: small letters, digits, \".\", \"_\", \"-\"; at most 100");
  ASSAY_RETURN_IF_ERROR(CheckText("name", request.value().name(), 200, false));
  if (request.value().people_size() > 20'000) return InvalidArgument("people: at most 20000");
  const std::vector<std::string> people = Texts(request.value().people());
  const auto with = [&] { return Params().Add(viewer.tenant()).Add(request.course()); };
  v1::Section section;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows strangers,
                           connection->Execute(kStrangers, with().AddArray(people)));
    if (!strangers.empty())
      return InvalidArgument("people: \"" + std::string(strangers.Text(0, 0)) +
                             "\" is not in the course");
    ASSAY_RETURN_IF_ERROR(
        connection->Execute(kPutSection, with().Add(request.section()).Add(request.value().name()))
            .status());
    std::vector<std::string> moved;
    for (const Statement& statement : {kLeaveSection, kJoinSection}) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows rows,
          connection->Execute(statement, with().Add(request.section()).AddArray(people)));
      for (size_t i = 0; i < rows.size(); ++i) moved.emplace_back(rows.Text(i, 0));
    }
    if (!moved.empty())
      ASSAY_RETURN_IF_ERROR(
          MarkStale(*connection, viewer.tenant(), request.course(), moved, "another section"));
    ASSAY_ASSIGN_OR_RETURN(const Rows now,
                           connection->Execute(kSectionMembers, with().Add(request.section())));
    section.set_id(request.section());
    section.set_name(request.value().name());
    for (size_t i = 0; i < now.size(); ++i) section.add_people(std::string(now.Text(i, 0)));
    section.set_size(section.people_size());
    return OkStatus();
  });
  if (!done.ok()) return done;
  core.wake();
  return section;
}

Result<v1::Empty> DeleteSection(Core& core, const v1::SectionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kManageRoster).status());
  const Status done = connection->InTransaction([&]() -> Status {
    const Params which = Params().Add(viewer.tenant()).Add(request.course()).Add(request.section());
    ASSAY_ASSIGN_OR_RETURN(const Rows people, connection->Execute(kSectionMembers, which));
    std::vector<std::string> moved;
    for (size_t i = 0; i < people.size(); ++i) moved.emplace_back(people.Text(i, 0));
    ASSAY_ASSIGN_OR_RETURN(const Rows gone, connection->Execute(kDropSection, which));
    if (gone.empty()) return NotFound("there is no section \"" + request.section() + "\"");
    return MarkStale(*connection, viewer.tenant(), request.course(), moved, "the section is gone");
  });
  if (!done.ok()) return done;
  core.wake();
  return v1::Empty();
}

Result<v1::People> ListPeople(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kReadRoster).status());
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection->Execute(kPeople, Params().Add(viewer.tenant()).Add(request.course())));
  v1::People people;
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::Member& member = *people.add_people();
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), member));
    member.set_role(RoleWord(rows.Int(i, 1)));
  }
  return people;
}

Result<v1::Member> PutAccommodation(Core& core, const v1::PutAccommodationRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kExtendDeadline).status());
  const double multiplier =
      request.value().time_multiplier() == 0 ? 1 : request.value().time_multiplier();
  if (!(multiplier >= 1 && multiplier <= 10)) return InvalidArgument("time_multiplier: 1 to 10");
  if (request.value().extra_days() < 0 || request.value().extra_days() > 400)
    return InvalidArgument("extra_days: 0 to 400");
  ASSAY_RETURN_IF_ERROR(CheckText("note", request.value().note(), 4000));
  const auto with = [&] {
    return Params().Add(viewer.tenant()).Add(request.course()).Add(request.person());
  };
  v1::Member member;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows known, connection->Execute(kMember, with()));
    if (known.empty()) return NotFound("nobody of the course is \"" + request.person() + "\"");
    ASSAY_RETURN_IF_ERROR(
        connection
            ->Execute(kAccommodate, with()
                                        .Add(std::to_string(multiplier))
                                        .Add(int64_t{request.value().extra_days()})
                                        .Add(request.value().note()))
            .status());
    ASSAY_RETURN_IF_ERROR(Reckon(core, *connection, viewer.tenant(), request.course(),
                                 {request.person()}, viewer.name(), "accommodation"));
    ASSAY_ASSIGN_OR_RETURN(const Rows now, connection->Execute(kMember, with()));
    ASSAY_RETURN_IF_ERROR(FromJson(now.Text(0, 0), member));
    member.set_role(RoleWord(now.Int(0, 1)));
    return OkStatus();
  });
  if (!done.ok()) return done;
  return member;
}

}  // namespace assay::courses::calls

// More time, and groups.
#include <algorithm>
#include <set>

#include "lms/courses/service/calls.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/rows.h"
#include "lms/courses/service/standing.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kAsk = {"extension_ask", R"(
INSERT INTO courses.extension_requests AS r (tenant, course, assignment, person, reason, wanted_due)
VALUES ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000000.0)) ON CONFLICT DO NOTHING RETURNING to_jsonb(r))"};
#define ASSAY_REQUEST                                                                              \
  "SELECT to_jsonb(r) || jsonb_build_object('title', a.title, 'name', coalesce(m.name, "           \
  "r.person)) "                                                                                    \
  "FROM courses.extension_requests r "                                                             \
  "JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (r.tenant, r.course, r.assignment) " \
  "LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (r.tenant, r.course, "          \
  "r.person) "                                                                                     \
  "WHERE r.tenant = $1 AND r.course = $2 "
constexpr Statement kRequest = {"extension_request", ASSAY_REQUEST "AND r.id = $3"};
constexpr Statement kRequests = {
    "extension_requests", ASSAY_REQUEST
    "AND ($3 = '' OR r.person = $3) ORDER BY r.state <> 'open', r.id DESC LIMIT 1000"};
constexpr Statement kList = {"extension_list", R"(
SELECT to_jsonb(e) || jsonb_build_object('title', a.title, 'name', coalesce(m.name, e.person))
FROM courses.extensions e
JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (e.tenant, e.course, e.assignment)
LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (e.tenant, e.course, e.person)
WHERE e.tenant = $1 AND e.course = $2 AND ($3 = '' OR e.person = $3) ORDER BY a.position, a.id, m.name LIMIT 20000)"};
constexpr Statement kDecide = {"extension_decide", R"(
UPDATE courses.extension_requests SET state = $4, due = to_timestamp(nullif($5::bigint, 0) / 1000000.0), answer = $6, decided_by = $7,
  decided_at = now()
WHERE tenant = $1 AND course = $2 AND id = $3 AND state = 'open' RETURNING 1)"};
constexpr Statement kGrant = {"extension_grant", R"(
INSERT INTO courses.extensions AS e (tenant, course, assignment, person, due, closes, extra_attempts, reason, granted_by)
SELECT $1, $2, u.assignment, u.person, to_timestamp(nullif(u.due, 0) / 1000000.0), to_timestamp(nullif(u.closes, 0) / 1000000.0), $7, $8, $9
FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[]) AS u(assignment, person, due, closes)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET due = excluded.due, closes = excluded.closes,
  extra_attempts = excluded.extra_attempts, reason = excluded.reason, granted_by = excluded.granted_by, granted_at = now())"};
constexpr Statement kRevoke = {"extension_revoke", R"(
DELETE FROM courses.extensions WHERE tenant = $1 AND course = $2 AND assignment = ANY($3::bigint[]) AND person = ANY($4::text[]))"};
constexpr Statement kWho = {"extension_who", R"(
SELECT person FROM courses.members WHERE tenant = $1 AND course = $2 AND role IN (0, 5)
AND (person = ANY($3::text[]) OR person IN (SELECT person FROM courses.section_members
     WHERE tenant = $1 AND course = $2 AND section = ANY($4::text[]))) ORDER BY person)"};

constexpr Statement kGroups = {"group_list", R"(
SELECT jsonb_build_object('id', g.id, 'name', g.name, 'members', coalesce((
  SELECT jsonb_agg(jsonb_build_object('person', m.person, 'credit', m.credit, 'name', coalesce(p.name, m.person)) ORDER BY p.name, m.person)
  FROM courses.group_members m LEFT JOIN courses.members p USING (tenant, course, person)
  WHERE (m.tenant, m.course, m.assignment, m.group_id) = (g.tenant, g.course, g.assignment, g.id)), '[]'))
FROM courses.groups g WHERE tenant = $1 AND course = $2 AND assignment = $3 ORDER BY g.name, g.id)"};
constexpr Statement kDropGroups = {"group_drop", R"(
DELETE FROM courses.groups WHERE tenant = $1 AND course = $2 AND assignment = $3)"};
constexpr Statement kAddGroup = {"group_add", R"(
INSERT INTO courses.groups (tenant, course, assignment, name) VALUES ($1, $2, $3, $4) RETURNING id)"};
constexpr Statement kJoin = {"group_join", R"(
INSERT INTO courses.group_members (tenant, course, assignment, group_id, person, credit)
SELECT $1, $2, $3, $4, u.person, u.credit::float8 FROM unnest($5::text[], $6::text[]) AS u(person, credit))"};
constexpr Statement kStrangers = {"group_strangers", R"(
SELECT p FROM unnest($3::text[]) p WHERE NOT EXISTS
  (SELECT 1 FROM courses.members m WHERE m.tenant = $1 AND m.course = $2 AND m.person = p AND m.role IN (0, 5)) LIMIT 1)"};

Result<v1::ExtensionRequest> Find(Connection& connection, const v1::Viewer& viewer,
                                  const std::string& course, int64_t id) {
  return One<v1::ExtensionRequest>(connection, kRequest,
                                   Params().Add(viewer.tenant()).Add(course).Add(id),
                                   "there is no such request in the course");
}

Micros OrZero(bool has, const google::protobuf::Timestamp& time) {
  return TimeOf(has, time).value_or(0);
}

Result<v1::Extensions> List(Connection& connection, const v1::Viewer& viewer,
                            const std::string& course, bool all) {
  const Params which = Params().Add(viewer.tenant()).Add(course).Add(all ? "" : viewer.person());
  v1::Extensions answer;
  ASSAY_RETURN_IF_ERROR(
      Each<v1::ExtensionRequest>(connection, kRequests, which, answer.mutable_requests()));
  ASSAY_RETURN_IF_ERROR(Each<v1::Extension>(connection, kList, which, answer.mutable_extensions()));
  return answer;
}

// Their own due time, so many days later.
Result<Micros> Later(Connection& connection, const v1::Viewer& viewer, const v1::Course& course,
                     const v1::Assignment& assignment, const std::string& person, int days,
                     Micros now) {
  ASSAY_ASSIGN_OR_RETURN(Personal personal,
                         ReadPersonal(connection, viewer.tenant(), course.id(), person, 0));
  personal.extensions.erase(assignment.id());
  const Standing standing = StandingOf(assignment, course, personal, now);
  if (!standing.schedule.dates.due) return 0;
  return *standing.schedule.dates.due + days * kDay;
}

}  // namespace

Result<v1::ExtensionRequest> RequestExtension(Core& core,
                                              const v1::RequestExtensionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kSubmit).status());
  ASSAY_RETURN_IF_ERROR(CheckText("reason", request.reason(), 4000, false));
  if (!request.has_wanted_due()) return InvalidArgument("wanted_due: is missing");
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  if (!assignment.published()) return NotFound(kNoAssignment);
  const Micros wanted = *TimeOf(true, request.wanted_due());
  if (wanted <= core.now()) return InvalidArgument("wanted_due: is in the past");
  v1::ExtensionRequest made;
  const Status done = connection->InTransaction([&]() -> Status {
    const auto asked = One<v1::ExtensionRequest>(*connection, kAsk,
                                                 Params()
                                                     .Add(viewer.tenant())
                                                     .Add(request.course())
                                                     .Add(request.id())
                                                     .Add(viewer.person())
                                                     .Add(request.reason())
                                                     .Add(wanted));
    if (asked.status().code() == StatusCode::kNotFound)
      return FailedPrecondition("a request of yours for this assignment is open already");
    ASSAY_ASSIGN_OR_RETURN(made, asked);
    return NotifyStaff(*connection, viewer.tenant(), request.course(), "extension",
                       viewer.name() + " asks for more time: " + assignment.title(),
                       "/courses/" + request.course() + "/extensions");
  });
  if (!done.ok()) return done;
  return made;
}

Result<v1::Extensions> ListExtensions(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, request.viewer(), request.course(),
                                                    Action::kReadCourse, request.as()));
  return List(*connection, request.viewer(), request.course(), access.all);
}

Result<v1::ExtensionRequest> DecideExtension(Core& core,
                                             const v1::DecideExtensionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kExtendDeadline).status());
  ASSAY_RETURN_IF_ERROR(CheckText("answer", request.answer(), 4000));
  v1::ExtensionRequest decided;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::ExtensionRequest asked,
                           Find(*connection, viewer, request.course(), request.id()));
    const Micros due = !request.grant()    ? 0
                       : request.has_due() ? *TimeOf(true, request.due())
                                           : *TimeOf(true, asked.wanted_due());
    ASSAY_ASSIGN_OR_RETURN(
        const Rows changed,
        connection->Execute(kDecide, Params()
                                         .Add(viewer.tenant())
                                         .Add(request.course())
                                         .Add(request.id())
                                         .Add(request.grant() ? "granted" : "refused")
                                         .Add(due)
                                         .Add(request.answer())
                                         .Add(viewer.name())));
    if (changed.empty())
      return FailedPrecondition("it was decided already: " + asked.state() + " by " +
                                asked.decided_by());
    if (request.grant()) {
      const std::vector<int64_t> assignment = {asked.assignment()};
      const std::vector<std::string> person = {asked.person()};
      const std::vector<int64_t> dues = {due};
      const std::vector<int64_t> closes = {0};
      ASSAY_RETURN_IF_ERROR(connection
                                ->Execute(kGrant, Params()
                                                      .Add(viewer.tenant())
                                                      .Add(request.course())
                                                      .AddArray(assignment)
                                                      .AddArray(person)
                                                      .AddArray(dues)
                                                      .AddArray(closes)
                                                      .Add(int64_t{0})
                                                      .Add(asked.reason())
                                                      .Add(viewer.name()))
                                .status());
      ASSAY_RETURN_IF_ERROR(Reckon(core, *connection, viewer.tenant(), request.course(), person,
                                   viewer.name(), "extension"));
    }
    ASSAY_RETURN_IF_ERROR(Notify(
        *connection, viewer.tenant(), request.course(), {asked.person()}, "extension",
        std::string(request.grant() ? "More time was granted: " : "More time was refused: ") +
            asked.title(),
        AssignmentLink(request.course(), asked.assignment())));
    ASSAY_ASSIGN_OR_RETURN(decided, Find(*connection, viewer, request.course(), request.id()));
    return OkStatus();
  });
  if (!done.ok()) return done;
  return decided;
}

Result<v1::Extensions> GrantExtensions(Core& core, const v1::GrantExtensionsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kExtendDeadline));
  if (request.assignments().empty() || request.assignments_size() > 200)
    return InvalidArgument("assignments: 1 to 200");
  if (request.people_size() > 20'000) return InvalidArgument("people: at most 20000");
  if (request.extra_days() < 0 || request.extra_days() > 400)
    return InvalidArgument("extra_days: 0 to 400");
  if (request.extra_attempts() < 0 || request.extra_attempts() > 1000)
    return InvalidArgument("extra_attempts: 0 to 1000");
  if (request.has_due() && request.extra_days() > 0)
    return InvalidArgument("extra_days: either these or \"due\"");
  if (!request.revoke() && !request.has_due() && !request.has_closes() &&
      request.extra_days() == 0 && request.extra_attempts() == 0)
    return InvalidArgument(
        "due: say what is granted: \"due\", \"closes\", \"extra_days\" or \"extra_attempts\"");
  ASSAY_RETURN_IF_ERROR(CheckText("reason", request.reason(), 4000));
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kWho, Params()
                                                         .Add(viewer.tenant())
                                                         .Add(request.course())
                                                         .AddArray(Texts(request.people()))
                                                         .AddArray(Texts(request.sections()))));
    std::vector<std::string> people;
    for (size_t i = 0; i < rows.size(); ++i) people.emplace_back(rows.Text(i, 0));
    for (int i = 0; i < request.people_size(); ++i)
      if (std::find(people.begin(), people.end(), request.people(i)) == people.end())
        return InvalidArgument("people." + std::to_string(i) + ": \"" + request.people(i) +
                               "\" is no student of the course");
    if (people.empty())
      return InvalidArgument("people: nobody is named, and the sections are empty");
    std::vector<int64_t> ids;
    std::vector<int64_t> dues;
    std::vector<int64_t> closes;
    std::vector<std::string> persons;
    for (const int64_t id : request.assignments()) {
      ASSAY_ASSIGN_OR_RETURN(const v1::Assignment assignment,
                             ReadAssignment(*connection, viewer.tenant(), request.course(), id));
      for (const std::string& person : people) {
        Micros due = OrZero(request.has_due(), request.due());
        if (request.extra_days() > 0) {
          ASSAY_ASSIGN_OR_RETURN(due, Later(*connection, viewer, access.course, assignment, person,
                                            request.extra_days(), core.now()));
        }
        ids.push_back(id);
        persons.push_back(person);
        dues.push_back(due);
        closes.push_back(OrZero(request.has_closes(), request.closes()));
      }
    }
    if (request.revoke()) {
      ASSAY_RETURN_IF_ERROR(connection
                                ->Execute(kRevoke, Params()
                                                       .Add(viewer.tenant())
                                                       .Add(request.course())
                                                       .AddArray(ids)
                                                       .AddArray(people))
                                .status());
    } else {
      ASSAY_RETURN_IF_ERROR(connection
                                ->Execute(kGrant, Params()
                                                      .Add(viewer.tenant())
                                                      .Add(request.course())
                                                      .AddArray(ids)
                                                      .AddArray(persons)
                                                      .AddArray(dues)
                                                      .AddArray(closes)
                                                      .Add(int64_t{request.extra_attempts()})
                                                      .Add(request.reason())
                                                      .Add(viewer.name()))
                                .status());
      ASSAY_RETURN_IF_ERROR(Notify(*connection, viewer.tenant(), request.course(), people,
                                   "extension", "You were granted more time",
                                   AssignmentLink(request.course(), request.assignments(0))));
    }
    if (people.size() <= 50)
      return Reckon(core, *connection, viewer.tenant(), request.course(), people, viewer.name(),
                    "extension");
    return MarkStale(*connection, viewer.tenant(), request.course(), people, "extension");
  });
  if (!done.ok()) return done;
  core.wake();
  return List(*connection, viewer, request.course(), true);
}

Result<v1::Groups> ListGroups(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  if (!assignment.published() && !access.all) return NotFound(kNoAssignment);
  v1::Groups groups;
  ASSAY_RETURN_IF_ERROR(Each<v1::Group>(
      *connection, kGroups, Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()),
      groups.mutable_groups()));
  if (access.all) return groups;
  for (v1::Group& group : *groups.mutable_groups())
    for (v1::GroupMember& member : *group.mutable_members()) member.clear_credit();
  return groups;
}

Result<v1::Groups> PutGroups(Core& core, const v1::PutGroupsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kManageGroups).status());
  if (request.groups_size() > 5000) return InvalidArgument("groups: at most 5000");
  std::set<std::string> seen;
  for (int g = 0; g < request.groups_size(); ++g) {
    const std::string where = "groups." + std::to_string(g) + ".";
    ASSAY_RETURN_IF_ERROR(CheckText(where + "name", request.groups(g).name(), 100, false));
    if (request.groups(g).members_size() > 100)
      return InvalidArgument(where + "members: at most 100");
    for (int m = 0; m < request.groups(g).members_size(); ++m) {
      const v1::GroupMember& one = request.groups(g).members(m);
      const std::string at = where + "members." + std::to_string(m) + ".";
      if (!seen.insert(one.person()).second)
        return InvalidArgument(at + "person: \"" + one.person() + "\" is in two groups");
      if (!(one.credit() >= 0 && one.credit() <= 200))
        return InvalidArgument(at + "credit: 0 to 200 percent");
    }
  }
  const std::vector<std::string> people(seen.begin(), seen.end());
  const auto with = [&] { return Params().Add(viewer.tenant()).Add(request.course()); };
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(
        ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
    ASSAY_ASSIGN_OR_RETURN(const Rows strangers,
                           connection->Execute(kStrangers, with().AddArray(people)));
    if (!strangers.empty())
      return InvalidArgument("groups: \"" + std::string(strangers.Text(0, 0)) +
                             "\" is no student of the course");
    ASSAY_RETURN_IF_ERROR(connection->Execute(kDropGroups, with().Add(request.id())).status());
    for (const v1::Group& group : request.groups()) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows made,
          connection->Execute(kAddGroup, with().Add(request.id()).Add(group.name())));
      std::vector<std::string> members;
      std::vector<std::string> credit;
      for (const v1::GroupMember& one : group.members()) {
        members.push_back(one.person());
        credit.push_back(std::to_string(one.credit() == 0 ? 100 : one.credit()));
      }
      ASSAY_RETURN_IF_ERROR(
          connection
              ->Execute(
                  kJoin,
                  with().Add(request.id()).Add(made.Int(0, 0)).AddArray(members).AddArray(credit))
              .status());
    }
    return MarkAllStale(*connection, viewer.tenant(), request.course(), "groups changed");
  });
  if (!done.ok()) return done;
  core.wake();
  v1::Groups groups;
  ASSAY_RETURN_IF_ERROR(
      Each<v1::Group>(*connection, kGroups, with().Add(request.id()), groups.mutable_groups()));
  return groups;
}

}  // namespace assay::courses::calls

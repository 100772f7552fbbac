#include "lms/identity/people.h"

#include <map>
#include <nlohmann/json.hpp>

#include "lms/identity/rows.h"
#include "lms/identity/sessions.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kMakeTenant = {
    "make_tenant",
    "INSERT INTO identity.tenants (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING"};

// Locked, so that two administrators who demote each other do so one after the other.
constexpr Statement kLockTenant = {"lock_tenant",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};

constexpr Statement kInsert = {"insert_person", R"(
INSERT INTO identity.people (tenant, name, email, administrator) VALUES ($1, $2, $3, $4 = 1)
RETURNING id)"};

constexpr Statement kUpdate = {"update_person", R"(
UPDATE identity.people SET name = $2, email = $3, administrator = $4 = 1,
       disabled_at = CASE WHEN $6 = 1 THEN coalesce(disabled_at, now()) END
WHERE tenant = $1 AND id = $5 AND erased_at IS NULL RETURNING id)"};

constexpr Statement kWasAdministrator = {"was_administrator",
                                         "SELECT administrator FROM identity.people WHERE id = $1"};
constexpr Statement kIsLastAdministrator = {"is_last_administrator", R"(
SELECT count(*) FILTER (WHERE id = $2) = 1 AND count(*) = 1
FROM identity.people WHERE tenant = $1 AND administrator AND disabled_at IS NULL)"};

constexpr Statement kDropRoles = {"drop_roles",
                                  "DELETE FROM identity.course_roles WHERE person = $1"};

constexpr Statement kAddRoles = {"add_roles", R"(
INSERT INTO identity.course_roles (tenant, person, course, role)
SELECT $1, $2, r.course, r.role FROM unnest($3::text[], $4::smallint[]) AS r(course, role))"};

constexpr Statement kAddPermissions = {"add_permissions", R"(
INSERT INTO identity.course_permissions (person, course, permission, allowed)
SELECT $1, x.course, x.permission, x.allowed = 1
FROM unnest($2::text[], $3::text[], $4::smallint[]) AS x(course, permission, allowed))"};

// Who is no longer in a course is no longer in its groups.
constexpr Statement kLeaveGroups = {"leave_groups", R"(
DELETE FROM identity.group_members m USING identity.groups g
WHERE m.person = $1 AND g.id = m."group" AND g.course <> '' AND NOT EXISTS (
  SELECT 1 FROM identity.course_roles r WHERE r.person = $1 AND r.course = g.course))"};

constexpr Statement kRead = {"read_person", R"(
SELECT id, tenant, name, email, administrator, roles, disabled
FROM identity.person_rows WHERE id = $1)"};

constexpr Statement kFind = {"find_person", R"(
SELECT r.id, r.tenant, r.name, r.email, r.administrator, r.roles, r.disabled
FROM identity.people p JOIN identity.person_rows r ON r.id = p.id
WHERE p.tenant = $1 AND p.id = $2 AND p.erased_at IS NULL)"};

// One more than asked for: is there another page?
constexpr Statement kList = {"list_people", R"(
WITH page AS (
  SELECT id, created_at FROM identity.people
  WHERE tenant = $1 AND erased_at IS NULL AND ($2 = '' OR (created_at, id) >
        (SELECT created_at, id FROM identity.people WHERE tenant = $1 AND id = $2))
    AND ($4 = '' OR strpos(lower(name), lower($4)) > 0 OR strpos(lower(email), lower($4)) > 0)
  ORDER BY created_at, id LIMIT $3)
SELECT r.id, r.tenant, r.name, r.email, r.administrator, r.roles, r.disabled
FROM page JOIN identity.person_rows r ON r.id = page.id ORDER BY page.created_at, page.id)"};

constexpr Statement kListCourse = {"list_people_of", R"(
WITH page AS (
  SELECT p.id, p.created_at FROM identity.course_roles c JOIN identity.people p ON p.id = c.person
  WHERE c.tenant = $1 AND c.course = $5 AND p.erased_at IS NULL AND ($2 = '' OR (p.created_at, p.id) >
        (SELECT created_at, id FROM identity.people WHERE tenant = $1 AND id = $2))
    AND ($4 = '' OR strpos(lower(p.name), lower($4)) > 0 OR strpos(lower(p.email), lower($4)) > 0)
  ORDER BY p.created_at, p.id LIMIT $3)
SELECT r.id, r.tenant, r.name, r.email, r.administrator, r.roles, r.disabled
FROM page JOIN identity.person_rows r ON r.id = page.id ORDER BY page.created_at, page.id)"};
constexpr Statement kRosterRevision = {
    "roster_revision", "SELECT revision FROM identity.rosters WHERE tenant = $1 AND course = $2"};

Result<std::string> WritePerson(Connection& connection, const Person& person) {
  Params params;
  params.Add(person.tenant).Add(person.name).Add(person.email).Add(int64_t{person.administrator});
  if (!person.id.empty()) params.Add(person.id).Add(int64_t{person.disabled});
  const auto rows = connection.Execute(person.id.empty() ? kInsert : kUpdate, params);
  if (rows.status().code() == StatusCode::kAlreadyExists) {
    return Status(StatusCode::kAlreadyExists,
                  "person.email: somebody else of the tenant has it; give another");
  }
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return NotFound("person.id: nobody of the tenant has it");
  return std::string(rows->Text(0, 0));
}

// A word that is both allowed and forbidden is forbidden, and stands once.
Status WritePermissions(Connection& connection, const std::string& id, const Person& person) {
  std::vector<std::string> courses;
  std::vector<std::string> words;
  std::vector<int64_t> allowed;
  for (const CourseRole& role : person.roles) {
    std::map<std::string, bool> all;
    for (const std::string& word : role.allowed) all[word] = true;
    for (const std::string& word : role.forbidden) all[word] = false;
    for (const auto& [word, is_allowed] : all) {
      courses.push_back(role.course);
      words.push_back(word);
      allowed.push_back(is_allowed ? 1 : 0);
    }
  }
  if (words.empty()) return OkStatus();
  const Params params = Params().Add(id).AddArray(courses).AddArray(words).AddArray(allowed);
  return connection.Execute(kAddPermissions, params).status();
}

Status WriteRoles(Connection& connection, const std::string& id, const Person& person) {
  ASSAY_RETURN_IF_ERROR(connection.Execute(kDropRoles, Params().Add(id)).status());
  std::vector<std::string> courses;
  std::vector<int64_t> roles;
  for (const CourseRole& role : person.roles) {
    courses.push_back(role.course);
    roles.push_back(static_cast<int64_t>(role.role));
  }
  ASSAY_RETURN_IF_ERROR(
      connection
          .Execute(kAddRoles, Params().Add(person.tenant).Add(id).AddArray(courses).AddArray(roles))
          .status());
  ASSAY_RETURN_IF_ERROR(WritePermissions(connection, id, person));
  return connection.Execute(kLeaveGroups, Params().Add(id)).status();
}

Note PutNote(const Person& person) {
  nlohmann::ordered_json json;
  json["name"] = person.name;
  json["email"] = person.email;
  json["administrator"] = person.administrator;
  json["disabled"] = person.disabled;
  json["roles"] = nlohmann::ordered_json::array();
  for (const CourseRole& role : person.roles) {
    json["roles"].push_back({{"course", role.course},
                             {"role", static_cast<int>(role.role)},
                             {"allowed", role.allowed},
                             {"forbidden", role.forbidden}});
  }
  return {person.tenant, "person.put", {person.id}, "", json.dump(), person.id};
}

}  // namespace

Status MakeTenant(Connection& connection, const std::string& id, const std::string& name) {
  if (!IsTenantId(id)) {
    return InvalidArgument("tenant: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
  }
  return connection.Execute(kMakeTenant, Params().Add(id).Add(name)).status();
}

Result<std::string> PutPerson(Connection& connection, const Person& person) {
  ASSAY_RETURN_IF_ERROR(CheckPerson(person));
  ASSAY_ASSIGN_OR_RETURN(const Rows tenant,
                         connection.Execute(kLockTenant, Params().Add(person.tenant)));
  if (tenant.empty())
    return NotFound("person.tenant: there is no tenant \"" + person.tenant + "\"");
  if (!person.id.empty() && (!person.administrator || person.disabled)) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows last,
        connection.Execute(kIsLastAdministrator, Params().Add(person.tenant).Add(person.id)));
    if (last.Bool(0, 0)) {
      return FailedPrecondition(
          "person.administrator: this is the tenant's last one; make another first");
    }
  }
  bool promoted = false;
  if (!person.id.empty() && person.administrator) {
    ASSAY_ASSIGN_OR_RETURN(const Rows before,
                           connection.Execute(kWasAdministrator, Params().Add(person.id)));
    promoted = !before.empty() && !before.Bool(0, 0);
  }
  ASSAY_ASSIGN_OR_RETURN(std::string id, WritePerson(connection, person));
  ASSAY_RETURN_IF_ERROR(WriteRoles(connection, id, person));
  // A session that a platform's word began does not become an administrator's.
  if (person.disabled || promoted)
    ASSAY_RETURN_IF_ERROR(RevokeSessions(connection, id, "").status());
  return id;
}

Result<Person> People::Put(const Person& person) {
  ASSAY_RETURN_IF_ERROR(CheckPerson(person));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Person made;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const std::string id, PutPerson(*connection, person));
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kRead, Params().Add(id)));
    made = PersonOf(rows, 0);
    return trail_.Write(*connection, PutNote(made));
  });
  if (!ended.ok()) return ended;
  return made;
}

Result<Person> People::Find(const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kFind, Params().Add(tenant).Add(id)));
  if (rows.empty()) return NotFound("person: nobody has this id");
  ASSAY_RETURN_IF_ERROR(connection->InTransaction([&] {
    return trail_.Write(*connection, {tenant, "person.read", {id}, "", "", ""});
  }));
  return PersonOf(rows, 0);
}

Result<int64_t> People::RosterRevision(const std::string& tenant, const std::string& course) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kRosterRevision, Params().Add(tenant).Add(course)));
  return rows.empty() ? 0 : rows.Int(0, 0);
}

Result<People::Page> People::List(const std::string& tenant, int size, const std::string& after,
                                  const std::string& query, const std::string& course) {
  if (size < 0 || size > 500) return InvalidArgument("page_size: 1 to 500; 0 is 100");
  if (!query.empty() && !IsLine(query, 254)) {
    return InvalidArgument("query: at most 254 bytes without control characters");
  }
  if (size == 0) size = 100;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Params params;
  params.Add(tenant).Add(after).Add(int64_t{size} + 1).Add(query);
  if (!course.empty()) params.Add(course);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(course.empty() ? kList : kListCourse, params));
  if (rows.empty() && !after.empty()) {
    return InvalidArgument("page_token: not of this list; begin again without one");
  }
  Page page;
  std::vector<std::string> seen;
  for (size_t i = 0; i < rows.size() && i < static_cast<size_t>(size); ++i) {
    page.people.push_back(PersonOf(rows, i));
    seen.push_back(page.people.back().id);
  }
  if (rows.size() > static_cast<size_t>(size)) page.next = page.people.back().id;
  if (seen.empty()) return page;
  ASSAY_RETURN_IF_ERROR(connection->InTransaction([&] {
    return trail_.Write(*connection, {tenant, "person.read", std::move(seen), "", "", ""});
  }));
  return page;
}

}  // namespace assay::identity

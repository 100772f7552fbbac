#include "lms/identity/groups.h"

#include <algorithm>
#include <map>

#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// Locked: limits and the end of roles are decided one after the other.
constexpr Statement kLockTenant = {"lock_tenant_of_group",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};
constexpr Statement kCount = {
    "count_groups", "SELECT count(*) FROM identity.groups WHERE tenant = $1 AND course = $2"};
constexpr Statement kInsert = {
    "insert_group",
    "INSERT INTO identity.groups (tenant, course, name) VALUES ($1, $2, $3) RETURNING id, course"};
constexpr Statement kUpdate = {
    "update_group",
    "UPDATE identity.groups SET name = $2 WHERE tenant = $1 AND id = $3 RETURNING id, course"};
constexpr Statement kDropMembers = {"drop_members",
                                    "DELETE FROM identity.group_members WHERE \"group\" = $1"};
// Those who are of the tenant, and in a course's group those who have a role there.
constexpr Statement kAddMembers = {"add_members", R"(
INSERT INTO identity.group_members (tenant, "group", person)
SELECT $1, $2, p.id FROM identity.people p
WHERE p.tenant = $1 AND p.id = ANY ($3::text[])
  AND ($4 = '' OR EXISTS (SELECT 1 FROM identity.course_roles r
                          WHERE r.person = p.id AND r.course = $4))
RETURNING person)"};
constexpr Statement kList = {"list_groups", R"(
SELECT g.id, g.course, g.name, coalesce(m.person, '')
FROM identity.groups g LEFT JOIN identity.group_members m ON m."group" = g.id
WHERE g.tenant = $1 AND g.course = $2
  AND ($3 = '' OR EXISTS (SELECT 1 FROM identity.group_members x
                          WHERE x."group" = g.id AND x.person = $3))
ORDER BY lower(g.name), g.id, m.person)"};
constexpr Statement kDelete = {
    "delete_group", "DELETE FROM identity.groups WHERE tenant = $1 AND id = $2 RETURNING id"};

Status Check(const Group& group) {
  if (!IsTenantId(group.tenant)) return InvalidArgument("group.tenant: not an organisation's id");
  if (!group.course.empty() && !IsCourseId(group.course)) {
    return InvalidArgument("group.course: 1 to 100 of a-z, 0-9, '.', '_' and '-'");
  }
  if (!IsLine(group.name, 200)) {
    return InvalidArgument("group.name: 1 to 200 bytes without control characters");
  }
  if (group.members.size() > kMostMembers) {
    return InvalidArgument("group.members: at most " + std::to_string(kMostMembers));
  }
  return OkStatus();
}

Result<Rows> WriteGroup(Connection& connection, const Group& group) {
  ASSAY_ASSIGN_OR_RETURN(const Rows tenant,
                         connection.Execute(kLockTenant, Params().Add(group.tenant)));
  if (tenant.empty()) return NotFound("group.tenant: there is no tenant \"" + group.tenant + "\"");
  Params params;
  params.Add(group.tenant);
  if (group.id.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows count, connection.Execute(kCount, Params().Add(group.tenant).Add(group.course)));
    if (count.Int(0, 0) >= kMostGroups) {
      return ResourceExhausted("group.course: has 5000 groups already; delete those that are old");
    }
    params.Add(group.course).Add(group.name);
  } else {
    params.Add(group.name).Add(group.id);
  }
  auto rows = connection.Execute(group.id.empty() ? kInsert : kUpdate, params);
  if (rows.status().code() == StatusCode::kAlreadyExists) {
    return Status(StatusCode::kAlreadyExists, "group.name: another group of the course has it");
  }
  if (rows.ok() && rows->empty()) return NotFound("group.id: no group of the tenant has it");
  return rows;
}

}  // namespace

Result<Group> Groups::Put(const Group& group) {
  ASSAY_RETURN_IF_ERROR(Check(group));
  Group made = group;
  std::sort(made.members.begin(), made.members.end());
  made.members.erase(std::unique(made.members.begin(), made.members.end()), made.members.end());
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows written, WriteGroup(*connection, group));
    made.id = written.Text(0, 0);
    made.course = written.Text(0, 1);
    ASSAY_RETURN_IF_ERROR(connection->Execute(kDropMembers, Params().Add(made.id)).status());
    const Note note{made.tenant, "group.put", made.members, "{\"group\":\"" + made.id + "\"}",
                    "",          ""};
    if (made.members.empty()) return trail_.Write(*connection, note);
    ASSAY_ASSIGN_OR_RETURN(
        const Rows added,
        connection->Execute(
            kAddMembers,
            Params().Add(made.tenant).Add(made.id).AddArray(made.members).Add(made.course)));
    if (added.size() == made.members.size()) return trail_.Write(*connection, note);
    return FailedPrecondition(made.course.empty()
                                  ? "group.members: somebody is not of the tenant"
                                  : "group.members: somebody has no role in the course");
  });
  if (!ended.ok()) return ended;
  return made;
}

Result<std::vector<Group>> Groups::List(const std::string& tenant, const std::string& course,
                                        const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kList, Params().Add(tenant).Add(course).Add(person)));
  std::vector<Group> groups;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (groups.empty() || groups.back().id != rows.Text(i, 0)) {
      groups.push_back({std::string(rows.Text(i, 0)),
                        tenant,
                        std::string(rows.Text(i, 1)),
                        std::string(rows.Text(i, 2)),
                        {}});
    }
    if (!rows.Text(i, 3).empty()) groups.back().members.emplace_back(rows.Text(i, 3));
  }
  return groups;
}

Status Groups::Delete(const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kDelete, Params().Add(tenant).Add(id)));
    if (rows.empty()) return NotFound("id: no group of the tenant has it");
    const std::string detail = "{\"group\":\"" + std::string(rows.Text(0, 0)) + "\"}";
    return trail_.Write(*connection, {tenant, "group.delete", {}, detail, "", ""});
  });
}

}  // namespace assay::identity

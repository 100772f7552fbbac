#include "lms/identity/linked_people.h"

#include <nlohmann/json.hpp>

#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr size_t kMostPeople = 1000;

constexpr Statement kFind = {"linked_find", R"(
SELECT p.id, p.administrator OR p.disabled_at IS NOT NULL OR p.erased_at IS NOT NULL,
       coalesce((SELECT r.role FROM identity.course_roles r WHERE r.person = p.id AND r.course = $4), 0),
       coalesce((SELECT r.role FROM identity.linked_roles r WHERE r.person = p.id AND r.course = $4), 0)
FROM identity.linked_people l JOIN identity.people p ON p.id = l.person
WHERE l.tenant = $1 AND l.issuer = $2 AND l.subject = $3)"};
constexpr Statement kLockTenant = {"linked_tenant",
                                   "SELECT 1 FROM identity.tenants WHERE id = $1 FOR UPDATE"};
// Without an address: a platform's word for one is nobody's proof, and by an address others are
// found (a provider's people, a roster's, a password's).
constexpr Statement kMake = {
    "linked_make",
    "INSERT INTO identity.people (tenant, name, email) VALUES ($1, $2, '') RETURNING id"};
constexpr Statement kOthers = {"linked_others", R"(
SELECT 1 FROM identity.course_roles WHERE tenant = $1 AND course = $2 AND person <> $3 LIMIT 1)"};
constexpr Statement kLink = {"linked_link", R"(
INSERT INTO identity.linked_people (tenant, issuer, subject, person) VALUES ($1, $2, $3, $4))"};
constexpr Statement kGive = {"linked_give", R"(
INSERT INTO identity.course_roles (tenant, person, course, role) VALUES ($1, $2, $3, $4::smallint)
ON CONFLICT (person, course) DO UPDATE SET role = excluded.role)"};
constexpr Statement kGiven = {"linked_given", R"(
INSERT INTO identity.linked_roles (person, course, role) VALUES ($1, $2, $3::smallint)
ON CONFLICT (person, course) DO UPDATE SET role = excluded.role)"};
constexpr Statement kTake = {"linked_take",
                             "DELETE FROM identity.course_roles WHERE person = $1 AND course = $2"};
constexpr Statement kTaken = {
    "linked_taken", "DELETE FROM identity.linked_roles WHERE person = $1 AND course = $2"};

Status CheckOne(const LinkedOne& one) {
  if (!IsLine(one.subject, 255))
    return InvalidArgument("people.subject: 1 to 255 bytes without control characters");
  if (one.role < 0 || one.role > static_cast<int>(Role::kObserver))
    return InvalidArgument("people.role: is none");
  return CheckPerson({"", "tenant", one.name, "", false, {}, false});
}
}  // namespace

Status LinkedPeople::Give(Connection& connection, const std::string& tenant,
                          const std::string& course, int role, int given, Linked& linked,
                          bool preview) {
  linked.role = linked.before;
  linked.kept = linked.before != 0 && linked.before != given;
  if (linked.kept) return OkStatus();
  linked.role = role;
  if (role == static_cast<int>(Role::kOwner) && linked.before != role) {
    // A course may be known to identity and the judge alone: nobody becomes the owner of others'.
    ASSAY_ASSIGN_OR_RETURN(
        const Rows others,
        connection.Execute(kOthers, Params().Add(tenant).Add(course).Add(linked.person)));
    if (!others.empty())
      return InvalidArgument("course: there is one of this name already; take another");
  }
  if (preview) return OkStatus();
  const Params which = Params().Add(linked.person).Add(course);
  if (role == 0) {
    ASSAY_RETURN_IF_ERROR(connection.Execute(kTake, which).status());
    return connection.Execute(kTaken, which).status();
  }
  if (role != linked.before)
    ASSAY_RETURN_IF_ERROR(
        connection
            .Execute(kGive, Params().Add(tenant).Add(linked.person).Add(course).Add(int64_t{role}))
            .status());
  // An owner is made here: whoever made the course does not lose it to what a platform says later.
  if (role == static_cast<int>(Role::kOwner)) return connection.Execute(kTaken, which).status();
  return connection.Execute(kGiven, Params().Add(linked.person).Add(course).Add(int64_t{role}))
      .status();
}

Result<Linked> LinkedPeople::One(Connection& connection, const std::string& tenant,
                                 const std::string& issuer, const std::string& course,
                                 const LinkedOne& one, bool preview) {
  ASSAY_RETURN_IF_ERROR(CheckOne(one));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows found,
      connection.Execute(kFind, Params().Add(tenant).Add(issuer).Add(one.subject).Add(course)));
  Linked linked;
  int given = 0;
  if (!found.empty()) {
    linked.person = std::string(found.Text(0, 0));
    linked.refused = found.Bool(0, 1);
    linked.before = linked.role = static_cast<int>(found.Int(0, 2));
    given = static_cast<int>(found.Int(0, 3));
    if (linked.refused) return linked;
  } else if (!course.empty() && one.role == 0) {
    return linked;  // nobody is made to be nothing
  } else {
    linked.made = true;
    if (!preview) {
      ASSAY_ASSIGN_OR_RETURN(const Rows made,
                             connection.Execute(kMake, Params().Add(tenant).Add(one.name)));
      linked.person = std::string(made.Text(0, 0));
      ASSAY_RETURN_IF_ERROR(
          connection
              .Execute(kLink, Params().Add(tenant).Add(issuer).Add(one.subject).Add(linked.person))
              .status());
    }
  }
  if (!course.empty())
    ASSAY_RETURN_IF_ERROR(Give(connection, tenant, course, one.role, given, linked, preview));
  return linked;
}

Result<std::vector<Linked>> LinkedPeople::Link(const std::string& tenant, const std::string& issuer,
                                               const std::string& course,
                                               const std::vector<LinkedOne>& people, bool preview) {
  if (!IsLine(issuer, 500)) return InvalidArgument("issuer: 1 to 500 bytes on one line");
  if (!course.empty() && !IsCourseId(course)) return InvalidArgument("course: is no id");
  if (people.size() > kMostPeople) return InvalidArgument("people: at most 1000 at once");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::vector<Linked> all;
  const Status ended = connection->InTransaction([&]() -> Status {
    all.clear();
    // One after the other: two launches of somebody new make one person.
    ASSAY_ASSIGN_OR_RETURN(const Rows locked,
                           connection->Execute(kLockTenant, Params().Add(tenant)));
    if (locked.empty()) return NotFound("tenant: there is none of this name");
    std::vector<std::string> changed;
    for (const LinkedOne& one : people) {
      ASSAY_ASSIGN_OR_RETURN(Linked linked, One(*connection, tenant, issuer, course, one, preview));
      if (linked.made || linked.before != linked.role) changed.push_back(linked.person);
      all.push_back(std::move(linked));
    }
    if (preview || changed.empty()) return OkStatus();
    const nlohmann::ordered_json detail = {{"issuer", issuer}, {"course", course}};
    return trail_.Write(*connection, {tenant, "lti.people", changed, detail.dump(), "", ""});
  });
  if (!ended.ok()) return ended;
  return all;
}

Result<SignedIn> LinkedPeople::Begin(const std::string& tenant, const std::string& issuer,
                                     const std::string& subject, const SessionClient& client,
                                     SignIn& sign_in) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  SignedIn done;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows found,
        connection->Execute(kFind, Params().Add(tenant).Add(issuer).Add(subject).Add("")));
    if (found.empty()) return NotFound("subject: nobody is linked so");
    if (found.Bool(0, 1))
      return PermissionDenied(
          "administrators, and those whose account was disabled, are not signed in by a platform");
    const std::string person(found.Text(0, 0));
    ASSAY_ASSIGN_OR_RETURN(done, sign_in.Begin(*connection, person, "lti", client));
    return Trail{trail_.journal, {person, client.address}}.Write(
        *connection, {tenant, "sign_in.lti", {person}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return done;
}

}  // namespace assay::identity

// Names and Role Provisioning Services 2.0: who is in a platform's course comes into ours.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "lms/courses/lti/claims.h"
#include "lms/courses/lti/lti.h"
#include "lms/courses/service/access.h"

namespace assay::courses::lti::calls {
namespace {

using Json = nlohmann::json;
using database::Params;
using database::Rows;
using database::Statement;

constexpr int kMostPages = 100;
constexpr size_t kMostPeople = 20'000;
constexpr int kBatch = 500;

constexpr Statement kContext = {"lti_roster", R"(
SELECT platform, members FROM courses.lti_contexts WHERE tenant = $1 AND course = $2 AND id = $3)"};
constexpr Statement kPeople = {"lti_roster_people", R"(
INSERT INTO courses.lti_people (tenant, platform, subject, person)
SELECT $1, $2, u.subject, u.person FROM unnest($3::text[], $4::text[]) AS u(subject, person)
ON CONFLICT (platform, subject) DO UPDATE SET person = excluded.person)"};
constexpr Statement kTellAgain = {"lti_roster_tell",
                                  "UPDATE courses.lti_contexts SET told = '' WHERE id = $1"};

Result<http::ClientResponse> Page(Lti& lti, const Platform& platform, const std::string& url) {
  for (bool again = false;; again = true) {
    ASSAY_ASSIGN_OR_RETURN(const std::string token, lti.AccessToken(platform, kScopeMembers));
    http::ClientRequest get;
    get.url = url;
    get.headers = {{"Accept", "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"},
                   {"Authorization", "Bearer " + token}};
    auto response = lti.client().Send(get);
    if (!response.ok() || response->status != 401 || again) return response;
    lti.ForgetAccessToken(platform, kScopeMembers);
  }
}

// All pages; somebody who stands on two of them counts once.
Result<std::vector<MemberClaims>> Fetch(Lti& lti, const Platform& platform, std::string url) {
  std::vector<MemberClaims> all;
  std::set<std::string> seen;
  for (int i = 0; !url.empty(); ++i) {
    if (i == kMostPages) return FailedPrecondition("the platform's list has more than 100 pages");
    ASSAY_RETURN_IF_ERROR(lti.CheckUrl("members", url));
    ASSAY_ASSIGN_OR_RETURN(const http::ClientResponse response, Page(lti, platform, url));
    if (response.status != 200)
      return Status(response.status >= 500 || response.status == 429
                        ? StatusCode::kUnavailable
                        : StatusCode::kFailedPrecondition,
                    "the platform did not say who is in the course: " + Said(response));
    ASSAY_ASSIGN_OR_RETURN(const auto page,
                           ReadMembers(Json::parse(response.body, nullptr, false)));
    for (const MemberClaims& member : page)
      if (seen.insert(member.subject).second) all.push_back(member);
    if (all.size() > kMostPeople)
      return FailedPrecondition("the platform's course has more than 20,000 people");
    const std::string next = NextOf(response.Header("Link"));
    // A token of this platform goes nowhere else.
    if (!next.empty() && OriginOf(next) != OriginOf(url))
      return FailedPrecondition("the platform's list goes on at another address");
    url = next;
  }
  return all;
}

std::string PlanOf(const identity::v1::LinkPeopleResponse::One& one, bool active, int role,
                   std::string& message) {
  if (one.refused()) {
    message = "an administrator, or disabled: left as they are";
    return "skip";
  }
  if (active && role == 0 && one.before() == 0) {
    message = "has no role in the platform's course that is known here";
    return "skip";
  }
  if (one.kept()) {
    message = "the role was given here, and stays";
    return "same";
  }
  if (one.before() == one.role()) return one.role() == 0 ? "skip" : "same";
  if (one.role() == 0) return "remove";
  return one.before() == 0 ? "add" : "change";
}

}  // namespace

Result<v1::LtiRoster> SyncLtiRoster(Lti& lti, const v1::SyncLtiRosterRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  Platform platform;
  std::string url;
  {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
    ASSAY_RETURN_IF_ERROR(
        Enter(*connection, viewer, request.course(), Action::kManageRoster).status());
    ASSAY_ASSIGN_OR_RETURN(
        const Rows rows,
        connection->Execute(kContext,
                            Params().Add(viewer.tenant()).Add(request.course()).Add(request.id())));
    if (rows.empty()) return NotFound("the course has no such link to a platform");
    url = std::string(rows.Text(0, 1));
    if (url.empty())
      return FailedPrecondition(
          "the platform does not say who is in its course; switch names and roles on there, and "
          "launch once more");
    ASSAY_ASSIGN_OR_RETURN(
        platform, ReadPlatform(*connection, viewer.tenant(), std::string(rows.Text(0, 0))));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto members, Fetch(lti, platform, url));
  v1::LtiRoster answer;
  answer.set_applied(request.apply());
  std::vector<std::string> subjects, people;
  for (size_t begin = 0; begin < members.size(); begin += kBatch) {
    const size_t end = std::min(members.size(), begin + kBatch);
    identity::v1::LinkPeopleRequest link;
    link.set_tenant(viewer.tenant());
    link.set_issuer(platform.value.issuer());
    link.set_course(request.course());
    link.set_preview(!request.apply());
    link.mutable_actor()->set_person(viewer.person());
    link.mutable_actor()->set_address(viewer.address());
    for (size_t i = begin; i < end; ++i) {
      auto& one = *link.add_people();
      one.set_subject(members[i].subject);
      one.set_name(members[i].name);
      one.set_role(static_cast<identity::v1::Role>(members[i].active ? members[i].role : 0));
    }
    ASSAY_ASSIGN_OR_RETURN(const auto linked, lti.directory().Link(link));
    if (linked.people_size() != link.people_size())
      return Internal("identity answered for others than were asked for");
    for (size_t i = begin; i < end; ++i) {
      const auto& one = linked.people(static_cast<int>(i - begin));
      v1::LtiRosterRow& row = *answer.add_rows();
      row.set_name(members[i].name);
      row.set_email(members[i].email);
      row.set_role(RoleWord(one.role()));
      row.set_plan(PlanOf(one, members[i].active, members[i].role, *row.mutable_message()));
      if (one.person().empty()) continue;
      subjects.push_back(members[i].subject);
      people.push_back(one.person());
    }
  }
  if (!request.apply()) return answer;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_RETURN_IF_ERROR(connection
                            ->Execute(kPeople, Params()
                                                   .Add(viewer.tenant())
                                                   .Add(platform.value.id())
                                                   .AddArray(subjects)
                                                   .AddArray(people))
                            .status());
  ASSAY_RETURN_IF_ERROR(connection->Execute(kTellAgain, Params().Add(request.id())).status());
  return answer;
}

}  // namespace assay::courses::lti::calls

// What an instructor decides after a launch: which course it is, and what is linked.
#include <nlohmann/json.hpp>

#include "common/sha256.h"
#include "lms/courses/lti/claims.h"
#include "lms/courses/lti/lti.h"
#include "lms/courses/service/rows.h"

namespace assay::courses::lti::calls {
namespace {

using Json = nlohmann::json;
using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr int kInstructor = 2;
constexpr int kMostItems = 100;

constexpr Statement kLaunch = {"lti_after", R"(
SELECT l.kind, l.settings, l.role, l.subject, l.link, c.id, c.platform, c.deployment, c.title, coalesce(c.course, ''),
       coalesce((SELECT k.title FROM courses.courses k WHERE k.tenant = c.tenant AND k.id = c.course), '')
FROM courses.lti_launches l JOIN courses.lti_contexts c ON c.id = l.context
WHERE l.sha256 = $1 AND l.tenant = $2 AND l.person = $3 AND l.expires_at > now())"};
constexpr Statement kCourses = {"lti_after_courses", R"(
SELECT jsonb_build_object('id', id, 'title', title) FROM courses.courses
WHERE tenant = $1 AND id = ANY($2::text[]) AND NOT archived ORDER BY title, id)"};
constexpr Statement kAssignments = {"lti_after_assignments", R"(
SELECT jsonb_build_object('id', id::text, 'title', title, 'points', points) FROM courses.assignments
WHERE tenant = $1 AND course = $2 ORDER BY position, id)"};
constexpr Statement kMake = {"lti_after_make", R"(
INSERT INTO courses.courses (tenant, id, title, published) VALUES ($1, $2, $3, true)
ON CONFLICT DO NOTHING RETURNING id)"};
constexpr Statement kLink = {"lti_after_link", R"(
UPDATE courses.lti_contexts SET course = $2, linked_at = now(), told = ''
WHERE id = $1 AND course IS NULL RETURNING id)"};

struct After {
  std::string kind, subject, link, deployment, title, course, course_title;
  Json settings;
  int role = 0;
  int64_t context = 0;
  Platform platform;
};

Result<After> ReadAfter(Connection& connection, const v1::Viewer& viewer,
                        const std::string& launch) {
  if (viewer.tenant().empty() || viewer.person().empty())
    return Unauthenticated("viewer: who asks is missing");
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(
          kLaunch, Params().Add(Sha256Hex(launch)).Add(viewer.tenant()).Add(viewer.person())));
  if (rows.empty())
    return NotFound("this launch is over, or was not yours; start it again from your course");
  After after;
  after.kind = std::string(rows.Text(0, 0));
  after.settings = Json::parse(rows.Text(0, 1), nullptr, false);
  after.role = static_cast<int>(rows.Int(0, 2));
  after.subject = std::string(rows.Text(0, 3));
  after.link = std::string(rows.Text(0, 4));
  after.context = rows.Int(0, 5);
  after.deployment = std::string(rows.Text(0, 7));
  after.title = std::string(rows.Text(0, 8));
  after.course = std::string(rows.Text(0, 9));
  after.course_title = std::string(rows.Text(0, 10));
  ASSAY_ASSIGN_OR_RETURN(after.platform,
                         ReadPlatform(connection, viewer.tenant(), std::string(rows.Text(0, 6))));
  return after;
}

std::vector<std::string> TaughtBy(const v1::Viewer& viewer) {
  std::vector<std::string> courses;
  for (const auto& [course, role] : viewer.roles())
    if (role == "owner" || role == "instructor") courses.push_back(course);
  return courses;
}
bool Teaches(const v1::Viewer& viewer, const std::string& course) {
  const auto role = viewer.roles().find(course);
  return role != viewer.roles().end() && (role->second == "owner" || role->second == "instructor");
}

// "Algorithms 101" is "algorithms-101".
std::string SlugOf(const std::string& title) {
  std::string slug;
  for (const char c : title) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    const bool plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (plain)
      slug += small;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  slug.resize(std::min<size_t>(slug.size(), 60));
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

Result<v1::LtiLaunchPage> PageOf(Connection& connection, const v1::Viewer& viewer,
                                 const After& after) {
  v1::LtiLaunchPage page;
  page.set_kind(after.course.empty() ? "choose" : after.kind);
  page.set_platform_name(after.platform.value.name());
  page.set_context_title(after.title);
  page.set_course(after.course);
  page.set_course_title(after.course_title);
  page.set_multiple(after.settings.value("multiple", false));
  if (after.course.empty()) {
    const std::string label = SlugOf(after.settings.value("label", ""));
    page.set_suggested_id(label.empty() ? SlugOf(after.title) : label);
    ASSAY_RETURN_IF_ERROR(Each<v1::LtiChoice>(
        connection, kCourses, Params().Add(viewer.tenant()).AddArray(TaughtBy(viewer)),
        page.mutable_courses()));
  } else if (after.kind == "content") {
    ASSAY_RETURN_IF_ERROR(Each<v1::LtiChoice>(connection, kAssignments,
                                              Params().Add(viewer.tenant()).Add(after.course),
                                              page.mutable_assignments()));
  }
  return page;
}

// The launching instructor owns what they made; for the platform's word they had it in no course
// yet.
Status GiveRole(Lti& lti, const v1::Viewer& viewer, const After& after, const std::string& course) {
  identity::v1::LinkPeopleRequest request;
  request.set_tenant(viewer.tenant());
  request.set_issuer(after.platform.value.issuer());
  request.set_course(course);
  request.mutable_actor()->set_person(viewer.person());
  request.mutable_actor()->set_address(viewer.address());
  auto& one = *request.add_people();
  one.set_subject(after.subject);
  one.set_name(viewer.name());
  one.set_role(identity::v1::ROLE_OWNER);
  return lti.directory().Link(request).status();
}

Json ItemOf(const v1::Assignment& assignment, const std::string& public_url, bool line_items) {
  Json item = {{"type", "ltiResourceLink"},
               {"title", assignment.title()},
               {"url", public_url + "/lti/launch"},
               {"custom", {{"assay_assignment", std::to_string(assignment.id())}}}};
  if (line_items && assignment.points() > 0)
    item["lineItem"] = {{"scoreMaximum", assignment.points()},
                        {"label", assignment.title()},
                        {"resourceId", "assay-" + std::to_string(assignment.id())}};
  return item;
}

Result<Json> ItemsOf(Connection& connection, const v1::PickLtiContentRequest& request,
                     const After& after) {
  const bool line_items = after.settings.value("line_items", true);
  Json items = Json::array();
  if (request.whole_course())
    items.push_back({{"type", "ltiResourceLink"},
                     {"title", after.course_title},
                     {"url", request.public_url() + "/lti/launch"}});
  for (const int64_t id : request.assignments()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::Assignment assignment,
                           ReadAssignment(connection, request.viewer().tenant(), after.course, id));
    items.push_back(ItemOf(assignment, request.public_url(), line_items));
  }
  return items;
}

}  // namespace

Result<v1::LtiLaunchPage> GetLtiLaunch(Lti& lti, const v1::LtiLaunchRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_ASSIGN_OR_RETURN(const After after,
                         ReadAfter(*connection, request.viewer(), request.launch()));
  return PageOf(*connection, request.viewer(), after);
}

Result<v1::LtiLaunchPage> LinkLtiCourse(Lti& lti, const v1::LinkLtiCourseRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_ASSIGN_OR_RETURN(After after, ReadAfter(*connection, viewer, request.launch()));
  if (after.role != kInstructor) return PermissionDenied("a course is chosen by its instructors");
  if (!after.course.empty())
    return FailedPrecondition("course: somebody has chosen one meanwhile; go back to your course");
  if (!IsSlug(request.course()))
    return InvalidArgument("course: up to 100 of a-z, 0-9, \".\", \"_\" and \"-\"");
  if (request.make()) {
    ASSAY_RETURN_IF_ERROR(CheckText("title", request.title(), 200, false));
  } else if (!Teaches(viewer, request.course())) {
    return PermissionDenied("course: you do not teach a course of this name");
  }
  const Status ended = connection->InTransaction([&]() -> Status {
    if (request.make()) {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows made,
          connection->Execute(
              kMake, Params().Add(viewer.tenant()).Add(request.course()).Add(request.title())));
      if (made.empty())
        return InvalidArgument("course: there is one of this name already; take another");
    }
    ASSAY_ASSIGN_OR_RETURN(
        const Rows linked,
        connection->Execute(kLink, Params().Add(after.context).Add(request.course())));
    if (linked.empty()) return FailedPrecondition("course: somebody has chosen one meanwhile");
    // As the last: what identity has done is not undone by a rollback here.
    return request.make() ? GiveRole(lti, viewer, after, request.course()) : OkStatus();
  });
  if (!ended.ok()) return ended;
  ASSAY_RETURN_IF_ERROR(lti.Record(viewer.tenant(), "lti.course.link", viewer.person(),
                                   viewer.address(),
                                   {{"course", request.course()},
                                    {"made", request.make()},
                                    {"platform", after.platform.value.id()},
                                    {"context", after.title}}));
  ASSAY_ASSIGN_OR_RETURN(after, ReadAfter(*connection, viewer, request.launch()));
  return PageOf(*connection, viewer, after);
}

Result<v1::LtiContent> PickLtiContent(Lti& lti, const v1::PickLtiContentRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_ASSIGN_OR_RETURN(const After after,
                         ReadAfter(*connection, request.viewer(), request.launch()));
  const bool fits = after.kind == "content" && after.role == kInstructor && !after.course.empty();
  if (!fits) return FailedPrecondition("this launch did not ask what to link");
  if (!Teaches(request.viewer(), after.course))
    return PermissionDenied("what a course links to is chosen by its instructors");
  if (!after.settings.value("links", false))
    return FailedPrecondition("the platform takes no links here (ltiResourceLink)");
  const int picked = request.assignments_size() + (request.whole_course() ? 1 : 0);
  if (picked > (after.settings.value("multiple", false) ? kMostItems : 1))
    return InvalidArgument("assignments: the platform takes only one");
  ASSAY_ASSIGN_OR_RETURN(const Json items, ItemsOf(*connection, request, after));
  const v1::LtiPlatform& platform = after.platform.value;
  const int64_t now = lti.core().now() / 1'000'000;
  const std::string base = kClaim, deep = kDeepClaim;
  Json claims = {{"iss", platform.client_id()},
                 {"aud", platform.issuer()},
                 {"sub", platform.client_id()},
                 {"iat", now - 5},
                 {"exp", now + 600},
                 {"nonce", crypto::RandomToken()},
                 {"azp", platform.issuer()},
                 {base + "deployment_id", after.deployment},
                 {base + "message_type", "LtiDeepLinkingResponse"},
                 {base + "version", "1.3.0"},
                 {deep + "content_items", items}};
  const std::string data = after.settings.value("data", "");
  if (!data.empty()) claims[deep + "data"] = data;
  v1::LtiContent content;
  ASSAY_ASSIGN_OR_RETURN(*content.mutable_token(), lti.tool().Sign(claims));
  content.set_return_url(after.settings.value("return_url", ""));
  *content.mutable_frame_origins() = platform.frame_origins();
  return content;
}

}  // namespace assay::courses::lti::calls

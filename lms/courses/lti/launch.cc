// From a platform's login to a person in a course.
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/http/url.h"
#include "common/jwt/token.h"
#include "common/sha256.h"
#include "lms/courses/lti/claims.h"
#include "lms/courses/lti/lti.h"
#include "lms/courses/service/access.h"

namespace assay::courses::lti::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr int kInstructor = 2;

constexpr Statement kFind = {"lti_login_platform", R"(
SELECT id FROM courses.lti_platforms WHERE tenant = $1 AND issuer = $2 AND ($3 = '' OR client_id = $3)
  AND ($4 = '' OR $3 <> '' OR $4 = ANY(deployments)) ORDER BY id LIMIT 2)"};
constexpr Statement kSweep = {"lti_login_sweep",
                              "DELETE FROM courses.lti_logins WHERE expires_at < now()"};
constexpr Statement kBegin = {"lti_login_begin", R"(
INSERT INTO courses.lti_logins (state, platform, nonce, browser, request, expires_at)
VALUES ($1, $2, $3, $4, $5::jsonb, now() + interval '10 minutes'))"};
constexpr Statement kLogin = {"lti_login", R"(
SELECT platform, nonce, browser, request FROM courses.lti_logins WHERE state = $1 AND expires_at > now())"};
constexpr Statement kUse = {
    "lti_login_use",
    "DELETE FROM courses.lti_logins WHERE state = $1 AND expires_at > now() RETURNING platform"};

constexpr Statement kContext = {"lti_context", R"(
INSERT INTO courses.lti_contexts AS c (tenant, platform, deployment, context, title, line_items, may_make, members)
VALUES ($1, $2, $3, $4, $5, $6, $7 = 1, $8)
ON CONFLICT (platform, deployment, context) DO UPDATE SET
  title = CASE WHEN excluded.title = '' THEN c.title ELSE excluded.title END,
  line_items = CASE WHEN excluded.line_items = '' THEN c.line_items ELSE excluded.line_items END,
  may_make = excluded.may_make OR (c.may_make AND excluded.line_items = ''),
  members = CASE WHEN excluded.members = '' THEN c.members ELSE excluded.members END
RETURNING id, coalesce(course, ''))"};
constexpr Statement kPerson = {"lti_person", R"(
INSERT INTO courses.lti_people (tenant, platform, subject, person) VALUES ($1, $2, $3, $4)
ON CONFLICT (platform, subject) DO UPDATE SET person = excluded.person)"};
constexpr Statement kLinked = {"lti_link", R"(
SELECT assignment FROM courses.lti_links WHERE context = $1 AND link = $2 AND course = $3)"};
// Only what is an assignment of the course becomes a link to one.
constexpr Statement kLink = {"lti_link_put", R"(
INSERT INTO courses.lti_links AS l (context, link, tenant, course, assignment)
SELECT $1, $2, a.tenant, a.course, a.id FROM courses.assignments a WHERE a.tenant = $3 AND a.course = $4 AND a.id = $5
ON CONFLICT (context, link) DO UPDATE SET tenant = excluded.tenant, course = excluded.course, assignment = excluded.assignment
RETURNING assignment)"};
constexpr Statement kItem = {"lti_item_put", R"(
INSERT INTO courses.lti_items AS i (context, tenant, course, assignment, url) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (context, assignment) DO UPDATE SET url = CASE WHEN excluded.url = '' THEN i.url ELSE excluded.url END
  WHERE excluded.url <> '' AND i.url <> excluded.url
RETURNING id)"};
// Whatever was told already is looked at again: there is something new to tell it to.
constexpr Statement kTellAgain = {"lti_tell_again",
                                  "UPDATE courses.lti_contexts SET told = '' WHERE id = $1"};
constexpr Statement kSweepLaunches = {"lti_launch_sweep",
                                      "DELETE FROM courses.lti_launches WHERE expires_at < now()"};
constexpr Statement kKeep = {"lti_launch_keep", R"(
INSERT INTO courses.lti_launches (sha256, tenant, context, person, subject, role, kind, settings, link, expires_at)
VALUES ($1, $2, $3, $4, $5, $6::smallint, $7, $8::jsonb, $9, now() + interval '1 hour'))"};

struct Login {
  Platform platform;
  std::string nonce, browser;
  v1::BeginLtiRequest request;
};

Result<Login> ReadLogin(Connection& connection, const std::string& state) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kLogin, Params().Add(Sha256Hex(state))));
  if (rows.empty())
    return Unauthenticated(
        "this launch is not known, was used already or took longer than ten minutes; start it "
        "again from your course");
  Login login;
  ASSAY_ASSIGN_OR_RETURN(login.platform,
                         ReadPlatform(connection, "", std::string(rows.Text(0, 0))));
  login.nonce = std::string(rows.Text(0, 1));
  login.browser = std::string(rows.Text(0, 2));
  ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 3), login.request));
  return login;
}

// A page of this server, and no other.
bool IsOurs(const std::string& target, const std::string& public_url) {
  return target == public_url || target.starts_with(public_url + "/");
}

Result<LaunchClaims> Verified(Lti& lti, const Login& login, const std::string& id_token,
                              const std::string& public_url) {
  const v1::LtiPlatform& platform = login.platform.value;
  const auto claims = lti.keys().Verify(id_token, platform.keys_url());
  if (!claims.ok()) {
    if (claims.status().code() == StatusCode::kNotFound)
      return Unauthenticated("the launch was signed with a key that the platform does not publish");
    return claims.status();
  }
  jwt::Expected expected;
  expected.issuer = platform.issuer();
  expected.audience = platform.client_id();
  expected.nonce = login.nonce;
  expected.now = std::chrono::system_clock::time_point(std::chrono::microseconds(lti.core().now()));
  ASSAY_RETURN_IF_ERROR(jwt::CheckClaims(*claims, expected));
  ASSAY_ASSIGN_OR_RETURN(LaunchClaims launch, ReadLaunch(*claims));
  const auto& known = platform.deployments();
  if (std::find(known.begin(), known.end(), launch.deployment) == known.end())
    return Unauthenticated("the deployment \"" + Line(launch.deployment, 80) +
                           "\" is not registered here; an administrator adds it to the platform");
  if (!launch.target.empty() && !IsOurs(launch.target, public_url))
    return Unauthenticated("target_link_uri: leads elsewhere");
  return launch;
}

std::string Settings(const LaunchClaims& launch) {
  const DeepLinking& deep = launch.deep_linking;
  const nlohmann::json settings = {{"return_url", deep.return_url},
                                   {"multiple", deep.multiple},
                                   {"links", deep.links},
                                   {"line_items", deep.line_items},
                                   {"data", deep.data},
                                   {"label", launch.context_label}};
  return settings.dump();
}

class Arrival {
 public:
  Arrival(Lti& lti, Connection& connection, const Platform& platform, const LaunchClaims& claims)
      : lti_(lti), connection_(connection), platform_(platform), claims_(claims) {}

  // Takes the state away: a second launch with it finds none.
  Status Context(const std::string& state) {
    return connection_.InTransaction([&]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const Rows used,
                             connection_.Execute(kUse, Params().Add(Sha256Hex(state))));
      if (used.empty()) return Unauthenticated("this launch was used already");
      ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                             connection_.Execute(kContext, Params()
                                                               .Add(platform_.tenant)
                                                               .Add(platform_.value.id())
                                                               .Add(claims_.deployment)
                                                               .Add(claims_.context)
                                                               .Add(claims_.context_title)
                                                               .Add(Items())
                                                               .Add(int64_t{claims_.may_make_items})
                                                               .Add(claims_.members)));
      context_ = rows.Int(0, 0);
      course_ = std::string(rows.Text(0, 1));
      return OkStatus();
    });
  }

  Status Person(const std::string& address) {
    identity::v1::LinkPeopleRequest request;
    request.set_tenant(platform_.tenant);
    request.set_issuer(platform_.value.issuer());
    request.set_course(course_);
    request.mutable_actor()->set_address(address);
    auto& one = *request.add_people();
    one.set_subject(claims_.subject);
    one.set_name(claims_.name);
    one.set_role(static_cast<identity::v1::Role>(claims_.role));
    ASSAY_ASSIGN_OR_RETURN(const auto linked, lti_.directory().Link(request));
    if (linked.people_size() != 1) return Internal("identity answered for somebody else");
    if (linked.people(0).refused())
      return PermissionDenied(
          "administrators, and those whose account was disabled, do not come in through a "
          "platform: sign in here");
    person_ = linked.people(0).person();
    if (person_.empty())
      return PermissionDenied("what you are in the platform's course is not known here");
    return OkStatus();
  }

  Result<v1::LtiLaunch> Finish() {
    v1::LtiLaunch answer;
    answer.set_tenant(platform_.tenant);
    answer.set_issuer(platform_.value.issuer());
    answer.set_subject(claims_.subject);
    answer.set_person(person_);
    answer.set_course(course_);
    answer.set_platform_name(platform_.value.name());
    *answer.mutable_frame_origins() = platform_.value.frame_origins();
    const bool teaches = claims_.role == kInstructor;
    if (claims_.deep && !teaches)
      return PermissionDenied("what a course links to is chosen by its instructors");
    answer.set_next(claims_.deep       ? "content"
                    : !course_.empty() ? "course"
                    : teaches          ? "choose"
                                       : "wait");
    const Status ended = connection_.InTransaction([&]() -> Status {
      ASSAY_RETURN_IF_ERROR(connection_
                                .Execute(kPerson, Params()
                                                      .Add(platform_.tenant)
                                                      .Add(platform_.value.id())
                                                      .Add(claims_.subject)
                                                      .Add(person_))
                                .status());
      ASSAY_RETURN_IF_ERROR(connection_.Execute(kTellAgain, Params().Add(context_)).status());
      if (answer.next() == "course") return Link(answer);
      if (answer.next() == "wait") return OkStatus();
      return Keep(answer);
    });
    if (!ended.ok()) return ended;
    return answer;
  }

 private:
  // Where scores cannot be sent, line items are of no use.
  std::string Items() const { return claims_.may_score ? claims_.line_items : ""; }

  Status Link(v1::LtiLaunch& answer) {
    int64_t assignment = 0;
    if (claims_.assignment != 0) {
      ASSAY_ASSIGN_OR_RETURN(const Rows put,
                             connection_.Execute(kLink, Params()
                                                            .Add(context_)
                                                            .Add(claims_.link)
                                                            .Add(platform_.tenant)
                                                            .Add(course_)
                                                            .Add(claims_.assignment)));
      if (!put.empty()) assignment = put.Int(0, 0);
    } else {
      ASSAY_ASSIGN_OR_RETURN(
          const Rows known,
          connection_.Execute(kLinked, Params().Add(context_).Add(claims_.link).Add(course_)));
      if (!known.empty()) assignment = known.Int(0, 0);
    }
    answer.set_assignment(assignment);
    const bool graded = claims_.may_score && (!claims_.line_item.empty() || claims_.may_make_items);
    if (assignment == 0 || !graded) return OkStatus();
    return connection_
        .Execute(kItem, Params()
                            .Add(context_)
                            .Add(platform_.tenant)
                            .Add(course_)
                            .Add(assignment)
                            .Add(claims_.line_item))
        .status();
  }

  Status Keep(v1::LtiLaunch& answer) {
    ASSAY_RETURN_IF_ERROR(connection_.Execute(kSweepLaunches).status());
    answer.set_launch(crypto::RandomToken());
    return connection_
        .Execute(kKeep, Params()
                            .Add(Sha256Hex(answer.launch()))
                            .Add(platform_.tenant)
                            .Add(context_)
                            .Add(person_)
                            .Add(claims_.subject)
                            .Add(int64_t{claims_.role})
                            .Add(answer.next())
                            .Add(Settings(claims_))
                            .Add(claims_.link))
        .status();
  }

  Lti& lti_;
  Connection& connection_;
  const Platform& platform_;
  const LaunchClaims& claims_;
  int64_t context_ = 0;
  std::string course_, person_;
};

Status CheckBegin(const v1::BeginLtiRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckText("iss", request.issuer(), 500, false));
  ASSAY_RETURN_IF_ERROR(CheckText("client_id", request.client_id(), 255));
  ASSAY_RETURN_IF_ERROR(CheckText("lti_deployment_id", request.deployment(), 255));
  ASSAY_RETURN_IF_ERROR(CheckText("login_hint", request.login_hint(), 4000, false));
  ASSAY_RETURN_IF_ERROR(CheckText("lti_message_hint", request.message_hint(), 8000));
  ASSAY_RETURN_IF_ERROR(CheckText("target_link_uri", request.target(), 2000));
  if (!request.target().empty() && !IsOurs(request.target(), request.public_url()))
    return InvalidArgument("target_link_uri: leads elsewhere");
  ASSAY_RETURN_IF_ERROR(CheckText("lti_storage_target", request.storage(), 100));
  for (const char c : request.storage())
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
          c == '-'))
      return InvalidArgument("lti_storage_target: is no name of a frame");
  return OkStatus();
}

std::string RedirectOf(const v1::LtiPlatform& platform, const v1::BeginLtiRequest& request,
                       const std::string& state, const std::string& nonce) {
  std::string url = platform.authentication_url();
  url += url.find('?') == std::string::npos ? '?' : '&';
  url += "scope=openid&response_type=id_token&response_mode=form_post&prompt=none";
  const auto add = [&url](const char* name, const std::string& value) {
    url += std::string("&") + name + "=" + http::PercentEncode(value);
  };
  add("client_id", platform.client_id());
  add("redirect_uri", request.public_url() + "/lti/launch");
  add("login_hint", request.login_hint());
  add("state", state);
  add("nonce", nonce);
  if (!request.message_hint().empty()) add("lti_message_hint", request.message_hint());
  return url;
}

}  // namespace

Result<v1::LtiLogin> BeginLti(Lti& lti, const v1::BeginLtiRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckBegin(request));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_ASSIGN_OR_RETURN(const Rows found,
                         connection->Execute(kFind, Params()
                                                        .Add(request.tenant())
                                                        .Add(request.issuer())
                                                        .Add(request.client_id())
                                                        .Add(request.deployment())));
  if (found.empty())
    return InvalidArgument("iss: this platform is not registered here, or not with this client_id");
  if (found.size() > 1)
    return InvalidArgument("client_id: is needed, the platform is registered more than once");
  ASSAY_ASSIGN_OR_RETURN(const Platform platform, ReadPlatform(*connection, request.tenant(),
                                                               std::string(found.Text(0, 0))));
  v1::LtiLogin login;
  login.set_state(crypto::RandomToken());
  login.set_browser(crypto::RandomToken());
  const std::string nonce = crypto::RandomToken();
  ASSAY_RETURN_IF_ERROR(connection->Execute(kSweep).status());
  ASSAY_RETURN_IF_ERROR(connection
                            ->Execute(kBegin, Params()
                                                  .Add(Sha256Hex(login.state()))
                                                  .Add(platform.value.id())
                                                  .Add(nonce)
                                                  .Add(Sha256Hex(login.browser()))
                                                  .Add(ToJson(request)))
                            .status());
  login.set_redirect(RedirectOf(platform.value, request, login.state(), nonce));
  login.set_storage(request.storage());
  login.set_storage_origin(OriginOf(platform.value.authentication_url()));
  *login.mutable_frame_origins() = platform.value.frame_origins();
  return login;
}

Result<v1::LtiLaunch> LaunchLti(Lti& lti, const v1::LaunchLtiRequest& request) {
  Login login;
  {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
    ASSAY_ASSIGN_OR_RETURN(login, ReadLogin(*connection, request.state()));
  }
  ASSAY_ASSIGN_OR_RETURN(const LaunchClaims claims,
                         Verified(lti, login, request.id_token(), request.public_url()));
  if (request.browser().empty()) {
    v1::LtiLaunch answer;
    answer.set_next("browser");
    answer.set_platform_name(login.platform.value.name());
    *answer.mutable_again() = login.request;
    *answer.mutable_frame_origins() = login.platform.value.frame_origins();
    answer.set_storage_origin(OriginOf(login.platform.value.authentication_url()));
    return answer;
  }
  if (!crypto::ConstantTimeEqual(Sha256Hex(request.browser()), login.browser))
    return Unauthenticated("this launch was begun in another browser");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  Arrival arrival(lti, *connection, login.platform, claims);
  ASSAY_RETURN_IF_ERROR(arrival.Context(request.state()));
  ASSAY_RETURN_IF_ERROR(arrival.Person(request.address()));
  return arrival.Finish();
}

Result<v1::Document> GetLtiKeys(Lti& lti, const v1::Empty& /*request*/) {
  ASSAY_ASSIGN_OR_RETURN(std::string keys, lti.tool().Published());
  v1::Document document;
  document.set_media_type("application/json");
  document.set_data(std::move(keys));
  return document;
}

}  // namespace assay::courses::lti::calls

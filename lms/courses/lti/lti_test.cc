#include "lms/courses/lti/lti.h"

#include <gmock/gmock.h>

#include <set>

#include "common/crypto/encoding.h"
#include "lms/courses/lti/scores.h"
#include "lms/courses/lti/test_platform.h"
#include "lms/courses/service/test_course.h"

namespace assay::courses::lti {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr char kHere[] = "https://assay.example.org";

// What identity does, in memory: "u-sam" is sam, others are made.
class TestDirectory final : public Directory {
 public:
  Result<identity::v1::LinkPeopleResponse> Link(
      const identity::v1::LinkPeopleRequest& request) override {
    identity::v1::LinkPeopleResponse response;
    for (const auto& one : request.people()) {
      auto& linked = *response.add_people();
      const std::string key = request.course() + "/" + one.subject();
      linked.set_refused(one.subject() == "u-root");
      linked.set_before(roles[key]);
      linked.set_role(one.role());
      linked.set_made(known.count(one.subject()) == 0);
      const bool nothing = !request.course().empty() && one.role() == 0 && linked.made();
      if (linked.refused() || nothing || (request.preview() && linked.made())) continue;
      linked.set_person(one.subject().substr(2));
      if (request.preview()) continue;
      known.insert(one.subject());
      if (!request.course().empty()) roles[key] = one.role();
    }
    return response;
  }
  Status Record(const identity::v1::RecordAuditRequest& request) override {
    recorded.push_back(request.action());
    return OkStatus();
  }
  std::set<std::string> known;
  std::map<std::string, identity::v1::Role> roles;
  std::vector<std::string> recorded;
};

class LtiTest : public CourseTest {
 protected:
  void SetUp() override {
    CourseTest::SetUp();
    client_ = http::Client::Create({}).value();
    sealing_.push_back(crypto::Key::Random());
    std::vector<crypto::Key> keys;
    keys.push_back(sealing_.front().Clone());
    tool_ = std::make_unique<ToolKeys>(*core_, std::move(keys));
    keys_ = std::make_unique<jwt::RemoteKeys>(*client_, time_,
                                              jwt::RemoteKeysOptions{.plain_http = true});
    lti_ = std::make_unique<Lti>(Lti::Parts{*core_, directory_, *client_, *keys_, *tool_, true});
    platform_ = std::make_unique<TestPlatform>([this] { return tool_->Published(); });
    scores_ =
        std::make_unique<Scores>(*lti_, ScoreOptions{.first_retry = std::chrono::milliseconds(0)});
    registered_ = Register("root", "d1");
  }

  v1::Viewer Admin(const std::string& tenant = "acme") {
    v1::Viewer viewer;
    viewer.set_tenant(tenant);
    viewer.set_person("root");
    viewer.set_administrator(true);
    return viewer;
  }
  v1::LtiPlatform Register(const std::string&, const std::string& deployment,
                           const std::string& tenant = "acme") {
    v1::PutLtiPlatformRequest request;
    *request.mutable_viewer() = Admin(tenant);
    v1::LtiPlatform& value = *request.mutable_value();
    value.set_name("LMS");
    value.set_issuer(platform_->url());
    value.set_client_id("client-1");
    value.add_deployments(deployment);
    value.set_authentication_url(platform_->url() + "/auth");
    value.set_token_url(platform_->url() + "/token");
    value.set_keys_url(platform_->url() + "/jwks");
    return Must(calls::PutLtiPlatform(*lti_, request));
  }
  v1::BeginLtiRequest Beginning(const std::string& tenant = "acme") {
    v1::BeginLtiRequest request;
    request.set_tenant(tenant);
    request.set_issuer(platform_->url());
    request.set_login_hint("hint");
    request.set_target(std::string(kHere) + "/lti/launch");
    request.set_public_url(kHere);
    return request;
  }
  struct Login {
    v1::LtiLogin login;
    std::string nonce;
  };
  Login Begin(const std::string& tenant = "acme") {
    Login login{Must(calls::BeginLti(*lti_, Beginning(tenant))), ""};
    const std::string& url = login.login.redirect();
    const auto target = http::ParseTarget(url.substr(url.find("/auth")));
    for (const auto& [name, value] : target->query)
      if (name == "nonce") login.nonce = value;
    return login;
  }
  int64_t Seconds() const { return Now() / 1'000'000; }
  Json ClaimsFor(const Login& login, const std::string& subject, const std::string& role) {
    return platform_->Claims(subject, role, login.nonce, Seconds());
  }
  v1::LaunchLtiRequest Launching(const Login& login, const std::string& token) {
    v1::LaunchLtiRequest request;
    request.set_state(login.login.state());
    request.set_browser(login.login.browser());
    request.set_id_token(token);
    request.set_public_url(kHere);
    return request;
  }
  Result<v1::LtiLaunch> Launch(const Login& login, const Json& claims) {
    return calls::LaunchLti(*lti_, Launching(login, platform_->Sign(claims)));
  }
  Result<v1::LtiLaunch> Launch(const std::string& subject, const std::string& role) {
    const Login login = Begin();
    return Launch(login, ClaimsFor(login, subject, role));
  }
  // Refused, and the next right one with this state is taken: nothing was used up.
  void ExpectRefused(const std::function<void(Json&)>& change, const std::string& why) {
    const Login login = Begin();
    Json claims = ClaimsFor(login, "u-sam", "Learner");
    change(claims);
    const auto refused = Launch(login, claims);
    EXPECT_EQ(refused.status().code(), StatusCode::kUnauthenticated) << refused.status().ToString();
    EXPECT_THAT(refused.status().message(), HasSubstr(why));
    EXPECT_TRUE(Launch(login, ClaimsFor(login, "u-sam", "Learner")).ok());
  }
  // Links the platform's course to "algo".
  void LinkCourse() {
    const auto launch = Must(Launch("u-ines", "Instructor"));
    EXPECT_EQ(launch.next(), "choose");
    v1::LinkLtiCourseRequest link;
    *link.mutable_viewer() = As("ines");
    link.set_launch(launch.launch());
    link.set_course("algo");
    EXPECT_EQ(Must(calls::LinkLtiCourse(*lti_, link)).course(), "algo");
  }
  v1::LtiLinks Links() { return Must(calls::ListLtiLinks(*lti_, Ask<v1::CourseRequest>("ines"))); }
  void SendAll() {
    Must(scores_->Collect());
    for (int i = 0; i < 50 && Must(scores_->SendOne()); ++i) {
    }
  }
  Result<v1::LtiLaunch> LaunchAssignment(const std::string& subject, int64_t assignment) {
    const Login login = Begin();
    Json claims = ClaimsFor(login, subject, "Learner");
    claims[std::string(kClaim) + "custom"] = {{"assay_assignment", std::to_string(assignment)}};
    return Launch(login, claims);
  }

  limits::TimeSource time_;
  std::vector<crypto::Key> sealing_;
  TestDirectory directory_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<ToolKeys> tool_;
  std::unique_ptr<jwt::RemoteKeys> keys_;
  std::unique_ptr<Lti> lti_;
  std::unique_ptr<TestPlatform> platform_;
  std::unique_ptr<Scores> scores_;
  v1::LtiPlatform registered_;
};

TEST_F(LtiTest, AnInstructorConnectsACourseAndStudentsComeIn) {
  EXPECT_EQ(Must(Launch("u-sam", "Learner")).next(), "wait");
  LinkCourse();
  const auto launch = Must(Launch("u-sam", "Learner"));
  EXPECT_EQ(launch.next(), "course");
  EXPECT_EQ(launch.course(), "algo");
  EXPECT_EQ(launch.person(), "sam");
  EXPECT_EQ(launch.tenant(), "acme");
  EXPECT_THAT(launch.frame_origins(), ::testing::ElementsAre(platform_->url()));
  EXPECT_EQ(directory_.roles["algo/u-sam"], identity::v1::ROLE_STUDENT);
  EXPECT_THAT(directory_.recorded, ::testing::Contains("lti.course.link"));
  const auto links = Links();
  ASSERT_EQ(links.links_size(), 1);
  EXPECT_EQ(links.links(0).title(), "Algorithms 101");
  EXPECT_TRUE(Must(calls::ListLtiLinks(*lti_, Ask<v1::CourseRequest>("rita"))).links().empty());
}

TEST_F(LtiTest, AnInstructorMakesACourseAndOwnsIt) {
  const auto launch = Must(Launch("u-nina", "Instructor"));
  v1::LtiLaunchRequest get;
  *get.mutable_viewer() = As("nina");
  get.set_launch(launch.launch());
  const auto page = Must(calls::GetLtiLaunch(*lti_, get));
  EXPECT_EQ(page.kind(), "choose");
  EXPECT_EQ(page.suggested_id(), "alg-101");
  get.mutable_viewer()->set_person("sam");
  EXPECT_EQ(calls::GetLtiLaunch(*lti_, get).status().code(), StatusCode::kNotFound);
  v1::LinkLtiCourseRequest link;
  *link.mutable_viewer() = As("nina");
  link.set_launch(launch.launch());
  link.set_course("algo");
  EXPECT_EQ(calls::LinkLtiCourse(*lti_, link).status().code(), StatusCode::kPermissionDenied);
  link.set_make(true);
  link.set_title("Algorithms 101");
  EXPECT_THAT(calls::LinkLtiCourse(*lti_, link).status().message(),
              HasSubstr("course: there is one"));
  link.set_course("alg-101");
  EXPECT_EQ(Must(calls::LinkLtiCourse(*lti_, link)).course(), "alg-101");
  EXPECT_EQ(directory_.roles["alg-101/u-nina"], identity::v1::ROLE_OWNER);
  EXPECT_EQ(calls::LinkLtiCourse(*lti_, link).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(LtiTest, WrongTokensAreRefused) {
  LinkCourse();
  ExpectRefused([](Json& claims) { claims["aud"] = "client-2"; }, "aud");
  ExpectRefused(
      [](Json& claims) {
        claims["aud"] = {"client-1", "client-2"}, claims["azp"] = "client-2";
      },
      "azp");
  ExpectRefused([](Json& claims) { claims["iss"] = "https://evil.example.org"; }, "iss");
  ExpectRefused([](Json& claims) { claims["exp"] = 1'000'000'000; }, "exp");
  ExpectRefused([](Json& claims) { claims["nonce"] = "another"; }, "nonce");
  ExpectRefused([](Json& claims) { claims[std::string(kClaim) + "deployment_id"] = "d2"; },
                "not registered");
  ExpectRefused([](Json& claims) { claims[std::string(kClaim) + "version"] = "1.1"; }, "version");
  ExpectRefused([](Json& claims) { claims[std::string(kClaim) + "message_type"] = "Other"; },
                "message_type");
  ExpectRefused(
      [](Json& claims) {
        claims[std::string(kClaim) + "target_link_uri"] = "https://assay.example.org.evil/";
      },
      "target_link_uri");
}

TEST_F(LtiTest, NoOtherSignatureIsTaken) {
  LinkCourse();
  const Login login = Begin();
  const std::string good = platform_->Sign(ClaimsFor(login, "u-sam", "Learner"));
  const auto code = [&](const std::string& token) {
    return calls::LaunchLti(*lti_, Launching(login, token)).status().code();
  };
  const std::string body = good.substr(good.find('.') + 1, good.rfind('.') - good.find('.') - 1);
  const auto header = [](const Json& json) { return assay::crypto::Base64UrlEncode(json.dump()); };
  EXPECT_EQ(code(header({{"alg", "none"}}) + "." + body + "."), StatusCode::kUnauthenticated);
  // A key of the attacker's, by the name of the platform's, by a name of its own, and by an
  // address.
  const auto other = jwt::SigningKey::Create(jwt::Algorithm::kRs256).value();
  const std::string forged = other.Sign(ClaimsFor(login, "u-sam", "Learner")).value();
  EXPECT_EQ(code(forged), StatusCode::kUnauthenticated);
  const std::string kept = good.substr(0, good.find('.'));
  EXPECT_EQ(code(kept + forged.substr(forged.find('.'))), StatusCode::kUnauthenticated);
  EXPECT_EQ(
      code(header({{"alg", "RS256"}, {"kid", "../../etc/passwd"}, {"jku", "http://127.0.0.1:1/"}}) +
           forged.substr(forged.find('.'))),
      StatusCode::kUnauthenticated);
  EXPECT_EQ(code("x.y.z"), StatusCode::kUnauthenticated);
  EXPECT_EQ(code(""), StatusCode::kUnauthenticated);
  EXPECT_EQ(code(good), StatusCode::kOk);
}

TEST_F(LtiTest, ALaunchIsGoodOnceAndInItsBrowser) {
  LinkCourse();
  const Login login = Begin();
  const std::string token = platform_->Sign(ClaimsFor(login, "u-sam", "Learner"));
  auto request = Launching(login, token);
  request.set_browser("another");
  EXPECT_EQ(calls::LaunchLti(*lti_, request).status().code(), StatusCode::kUnauthenticated);
  request.set_browser("");
  const auto ask = Must(calls::LaunchLti(*lti_, request));
  EXPECT_EQ(ask.next(), "browser");
  EXPECT_EQ(ask.person(), "");
  EXPECT_EQ(ask.again().login_hint(), "hint");
  request.set_browser(login.login.browser());
  EXPECT_EQ(Must(calls::LaunchLti(*lti_, request)).person(), "sam");
  EXPECT_EQ(calls::LaunchLti(*lti_, request).status().code(), StatusCode::kUnauthenticated);
  // The same token with a state of its own: another nonce.
  EXPECT_EQ(calls::LaunchLti(*lti_, Launching(Begin(), token)).status().code(),
            StatusCode::kUnauthenticated);
}

TEST_F(LtiTest, ALoginIsForARegisteredPlatformOfThisTenant) {
  EXPECT_THAT(calls::BeginLti(*lti_, Beginning("rival")).status().message(), HasSubstr("iss"));
  auto request = Beginning();
  request.set_client_id("client-2");
  EXPECT_EQ(calls::BeginLti(*lti_, request).status().code(), StatusCode::kInvalidArgument);
  for (const char* elsewhere :
       {"https://evil.example.org/", "https://assay.example.org.evil/",
        "https://assay.example.org@evil.example.org/", "javascript:alert(1)"}) {
    request = Beginning();
    request.set_target(elsewhere);
    EXPECT_THAT(calls::BeginLti(*lti_, request).status().message(), HasSubstr("target_link_uri"))
        << elsewhere;
  }
  request = Beginning();
  request.set_storage("\"><script>");
  EXPECT_THAT(calls::BeginLti(*lti_, request).status().message(), HasSubstr("lti_storage_target"));
  // The rival registers the same platform: its state is no state of ours.
  Register("root", "d1", "rival");
  const Login theirs = Begin("rival");
  const auto launch = Must(Launch(theirs, ClaimsFor(theirs, "u-sam", "Learner")));
  EXPECT_EQ(launch.tenant(), "rival");
  EXPECT_EQ(launch.next(), "wait");
}

TEST_F(LtiTest, AdministratorsAndStrangersDoNotComeIn) {
  LinkCourse();
  EXPECT_EQ(Launch("u-root", "Instructor").status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(Launch("u-who", "Nothing").status().code(), StatusCode::kPermissionDenied);
}

TEST_F(LtiTest, PlatformsAreTheAdministrators) {
  v1::PutLtiPlatformRequest request;
  *request.mutable_viewer() = As("ines");
  *request.mutable_value() = registered_;
  EXPECT_EQ(calls::PutLtiPlatform(*lti_, request).status().code(), StatusCode::kPermissionDenied);
  *request.mutable_viewer() = Admin();
  EXPECT_EQ(calls::PutLtiPlatform(*lti_, request).status().code(), StatusCode::kAlreadyExists);
  request.set_platform(registered_.id());
  request.mutable_value()->set_name("New");
  EXPECT_EQ(Must(calls::PutLtiPlatform(*lti_, request)).name(), "New");
  const auto wrong = [&](const std::string& field,
                         const std::function<void(v1::LtiPlatform&)>& change) {
    auto bad = request;
    change(*bad.mutable_value());
    EXPECT_THAT(calls::PutLtiPlatform(*lti_, bad).status().message(), HasSubstr(field));
  };
  wrong("keys_url", [](auto& value) { value.set_keys_url("file:///etc/passwd"); });
  wrong("token_url", [](auto& value) { value.set_token_url("nothing"); });
  wrong("issuer", [](auto& value) { value.set_issuer(""); });
  wrong("frame_origins", [](auto& value) { value.add_frame_origins("https://a; script-src *"); });
  *request.mutable_viewer() = Admin("rival");
  EXPECT_EQ(calls::PutLtiPlatform(*lti_, request).status().code(), StatusCode::kNotFound);
  v1::LtiPlatformRequest drop;
  *drop.mutable_viewer() = Admin("rival");
  drop.set_platform(registered_.id());
  EXPECT_EQ(calls::DeleteLtiPlatform(*lti_, drop).status().code(), StatusCode::kNotFound);
  *drop.mutable_viewer() = Admin();
  EXPECT_TRUE(calls::DeleteLtiPlatform(*lti_, drop).ok());
  EXPECT_EQ(calls::BeginLti(*lti_, Beginning()).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(LtiTest, APlatformRegistersItselfOnce) {
  v1::InviteLtiPlatformRequest invite;
  *invite.mutable_viewer() = Admin();
  v1::RegisterLtiRequest request;
  request.set_secret(Must(calls::InviteLtiPlatform(*lti_, invite)).secret());
  request.set_configuration(platform_->url() + "/configuration");
  request.set_token("registration-token");
  request.set_public_url(kHere);
  platform_->configured_issuer = "https://someone-else.example.org";
  EXPECT_THAT(calls::RegisterLti(*lti_, request).status().message(),
              HasSubstr("at another address"));
  platform_->configured_issuer = "";
  EXPECT_EQ(Must(calls::DescribeLtiRegistration(*lti_, request)).issuer(), platform_->url());
  request.set_token("wrong");
  EXPECT_THAT(calls::RegisterLti(*lti_, request).status().message(), HasSubstr("invalid_token"));
  request.set_token("registration-token");
  const auto made = Must(calls::RegisterLti(*lti_, request));
  EXPECT_EQ(made.client_id(), "client-9");
  EXPECT_THAT(made.deployments(), ::testing::ElementsAre("d9"));
  EXPECT_EQ(calls::RegisterLti(*lti_, request).status().code(), StatusCode::kUnauthenticated);
}

TEST_F(LtiTest, AddressesThatAreNotPublicAreNotAsked) {
  http::ClientOptions options;
  options.policy = http::AddressPolicy::Public().value();
  const auto guarded = http::Client::Create(std::move(options)).value();
  jwt::RemoteKeys keys(*guarded, time_, {.plain_http = true});
  Lti lti({*core_, directory_, *guarded, keys, *tool_, true});
  LinkCourse();
  const Login login = Begin();
  const auto request = Launching(login, platform_->Sign(ClaimsFor(login, "u-sam", "Learner")));
  EXPECT_EQ(calls::LaunchLti(lti, request).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(LtiTest, KeysAreReplacedAndStayKnown) {
  const std::string first = Must(tool_->Published());
  ASSERT_TRUE(
      connection_
          ->ExecuteScript("UPDATE courses.lti_keys SET created_at = now() - interval '91 days'")
          .ok());
  std::vector<crypto::Key> keys;
  keys.push_back(sealing_.front().Clone());
  ToolKeys later(*core_, std::move(keys));
  const auto both = jwt::KeySet::Parse(Must(later.Published()));
  EXPECT_EQ(both->size(), 2U);
  // The new one is only published yet.
  const std::string token = Must(later.Sign({{"a", 1}}));
  EXPECT_TRUE(jwt::Verify(token, *jwt::KeySet::Parse(first)).ok());
  // A newer master key seals it again, so the older one may go.
  std::vector<crypto::Key> newer;
  newer.push_back(crypto::Key::Random());
  std::vector<crypto::Key> both_masters, newest;
  both_masters.push_back(newer.front().Clone());
  both_masters.push_back(sealing_.front().Clone());
  newest.push_back(newer.front().Clone());
  EXPECT_EQ(Must(ToolKeys(*core_, std::move(both_masters)).Published()), Must(later.Published()));
  EXPECT_EQ(Must(ToolKeys(*core_, std::move(newest)).Published()), Must(later.Published()));
  std::vector<crypto::Key> strange;
  strange.push_back(crypto::Key::Random());
  EXPECT_EQ(ToolKeys(*core_, std::move(strange)).Published().status().code(),
            StatusCode::kDataLoss);
}

TEST_F(LtiTest, DeepLinkingAnswersWithWhatWasPicked) {
  const int64_t task = Add(Draft("one"));
  LinkCourse();
  const Login login = Begin();
  Json claims = ClaimsFor(login, "u-ines", "Instructor");
  claims[std::string(kClaim) + "message_type"] = "LtiDeepLinkingRequest";
  claims[std::string(kDeepClaim) + "deep_linking_settings"] = {
      {"deep_link_return_url", platform_->url() + "/return"},
      {"accept_types", {"ltiResourceLink"}},
      {"accept_multiple", true},
      {"data", "kept"}};
  const auto launch = Must(Launch(login, claims));
  EXPECT_EQ(launch.next(), "content");
  v1::PickLtiContentRequest pick;
  *pick.mutable_viewer() = As("ines");
  pick.set_launch(launch.launch());
  pick.add_assignments(task);
  pick.set_public_url(kHere);
  const auto content = Must(calls::PickLtiContent(*lti_, pick));
  EXPECT_EQ(content.return_url(), platform_->url() + "/return");
  const auto answer = jwt::Verify(content.token(), *jwt::KeySet::Parse(Must(tool_->Published())));
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ((*answer)["iss"], "client-1");
  EXPECT_EQ((*answer)["aud"], platform_->url());
  EXPECT_EQ((*answer)[std::string(kDeepClaim) + "data"], "kept");
  const Json& item = (*answer)[std::string(kDeepClaim) + "content_items"][0];
  EXPECT_EQ(item["type"], "ltiResourceLink");
  EXPECT_EQ(item["lineItem"]["scoreMaximum"], 10);
  EXPECT_EQ(item["custom"]["assay_assignment"], std::to_string(task));
  pick.add_assignments(99'999);
  EXPECT_EQ(calls::PickLtiContent(*lti_, pick).status().code(), StatusCode::kNotFound);
  const Login student = Begin();
  Json theirs = claims;
  theirs["nonce"] = student.nonce;
  theirs["sub"] = "u-sam";
  theirs[std::string(kClaim) + "roles"] = {"Learner"};
  EXPECT_EQ(Launch(student, theirs).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(LtiTest, GradesAreSentWhenStudentsMaySeeThem) {
  v1::Assignment value = Draft("one");
  value.set_hold_grades(true);
  const int64_t task = Add(value);
  LinkCourse();
  EXPECT_EQ(Must(LaunchAssignment("u-sam", task)).assignment(), task);
  HandIn("s1", "sam", "one", 0.5);
  Follow();
  SendAll();
  EXPECT_TRUE(platform_->scores().empty()) << "the grades are held back";
  v1::PublishGradesRequest publish = Ask<v1::PublishGradesRequest>("ines");
  publish.set_id(task);
  publish.set_published(true);
  Must(courses::calls::PublishGrades(*core_, publish));
  SendAll();
  ASSERT_EQ(platform_->scores().size(), 1U);
  const Json first = platform_->scores()[0];
  EXPECT_EQ(first["userId"], "u-sam");
  EXPECT_EQ(first["scoreGiven"], 5);
  EXPECT_EQ(first["scoreMaximum"], 10);
  EXPECT_EQ(first["gradingProgress"], "FullyGraded");
  EXPECT_EQ(first["path"], "/items/1/scores?type=x")
      << "the line item was made, and its query kept";
  SendAll();
  EXPECT_EQ(platform_->scores().size(), 1U) << "the same grade is sent once";
  HandIn("s2", "sam", "one", 1);
  Follow();
  SendAll();
  ASSERT_EQ(platform_->scores().size(), 2U);
  EXPECT_EQ(platform_->scores()[1]["scoreGiven"], 10);
  EXPECT_GT(platform_->scores()[1]["timestamp"].get<std::string>(),
            first["timestamp"].get<std::string>());
  EXPECT_EQ(platform_->tokens(), 2U) << "one for line items and one for scores, kept";
  EXPECT_EQ(Links().links(0).items(0).sent(), 1);
}

TEST_F(LtiTest, AGradeThatDoesNotArriveIsTriedAgain) {
  const int64_t task = Add(Draft("one"));
  LinkCourse();
  Must(LaunchAssignment("u-sam", task));
  HandIn("s1", "sam", "one", 1);
  Follow();
  platform_->FailNext(503, 2);
  Must(scores_->Collect());
  EXPECT_TRUE(Must(scores_->SendOne()));
  EXPECT_EQ(Links().links(0).items(0).waiting(), 1);
  EXPECT_THAT(Links().links(0).items(0).last_error(), HasSubstr("503"));
  SendAll();
  EXPECT_EQ(platform_->scores().size(), 1U);
  // What the platform refuses for good is not asked again by itself, but by an instructor.
  platform_->FailNext(422, 1);
  HandIn("s2", "sam", "one", 0.2);
  auto better = Ask<v1::PutGradeRequest>("ines");
  better.set_id(task);
  better.set_person("sam");
  better.set_override_points(3);
  Must(courses::calls::PutGrade(*core_, better));
  Follow();
  SendAll();
  EXPECT_EQ(platform_->scores().size(), 1U);
  ASSERT_EQ(Links().links(0).items(0).failed(), 1);
  Must(calls::ResendLtiScores(*lti_, Item("ines", Links().links(0).id())));
  SendAll();
  ASSERT_EQ(platform_->scores().size(), 2U);
  EXPECT_EQ(platform_->scores()[1]["scoreGiven"], 3);
  EXPECT_EQ(calls::ResendLtiScores(*lti_, Item("sam", 1)).status().code(),
            StatusCode::kPermissionDenied);
}

TEST_F(LtiTest, WhatIsNoAssignmentOfTheCourseLinksToNone) {
  LinkCourse();
  EXPECT_EQ(Must(LaunchAssignment("u-sam", 99'999)).assignment(), 0);
}

TEST_F(LtiTest, TheRosterComesInPages) {
  LinkCourse();
  const auto member = [](const std::string& id, const std::string& role,
                         const std::string& status) {
    return Json{{"user_id", id}, {"name", "The " + id}, {"roles", {role}}, {"status", status}};
  };
  platform_->members = {member("u-ines", "Instructor", "Active"),
                        member("u-sam", "Learner", "Active"), member("u-new", "Learner", "Active"),
                        member("u-gone", "Learner", "Inactive"),
                        member("u-root", "Learner", "Active")};
  auto request = Ask<v1::SyncLtiRosterRequest>("ines");
  request.set_id(Links().links(0).id());
  const auto preview = Must(calls::SyncLtiRoster(*lti_, request));
  ASSERT_EQ(preview.rows_size(), 5);
  EXPECT_EQ(directory_.known.count("u-new"), 0U);
  EXPECT_EQ(preview.rows(2).plan(), "add");
  EXPECT_EQ(preview.rows(3).plan(), "skip");
  EXPECT_EQ(preview.rows(4).plan(), "skip");
  request.set_apply(true);
  Must(calls::SyncLtiRoster(*lti_, request));
  EXPECT_EQ(directory_.roles["algo/u-new"], identity::v1::ROLE_STUDENT);
  EXPECT_EQ(directory_.known.count("u-gone"), 0U);
  *request.mutable_viewer() = As("anna");
  EXPECT_EQ(calls::SyncLtiRoster(*lti_, request).status().code(), StatusCode::kPermissionDenied);
  *request.mutable_viewer() = As("ines");
  platform_->next_elsewhere = "http://localhost:1";
  EXPECT_THAT(calls::SyncLtiRoster(*lti_, request).status().message(),
              HasSubstr("another address"));
}

TEST_F(LtiTest, ACourseThatIsDisconnectedIsToldNothing) {
  const int64_t task = Add(Draft("one"));
  LinkCourse();
  Must(LaunchAssignment("u-sam", task));
  const int64_t id = Links().links(0).id();
  EXPECT_EQ(calls::UnlinkLti(*lti_, Item("rita", id)).status().code(), StatusCode::kNotFound);
  Must(calls::UnlinkLti(*lti_, Item("ines", id)));
  HandIn("s1", "sam", "one", 1);
  Follow();
  SendAll();
  EXPECT_TRUE(platform_->scores().empty());
  EXPECT_EQ(Must(Launch("u-sam", "Learner")).next(), "wait");
}

}  // namespace
}  // namespace assay::courses::lti

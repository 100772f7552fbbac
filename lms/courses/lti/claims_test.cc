#include "lms/courses/lti/claims.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace assay::courses::lti {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr char kMembership[] = "http://purl.imsglobal.org/vocab/lis/v2/membership";
constexpr char kInstitution[] = "http://purl.imsglobal.org/vocab/lis/v2/institution/person";

std::string Of(const std::string& word) { return std::string(kMembership) + word; }

Json Launch() {
  const std::string base = kClaim;
  return {{"sub", "u1"},
          {"name", "Sam"},
          {base + "message_type", "LtiResourceLinkRequest"},
          {base + "version", "1.3.0"},
          {base + "deployment_id", "d1"},
          {base + "target_link_uri", "https://assay.example.org/lti/launch"},
          {base + "roles", {Of("#Learner")}},
          {base + "context", {{"id", "c1"}, {"title", "Algorithms"}}},
          {base + "resource_link", {{"id", "r1"}}}};
}

std::string Refusal(const Json& claims) { return ReadLaunch(claims).status().message(); }

TEST(RoleOf, OnlyTheContextsRolesCount) {
  EXPECT_EQ(RoleOf({Of("#Instructor")}), 2);
  EXPECT_EQ(RoleOf({Of("#Instructor"), Of("/Instructor#TeachingAssistant")}), 3);
  EXPECT_EQ(RoleOf({Of("/Instructor#Grader"), Of("#Instructor")}), 4);
  EXPECT_EQ(RoleOf({Of("#Learner")}), 5);
  EXPECT_EQ(RoleOf({Of("/Learner#Instructor")}), 5) << "the main role decides";
  EXPECT_EQ(RoleOf({Of("/Member#Administrator")}), 5);
  EXPECT_EQ(RoleOf({Of("/Mentor#Instructor")}), 6);
  EXPECT_EQ(RoleOf({Of("/Instructor#PrimaryInstructor")}), 2);
  EXPECT_EQ(RoleOf({"Learner"}), 5);
  EXPECT_EQ(RoleOf({Of("#Mentor")}), 6);
  EXPECT_EQ(RoleOf({Of("#Administrator")}), 2) << "of the course, and of nothing else";
  EXPECT_EQ(RoleOf({std::string(kInstitution) + "#Administrator"}), 0);
  EXPECT_EQ(RoleOf({"http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"}), 0);
  EXPECT_EQ(RoleOf({}), 0);
}

TEST(ReadLaunch, TakesWhatIsWhole) {
  Json claims = Launch();
  claims[std::string(kClaim) + "custom"] = {{"assay_assignment", "17"}};
  claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = {
      {"scope", {kScopeScore, kScopeLineItem}}, {"lineitem", "https://lms.example.org/i/1"}};
  const auto launch = ReadLaunch(claims);
  ASSERT_TRUE(launch.ok()) << launch.status().ToString();
  EXPECT_EQ(launch->assignment, 17);
  EXPECT_EQ(launch->line_item, "https://lms.example.org/i/1");
  EXPECT_TRUE(launch->may_score);
  EXPECT_EQ(launch->role, 5);
}

TEST(ReadLaunch, NamesTheClaimThatIsWrong) {
  for (const char* name : {"message_type", "version", "deployment_id", "target_link_uri", "context",
                           "resource_link"}) {
    Json claims = Launch();
    claims.erase(std::string(kClaim) + name);
    EXPECT_THAT(Refusal(claims), HasSubstr(name));
    claims[std::string(kClaim) + name] = 7;
    EXPECT_THAT(Refusal(claims), HasSubstr(name));
  }
  Json claims = Launch();
  claims.erase("sub");
  EXPECT_THAT(Refusal(claims), HasSubstr("sub"));
  claims = Launch();
  claims[std::string(kClaim) + "deployment_id"] = "a\nb";
  EXPECT_THAT(Refusal(claims), HasSubstr("deployment_id"));
  claims = Launch();
  claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = {
      {"scope", {kScopeScore}}, {"lineitem", "file:///etc/passwd"}};
  EXPECT_THAT(Refusal(claims), HasSubstr("endpoint"));
}

TEST(ReadMembers, PassesOverWhoHasNoName) {
  const auto members = ReadMembers(
      {{"members",
        {{{"user_id", "u1"}, {"name", "Sam"}, {"roles", {"Learner"}}},
         {{"user_id", "u2"}, {"given_name", "Sue"}, {"status", "Inactive"}, {"roles", {"Learner"}}},
         {{"roles", {"Learner"}}}}}});
  ASSERT_TRUE(members.ok());
  ASSERT_EQ(members->size(), 2U);
  EXPECT_TRUE((*members)[0].active);
  EXPECT_EQ((*members)[1].name, "Sue");
  EXPECT_FALSE((*members)[1].active);
  EXPECT_FALSE(ReadMembers(Json::array()).ok());
}

TEST(NextOf, FindsTheNextPage) {
  EXPECT_EQ(NextOf("<https://a/2>; rel=\"next\""), "https://a/2");
  EXPECT_EQ(NextOf("<https://a/9>; rel=\"differences\", <https://a/2>;rel=next"), "https://a/2");
  EXPECT_EQ(NextOf("<https://a/9>; rel=\"differences\""), "");
  EXPECT_EQ(NextOf("<https://a"), "");
}

TEST(Origins, AreNothingElse) {
  EXPECT_EQ(OriginOf("https://LMS.example.org/a?b"), "https://lms.example.org");
  EXPECT_EQ(OriginOf("https://lms.example.org:8443/"), "https://lms.example.org:8443");
  EXPECT_EQ(OriginOf("javascript:alert(1)"), "");
  EXPECT_FALSE(IsOrigin("https://a; script-src *"));
  EXPECT_FALSE(IsOrigin("https://a/b"));
  EXPECT_FALSE(IsOrigin("*"));
}

TEST(Line, CutsAtACharacter) {
  EXPECT_EQ(Line(" a\nb ", 10), "a b");
  EXPECT_EQ(Line("\xC3\xA4\xC3\xA4", 3), "\xC3\xA4");
  EXPECT_EQ(Line("\xff", 10), "");
}

}  // namespace
}  // namespace assay::courses::lti

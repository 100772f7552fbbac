// Sessions of browsers: cookies, and requests that other sites make.
#include <gmock/gmock.h>

#include "lms/gateway/gateway_fixture.h"

namespace assay::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSam[] = R"({"email":"sam@algo.example","password":"sam's password"})";

class SessionTest : public GatewayTest {
 protected:
  // "Cookie: …" and the token of its requests.
  void SignIn() {
    const Answer answer = Post("", "/v1/session", kSam);
    ASSERT_EQ(answer.status, 200) << answer.body;
    set_cookie_ = answer.Header("Set-Cookie");
    cookie_ = "Cookie: other=1; " + set_cookie_.substr(0, set_cookie_.find(';')) + "\r\n";
    csrf_ = "X-CSRF-Token: " + Parse(answer)["csrf_token"].get<std::string>() + "\r\n";
  }
  std::string set_cookie_, cookie_, csrf_;
};

TEST_F(SessionTest, TheCookieIsForThisHostAndNoScript) {
  SignIn();
  EXPECT_THAT(set_cookie_,
              AllOf(HasSubstr("__Host-assay=assays_"), HasSubstr("Secure"), HasSubstr("HttpOnly"),
                    HasSubstr("SameSite=Strict"), HasSubstr("Path=/"), Not(HasSubstr("Domain"))));
  const Answer session = Get("", "/v1/session", cookie_);
  EXPECT_EQ(session.status, 200);
  EXPECT_EQ(session.Header("Cache-Control"), "no-store");
  EXPECT_THAT(session.body, Not(HasSubstr("assays_")));
  // Its secret is replaced.
  EXPECT_THAT(session.Header("Set-Cookie"), HasSubstr("__Host-assay=assays_"));
  EXPECT_EQ(Get("", "/v1/submissions", cookie_).status, 200);
}

TEST_F(SessionTest, WhatChangesSomethingCarriesTheToken) {
  SignIn();
  const std::string body = Submission("sum");
  EXPECT_EQ(Post("", "/v1/submissions", body, cookie_).status, 403);
  EXPECT_EQ(Post("", "/v1/submissions", body, cookie_ + "X-CSRF-Token: x\r\n").status, 403);
  EXPECT_EQ(Post("", "/v1/submissions", body, cookie_ + "X-CSRF-Token: \r\n").status, 403);
  EXPECT_EQ(Post("", "/v1/submissions", body, cookie_ + csrf_).status, 201);
  // A token is no cookie: nobody else's page can send it.
  EXPECT_EQ(Post("sam", "/v1/submissions", body).status, 201);
}

TEST_F(SessionTest, OtherSitesAreRefused) {
  SignIn();
  const std::string both = cookie_ + csrf_;
  for (const char* from : {"Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
                           "Origin: https://evil.example\r\n", "Origin: null\r\n"}) {
    EXPECT_EQ(Get("", "/v1/session", cookie_ + from).status, 403) << from;
    EXPECT_EQ(Post("", "/v1/submissions", Submission("sum"), both + from).status, 403) << from;
    EXPECT_EQ(Post("", "/v1/session", kSam, from).status, 403) << from;
  }
  for (const char* from : {"Sec-Fetch-Site: same-origin\r\n", "Origin: http://test\r\n"}) {
    EXPECT_EQ(Post("", "/v1/submissions", Submission("sum"), both + from).status, 201) << from;
  }
}

// The device page keeps a token in the same cookie: without a CSRF token it opens nothing else.
TEST_F(SessionTest, ATokenInTheCookieIsForTheDevicePageAlone) {
  const std::string cookie = "Cookie: __Host-assay=" + TestToken("sam") + "\r\n";
  EXPECT_EQ(Get("", "/v1/session", cookie).status, 401);
  EXPECT_EQ(Post("", "/v1/submissions", Submission("sum"), cookie).status, 401);
}

TEST_F(SessionTest, ASessionAllowsADevice) {
  SignIn();
  EXPECT_EQ(Post("", "/oauth/device_authorization", "client_id=assay-cli",
                 "Content-Type: application/x-www-form-urlencoded\r\n")
                .status,
            200);
  EXPECT_THAT(Get("", "/device?user_code=WDJB-MJHT", cookie_).body, HasSubstr("asks to"));
}

TEST_F(SessionTest, SignedOutIsSignedOut) {
  SignIn();
  const Answer out = Ask("", "DELETE", "/v1/session", {}, cookie_ + csrf_);
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.Header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(Get("", "/v1/session", cookie_).status, 401);
  EXPECT_EQ(Ask("sam", "DELETE", "/v1/session").status, 409);
}

TEST_F(SessionTest, WhatOnlyAPersonDoes) {
  SignIn();
  const std::string body = R"({"name":"laptop"})";
  EXPECT_EQ(Post("root", "/v1/tokens", body).status, 403);
  EXPECT_EQ(Post("", "/v1/tokens", body, cookie_ + csrf_).status, 201);
}

}  // namespace
}  // namespace assay::gateway

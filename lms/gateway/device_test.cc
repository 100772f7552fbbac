#include <gmock/gmock.h>

#include "lms/gateway/gateway_fixture.h"

namespace assay::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kForm[] = "Content-Type: application/x-www-form-urlencoded\r\n";
constexpr char kGrant[] =
    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=";

class DeviceTest : public GatewayTest {
 protected:
  Answer Form(const std::string& target, const std::string& body, const std::string& headers = {}) {
    return Post("", target, body, kForm + headers);
  }
  Answer Poll() { return Form("/oauth/token", std::string(kGrant) + "device-code"); }
  static std::string Cookie(const std::string& who) {
    return "Cookie: other=1; __Host-assay=" + TestToken(who) + "\r\n";
  }
  // The page that asks, and the hidden value of its form.
  std::string Csrf(const std::string& who) {
    const Answer page = Get("", "/device?user_code=WDJB-MJHT", Cookie(who));
    const size_t at = page.body.find("name=\"csrf\" value=\"");
    if (at == std::string::npos) return {};
    const size_t begin = at + 19;
    return page.body.substr(begin, page.body.find('"', begin) - begin);
  }
};

TEST_F(DeviceTest, FromCodeToToken) {
  const Answer started = Form("/oauth/device_authorization", "client_id=assay-cli&scope=submit");
  EXPECT_EQ(started.status, 200) << started.body;
  EXPECT_EQ(started.Header("Cache-Control"), "no-store");
  const Json code = Parse(started);
  EXPECT_EQ(code["verification_uri"], "http://test/device");
  EXPECT_EQ(code["verification_uri_complete"], "http://test/device?user_code=WDJB-MJHT");
  const Answer pending = Poll();
  EXPECT_EQ(pending.status, 400);
  EXPECT_EQ(Parse(pending)["error"], "authorization_pending");
  // A browser that is to send no referrer says "Origin: null" of the page's form, which is refused.
  EXPECT_EQ(Get("", "/device", Cookie("sam")).Header("Referrer-Policy"), "same-origin");
  const std::string csrf = Csrf("sam");
  EXPECT_EQ(Form("/device", "action=allow&user_code=WDJB-MJHT&csrf=" + csrf, Cookie("sam")).status,
            200);
  EXPECT_EQ(services_.decision(), 1);
  const Json token = Parse(Poll());
  EXPECT_EQ(token["access_token"], TestToken("sam"));
  EXPECT_EQ(token["token_type"], "Bearer");
  EXPECT_EQ(token["scope"], "submit");
}

TEST_F(DeviceTest, DenyingIsTold) {
  Form("/oauth/device_authorization", "client_id=assay-cli");
  EXPECT_EQ(
      Form("/device", "action=deny&user_code=WDJB-MJHT&csrf=" + Csrf("sam"), Cookie("sam")).status,
      200);
  EXPECT_EQ(Parse(Poll())["error"], "access_denied");
}

TEST_F(DeviceTest, ErrorsAreThoseOfOauth) {
  EXPECT_EQ(Parse(Form("/oauth/device_authorization", ""))["error"], "invalid_request");
  EXPECT_EQ(Parse(Form("/oauth/device_authorization", "client_id=x&scope=fly"))["error"],
            "invalid_scope");
  EXPECT_EQ(Parse(Form("/oauth/token", "grant_type=password"))["error"], "unsupported_grant_type");
  EXPECT_EQ(Parse(Form("/oauth/token", kGrant))["error"], "invalid_request");
  EXPECT_EQ(Parse(Form("/oauth/token", std::string(kGrant) + "unknown"))["error"], "expired_token");
  EXPECT_EQ(Parse(Post("", "/oauth/token", "{}"))["error"], "invalid_request");
}

TEST_F(DeviceTest, SigningInKeepsTheTokenInACookie) {
  const Answer page = Get("", "/device?user_code=%3Cscript%3E");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("type=\"password\""), HasSubstr("&lt;script&gt;"),
                               Not(HasSubstr("<script")), Not(HasSubstr("style="))));
  const Answer wrong = Form("/device", "action=sign_in&token=x&user_code=WDJB-MJHT");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_THAT(wrong.body, HasSubstr("role=\"alert\""));
  const Answer right =
      Form("/device", "action=sign_in&user_code=WDJB-MJHT&token=" + TestToken("sam"));
  EXPECT_EQ(right.status, 303);
  EXPECT_EQ(right.Header("Location"), "/device?user_code=WDJB-MJHT");
  EXPECT_THAT(right.Header("Set-Cookie"),
              AllOf(HasSubstr("__Host-assay=" + TestToken("sam")), HasSubstr("Secure"),
                    HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), HasSubstr("Path=/")));
}

TEST_F(DeviceTest, ThePageSaysWhoAsksForWhat) {
  Form("/oauth/device_authorization", "client_id=assay-cli&scope=submit");
  const Answer page = Get("", "/device?user_code=WDJB-MJHT", Cookie("sam"));
  EXPECT_THAT(page.body, AllOf(HasSubstr("&lt;assay-cli&gt;"), HasSubstr("&lt;sam&gt;"),
                               HasSubstr("hand in submissions"), HasSubstr("WDJB-MJHT")));
  EXPECT_EQ(Get("", "/device?user_code=WRONG", Cookie("sam")).status, 404);
  EXPECT_THAT(Get("", "/device", Cookie("sam")).body, HasSubstr("name=\"user_code\""));
  EXPECT_THAT(Get("", "/device?user_code=WDJB-MJHT", Cookie("nobody")).body, HasSubstr("ended"));
}

TEST_F(DeviceTest, OtherSitesCannotDecide) {
  Form("/oauth/device_authorization", "client_id=assay-cli");
  const std::string allow = "action=allow&user_code=WDJB-MJHT&csrf=";
  const std::string csrf = Csrf("sam");
  EXPECT_EQ(Form("/device", allow, Cookie("sam")).status, 403);
  EXPECT_EQ(Form("/device", allow + Csrf("sue"), Cookie("sam")).status, 403);
  EXPECT_EQ(
      Form("/device", allow + csrf, Cookie("sam") + "Origin: https://evil.example\r\n").status,
      403);
  EXPECT_EQ(Form("/device", allow + csrf, Cookie("sam") + "Sec-Fetch-Site: cross-site\r\n").status,
            403);
  EXPECT_EQ(services_.decision(), 0);
  EXPECT_EQ(Form("/device", allow + csrf, Cookie("sam") + "Origin: http://test\r\n").status, 200);
  EXPECT_EQ(services_.decision(), 1);
}

TEST_F(DeviceTest, ATokenGivesAwayNoMoreThanItHas) {
  Form("/oauth/device_authorization", "client_id=assay-cli&scope=submit");
  EXPECT_EQ(
      Form("/device", "action=allow&user_code=WDJB-MJHT&csrf=" + Csrf("rob"), Cookie("rob")).status,
      403);
  EXPECT_EQ(services_.decision(), 0);
}

TEST_F(DeviceTest, SigningOutTakesTheCookieAway) {
  Form("/oauth/device_authorization", "client_id=assay-cli");
  const Answer out = Form("/device", "action=sign_out&csrf=" + Csrf("sam"), Cookie("sam"));
  EXPECT_EQ(out.status, 303);
  EXPECT_THAT(out.Header("Set-Cookie"), HasSubstr("Max-Age=0"));
}

}  // namespace
}  // namespace assay::gateway

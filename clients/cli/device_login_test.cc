#include "clients/cli/device_login.h"

#include <gmock/gmock.h>

#include "clients/cli/fake_server.h"

namespace assay::client {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DeviceLoginTest : public ::testing::Test {
 protected:
  Result<std::string> Run(std::vector<FakeServer::Answer> polls, int expires_in = 600) {
    server_.On("POST", "/oauth/device_authorization",
               {FakeServer::Json(200, {{"device_code", "dc+/="},
                                       {"user_code", "WDJB-MJHT"},
                                       {"verification_uri", "https://j.example/device"},
                                       {"expires_in", expires_in},
                                       {"interval", 5}})});
    server_.On("POST", "/oauth/token", std::move(polls));
    server_.Start();
    const auto api = impatient_.Open(server_.url(), "");
    return LoginByDevice(*api, "submit read", [this](std::string_view text) { said_ += text; });
  }
  static FakeServer::Answer Error(const std::string& error) {
    return FakeServer::Json(400, {{"error", error}});
  }
  FakeServer server_;
  Impatient impatient_;
  std::string said_;
};

TEST_F(DeviceLoginTest, AsksUntilSomebodyDecided) {
  const auto token = Run({Error("authorization_pending"), Error("slow_down"),
                          FakeServer::Json(200, {{"access_token", "assay_x"}})});
  ASSERT_TRUE(token.ok()) << token.status().ToString();
  EXPECT_EQ(*token, "assay_x");
  EXPECT_THAT(impatient_.waits, ElementsAre(seconds(5), seconds(5), seconds(10)));
  EXPECT_THAT(said_, HasSubstr("https://j.example/device"));
  EXPECT_THAT(said_, HasSubstr("WDJB-MJHT"));
  EXPECT_THAT(server_.requests().front().body, HasSubstr("scope=submit%20read"));
  EXPECT_THAT(server_.requests().back().body, HasSubstr("device_code=dc%2B%2F%3D"));
}

TEST_F(DeviceLoginTest, ARefusalEndsIt) {
  const auto token = Run({Error("access_denied")});
  EXPECT_EQ(token.status().code(), StatusCode::kUnauthenticated);
  EXPECT_THAT(token.status().message(), HasSubstr("refused"));
}

TEST_F(DeviceLoginTest, TimeRunsOut) {
  EXPECT_THAT(Run({Error("authorization_pending")}, 20).status().message(), HasSubstr("in time"));
  EXPECT_EQ(impatient_.waits.size(), 4U);
}

TEST_F(DeviceLoginTest, AServerThatIsAwayForAMomentIsAskedLessOften) {
  const auto token = Run({FakeServer::Json(503, {{"error", "temporarily_unavailable"}}),
                          FakeServer::Json(200, {{"access_token", "assay_x"}})});
  ASSERT_TRUE(token.ok()) << token.status().ToString();
  EXPECT_THAT(impatient_.waits, ElementsAre(seconds(5), seconds(10)));
}

TEST_F(DeviceLoginTest, AnUnknownErrorIsShown) {
  EXPECT_THAT(Run({Error("invalid_grant")}).status().message(), HasSubstr("invalid_grant"));
}

}  // namespace
}  // namespace assay::client

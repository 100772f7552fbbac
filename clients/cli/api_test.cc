#include "clients/cli/api.h"

#include <gmock/gmock.h>

#include "clients/cli/exit_code.h"
#include "clients/cli/fake_server.h"
#include "clients/cli/listing.h"

namespace assay::client {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ApiTest : public ::testing::Test {
 protected:
  std::unique_ptr<Api> Open() { return impatient_.Open(server_.url()); }
  ApiCall Post(std::string key) {
    ApiCall call;
    call.method = "POST";
    call.path = "/v1/submissions";
    call.body = "{}";
    call.key = std::move(key);
    return call;
  }
  FakeServer server_;
  Impatient impatient_;
};

TEST_F(ApiTest, ABusyServerIsAskedAgainWithTheSameKeyAfterTheTimeItAskedFor) {
  server_.On("POST", "/v1/submissions",
             {FakeServer::Json(429, {{"title", "Too many requests"}}, {{"Retry-After", "7"}}),
              FakeServer::Json(503, {{"title", "busy"}}), FakeServer::Json(201, {{"id", "s1"}})});
  server_.Start();
  const auto answer = Open()->Call(Post("key-1"));
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ((*answer)["id"], "s1");
  EXPECT_THAT(impatient_.waits, ElementsAre(seconds(7), seconds(2)));
  EXPECT_THAT(impatient_.notes[0], HasSubstr("busy; trying again in 7 s"));
  const auto requests = server_.requests();
  ASSERT_THAT(requests, SizeIs(3));
  for (const http::Request& request : requests) {
    EXPECT_EQ(request.Header("Idempotency-Key"), "key-1");
    EXPECT_EQ(request.Header("Authorization"), "Bearer assay_t");
  }
}

TEST_F(ApiTest, APostWithoutAKeyIsSentOnce) {
  server_.On("POST", "/v1/submissions", {FakeServer::Json(503, {{"title", "busy"}})});
  server_.Start();
  const auto answer = Open()->Call(Post(""));
  EXPECT_EQ(answer.status().code(), StatusCode::kUnavailable);
  EXPECT_THAT(server_.requests(), SizeIs(1));
}

TEST_F(ApiTest, PatienceHasAnEnd) {
  server_.On(
      "GET", "/v1/queue",
      {FakeServer::Json(503, {{"title", "Not available just now"}}, {{"Retry-After", "2"}})});
  server_.On("GET", "/v1/workers",
             {FakeServer::Json(429, {{"title", "Too many requests"}}, {{"Retry-After", "3600"}})});
  server_.Start();
  const auto api = Open();
  const Status busy = api->Call({.path = "/v1/queue"}).status();
  EXPECT_EQ(ExitCodeOf(busy), kExitUnavailable);
  EXPECT_THAT(busy.message(), HasSubstr("try again in 2 s"));
  EXPECT_THAT(server_.requests(), SizeIs(6));
  impatient_.waits.clear();
  const Status hour = api->Call({.path = "/v1/workers"}).status();
  EXPECT_THAT(hour.message(), HasSubstr("try again in 3600 s"));
  EXPECT_THAT(impatient_.waits, IsEmpty()) << "an hour is not waited for";
}

TEST_F(ApiTest, RefusalsSayWhatWhereAndWhatToDo) {
  server_.On("GET", "/401", {FakeServer::Json(401, {{"title", "A valid token is needed"}})});
  server_.On("GET", "/403", {FakeServer::Json(403, {{"title", "This is not allowed"}})});
  server_.On("GET", "/404", {FakeServer::Json(404, {{"detail", "no problem x"}})});
  server_.On("GET", "/422",
             {FakeServer::Json(
                 422, {{"title", "Something cannot be used"},
                       {"detail", "two things"},
                       {"errors",
                        {{{"field", "files[0].path"}, {"message", "is not relative\x1b[2J"}}}}})});
  server_.On("GET", "/500", {[](const http::Request&, http::Responder& responder) {
               responder.Send({500, {}, "<html>"});
             }});
  server_.Start();
  const auto api = Open();
  const auto refusal = [&](const std::string& path) { return api->Call({.path = path}).status(); };
  EXPECT_EQ(ExitCodeOf(refusal("/401")), kExitNotSignedIn);
  EXPECT_THAT(refusal("/401").message(), HasSubstr("assay login"));
  EXPECT_EQ(ExitCodeOf(refusal("/403")), kExitNotSignedIn);
  EXPECT_EQ(ExitCodeOf(refusal("/404")), kExitNoFile);
  EXPECT_THAT(refusal("/404").message(), HasSubstr("no problem x"));
  EXPECT_EQ(ExitCodeOf(refusal("/422")), kExitBadInput);
  EXPECT_THAT(refusal("/422").message(), HasSubstr("\n  files[0].path: is not relative [2J"));
  EXPECT_EQ(ExitCodeOf(refusal("/500")), kExitFailed);
  EXPECT_THAT(refusal("/500").message(), HasSubstr("500"));
}

TEST_F(ApiTest, AServerThatIsNotThereIsUnavailable) {
  server_.Start();
  const auto api = Open();
  server_.Stop();
  const Status away = api->Call({.path = "/v1/me"}).status();
  EXPECT_EQ(ExitCodeOf(away), kExitUnavailable) << away.ToString();
  EXPECT_THAT(away.message(), HasSubstr("cannot be reached"));
  EXPECT_THAT(impatient_.waits, SizeIs(5));
}

TEST_F(ApiTest, WhatIsNotJsonIsNoAnswer) {
  server_.On("GET", "/v1/me", {[](const http::Request&, http::Responder& responder) {
               responder.Send({200, {}, "<html>hello</html>"});
             }});
  server_.Start();
  EXPECT_THAT(Open()->Call({.path = "/v1/me"}).status().message(), HasSubstr("an Assay server?"));
}

TEST_F(ApiTest, ListsAreReadPageByPage) {
  server_.On("GET", "/v1/problems",
             {FakeServer::Json(200, {{"problems", {1, 2}}, {"next_page_token", "a b"}}),
              FakeServer::Json(200, {{"problems", {3}}, {"next_page_token", "c"}}),
              FakeServer::Json(200, {{"problems", json::array()}, {"next_page_token", "d"}})});
  server_.Start();
  const auto all = List(*Open(), "/v1/problems", {{"course", "a&b"}, {"x", ""}}, "problems", 100);
  ASSERT_TRUE(all.ok()) << all.status().ToString();
  EXPECT_EQ(*all, json({1, 2, 3}));
  const auto requests = server_.requests();
  ASSERT_THAT(requests, SizeIs(3)) << "an empty page ends it";
  EXPECT_EQ(requests[0].target, "/v1/problems?course=a%26b&page_size=100");
  EXPECT_EQ(requests[1].Query("page_token"), "a b");
}

TEST(ReadServerUrl, TakesHostsAndRefusesWhatWouldLeakTheToken) {
  EXPECT_EQ(*ReadServerUrl("Judge.Example.org"), "https://judge.example.org");
  EXPECT_EQ(*ReadServerUrl("https://judge.example.org:8443/"), "https://judge.example.org:8443");
  EXPECT_EQ(*ReadServerUrl("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(*ReadServerUrl("http://[::1]:8080"), "http://[::1]:8080");
  for (const char* wrong : {"", "https://", "http://judge.example.org", "ftp://x", "https://x/path",
                            "https://user@x", "https://x?y", "http://127x.evil@y"}) {
    EXPECT_FALSE(ReadServerUrl(wrong).ok()) << wrong;
  }
}

TEST(PercentEncode, LeavesNothingThatAPathMeans) {
  EXPECT_EQ(PercentEncode("a/b?c d&\xc3\xa4"), "a%2Fb%3Fc%20d%26%C3%A4");
  EXPECT_NE(NewKey(), NewKey());
}

}  // namespace
}  // namespace assay::client

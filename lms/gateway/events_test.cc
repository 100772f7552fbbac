#include <gmock/gmock.h>

#include "lms/gateway/gateway_fixture.h"

namespace assay::gateway {
namespace {

using ::testing::HasSubstr;

judge_v1::SubmissionEvent Passed(const std::string& name) {
  judge_v1::SubmissionEvent event;
  event.mutable_test()->set_name(name);
  event.mutable_test()->set_verdict("AC");
  return event;
}

class EventsTest : public GatewayTest {
 protected:
  // The head of an event stream, read; HTTP/1.0 so that the body comes without chunks.
  Client Stream(const std::string& who, const std::string& target,
                const std::string& headers = {}) {
    Client client(gateway_->port());
    client.Send("GET " + target + " HTTP/1.0\r\nHost: t\r\n" + Bearer(who) + headers + "\r\n");
    EXPECT_THAT(client.ReadUntil("\r\n\r\n"), HasSubstr("text/event-stream"));
    return client;
  }
  Client Socket(const std::string& who, const std::string& target) {
    Client client(gateway_->port());
    client.Send("GET " + target + " HTTP/1.1\r\nHost: t\r\n" + Bearer(who) +
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_EQ(client.ReadAnswer(true).status, 101);
    return client;
  }
  static Json Next(Client& client) {
    return Json::parse(client.ReadFrame().payload, nullptr, false);
  }
  static std::string Type(const Json& event) { return event.value("type", "none"); }
};

TEST_F(EventsTest, AStreamTellsAllAndEnds) {
  const std::string id = Submit("sam");
  services_.Publish(id, Passed("one"));
  Client client = Stream("sam", "/v1/submissions/" + id + "/events");
  EXPECT_THAT(client.ReadUntil("\n\n"), HasSubstr("event: snapshot\n"));
  const std::string one = client.ReadUntil("\n\n");
  EXPECT_THAT(one, HasSubstr("id: 1\nevent: test\ndata: {"));
  EXPECT_THAT(one, HasSubstr(R"("name":"one")"));
  services_.Publish(id, Passed("two"));
  EXPECT_THAT(client.ReadUntil("\n\n"), HasSubstr("id: 2\n"));
  services_.Finish(id);
  const std::string rest = client.ReadAll();  // and the end of the connection
  EXPECT_THAT(rest, HasSubstr("id: 3\nevent: snapshot\n"));
  EXPECT_THAT(rest, HasSubstr(R"("verdict":"AC")"));
}

TEST_F(EventsTest, AStreamResumes) {
  const std::string id = Submit("sam");
  for (const char* name : {"one", "two", "three"}) services_.Publish(id, Passed(name));
  Client client = Stream("sam", "/v1/submissions/" + id + "/events", "Last-Event-ID: 2\r\n");
  EXPECT_THAT(client.ReadUntil("\n\n"), HasSubstr("event: snapshot\n"));
  EXPECT_THAT(client.ReadUntil("\n\n"), HasSubstr(R"("name":"three")"));
  EXPECT_EQ(Get("sam", "/v1/submissions/" + id + "/events?after=x").status, 422);
}

TEST_F(EventsTest, WhatHasEndedIsToldAndEnds) {
  const std::string id = Submit("sam");
  services_.Finish(id);
  Client client = Stream("sam", "/v1/submissions/" + id + "/events?after=1");
  EXPECT_THAT(client.ReadAll(), HasSubstr(R"("state":"done")"));
}

TEST_F(EventsTest, ASocketForOneSubmission) {
  const std::string id = Submit("sam");
  Client client = Socket("sam", "/v1/submissions/" + id + "/events");
  EXPECT_EQ(Type(Next(client)), "snapshot");
  services_.Publish(id, Passed("one"));
  EXPECT_EQ(Next(client)["test"]["name"], "one");
  services_.Finish(id);
  EXPECT_EQ(Next(client)["snapshot"]["state"], "done");
  EXPECT_EQ(client.ReadFrame().close_code(), 1000);
}

TEST_F(EventsTest, BrowsersSayTheirTokenAsASubprotocol) {
  const std::string id = Submit("sam");
  Client client(gateway_->port());
  client.Send("GET /v1/submissions/" + id +
              "/events HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              "Sec-WebSocket-Protocol: assay.v1, assay.bearer." +
              TestToken("sam") + "\r\n\r\n");
  const Answer answer = client.ReadAnswer(true);
  EXPECT_EQ(answer.status, 101);
  EXPECT_EQ(answer.Header("Sec-WebSocket-Protocol"), "assay.v1");
  EXPECT_EQ(Type(Next(client)), "snapshot");
}

TEST_F(EventsTest, ManyOverOneSocket) {
  const std::string first = Submit("sam");
  const std::string second = Submit("sam");
  Client client = Socket("sam", "/v1/events");
  client.SendText(R"({"watch":")" + first + R"("})");
  EXPECT_EQ(Next(client)["submission"], first);
  client.SendText(R"({"watch":")" + second + R"(","after":0})");
  EXPECT_EQ(Next(client)["submission"], second);
  services_.Publish(second, Passed("b"));
  services_.Publish(first, Passed("a"));
  EXPECT_EQ(Next(client)["submission"], second);
  EXPECT_EQ(Next(client)["submission"], first);
  client.SendText(R"({"unwatch":")" + first + R"("})");
  client.SendText(R"({"watch":"s77"})");
  const Json missing = Next(client);
  EXPECT_EQ(missing["status"], 404);
  EXPECT_EQ(missing["submission"], "s77");
  services_.Publish(first, Passed("unheard"));
  services_.Finish(second);
  EXPECT_EQ(Next(client)["submission"], second);
  client.SendText("{\"watch\":");
  EXPECT_EQ(Next(client)["status"], 400);
  client.SendText(R"({"watch":"a","unwatch":"b"})");
  EXPECT_EQ(Next(client)["status"], 422);
}

TEST_F(EventsTest, OthersSubmissionsAndCoursesAreForStaff) {
  const std::string id = Submit("sam");
  Client student = Socket("sue", "/v1/events");
  student.SendText(R"({"watch":")" + id + R"("})");
  EXPECT_EQ(Next(student)["status"], 404);
  student.SendText(R"({"watch_course":"algo"})");
  EXPECT_EQ(Next(student)["status"], 403);
  Client staff = Socket("anna", "/v1/events");
  staff.SendText(R"({"watch_course":"algo"})");
  EXPECT_TRUE(WaitFor([this] { return services_.watch_requests() == 1; }));
  services_.Publish(id, Passed("not told to boards"));
  services_.Finish(id);
  const Json event = Next(staff);
  EXPECT_EQ(event["snapshot"]["state"], "done");
  staff.SendText(R"({"watch_course":"bio"})");
  EXPECT_EQ(Next(staff)["status"], 403);
}

// Two clients of one submission; the second one comes later and gets all from the beginning, the
// first one nothing twice.
TEST_F(EventsTest, LateWatchersGetAllAndOthersNothingTwice) {
  const std::string id = Submit("sam");
  Client early = Socket("sam", "/v1/submissions/" + id + "/events");
  EXPECT_EQ(Type(Next(early)), "snapshot");
  services_.Publish(id, Passed("one"));
  EXPECT_EQ(Next(early)["test"]["name"], "one");
  Client late = Socket("sam", "/v1/submissions/" + id + "/events");
  EXPECT_EQ(Type(Next(late)), "snapshot");
  EXPECT_EQ(Next(late)["test"]["name"], "one");
  services_.Publish(id, Passed("two"));
  EXPECT_EQ(Next(late)["test"]["name"], "two");
  EXPECT_EQ(Next(early)["test"]["name"], "two");
}

TEST_F(EventsTest, ABrokenStreamToTheJudgeIsResumed) {
  const std::string id = Submit("sam");
  Client client = Socket("sam", "/v1/submissions/" + id + "/events");
  EXPECT_EQ(Type(Next(client)), "snapshot");
  services_.Publish(id, Passed("one"));
  EXPECT_EQ(Next(client)["test"]["name"], "one");
  services_.BreakStreams();
  services_.Publish(id, Passed("while broken"));
  EXPECT_EQ(Next(client)["test"]["name"], "while broken");
  services_.Finish(id);
  EXPECT_EQ(Next(client)["snapshot"]["state"], "done");
}

TEST_F(EventsTest, WhoLeavesIsForgotten) {
  const std::string id = Submit("sam");
  {
    Client client = Socket("sam", "/v1/events");
    client.SendText(R"({"watch":")" + id + R"("})");
    EXPECT_EQ(Type(Next(client)), "snapshot");
    EXPECT_THAT(metrics_.Text(), HasSubstr("assay_gateway_watches 1"));
  }
  EXPECT_TRUE(WaitFor(
      [this] { return metrics_.Text().find("assay_gateway_watches 0") != std::string::npos; }));
  EXPECT_TRUE(WaitFor([this] { return services_.watch_requests() == 2; }));  // and the unwatch
}

class RecheckedEventsTest : public EventsTest {
 protected:
  void SetUp() override {
    options_.recheck_streams = std::chrono::milliseconds(50);
    Start();
  }
};

TEST_F(RecheckedEventsTest, AStreamEndsWithItsToken) {
  const std::string id = Submit("sam");
  Client one = Socket("sam", "/v1/submissions/" + id + "/events");
  Client many = Socket("sam", "/v1/events");
  Client other = Socket("sue", "/v1/events");
  EXPECT_EQ(Type(Next(one)), "snapshot");
  EXPECT_EQ(Ask("sam", "DELETE", "/v1/me/token").status, 204);
  EXPECT_EQ(one.ReadFrame().close_code(), 4401);
  EXPECT_EQ(many.ReadFrame().close_code(), 4401);
  other.SendText(R"({"watch":"s99"})");
  EXPECT_EQ(Next(other)["status"], 404);
}

TEST_F(EventsTest, OthersAreToldToUpgrade) { EXPECT_EQ(Get("sam", "/v1/events").status, 426); }

}  // namespace
}  // namespace assay::gateway

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include "lms/gateway/gateway_fixture.h"

namespace assay::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Methods, AreThoseOfTheContract) {
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
#define ASSAY_CHECK_METHOD(constant, package, Service, Name, Request, Response)         \
  {                                                                                     \
    const auto* const method =                                                          \
        pool->FindMethodByName("assay." #package ".v1." #Service "." #Name);            \
    ASSERT_NE(method, nullptr) << #Name;                                                \
    EXPECT_EQ(method->input_type(), package##_v1::Request::descriptor()) << #Name;      \
    EXPECT_EQ(method->output_type(), package##_v1::Response::descriptor()) << #Name;    \
    EXPECT_STREQ(methods::constant.path, "/assay." #package ".v1." #Service "/" #Name); \
  }
  ASSAY_GATEWAY_METHODS(ASSAY_CHECK_METHOD)
#undef ASSAY_CHECK_METHOD
  EXPECT_NE(pool->FindMethodByName("assay.judge.v1.JudgeService.PutProblem"), nullptr);
  EXPECT_NE(pool->FindMethodByName("assay.judge.v1.JudgeService.WatchMany"), nullptr);
}

TEST_F(GatewayTest, EveryAnswerIsGuarded) {
  for (const char* target : {"/", "/v1/me", "/nowhere", "/openapi.json", "/device"}) {
    const Answer answer = Get("", target);
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_EQ(answer.Header("X-Frame-Options"), "DENY") << target;
    EXPECT_THAT(answer.Header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
    const bool has_form = std::string_view(target) == "/device";
    EXPECT_EQ(answer.Header("Referrer-Policy"), has_form ? "same-origin" : "no-referrer") << target;
    EXPECT_NE(answer.Header("Cache-Control"), "") << target;
  }
}

TEST_F(GatewayTest, TheWebAppIsServed) {
  EXPECT_EQ(Get("", "/").Header("Location"), "/app/");
  const Answer page = Get("", "/app/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.Header("Content-Type"), HasSubstr("text/html"));
  EXPECT_THAT(page.Header("Content-Security-Policy"), HasSubstr("script-src 'self';"));
  EXPECT_EQ(page.Header("Cache-Control"), "no-cache");
  EXPECT_EQ(Get("", "/app/problems/sum").body, page.body) << "the app looks at the address";
  EXPECT_EQ(Get("", "/app/", "If-None-Match: " + page.Header("ETag") + "\r\n").status, 304);
  const size_t begin = page.body.find("/app/assets/"), end = page.body.find('"', begin);
  ASSERT_NE(end, std::string::npos);
  const std::string asset = page.body.substr(begin, end - begin);
  const Answer plain = Get("", asset);
  EXPECT_EQ(plain.status, 200) << asset;
  EXPECT_THAT(plain.Header("Cache-Control"), HasSubstr("immutable"));
  const Answer packed = Get("", asset, "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_NE(packed.body, plain.body);
  EXPECT_EQ(Get("", "/app/assets/none.js").status, 404);
  EXPECT_THAT(page.body, ::testing::Not(HasSubstr("<script>"))) << "the policy allows none inline";
}

TEST_F(GatewayTest, WhoHasNoTokenIsToldHow) {
  const Answer none = Get("", "/v1/me");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.Header("Content-Type"), "application/problem+json");
  EXPECT_THAT(none.Header("WWW-Authenticate"), HasSubstr("Bearer"));
  EXPECT_EQ(Parse(none)["type"], "urn:assay:problem:unauthenticated");
  EXPECT_EQ(Get("nobody", "/v1/me").status, 401);
  EXPECT_EQ(Get("", "/v1/me", "Authorization: Basic eDp5\r\n").status, 401);
  EXPECT_EQ(Get("", "/v1/me", "Authorization: Bearer short\r\n").status, 401);
}

TEST_F(GatewayTest, IdentityIsAskedOnceForAWhile) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Get("sam", "/v1/me").status, 200);
  EXPECT_EQ(services_.authentications(), 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Get("nobody", "/v1/me").status, 401);
  EXPECT_LE(services_.authentications(), 4);  // refusals are remembered for a second
}

TEST_F(GatewayTest, SigningOutIsAtOnce) {
  const Json me = Parse(Get("sam", "/v1/me"));
  EXPECT_EQ(me["id"], "sam");
  EXPECT_EQ(me["roles"], Json::parse(R"([{"course":"algo","role":"student"}])"));
  EXPECT_EQ(me["scopes"], Json::parse(R"(["submit","read"])"));
  EXPECT_EQ(Ask("sam", "DELETE", "/v1/me/token").status, 204);
  EXPECT_EQ(Get("sam", "/v1/me").status, 401);
}

// --- submitting ---

TEST_F(GatewayTest, SubmitsJson) {
  const Answer answer = Post(
      "sam", "/v1/submissions",
      R"json({"problem":"sum","language":"python3","stop_at_first":true,"class":"batch","files":[
          {"path":"a.py","text":"print(1)"},{"path":"b.bin","data":"AAEC\n/w=="}]})json",
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n");
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.Header("Location"), "/v1/submissions/s1");
  EXPECT_EQ(Parse(answer)["state"], "queued");
  const auto sent = services_.last_submit();
  EXPECT_EQ(sent.caller().tenant(), "t1");
  EXPECT_EQ(sent.caller().person(), "sam");
  EXPECT_FALSE(sent.caller().staff());
  EXPECT_EQ(sent.class_(), judge_v1::CLASS_BATCH);
  EXPECT_TRUE(sent.stop_at_first());
  ASSERT_EQ(sent.files_size(), 2);
  EXPECT_EQ(sent.files(1).data(), std::string("\x00\x01\x02\xff", 4));
}

TEST_F(GatewayTest, HowATextWasWrittenGoesOnWithConsentOnly) {
  const std::string body =
      R"json({"problem":"sum","files":[{"path":"a.py","text":"print(1)"}],"edits":{
      "span_ms":90000,"active_ms":60000,"typed":30,"pasted":200,"pastes":2,"largest_paste":150}})json";
  const Answer without = Post("sam", "/v1/submissions", body);
  EXPECT_EQ(without.status, 201) << without.body;
  EXPECT_FALSE(services_.last_submit().has_edits());
  services_.SetConsent("edit_history", true);
  const Answer with = Post("sam", "/v1/submissions", body);
  EXPECT_EQ(with.status, 201) << with.body;
  EXPECT_EQ(services_.last_submit().edits().largest_paste(), 150);
  const Json source = Parse(Get("sam", with.Header("Location") + "/source"));
  EXPECT_EQ(source["edits"]["active_ms"], 60000) << "who wrote it sees what was told";
  services_.SetConsent("edit_history", false);
  EXPECT_EQ(Post("sam", "/v1/submissions", body).status, 201);
  EXPECT_FALSE(services_.last_submit().has_edits());
}

TEST_F(GatewayTest, SubmitsForms) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"problem\"\r\n\r\nsum\r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sum.py\"\r\n"
      "Content-Type: application/octet-stream\r\n\r\nprint(2)\r\n--XX--\r\n";
  const std::string type = "Content-Type: multipart/form-data; boundary=XX\r\n";
  EXPECT_EQ(Post("sam", "/v1/submissions", body, type).status, 201);
  EXPECT_EQ(services_.last_submit().files(0).path(), "sum.py");
  EXPECT_EQ(services_.last_submit().files(0).data(), "print(2)");
  EXPECT_EQ(Post("sam", "/v1/submissions", "--XX--", type).status, 422);
  EXPECT_EQ(Post("sam", "/v1/submissions", "nonsense", type).status, 400);
}

TEST_F(GatewayTest, IdempotencyKeys) {
  const std::string key = "Idempotency-Key: k1\r\n";
  EXPECT_EQ(Post("sam", "/v1/submissions", Submission("sum"), key).status, 201);
  const Answer again = Post("sam", "/v1/submissions", Submission("sum"), key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(Parse(again)["id"], "s1");
  EXPECT_EQ(Post("sam", "/v1/submissions", Submission("sum", "y"), key).status, 409);
  EXPECT_EQ(Post("sam", "/v1/submissions", Submission("sum"),
                 "Idempotency-Key: " + std::string(201, 'k') + "\r\n")
                .status,
            422);
}

TEST_F(GatewayTest, SaysWhichFieldIsWrong) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"problem", R"({"files":[{"path":"a","text":"x"}]})"},
      {"problem", R"({"problem":"nowhere","files":[{"path":"a","text":"x"}]})"},
      {"problem", R"({"problem":7,"files":[{"path":"a","text":"x"}]})"},
      {"files", R"({"problem":"sum"})"},
      {"files", R"({"problem":"sum","files":[]})"},
      {"files", R"({"problem":"sum","files":[{"path":"../x","text":"x"}]})"},
      {"files[0]", R"({"problem":"sum","files":[{"path":"a"}]})"},
      {"files[0]", R"({"problem":"sum","files":["a"]})"},
      {"files[0].path", R"({"problem":"sum","files":[{"text":"x"}]})"},
      {"files[0].data", R"({"problem":"sum","files":[{"path":"a","data":"?"}]})"},
      {"files[0].mode", R"({"problem":"sum","files":[{"path":"a","text":"x","mode":7}]})"},
      {"langauge", R"({"problem":"sum","langauge":"c","files":[{"path":"a","text":"x"}]})"},
      {"class", R"({"problem":"sum","class":"urgent","files":[{"path":"a","text":"x"}]})"},
      {"course", R"({"problem":"sum","course":"bio","files":[{"path":"a","text":"x"}]})"},
      {"edits", R"({"problem":"sum","files":[{"path":"a","text":"x"}],"edits":7})"},
      {"edits.text", R"({"problem":"sum","files":[{"path":"a","text":"x"}],"edits":{"text":"x"}})"},
      {"edits.active_ms",
       R"({"problem":"sum","files":[{"path":"a","text":"x"}],"edits":{"span_ms":5,"active_ms":6}})"},
      {"noop", R"({"noop":{},"edits":{}})"},
  };
  for (const auto& [field, body] : wrong) {
    const Answer answer = Post("sam", "/v1/submissions", body);
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_EQ(Parse(answer)["errors"][0].value("field", ""), field) << body;
  }
  EXPECT_EQ(Post("sam", "/v1/submissions", "{").status, 400);
  EXPECT_EQ(Post("sam", "/v1/submissions", std::string(100'000, '[')).status, 400);
  EXPECT_EQ(Post("sam", "/v1/submissions", "a=b", "Content-Type: text/plain\r\n").status, 415);
}

TEST_F(GatewayTest, ARefusalSaysWhenToComeBack) {
  const Answer full = Post("sam", "/v1/submissions", Submission("full"));
  EXPECT_EQ(full.status, 429);
  EXPECT_EQ(full.Header("Retry-After"), "7");
  services_.SetAway(true);
  const Answer away = Post("sam", "/v1/submissions", Submission("open"));
  EXPECT_EQ(away.status, 503);
  EXPECT_NE(away.Header("Retry-After"), "");
  EXPECT_THAT(away.body, Not(HasSubstr("away on")));
  EXPECT_EQ(Get("sam", "/v1/submissions/s1").status, 503);
}

TEST_F(GatewayTest, BodiesAreBounded) {
  gateway_.reset();
  options_.server.max_body_bytes = 1000;
  Start();
  EXPECT_EQ(Post("sam", "/v1/submissions", Submission("sum", std::string(2000, 'x'))).status, 413);
}

TEST_F(GatewayTest, OnlyThoseOfTheCourseHandIn) {
  EXPECT_EQ(Post("olga", "/v1/submissions", Submission("sum")).status, 403);
  EXPECT_EQ(Post("olga", "/v1/submissions", Submission("open")).status, 201);
  EXPECT_EQ(Post("rob", "/v1/submissions", Submission("sum")).status, 403);  // a token that reads
  const std::string exam = R"({"problem":"sum","class":"exam","files":[{"path":"a","text":"x"}]})";
  EXPECT_EQ(Post("sam", "/v1/submissions", exam).status, 403);
  EXPECT_EQ(Post("ines", "/v1/submissions", exam).status, 201);
  const std::string noop = R"({"noop":{"busy_us":5,"verdict":"AC"}})";
  EXPECT_EQ(Post("sam", "/v1/submissions", noop).status, 403);
  EXPECT_EQ(Post("root", "/v1/submissions", noop).status, 201);
}

// --- reading ---

TEST_F(GatewayTest, SubmissionsOfOthersAreSeenByStaffAlone) {
  const std::string id = Submit("sam");
  for (const char* form : {"", "/source", "/report", "/events"}) {
    const std::string target = "/v1/submissions/" + id + form;
    EXPECT_EQ(Get("sue", target).status, 404) << target;
    EXPECT_EQ(Get("olga", target).status, 404) << target;
  }
  for (const char* who : {"sam", "rob"}) Get(who, "/v1/submissions/" + id);
  for (const char* who : {"sam", "anna", "ines", "root"}) {
    EXPECT_EQ(Get(who, "/v1/submissions/" + id).status, 200) << who;
    EXPECT_EQ(Get(who, "/v1/submissions/" + id + "/source").status, 200) << who;
  }
  const std::string elsewhere = Submit("olga", "cells");
  EXPECT_EQ(Get("ines", "/v1/submissions/" + elsewhere).status, 404);
  EXPECT_EQ(Get("root", "/v1/submissions/" + elsewhere).status, 200);
  EXPECT_EQ(Post("sue", "/v1/submissions/" + id + "/cancel").status, 404);
  EXPECT_EQ(Post("anna", "/v1/submissions/" + id + "/cancel").status, 200);
}

TEST_F(GatewayTest, ListsWhatOneMaySee) {
  Submit("sam");
  Submit("sue");
  Submit("olga", "cells");
  const auto count = [this](const std::string& who, const std::string& query) {
    return Parse(Get(who, "/v1/submissions" + query))["submissions"].size();
  };
  EXPECT_EQ(count("sam", ""), 1U);
  EXPECT_EQ(count("sam", "?course=algo"), 1U);
  EXPECT_EQ(count("anna", ""), 0U);  // her own
  EXPECT_EQ(count("anna", "?course=algo"), 2U);
  EXPECT_EQ(count("anna", "?course=bio"), 0U);
  EXPECT_EQ(count("root", ""), 3U);
  EXPECT_EQ(Get("sam", "/v1/submissions?colour=red").status, 422);
  EXPECT_EQ(Get("sam", "/v1/submissions?page_size=0").status, 422);
  EXPECT_EQ(Get("sam", "/v1/submissions?state=lost").status, 422);
  EXPECT_EQ(Get("sam", "/v1/submissions?created_from=yesterday").status, 422);
}

TEST_F(GatewayTest, PagesAreLinked) {
  for (int i = 0; i < 3; ++i) Submit("sam");
  const Answer first = Get("sam", "/v1/submissions?page_size=2&problem=sum%20x&course=algo");
  EXPECT_EQ(Parse(first)["submissions"].size(), 2U);
  EXPECT_EQ(
      first.Header("Link"),
      "</v1/submissions?page_size=2&problem=sum%20x&course=algo&page_token=s2>; rel=\"next\"");
  const Answer second = Get("sam", "/v1/submissions?page_size=2&page_token=s2");
  EXPECT_EQ(Parse(second)["submissions"].size(), 1U);
  EXPECT_EQ(second.Header("Link"), "");
}

TEST_F(GatewayTest, EtagsSaveTransfers) {
  const std::string target = "/v1/submissions/" + Submit("sam");
  const std::string etag = Get("sam", target).Header("ETag");
  EXPECT_THAT(etag, ::testing::StartsWith("W/\""));
  const Answer same = Get("sam", target, "If-None-Match: \"x\", " + etag + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.Header("ETag"), etag);
  services_.Finish("s1");
  EXPECT_EQ(Get("sam", target, "If-None-Match: " + etag + "\r\n").status, 200);
}

TEST_F(GatewayTest, ReportsAreForTheViewer) {
  const std::string target = "/v1/submissions/" + Submit("sam") + "/report";
  EXPECT_EQ(Get("sam", target).status, 409);
  services_.Finish("s1");
  EXPECT_EQ(Parse(Get("sam", target))["viewer"], "student_before_due");
  EXPECT_EQ(Parse(Get("ines", target))["viewer"], "instructor");
  EXPECT_EQ(Parse(Get("ines", target + "?viewer=student_after_due"))["viewer"],
            "student_after_due");
  EXPECT_EQ(Get("sam", target + "?viewer=student_after_published").status, 403);
  EXPECT_EQ(Get("sam", target + "?viewer=instructor").status, 403);
  EXPECT_EQ(Get("sam", target + "?format=html").status, 403);
  const Answer html = Get("ines", target + "?format=html");
  EXPECT_EQ(html.Header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(html.Header("Content-Security-Policy"), HasSubstr("sandbox"));
  EXPECT_EQ(Get("ines", target + "?format=pdf").status, 422);
}

// --- problems, rejudges, the board, webhooks ---

TEST_F(GatewayTest, Problems) {
  const auto ids = [this](const std::string& who) {
    std::vector<std::string> all;
    const Json page = Parse(Get(who, "/v1/problems"));
    for (const Json& one : page["problems"]) all.push_back(one["id"]);
    return all;
  };
  EXPECT_THAT(ids("olga"), ElementsAre("cells", "open"));
  EXPECT_EQ(ids("root").size(), 5U);
  EXPECT_EQ(Get("olga", "/v1/problems?course=algo").status, 403);
  EXPECT_EQ(Get("olga", "/v1/problems/sum").status, 404);
  EXPECT_EQ(Get("sam", "/v1/problems/sum").status, 200);
  const std::string type = "Content-Type: application/zip\r\n";
  EXPECT_EQ(Ask("sam", "PUT", "/v1/problems/sum", "zip", type).status, 403);
  EXPECT_EQ(Ask("ines", "PUT", "/v1/problems/cells", "zip", type).status, 403);
  EXPECT_EQ(Ask("ines", "PUT", "/v1/problems/sum?course=bio", "zip", type).status, 403);
  EXPECT_EQ(Ask("ines", "PUT", "/v1/problems/fresh", "zip", type).status, 403);  // of no course
  EXPECT_EQ(Ask("ines", "PUT", "/v1/problems/sum", "", type).status, 400);
  EXPECT_EQ(Ask("ines", "PUT", "/v1/problems/sum", "{}").status, 415);
  const Answer broken = Ask("ines", "PUT", "/v1/problems/sum", "broken", type);
  EXPECT_EQ(broken.status, 422);
  EXPECT_THAT(broken.body, HasSubstr("assignment.yaml:3: no title"));
  const Answer made =
      Ask("ines", "PUT", "/v1/problems/fresh?course=algo", std::string(700'000, 'z'), type);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(Parse(made)["title"], "700000 bytes");
  EXPECT_EQ(Ask("ines", "PUT", "/v1/problems/fresh", "zip", type).status, 200);
}

TEST_F(GatewayTest, Rejudges) {
  const std::string body = R"({"filter":{"course":"algo","verdicts":["WA"]},"reason":"fixed"})";
  EXPECT_EQ(Post("sam", "/v1/rejudges", body).status, 403);
  EXPECT_EQ(Post("anna", "/v1/rejudges", body).status, 403);
  EXPECT_EQ(Post("ines", "/v1/rejudges", R"({"filter":{"course":"bio"}})").status, 403);
  EXPECT_EQ(Parse(Post("ines", "/v1/rejudges", R"({"filter":{}})"))["errors"][0]["field"],
            "filter.course");
  const Answer made = Post("ines", "/v1/rejudges", body);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.Header("Location"), "/v1/rejudges/r1");
  const Json preview = Parse(Get("ines", "/v1/rejudges/r1"));
  EXPECT_EQ(preview["changes"][0]["after"]["verdict"], "AC");
  EXPECT_EQ(Parse(Post("ines", "/v1/rejudges/r1/commit"))["state"], "committed");
  EXPECT_EQ(Parse(Post("ines", "/v1/rejudges/r1/undo"))["state"], "undone");
  EXPECT_EQ(Parse(Post("root", "/v1/rejudges/r1/cancel"))["state"], "cancelled");
  EXPECT_EQ(Parse(Get("root", "/v1/rejudges"))["rejudges"].size(), 1U);
  Post("root", "/v1/rejudges", body);  // started by root from now on
  EXPECT_EQ(Get("ines", "/v1/rejudges/r1").status, 404);
  EXPECT_EQ(Post("ines", "/v1/rejudges/r1/commit").status, 404);
  EXPECT_EQ(Parse(Get("ines", "/v1/rejudges"))["rejudges"].size(), 0U);
}

TEST_F(GatewayTest, TheBoard) {
  EXPECT_EQ(Get("sam", "/v1/queue").status, 403);
  EXPECT_EQ(Parse(Get("anna", "/v1/queue"))["classes"].size(), 4U);
  EXPECT_EQ(Get("ines", "/v1/workers").status, 403);
  EXPECT_EQ(Parse(Get("root", "/v1/workers"))["workers"][0]["name"], "w1");
  EXPECT_EQ(Parse(Post("root", "/v1/workers/w1/drain"))["draining"], true);
  EXPECT_EQ(Parse(Post("root", "/v1/workers/w1/quarantine", R"({"reason":"odd"})"))["quarantined"],
            "odd");
  EXPECT_EQ(Post("root", "/v1/workers/w1/release").status, 200);
  EXPECT_EQ(Post("root", "/v1/workers/w9/drain").status, 404);
  EXPECT_EQ(Post("ines", "/v1/workers/w1/drain").status, 403);
  EXPECT_THAT(Get("root", "/v1/session").body, HasSubstr("workers.set"));
  // Of another organisation on the same machines.
  gateway_.reset();
  options_.operators = "t2";
  Start();
  EXPECT_EQ(Get("root", "/v1/workers").status, 200);
  EXPECT_EQ(Post("root", "/v1/workers/w1/drain").status, 403);
  EXPECT_THAT(Get("root", "/v1/session").body, Not(HasSubstr("workers.set")));
  const std::string id = Submit("sam");
  EXPECT_EQ(Get("ines", "/v1/dead-letters").status, 403);
  EXPECT_EQ(Get("root", "/v1/dead-letters").Header("Link"),
            "</v1/dead-letters?page_token=more>; rel=\"next\"");
  EXPECT_EQ(Post("root", "/v1/dead-letters/" + id + "/revive").status, 200);
}

TEST_F(GatewayTest, Webhooks) {
  EXPECT_EQ(Post("sam", "/v1/webhooks", R"({"url":"https://e.org","course":"algo"})").status, 403);
  EXPECT_EQ(Post("ines", "/v1/webhooks", R"({"url":"https://e.org"})").status, 403);
  const Answer made = Post("ines", "/v1/webhooks", R"({"url":"https://e.org","course":"algo"})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(Parse(made)["secret"], "whsec");
  EXPECT_EQ(Post("root", "/v1/webhooks", R"({"url":"https://all.org"})").status, 201);
  EXPECT_EQ(Parse(Get("ines", "/v1/webhooks"))["webhooks"].size(), 1U);
  EXPECT_EQ(Parse(Get("root", "/v1/webhooks"))["webhooks"].size(), 2U);
  EXPECT_EQ(Parse(Get("ines", "/v1/webhooks/h1/deliveries"))["deliveries"].size(), 1U);
  EXPECT_EQ(Get("ines", "/v1/webhooks/h2/deliveries").status, 404);
  EXPECT_EQ(Post("ines", "/v1/webhooks/h1/deliveries/d1/replay").status, 200);
  EXPECT_EQ(Post("ines", "/v1/webhooks/h1/deliveries/d9/replay").status, 404);
  EXPECT_EQ(Ask("ines", "DELETE", "/v1/webhooks/h2").status, 404);
  EXPECT_EQ(Ask("ines", "DELETE", "/v1/webhooks/h1").status, 204);
  EXPECT_EQ(Parse(Get("ines", "/v1/webhooks"))["webhooks"].size(), 0U);
}

// --- bounds ---

class LimitedGatewayTest : public GatewayTest {
 protected:
  void SetUp() override {
    options_.rates = {
        .address = 0, .token = 0.01, .token_burst = 3, .failures = 0.01, .failures_burst = 2};
    Start();
  }
};

TEST_F(LimitedGatewayTest, ATokenHasItsRate) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Get("sam", "/v1/me").status, 200);
  const Answer refused = Get("sam", "/v1/me");
  EXPECT_EQ(refused.status, 429);
  EXPECT_GT(std::stoi(refused.Header("Retry-After")), 1);
  EXPECT_EQ(Get("sue", "/v1/me").status, 200);
}

TEST_F(LimitedGatewayTest, WrongTokensAreSlowedDown) {
  EXPECT_EQ(Get("nobody", "/v1/me").status, 401);
  EXPECT_EQ(Get("noone", "/v1/me").status, 401);
  EXPECT_EQ(Get("nomore", "/v1/me").status, 429);
  EXPECT_EQ(Get("sam", "/v1/me").status, 200);
}

TEST_F(GatewayTest, CountsWhatItAnswers) {
  Get("sam", "/v1/me");
  Get("", "/v1/me");
  EXPECT_TRUE(WaitFor([this] {
    const std::string text = metrics_.Text();
    return text.find(R"(status="200")") != std::string::npos &&
           text.find(R"(status="401")") != std::string::npos;
  }));
  EXPECT_THAT(metrics_.Text(), HasSubstr("assay_gateway_requests_total"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("assay_gateway_connections"));
  EXPECT_THAT(metrics_.Text(), Not(HasSubstr("assay_metrics_rejected_total{")));
}

}  // namespace
}  // namespace assay::gateway

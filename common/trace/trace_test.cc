#include "common/trace/trace.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <thread>

#include "common/trace/test_collector.h"

namespace assay::trace {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

TracerOptions To(const TestCollector& collector) {
  TracerOptions options;
  options.service = "assay-test";
  options.version = "1.2";
  options.endpoint = collector.endpoint();
  options.interval = 20ms;
  return options;
}

// The spans of a request, which must be an ExportTraceServiceRequest of one resource and one scope.
json SpansOf(const TestCollector::Request& request) {
  const json body = json::parse(request.body);
  EXPECT_EQ(body.size(), 1U);
  EXPECT_EQ(body.at("resourceSpans").size(), 1U);
  return body.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans");
}

bool WaitFor(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

TEST(Trace, SpansReachTheCollectorAsOtlp) {
  TestCollector collector;
  std::optional<Tracer> tracer(std::in_place, To(collector), log::Logger());
  const auto parent = SpanContext::Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  Span span = tracer->Start("judge.Submit \"x\"\xFF", *parent, Kind::kServer);
  const SpanContext context = span.context();
  span.Set("submission", "s-1");
  span.Set("bytes", int64_t{1} << 60U);
  span.Fail(NotFound("no such problem"));
  span.End();
  span.End();  // once only
  tracer.reset();

  const auto requests = collector.WaitForRequests(1);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_THAT(requests[0].head, testing::StartsWith("POST /v1/traces HTTP/1.1\r\n"));
  EXPECT_THAT(requests[0].head, testing::HasSubstr("Content-Type: application/json\r\n"));
  const json resource = json::parse(requests[0].body)["resourceSpans"][0]["resource"];
  EXPECT_EQ(resource, json::parse(R"({"attributes":[
      {"key":"service.name","value":{"stringValue":"assay-test"}},
      {"key":"service.version","value":{"stringValue":"1.2"}},
      {"key":"process.pid","value":{"intValue":")" +
                                  std::to_string(::getpid()) + R"("}}]})"));
  json spans = SpansOf(requests[0]);
  ASSERT_EQ(spans.size(), 1U);
  json& seen = spans[0];
  const auto start = std::stoull(seen["startTimeUnixNano"].get<std::string>());
  const auto end = std::stoull(seen["endTimeUnixNano"].get<std::string>());
  EXPECT_LE(start, end);
  EXPECT_LT(end - start, 60'000'000'000U);
  seen.erase("startTimeUnixNano");
  seen.erase("endTimeUnixNano");
  EXPECT_EQ(seen, json::parse(R"({"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":")" +
                              context.span_id + R"(","parentSpanId":"00f067aa0ba902b7",
      "name":"judge.Submit \"x\"\ufffd","kind":2,
      "attributes":[{"key":"submission","value":{"stringValue":"s-1"}},
                    {"key":"bytes","value":{"intValue":"1152921504606846976"}}],
      "status":{"code":2,"message":"NOT_FOUND: no such problem"}})"));
}

TEST(Trace, ChildrenShareTheTraceAndRootsDoNot) {
  Tracer tracer({}, {});
  const Span root = tracer.Start("root");
  const Span child = tracer.Start("child", root.context());
  EXPECT_EQ(child.context().trace_id, root.context().trace_id);
  EXPECT_NE(child.context().span_id, root.context().span_id);
  EXPECT_NE(tracer.Start("other").context().trace_id, root.context().trace_id);
  // Without an endpoint contexts are still valid and still travel.
  EXPECT_TRUE(SpanContext::Parse(child.context().Traceparent()).has_value());
  EXPECT_FALSE(Span().context().valid());
}

TEST(Trace, SampleIsAShareOfRootsAndParentsDecideForChildren) {
  TracerOptions options;
  options.sample = 0.25;
  Tracer tracer(options, {});
  int sampled = 0;
  for (int i = 0; i < 4000; ++i) sampled += tracer.Start("root").context().sampled ? 1 : 0;
  EXPECT_NEAR(sampled, 1000, 200);  // seven standard deviations
  SpanContext parent{.trace_id = std::string(32, 'a'), .span_id = std::string(16, 'b')};
  EXPECT_TRUE(tracer.Start("child", parent).context().sampled);
  parent.sampled = false;
  EXPECT_FALSE(tracer.Start("child", parent).context().sampled);
}

TEST(Trace, UnsampledSpansStayHere) {
  TestCollector collector;
  {
    TracerOptions options = To(collector);
    options.sample = 0;
    Tracer tracer(options, {});
    tracer.Start("quiet").Set("k", "v");
    tracer.Start("told", {.trace_id = std::string(32, 'a'), .span_id = std::string(16, 'b')});
  }
  const auto requests = collector.WaitForRequests(1);
  ASSERT_EQ(requests.size(), 1U);
  const json spans = SpansOf(requests[0]);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0]["name"], "told");
}

TEST(Trace, ManySpansGoInBatchesAndNoneIsLostOrDoubled) {
  TestCollector collector;
  TracerOptions options = To(collector);
  options.max_batch = 50;
  options.max_queue = 10'000;
  std::set<std::string> seen;
  {
    Tracer tracer(options, {});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&tracer] {
        for (int i = 0; i < 250; ++i) tracer.Start("work").Set("i", int64_t{i});
      });
    }
    threads.clear();
    EXPECT_TRUE(WaitFor([&] { return tracer.stats().sent == 1000; }));
    EXPECT_EQ(tracer.stats().dropped, 0U);
  }
  for (const auto& request : collector.WaitForRequests(20)) {
    const json spans = SpansOf(request);
    EXPECT_LE(spans.size(), 50U);
    for (const json& span : spans) seen.insert(span["spanId"].get<std::string>());
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Trace, ASilentCollectorCostsSpansAndNothingElse) {
  TestCollector collector;
  collector.SetStatus(0);
  TracerOptions options = To(collector);
  options.max_queue = 10;
  options.max_batch = 5;
  std::optional<Tracer> tracer(std::in_place, options, log::Logger());
  tracer->Start("first");
  ASSERT_EQ(collector.WaitForRequests(1).size(), 1U);  // the sender now waits for an answer
  for (int i = 0; i < 100; ++i) tracer->Start("more");
  EXPECT_EQ(tracer->stats().dropped, 90U);
  EXPECT_EQ(tracer->stats().sent, 0U);
  tracer.reset();  // ends, though the request's own timeout is longer than this test may take
}

TEST(Trace, RetriesWhatMayHelpAndDropsWhatWillNot) {
  TestCollector collector;
  collector.SetStatus(503);
  Tracer tracer(To(collector), {});
  tracer.Start("again");
  ASSERT_EQ(collector.WaitForRequests(1).size(), 1U);
  collector.SetStatus(200);
  EXPECT_TRUE(WaitFor([&] { return tracer.stats().sent == 1; }));
  collector.SetStatus(400);
  tracer.Start("refused");
  EXPECT_TRUE(WaitFor([&] { return tracer.stats().dropped == 1; }));
  const auto requests = collector.WaitForRequests(3);
  EXPECT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].body, requests[1].body);
}

TEST(Trace, SpansThatTheCollectorRejectsAreDropped) {
  TestCollector collector;
  collector.SetAnswer(R"({"partialSuccess": {"rejectedSpans": "2", "errorMessage": "no"}})");
  TracerOptions options = To(collector);
  options.max_batch = 3;
  options.interval = 10s;  // so that the three go together
  Tracer tracer(options, {});
  for (int i = 0; i < 3; ++i) tracer.Start("s");
  EXPECT_TRUE(WaitFor([&] { return tracer.stats().sent == 1; }));
  EXPECT_EQ(tracer.stats().dropped, 2U);
}

TEST(Trace, AttributesAreBounded) {
  TestCollector collector;
  {
    Tracer tracer(To(collector), {});
    Span span = tracer.Start("big");
    for (int i = 0; i < 100; ++i) span.Set("k" + std::to_string(i), std::string(100'000, 'x'));
  }
  const json span = SpansOf(collector.WaitForRequests(1).at(0)).at(0);
  EXPECT_EQ(span["attributes"].size(), 64U);
  EXPECT_EQ(span["droppedAttributesCount"], 36);
  EXPECT_EQ(span["attributes"][0]["value"]["stringValue"].get<std::string>().size(), 1024U);
}

TEST(Trace, AMovedSpanEndsOnce) {
  TestCollector collector;
  {
    TracerOptions options = To(collector);
    options.interval = 10s;  // one batch
    Tracer tracer(options, {});
    Span a = tracer.Start("a");
    Span b = std::move(a);
    b = tracer.Start("b");  // ends "a"
  }
  EXPECT_EQ(SpansOf(collector.WaitForRequests(1).at(0)).size(), 2U);
}

}  // namespace
}  // namespace assay::trace

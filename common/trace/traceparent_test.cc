#include <gtest/gtest.h>

#include "common/trace/trace.h"

namespace assay::trace {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kSpan = "00f067aa0ba902b7";

std::string Make(const std::string& version, const std::string& trace, const std::string& span,
                 const std::string& flags) {
  return version + "-" + trace + "-" + span + "-" + flags;
}

TEST(Traceparent, RoundTrips) {
  const std::string text = Make("00", kTrace, kSpan, "01");
  const auto context = SpanContext::Parse(text);
  ASSERT_TRUE(context.has_value());
  EXPECT_EQ(context->trace_id, kTrace);
  EXPECT_EQ(context->span_id, kSpan);
  EXPECT_TRUE(context->sampled);
  EXPECT_EQ(context->Traceparent(), text);
  EXPECT_EQ(SpanContext().Traceparent(), "");
}

TEST(Traceparent, OnlyTheLowestFlagIsSampled) {
  for (const char* flags : {"00", "02", "fe", "a0"})
    EXPECT_FALSE(SpanContext::Parse(Make("00", kTrace, kSpan, flags))->sampled) << flags;
  for (const char* flags : {"01", "03", "ff", "0b"})
    EXPECT_TRUE(SpanContext::Parse(Make("00", kTrace, kSpan, flags))->sampled) << flags;
}

TEST(Traceparent, RefusesWhatTheRecommendationRefuses) {
  const std::string good = Make("00", kTrace, kSpan, "01");
  for (const std::string& bad : {std::string(),
                                 std::string("00"),
                                 good.substr(0, 54),
                                 good + " ",
                                 " " + good,
                                 good + "-",
                                 good + "-00",
                                 Make("ff", kTrace, kSpan, "01"),
                                 Make("0A", kTrace, kSpan, "01"),
                                 Make("00", std::string(32, '0'), kSpan, "01"),
                                 Make("00", kTrace, std::string(16, '0'), "01"),
                                 Make("00", "4BF92F3577B34DA6A3CE929D0E0E4736", kSpan, "01"),
                                 Make("00", kTrace, "00F067AA0BA902B7", "01"),
                                 Make("00", kTrace, kSpan, "0g"),
                                 Make("00", kTrace, kSpan, "0A"),
                                 Make("00", "g" + kTrace.substr(1), kSpan, "01"),
                                 "00_" + good.substr(3),
                                 std::string(55, '-'),
                                 good.substr(0, 35) + "0" + good.substr(36),
                                 Make("01", kTrace, kSpan, "01") + "x",
                                 Make("01", kTrace, kSpan, "01") + std::string(600, '-')}) {
    EXPECT_FALSE(SpanContext::Parse(bad).has_value()) << bad;
  }
}

TEST(Traceparent, TakesWhatItKnowsOfALaterVersion) {
  for (const std::string& later :
       {Make("01", kTrace, kSpan, "01"), Make("cc", kTrace, kSpan, "01") + "-what-the-future-holds",
        Make("fe", kTrace, kSpan, "01") + "-"}) {
    const auto context = SpanContext::Parse(later);
    ASSERT_TRUE(context.has_value()) << later;
    EXPECT_EQ(context->Traceparent(), Make("00", kTrace, kSpan, "01"));
  }
}

}  // namespace
}  // namespace assay::trace

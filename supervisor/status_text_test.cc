#include "supervisor/status_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::supervisor {
namespace {

using ::testing::HasSubstr;

SupervisorStatus Example() {
  SupervisorStatus status;
  status.phase = "running";
  status.url = "https://localhost:8443";
  status.data = "/data";
  status.pid = 7;
  status.begun = std::chrono::steady_clock::now();
  UnitStatus judge;
  judge.name = "judge";
  judge.state = UnitState::kReady;
  judge.pid = 12;
  judge.begun = status.begun;
  judge.restarts = 2;
  judge.reason = "signal 9 (Killed); log: \xff\x01";
  judge.memory_bytes = 1'234'567;
  UnitStatus gateway;
  gateway.name = "gateway";
  gateway.state = UnitState::kBackingOff;
  gateway.reason = "exit code 1";
  status.units = {judge, gateway};
  status.queue = QueueFigures{5, 1};
  return status;
}

TEST(StatusText, ATableSaysWhatRunsAndWhyNot) {
  const auto table = ToTable(ToJson(Example()));
  ASSERT_TRUE(table.ok()) << table.status().ToString();
  EXPECT_THAT(*table, HasSubstr("https://localhost:8443"));
  EXPECT_THAT(*table, HasSubstr("before: signal 9"));
  EXPECT_THAT(*table, HasSubstr("backing off"));
  EXPECT_THAT(*table, HasSubstr("exit code 1"));
  EXPECT_THAT(*table, HasSubstr("1.2 MB"));
  EXPECT_THAT(*table, HasSubstr("queue: 5 waiting, 1 being graded"));
}

TEST(StatusText, AllIsReadyOnlyWhenAllIs) {
  SupervisorStatus status = Example();
  EXPECT_FALSE(AllReady(ToJson(status)));
  status.units.back().state = UnitState::kReady;
  EXPECT_TRUE(AllReady(ToJson(status)));
  status.phase = "stopping";
  EXPECT_FALSE(AllReady(ToJson(status)));
  EXPECT_FALSE(AllReady("no json"));
}

TEST(StatusText, ThePidIsReadOrIsNone) {
  EXPECT_EQ(PidOf(ToJson(Example())), 7);
  for (const char* text : {"", "[]", "{}", "{\"pid\":\"x\"}"}) EXPECT_EQ(PidOf(text), 0) << text;
}

TEST(StatusText, WhatIsNoStatusIsSaid) {
  for (const char* text : {"", "[]", "{}", "{\"phase\":1}", "error: no"}) {
    EXPECT_EQ(ToTable(text).status().code(), StatusCode::kDataLoss) << text;
  }
}

TEST(SumOfMetric, AddsTheSamplesOfOneMetric) {
  constexpr std::string_view kText =
      "# HELP a_jobs what\na_jobs{class=\"x y\"} 3\na_jobs{class=\"z\"} 4.5\na_jobs_total 9\n"
      "b 1e3\nc nonsense\nd";
  EXPECT_EQ(SumOfMetric(kText, "a_jobs"), 7.5);
  EXPECT_EQ(SumOfMetric(kText, "b"), 1000);
  EXPECT_EQ(SumOfMetric(kText, "c"), std::nullopt);
  EXPECT_EQ(SumOfMetric(kText, "d"), std::nullopt);
  EXPECT_EQ(SumOfMetric("", "a"), std::nullopt);
}

}  // namespace
}  // namespace assay::supervisor

#include "plagiarism/report/decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::plagiarism {
namespace {

using testing::HasSubstr;

std::string File(const std::string& list) {
  return R"({"format":"assay-similarity-decisions","version":1,"decisions":[)" + list + "]}";
}

constexpr const char* kOne =
    R"({"pair":"00ff","state":"referred","note":"n\"<","who":"Ines","when":"2026-11-29T07:05:09.1Z"})";
constexpr const char* kEarlier =
    R"({"pair":"00ff","state":"open","note":"","who":"Jo","when":"2026-11-28T07:05:09Z"})";

TEST(Decisions, AreReadOldestFirstAndWrittenBack) {
  const auto read = ReadDecisions(File(std::string(kOne) + "," + kEarlier));
  ASSERT_TRUE(read.ok()) << read.status().message();
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].who, "Jo");
  EXPECT_EQ((*read)[1].state, Decision::State::kReferred);
  EXPECT_EQ((*read)[1].note, "n\"<");
  const auto again = ReadDecisions(WriteDecisions(*read));
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(WriteDecisions(*again), WriteDecisions(*read));
  EXPECT_EQ((*again)[1].when, (*read)[1].when);
}

TEST(Decisions, WhatIsWrongIsSaid) {
  const auto says = [](const std::string& text) {
    const auto read = ReadDecisions(text);
    return read.ok() ? "" : read.status().message();
  };
  EXPECT_THAT(says("[1]"), HasSubstr("not a JSON object"));
  EXPECT_THAT(says("{"), HasSubstr("not a JSON object"));
  EXPECT_THAT(says("{}"), HasSubstr("is this what the report exported?"));
  EXPECT_THAT(says(R"({"format":"assay-similarity-decisions","version":2})"), HasSubstr("version"));
  EXPECT_THAT(says(R"({"format":"assay-similarity-decisions","version":1})"), HasSubstr("list"));
  EXPECT_THAT(says(File("7")), HasSubstr("decision 1: not an object"));
  EXPECT_THAT(says(File(R"({"pair":"xyz"})")), HasSubstr("no key of a pair"));
  EXPECT_THAT(says(File(R"({"pair":"00","state":"burnt"})")), HasSubstr("open, dismissed"));
  EXPECT_THAT(says(File(R"({"pair":"00","state":"open","note":1,"who":""})")), HasSubstr("texts"));
  EXPECT_THAT(says(File(std::string(kOne) +
                        R"(,{"pair":"00","state":"open","note":"","who":"","when":"today"})")),
              HasSubstr("decision 2: \"when\""));
}

}  // namespace
}  // namespace assay::plagiarism

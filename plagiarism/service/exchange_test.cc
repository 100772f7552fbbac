#include "plagiarism/service/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assay/plagiarism/v1/plagiarism.pb.h"

namespace assay::plagiarism {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kSecret = "a secret of two departments";

std::vector<uint64_t> From(uint64_t begin, size_t count) {
  std::vector<uint64_t> hashes;
  for (uint64_t i = 0; i < count; ++i) hashes.push_back(begin + 3 * i);
  return hashes;
}

TEST(Exchange, WhatIsWrittenIsRead) {
  const std::vector<HashSet> sets = {
      {"a", From(0, 100)}, {"b", {(uint64_t{1} << 40U) - 1}}, {"c", {}}};
  v1::Fingerprints written;
  WriteSets(kSecret, sets, written);
  const auto read = ReadSets(kSecret, written);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  ASSERT_THAT(*read, SizeIs(3));
  for (size_t i = 0; i < sets.size(); ++i) {
    EXPECT_EQ((*read)[i].label, sets[i].label);
    EXPECT_EQ((*read)[i].hashes, sets[i].hashes);
  }
}

TEST(Exchange, WhatIsWrongIsSaid) {
  v1::Fingerprints good;
  WriteSets(kSecret, {{"a", From(1, 10)}}, good);
  const auto why = [&](auto&& change) {
    v1::Fingerprints bad = good;
    change(bad);
    const auto read = ReadSets(kSecret, bad);
    EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument);
    return read.status().message();
  };
  EXPECT_THAT(why([](auto& f) { f.set_version(2); }), HasSubstr("version 1"));
  EXPECT_THAT(why([](auto& f) { f.set_check("x"); }), HasSubstr("another secret"));
  EXPECT_THAT(why([](auto& f) { f.mutable_sets(0)->mutable_hashes()->pop_back(); }),
              HasSubstr("sets[0].hashes: they are of 5 bytes"));
  EXPECT_THAT(why([](auto& f) { f.mutable_sets(0)->mutable_hashes()->append(5, '\0'); }),
              HasSubstr("do not ascend"));
  EXPECT_THAT(why([](auto& f) { f.mutable_sets(0)->clear_label(); }), HasSubstr("label"));
  EXPECT_EQ(ReadSets("another secret of these two", good).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckSecret("short").code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(CheckSecret(kSecret).ok());
}

TEST(Exchange, HashesDependOnTheSecret) {
  std::string text = "def f(x):\n";
  for (int i = 0; i < 40; ++i) text += "    x = x * " + std::to_string(i) + " + f(x - 1)\n";
  const std::vector<SourceFile> files = {{"a.py", text}};
  const auto one = AgreedHashes(kSecret, files);
  EXPECT_FALSE(one.empty());
  EXPECT_TRUE(std::is_sorted(one.begin(), one.end()));
  EXPECT_EQ(one, AgreedHashes(kSecret, files));
  EXPECT_NE(one, AgreedHashes("another secret of these two", files));
  EXPECT_NE(SecretCheck(kSecret), SecretCheck("another secret of these two"));
}

TEST(Exchange, TheMostAlikeComeFirst) {
  std::vector<HashSet> ours, theirs;
  for (uint64_t i = 0; i < 10; ++i) {
    ours.push_back({"", From(i * 1'000'000, 200)});
    theirs.push_back({"t" + std::to_string(i), From((i + 20) * 1'000'000, 200)});
  }
  // The third of theirs is two thirds of our seventh; the fifth has a little of our first.
  theirs[3].hashes = From(7 * 1'000'000, 133);
  auto& little = theirs[5].hashes;
  for (const uint64_t one : From(0, 20)) little.push_back(one);
  std::sort(little.begin(), little.end());
  const auto matches = MatchSets(ours, theirs, 10);
  ASSERT_THAT(matches, SizeIs(2));
  EXPECT_EQ(matches[0].ours, 7U);
  EXPECT_EQ(matches[0].theirs, 3U);
  EXPECT_GT(matches[0].score, 0.99);
  EXPECT_EQ(matches[0].shared, 133U);
  EXPECT_EQ(matches[1].theirs, 5U);
  EXPECT_LT(matches[1].score, 0.2);
  EXPECT_THAT(MatchSets(ours, theirs, 1), SizeIs(1));
}

TEST(Exchange, WhatNearlyAllHaveLeadsToNobody) {
  std::vector<HashSet> ours, theirs;
  for (uint64_t i = 0; i < 150; ++i) {
    ours.push_back({"", From(5, 50)});
    theirs.push_back({"t", From(5, 50)});
  }
  EXPECT_THAT(MatchSets(ours, theirs, 100), IsEmpty());
}

}  // namespace
}  // namespace assay::plagiarism

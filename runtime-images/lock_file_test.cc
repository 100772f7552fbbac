#include "runtime-images/lock_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kShaA(64, 'a');
const std::string kShaB(64, 'b');

LockFile Sample() {
  return {"toy",
          "sha256:" + kShaB,
          {{"bash", "5.2-1", "amd64", kShaA}, {"tzdata", "1:2025b-1", "all", kShaB}}};
}

TEST(LockFileTest, ReadsWhatItWrites) {
  const auto lock = ParseLock(FormatLock(Sample()), "toy.lock");
  ASSERT_TRUE(lock.ok()) << lock.status().ToString();
  EXPECT_EQ(lock->image, "toy");
  EXPECT_EQ(lock->tree, "sha256:" + kShaB);
  EXPECT_TRUE(Drift(Sample().packages, lock->packages).empty());
}

TEST(LockFileTest, DamageNamesTheLine) {
  const std::string good = FormatLock(Sample());
  auto error = [](const std::string& text) {
    return ParseLock(text, "toy.lock").status().message();
  };
  EXPECT_THAT(error(good + "pakage x\n"), HasSubstr("toy.lock:6: unknown word \"pakage\""));
  EXPECT_THAT(error(good + "package x 1 all sha256:12\n"), HasSubstr("toy.lock:6: damaged line"));
  EXPECT_THAT(error(good + "package zz 1 all sha256:" + kShaA + " more\n"),
              HasSubstr("toy.lock:6: damaged line"));
  EXPECT_THAT(error(good + "package aa 1 all sha256:" + kShaA + "\n"), HasSubstr("must be sorted"));
  EXPECT_THAT(error(good + "image again\n"), HasSubstr("toy.lock:6"));
  EXPECT_THAT(error("image toy\n"), HasSubstr("needs an image and a tree line"));
}

TEST(LockFileTest, DriftNamesEveryDifference) {
  const std::vector<Package> now = {{"bash", "5.2-2", "amd64", kShaB}, {"new", "1", "all", kShaA}};
  EXPECT_THAT(Drift(Sample().packages, now),
              ElementsAre("bash 5.2-1 -> 5.2-2", "new 1 is new", "tzdata 1:2025b-1 is gone"));
  EXPECT_THAT(Drift({{"a", "1", "all", kShaA}}, {{"a", "1", "all", kShaB}}),
              ElementsAre("a 1 has other content"));
}

}  // namespace
}  // namespace assay::runtime_images

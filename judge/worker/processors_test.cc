#include "judge/worker/processors.h"

#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::judge {
namespace {

TEST(ProcessorsTest, AreSharedByAllWhoNameTheFolder) {
  const TempDir dir = *TempDir::Create();
  const auto one = *Processors::Open(dir.path() / "processors", 2);
  const auto other = *Processors::Open(dir.path() / "processors", 2);
  auto first = one.Take();
  auto second = other.Take();
  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(one.Take(), nullptr);
  EXPECT_EQ(other.Take(), nullptr);
  first.reset();
  EXPECT_NE(other.Take(), nullptr);  // and given back at once
  EXPECT_NE(one.Take(), nullptr);
}

TEST(ProcessorsTest, AFolderThatCannotBeIsAnError) {
  const TempDir dir = *TempDir::Create();
  ASSERT_TRUE(WriteFileAtomically(dir.path() / "file", "").ok());
  EXPECT_FALSE(Processors::Open(dir.path() / "file" / "processors", 2).ok());
}

}  // namespace
}  // namespace assay::judge

#include "common/crypto/key.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::crypto {
namespace {

TEST(Key, IsThirtyTwoBytesOrNothing) {
  EXPECT_EQ(Key::FromBytes(std::string(31, 'k')).status().message(), "a key has 32 bytes, not 31");
  EXPECT_FALSE(Key::FromBytes(std::string(33, 'k')).ok());
  EXPECT_EQ(Key::FromBytes(std::string(32, 'k'))->bytes(), std::string(32, 'k'));
}

TEST(Key, MovesWithoutACopy) {
  Key key = Key::Random();
  const char* place = key.bytes().data();
  const Key moved = std::move(key);
  EXPECT_EQ(moved.bytes().data(), place);
  const Key clone = moved.Clone();
  EXPECT_EQ(clone.bytes(), moved.bytes());
  EXPECT_NE(clone.bytes().data(), place);
  static_assert(!std::is_copy_constructible_v<Key>);
}

TEST(Key, ChanceDoesNotRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(RandomToken());
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_EQ(seen.begin()->size(), 43U);
  EXPECT_EQ(RandomBytes(0), "");
}

TEST(Key, ConstantTimeEqualIsEqual) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abcd"));
}

TEST(Key, WipeEmpties) {
  std::string secret = "a secret that is longer than what a string holds in itself";
  const char* place = secret.data();
  Wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(place, secret.data());
  EXPECT_EQ(std::string_view(place, 10).find_first_not_of('\0'), std::string_view::npos);
}

}  // namespace
}  // namespace assay::crypto

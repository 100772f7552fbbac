#include "lms/identity/password_hash.h"

#include <gtest/gtest.h>

namespace assay::identity {
namespace {

constexpr HashCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};

TEST(PasswordHash, VerifiesThePasswordAndNoOther) {
  const auto hash = HashPassword("correct horse battery staple");
  ASSERT_TRUE(hash.ok()) << hash.status().ToString();
  EXPECT_EQ(hash->rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0U) << *hash;
  EXPECT_EQ(hash->find('\0'), std::string::npos);
  EXPECT_TRUE(VerifyPassword(*hash, "correct horse battery staple"));
  EXPECT_FALSE(VerifyPassword(*hash, "correct horse battery stapl"));
  EXPECT_FALSE(VerifyPassword(*hash, ""));
  EXPECT_FALSE(NeedsRehash(*hash));
}

TEST(PasswordHash, EachHasASaltOfItsOwn) {
  EXPECT_NE(*HashPassword("x", kCheap), *HashPassword("x", kCheap));
}

// Made by the program of the algorithm's authors: echo -n password | argon2 somesalt -id -v 13 -t 2
// -k 256 -p 1 -l 32 -e.
TEST(PasswordHash, TheReferenceImplementationsHash) {
  EXPECT_TRUE(VerifyPassword(
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "password"));
}

TEST(PasswordHash, WhatIsNoHashVerifiesNothing) {
  for (const char* hash : {"", "$", "password", "$argon2id$v=19$m=0,t=0,p=0$$",
                           "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR"}) {
    EXPECT_FALSE(VerifyPassword(hash, "password")) << hash;
  }
}

TEST(PasswordHash, AnotherCostIsMadeAnew) {
  const auto hash = HashPassword("x", kCheap);
  EXPECT_TRUE(NeedsRehash(*hash));
  EXPECT_FALSE(NeedsRehash(*hash, kCheap));
  EXPECT_TRUE(VerifyPassword(*hash, "x"));
}

}  // namespace
}  // namespace assay::identity

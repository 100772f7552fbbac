#include "lms/identity/totp.h"

#include <gtest/gtest.h>

namespace assay::identity {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

// RFC 6238, appendix B.
TEST(Totp, VectorsOfTheRfc) {
  const std::string sha1(kSecret);
  const std::string sha256 = "12345678901234567890123456789012";
  const std::string sha512 = "1234567890123456789012345678901234567890123456789012345678901234";
  struct Vector {
    int64_t time;
    const char *sha1, *sha256, *sha512;
  };
  for (const Vector& one : {Vector{59, "94287082", "46119246", "90693936"},
                            Vector{1111111109, "07081804", "68084774", "25091201"},
                            Vector{1111111111, "14050471", "67062674", "99943326"},
                            Vector{1234567890, "89005924", "91819424", "93441116"},
                            Vector{2000000000, "69279037", "90698825", "38618901"},
                            Vector{20000000000, "65353130", "77737706", "47863826"}}) {
    EXPECT_EQ(TotpCode(sha1, one.time / 30, 8, TotpHash::kSha1), one.sha1);
    EXPECT_EQ(TotpCode(sha256, one.time / 30, 8, TotpHash::kSha256), one.sha256);
    EXPECT_EQ(TotpCode(sha512, one.time / 30, 8, TotpHash::kSha512), one.sha512);
  }
}

// RFC 4226, appendix D: the same code by counter.
TEST(Totp, VectorsByCounter) {
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (int64_t i = 0; i < 10; ++i) EXPECT_EQ(TotpCode(kSecret, i), codes[i]);
}

TEST(Totp, OneStepBeforeAndAfter) {
  const int64_t now = 1'700'000'000;
  const int64_t present = now / 30;
  for (int64_t offset = -3; offset <= 3; ++offset) {
    const auto match = MatchTotp(kSecret, TotpCode(kSecret, present + offset), now, 0);
    EXPECT_EQ(match.has_value(), offset >= -1 && offset <= 1) << offset;
    if (match.has_value()) {
      EXPECT_EQ(*match, present + offset);
    }
  }
}

TEST(Totp, ACodeIsUsedOnce) {
  const int64_t now = 1'700'000'000;
  const std::string code = TotpCode(kSecret, now / 30);
  const auto first = MatchTotp(kSecret, code, now, 0);
  ASSERT_TRUE(first);
  EXPECT_FALSE(MatchTotp(kSecret, code, now, *first));
  // Nor one that is older than a used one.
  EXPECT_FALSE(MatchTotp(kSecret, TotpCode(kSecret, now / 30 - 1), now, *first));
  EXPECT_TRUE(MatchTotp(kSecret, TotpCode(kSecret, now / 30 + 1), now, *first));
}

TEST(Totp, WhatIsTyped) {
  const int64_t now = 1'700'000'000;
  std::string code = TotpCode(kSecret, now / 30);
  EXPECT_TRUE(MatchTotp(kSecret, code.substr(0, 3) + " " + code.substr(3), now, 0));
  EXPECT_FALSE(MatchTotp(kSecret, "", now, 0));
  EXPECT_FALSE(MatchTotp(kSecret, code + "0", now, 0));
  EXPECT_FALSE(MatchTotp(kSecret, code + std::string(1000, ' '), now, 0));
}

TEST(Totp, Base32) {  // RFC 4648, section 10, without padding
  EXPECT_EQ(Base32Encode(""), "");
  EXPECT_EQ(Base32Encode("f"), "MY");
  EXPECT_EQ(Base32Encode("fo"), "MZXQ");
  EXPECT_EQ(Base32Encode("foo"), "MZXW6");
  EXPECT_EQ(Base32Encode("foob"), "MZXW6YQ");
  EXPECT_EQ(Base32Encode("fooba"), "MZXW6YTB");
  EXPECT_EQ(Base32Encode("foobar"), "MZXW6YTBOI");
}

TEST(Totp, Uri) {
  EXPECT_EQ(TotpUri("foobar", "Assay", "ada@example.org"),
            "otpauth://totp/Assay:ada%40example.org?secret=MZXW6YTBOI&issuer=Assay"
            "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace assay::identity

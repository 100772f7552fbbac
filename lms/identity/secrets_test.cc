#include "lms/identity/secrets.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::identity {
namespace {

TEST(Secrets, TokensAreTwoHundredFiftySixBitsBehindAPrefix) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = NewToken();
    EXPECT_EQ(token.size(), 49U);
    EXPECT_TRUE(LooksLikeToken(token)) << token;
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(Secrets, OnlyTheExactFormLooksLikeAToken) {
  const std::string token = NewToken();
  EXPECT_FALSE(LooksLikeToken(""));
  EXPECT_FALSE(LooksLikeToken("assay_"));
  EXPECT_FALSE(LooksLikeToken(token.substr(1)));
  EXPECT_FALSE(LooksLikeToken(token + "A"));
  EXPECT_FALSE(LooksLikeToken(token + "\n"));
  EXPECT_FALSE(LooksLikeToken("ASSAY_" + token.substr(6)));
  std::string other = token;
  other[20] = '+';
  EXPECT_FALSE(LooksLikeToken(other));
  other[20] = '\0';
  EXPECT_FALSE(LooksLikeToken(other));
}

TEST(Secrets, UserCodesHaveNoVowelsAndAllLettersOccur) {
  std::set<char> letters;
  for (int i = 0; i < 500; ++i) {
    const std::string code = NewUserCode();
    ASSERT_EQ(code.size(), 9U);
    EXPECT_EQ(code[4], '-');
    EXPECT_EQ(code.find_first_of("AEIOUY0123456789abcdefghijklmnopqrstuvwxyz"), std::string::npos);
    for (const char c : code) letters.insert(c);
    EXPECT_EQ(ReadUserCode(code), code);
  }
  EXPECT_EQ(letters.size(), 21U);  // 20 and the dash
}

TEST(Secrets, UserCodesAreReadAsPeopleTypeThem) {
  EXPECT_EQ(ReadUserCode("wdjb mjht"), "WDJB-MJHT");
  EXPECT_EQ(ReadUserCode("WDJBMJHT"), "WDJB-MJHT");
  EXPECT_EQ(ReadUserCode(" wd-jb-MJ-ht "), "WDJB-MJHT");
  EXPECT_EQ(ReadUserCode("WDJB-MJH"), std::nullopt);
  EXPECT_EQ(ReadUserCode("WDJB-MJHTT"), std::nullopt);
  EXPECT_EQ(ReadUserCode("WDJB-MJHA"), std::nullopt);
  EXPECT_EQ(ReadUserCode("WDJB_MJHT"), std::nullopt);
  EXPECT_EQ(ReadUserCode(""), std::nullopt);
  EXPECT_EQ(ReadUserCode(std::string(100, '-')), std::nullopt);
}

TEST(Secrets, ALookupIsTheBeginningOfTheDigest) {
  const Digest digest = DigestOf("abc");  // FIPS 180-4: ba7816bf 8f01cfea …
  EXPECT_EQ(static_cast<uint64_t>(digest.lookup), 0xba7816bf8f01cfeaULL);
  EXPECT_TRUE(digest.sha256.starts_with("ba7816bf8f01cfea"));
}

TEST(Secrets, TheSaltChangesTheSlowDigest) {
  const std::string one = SlowDigest("WDJB-MJHT", "one");
  EXPECT_EQ(one.size(), 64U);
  EXPECT_EQ(one, SlowDigest("WDJB-MJHT", "one"));
  EXPECT_NE(one, SlowDigest("WDJB-MJHT", "two"));
  EXPECT_NE(one, SlowDigest("WDJB-MJHV", "one"));
}

}  // namespace
}  // namespace assay::identity

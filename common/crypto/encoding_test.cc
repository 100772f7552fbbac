#include "common/crypto/encoding.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::crypto {
namespace {

TEST(Encoding, HexKnownAnswersAndStrictness) {
  EXPECT_EQ(HexEncode(std::string("\x00\x9f\xff", 3)), "009fff");
  EXPECT_EQ(*HexDecode("009fff"), std::string("\x00\x9f\xff", 3));
  EXPECT_EQ(*HexDecode(""), "");
  for (const char* bad : {"0", "0G", "g0", "FF", "0 ", "0x", "00f"})
    EXPECT_EQ(HexDecode(bad).status().code(), StatusCode::kInvalidArgument) << bad;
  EXPECT_EQ(HexDecode("00zz").status().message(), "no lower-case hexadecimal digit at character 3");
}

// RFC 4648, section 10.
TEST(Encoding, Base64KnownAnswers) {
  const std::pair<const char*, const char*> known[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : known) {
    EXPECT_EQ(Base64Encode(plain), text);
    EXPECT_EQ(*Base64Decode(text), plain);
  }
  EXPECT_EQ(Base64Encode("\xfb\xff"), "+/8=");
  EXPECT_EQ(Base64UrlEncode("\xfb\xff"), "-_8");
  EXPECT_EQ(*Base64UrlDecode("-_8"), "\xfb\xff");
}

TEST(Encoding, Base64HasOneSpelling) {
  for (const char* bad :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z", "Z===", "=",
        "====", "Zg==Zg==", "Zm 8=", "Zm8=\n", "-_8=", "Zm9v=", "Zm9v====", "\xc3\xa9\xc3\xa9"})
    EXPECT_EQ(Base64Decode(bad).status().code(), StatusCode::kInvalidArgument) << bad;
  for (const char* bad : {"Zg==", "Zh", "Z", "+/8", "Zm8 "})
    EXPECT_EQ(Base64UrlDecode(bad).status().code(), StatusCode::kInvalidArgument) << bad;
}

TEST(Encoding, LineBreaksOnlyWhereAllowed) {
  EXPECT_EQ(*Base64Decode("Zm9v\r\nYmE=\n", LineBreaks::kSkipped), "fooba");
  EXPECT_EQ(*Base64Decode("\n", LineBreaks::kSkipped), "");
  EXPECT_FALSE(Base64Decode("Zm9v\nYmE=").ok());
  EXPECT_FALSE(Base64Decode("Zm9v YmE=", LineBreaks::kSkipped).ok());
  EXPECT_FALSE(Base64Decode("Zm9vYmE=\n=", LineBreaks::kSkipped).ok());
}

TEST(Encoding, WhatIsEncodedComesBack) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): seeded, so that it can be repeated
  for (size_t size = 0; size < 200; ++size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(random());
    EXPECT_EQ(*HexDecode(HexEncode(bytes)), bytes);
    EXPECT_EQ(*Base64Decode(Base64Encode(bytes)), bytes);
    EXPECT_EQ(*Base64UrlDecode(Base64UrlEncode(bytes)), bytes);
  }
}

}  // namespace
}  // namespace assay::crypto

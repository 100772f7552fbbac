#include "lms/identity/password_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::identity {
namespace {

using ::testing::HasSubstr;

std::string Why(std::string_view password, const std::vector<std::string>& context = {}) {
  const auto rules = PasswordRules::Load();
  const auto checked = rules->Check(password, context);
  EXPECT_TRUE(checked.ok() || checked.status().code() == StatusCode::kInvalidArgument);
  return checked.ok() ? "" : checked.status().message();
}

TEST(PasswordRules, Length) {
  EXPECT_THAT(Why("k3!vQpz"), HasSubstr("at least 8"));
  EXPECT_EQ(Why("k3!vQpzx"), "");
  // Characters are counted and not bytes.
  EXPECT_THAT(Why("жуйчяшц"), HasSubstr("at least 8"));
  EXPECT_EQ(Why("жуйчяшцф"), "");
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "ж" + std::string(1, static_cast<char>('a' + i % 23));
  EXPECT_EQ(Why(longest), "");
  EXPECT_THAT(Why(longest + "x"), HasSubstr("at most 128"));
  EXPECT_THAT(Why(std::string(5000, 'x')), HasSubstr("at most 128"));
}

TEST(PasswordRules, NoRulesAboutKindsOfCharacters) {
  EXPECT_EQ(Why("correct horse battery staple"), "");
  EXPECT_EQ(Why("        a b c"), "");
  EXPECT_EQ(Why("🦉🐢🦊🐝🦋🐌🐞🦂"), "");
}

TEST(PasswordRules, WhatGuessersTryFirst) {
  for (const char* common : {"password", "PassWord", "iloveyou", "1qaz2wsx", "trustno1", "11111111",
                             "12345678", "1234567890", "87654321", "abcdefgh", "zyxwvuts",
                             "xyzxyzxyz", "aaaaaaaaaaaaaaaaaaaa", "ｐａｓｓｗｏｒｄ"}) {
    EXPECT_NE(Why(common), "") << common;
  }
  EXPECT_EQ(Why("password that nobody has"), "");
}

TEST(PasswordRules, WhatOthersKnow) {
  const std::vector<std::string> ada = {"Ada Lovelace", "ada.king@example.org", "byron"};
  for (const char* guess : {"lovelace1", "AdaLovelace", "adaking99", "Assay123", "byronbyron1",
                            "password123", "example.org"}) {
    EXPECT_NE(Why(guess, ada), "") << guess;
  }
  EXPECT_EQ(Why("lovelace and the engine", ada), "");
}

TEST(PasswordRules, OneForm) {
  // The letter é as one character and as two.
  EXPECT_EQ(*NormalisePassword("caf\u00e9 au lait"), *NormalisePassword("cafe\u0301 au lait"));
  EXPECT_NE(*NormalisePassword("Cafe au lait"), *NormalisePassword("cafe au lait"));
  EXPECT_FALSE(NormalisePassword("\xff\xfe wrong bytes").ok());
  EXPECT_FALSE(NormalisePassword("a line\nend").ok());
  EXPECT_FALSE(NormalisePassword(std::string("nul\0 byte", 9)).ok());
}

TEST(PasswordRules, ALargerList) {
  const auto folder = TempDir::Create();
  const auto file = folder->path() / "pwned.txt";
  // SHA-1 of three passwords, sorted; counts and line ends as the published list has them.
  const std::string lines =
      "12830B2DFF9E8CD3E8FDB5D47E660E6C36F75D97:10\r\n"
      "2492F0101321F0261356A05DB4EF3008CB957DAF:7\r\n"
      "5A6C5966E80927F11C8C61219ECFA8BC42F81A29:2\r\n";
  for (const std::string& text : {lines, lines.substr(0, lines.size() - 4)}) {
    ASSERT_TRUE(WriteFileAtomically(file, text).ok());
    const auto rules = PasswordRules::Load(file);
    ASSERT_TRUE(rules.ok()) << rules.status().ToString();
    for (const char* word :
         {"three owls in a tree", "first of the list, really", "last of the list, really"}) {
      EXPECT_THAT(rules->Check(word, {}).status().message(), HasSubstr("breaches")) << word;
    }
    EXPECT_TRUE(rules->Check("four owls in a tree", {}).ok());
  }
  ASSERT_TRUE(WriteFileAtomically(file, "password\nqwertyui\n").ok());
  EXPECT_THAT(PasswordRules::Load(file).status().message(), HasSubstr("pwned.txt:1"));
  EXPECT_EQ(PasswordRules::Load(folder->path() / "none").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::identity

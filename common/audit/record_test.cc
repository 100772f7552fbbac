#include "common/audit/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/audit/verify.h"
#include "common/files.h"

namespace assay::audit {
namespace {

using ::testing::HasSubstr;

Record Some() {
  return {7,
          1'700'000'000'000'000,
          {"acme", "p1", "people.put", {"p2", "p3"}, R"({"a":"ä\n"})"},
          std::string(64, 'a')};
}

TEST(Record, EachFieldIsInTheHash) {
  const std::string previous(64, '1');
  const std::string hash = HashOf(Some(), previous);
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_NE(hash, HashOf(Some(), std::string(64, '2')));
  const auto changed = [&](auto change) {
    Record record = Some();
    change(record);
    return HashOf(record, previous) != hash;
  };
  EXPECT_TRUE(changed([](Record& r) { r.seq = 8; }));
  EXPECT_TRUE(changed([](Record& r) { r.at_us += 1; }));
  EXPECT_TRUE(changed([](Record& r) { r.entry.tenant = "rival"; }));
  EXPECT_TRUE(changed([](Record& r) { r.entry.actor = ""; }));
  EXPECT_TRUE(changed([](Record& r) { r.entry.action = "people.read"; }));
  EXPECT_TRUE(changed([](Record& r) { r.entry.subjects = {"p2p3"}; }));
  EXPECT_TRUE(changed([](Record& r) { r.entry.subjects = {"p3", "p2"}; }));
  EXPECT_TRUE(changed([](Record& r) { r.entry.detail += " "; }));
  // The border between two fields is in it too.
  EXPECT_TRUE(changed([](Record& r) {
    r.entry.tenant = "acmep";
    r.entry.actor = "1";
  }));
  EXPECT_FALSE(changed([](Record& r) { r.hash = "x"; }));
}

// What verifiers elsewhere compute must not change with a version of this program.
TEST(Record, TheHashIsAForm) {
  const Record record{1, 2, {"t", "a", "x", {"s"}, "d"}, ""};
  EXPECT_EQ(HashOf(record, kNoHash),
            "bca12bceabb0e0b67d9662df5fa4167ac381ee056f34fc11e0fa9613fa57a527");
}

TEST(Record, LinesComeBack) {
  const auto line = ParseLine(ToLine(Some()));
  ASSERT_TRUE(line.ok()) << line.status().ToString();
  EXPECT_FALSE(line->is_head);
  EXPECT_EQ(ToLine(line->record), ToLine(Some()));
  const Head head{"log", 3, 9, std::string(64, 'b'), "ed25519:x", std::string(128, 'c')};
  const auto again = ParseLine(ToLine(head));
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_TRUE(again->is_head);
  EXPECT_EQ(SigningText(again->head), SigningText(head));
}

TEST(Record, LinesThatAreNone) {
  for (const char* text :
       {"", "{", "[]", "7", "{}", R"({"head":-1})", R"({"head":1.5})",
        R"({"seq":1,"at_us":1,"tenant":1})", R"({"seq":18446744073709551615})"}) {
    EXPECT_EQ(ParseLine(text).status().code(), StatusCode::kInvalidArgument) << text;
  }
  std::string line = ToLine(Some());
  line.replace(line.find("\"p2\""), 4, "[\"p2\"]");
  EXPECT_THAT(ParseLine(line).status().message(), HasSubstr("subjects"));
  EXPECT_FALSE(ParseLine(std::string(1 << 20, '[')).ok());
}

TEST(Head, ASignatureIsOfOneKeyAndAllFields) {
  const auto folder = TempDir::Create();
  const auto key = crypto::SigningKey::LoadOrCreate(folder->path() / "a.key");
  const auto other = crypto::SigningKey::LoadOrCreate(folder->path() / "b.key");
  ASSERT_TRUE(key.ok() && other.ok());
  const auto head = SignHead({"log", 3, 9, std::string(64, 'b'), "", ""}, *key);
  ASSERT_TRUE(head.ok());
  EXPECT_TRUE(IsSigned(*head, key->Public()));
  EXPECT_FALSE(IsSigned(*head, other->Public()));
  const auto still = [&](auto change) {
    Head changed = *head;
    change(changed);
    return IsSigned(changed, key->Public());
  };
  EXPECT_FALSE(still([](Head& h) { h.size = 4; }));
  EXPECT_FALSE(still([](Head& h) { h.at_us = 10; }));
  EXPECT_FALSE(still([](Head& h) { h.root[0] = 'c'; }));
  EXPECT_FALSE(still([](Head& h) { h.log_id = "log2"; }));
  EXPECT_FALSE(still([](Head& h) { h.key_id = "ed25519:y"; }));
}

}  // namespace
}  // namespace assay::audit

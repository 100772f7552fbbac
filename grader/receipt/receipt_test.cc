#include "grader/receipt/receipt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>

#include "common/files.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReceiptTest : public ::testing::Test {
 protected:
  fs::path KeyFile() const { return folder_.path() / "keys" / "receipts.pem"; }
  SigningKey Key() const {
    Result<SigningKey> key = SigningKey::LoadOrCreate(KeyFile());
    EXPECT_TRUE(key.ok()) << key.status().ToString();
    return *std::move(key);
  }
  static Submission Source() {
    Submission submission;
    submission.files.push_back({"src/b.py", "print(2)\n", 0644});
    submission.files.push_back({"a.py", "print(1)\n", 0644});
    return submission;
  }
  static Report Graded() {
    Report report;
    report.package = "Zwei Spalten \"ü\"";
    report.package_format = "assay";
    report.submission = "ada";
    report.language = "Python 3";
    report.backend = "native";
    report.verdict = Verdict::kWrongAnswer;
    report.score = 0.1 + 0.2;
    report.max_score = 2;
    report.started_at = "2026-03-01T12:00:00Z";
    PartReport part;
    part.name = "main";
    part.verdict = report.verdict;
    part.score = report.score;
    part.max_score = 2;
    TestReport one;
    one.name = "sample/1";
    one.verdict = Verdict::kAccepted;
    one.score = report.score;
    one.max_score = 1;
    one.time_limit = std::chrono::seconds(1);
    one.memory_limit_bytes = ~uint64_t{0};  // none
    TestReport two = one;
    two.name = "secret/\n1";
    two.verdict = Verdict::kWrongAnswer;
    two.score = 0;
    part.tests = {one, two};
    report.parts = {part};
    return report;
  }
  static Receipt Made() {
    return MakeReceipt(Graded(), Source(),
                       {.grader_version = "0.1.0",
                        .package_digest = "sha256:77",
                        .images = {{"python-3.13", "sha256:99"}},
                        .seeds = {{"generator", ~uint64_t{0}}}});
  }
  Receipt Signed() const {
    Receipt receipt = Made();
    const Status status = Sign(Key(), receipt);
    EXPECT_TRUE(status.ok()) << status.ToString();
    return receipt;
  }

  TempDir folder_ = *TempDir::Create("assay-receipt-");
};

// ---------------------------------------------------------------------------- keys

TEST_F(ReceiptTest, AKeyIsMadeOnceAndForItsOwnerOnly) {
  const std::string id = Key().Public().Id();
  EXPECT_EQ(Key().Public().Id(), id);
  EXPECT_THAT(id, ::testing::MatchesRegex("ed25519:[0-9a-f]{64}"));
  struct stat info {};
  ASSERT_EQ(::stat(KeyFile().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  // Nothing is left of its making.
  EXPECT_EQ(std::distance(fs::directory_iterator(KeyFile().parent_path()), {}), 1);
}

TEST_F(ReceiptTest, AKeyThatOthersMayReadIsRefused) {
  Key();
  ASSERT_EQ(::chmod(KeyFile().c_str(), 0640), 0);
  const auto key = SigningKey::LoadOrCreate(KeyFile());
  EXPECT_EQ(key.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(key.status().message(), HasSubstr("chmod 600"));
}

TEST_F(ReceiptTest, WhatIsNoKeyIsRefused) {
  fs::create_directories(KeyFile().parent_path());
  ASSERT_TRUE(WriteFileAtomically(KeyFile(), "no key", 0600).ok());
  EXPECT_EQ(SigningKey::LoadOrCreate(KeyFile()).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(PublicKey::FromPem("no key").ok());
}

TEST_F(ReceiptTest, PublicKeysArePem) {
  const PublicKey key = Key().Public();
  const auto again = PublicKey::FromPem(key.Pem());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->Id(), key.Id());
  const auto pem = ReadFile(KeyFile());
  EXPECT_EQ(PublicKey::FromPem(*pem)->Id(), key.Id());
}

// RFC 8032, 7.1, test 2: our Verifies() is Ed25519 and nothing of our own.
TEST_F(ReceiptTest, VerifiesTheVectorsOfTheStandard) {
  const auto key = PublicKey::FromPem(
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
      "-----END PUBLIC KEY-----\n");
  ASSERT_TRUE(key.ok()) << key.status().ToString();
  const std::string signature =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  EXPECT_TRUE(key->Verifies("\x72", signature));
  EXPECT_FALSE(key->Verifies("\x73", signature));
  EXPECT_FALSE(key->Verifies("\x72", ""));
  std::string upper = signature;
  upper[3] = 'A';
  EXPECT_FALSE(key->Verifies("\x72", upper));
}

// ---------------------------------------------------------------------------- text

TEST_F(ReceiptTest, TextAndBack) {
  const Receipt receipt = Signed();
  const std::string text = ToText(receipt);
  const auto again = ParseReceipt(text);
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_EQ(ToText(*again), text);
  EXPECT_EQ(again->score, 0.1 + 0.2);
  EXPECT_EQ(again->seeds.at("generator"), ~uint64_t{0});
  EXPECT_EQ(again->parts[0].tests[1].name, "secret/\n1");
  EXPECT_TRUE(Verify(*again, Key().Public()).ok());
}

TEST_F(ReceiptTest, SignedTextIsCanonical) {
  const std::string text = SignedText(Signed());
  EXPECT_THAT(text, ::testing::StartsWith("assay receipt 1\n{\"backend\":\"native\",\"format\":"));
  EXPECT_EQ(text.find("signature"), std::string::npos);
  EXPECT_EQ(text.find(": "), std::string::npos);
}

TEST_F(ReceiptTest, NumbersThatAreNoneAreWrittenAsZero) {
  Receipt receipt = Made();
  receipt.score = std::nan("");
  receipt.max_score = HUGE_VAL;
  EXPECT_TRUE(ParseReceipt(ToText(receipt)).ok());
}

TEST_F(ReceiptTest, WhatIsWrittenOtherwiseIsRefused) {
  const std::string good = ToText(Signed());
  const auto with = [&good](std::string_view from, std::string_view to) {
    std::string text = good;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "not JSON"},
      {"[]", "not an object"},
      {"{}", "format is missing"},
      {std::string(100'000, '['), "not JSON"},
      {with("\"verdict\": \"WA\"", "\"verdict\": \"wrong_answer\""), "no verdict"},
      {with("\"version\": 1", "\"version\": 2"), "version is not 1"},
      {with("\"version\": 1", "\"version\": 1.0"), "not an integer"},
      {with("\"language\"", "\"langauge\""), "\"langauge\" is not a key"},
      {with("\"bytes\": 9", "\"bytes\": -9"), "sources[0].bytes is not an integer"},
      {with("\"score\": \"0.30000000000000004\"", "\"score\": \"nan\""), "not written as"},
      {with("\"score\": \"0.30000000000000004\"", "\"score\": \"3.0000000000000004e-1\""),
       "not written as"},
      {with("\"backend\": \"native\"", "\"backend\": \"gvisor\", \"backend\": \"native\""),
       "not written as"},
      {with("\"backend\": \"native\"", "\"backend\": \"n\\u0061tive\""), "not written as"},
  };
  for (const auto& [text, message] : cases) {
    const auto parsed = ParseReceipt(text);
    ASSERT_FALSE(parsed.ok()) << message;
    EXPECT_THAT(parsed.status().message(), HasSubstr(message));
  }
}

// ---------------------------------------------------------------------------- verification

TEST_F(ReceiptTest, AnyChangeBreaksTheSignature) {
  const PublicKey key = Key().Public();
  const Receipt good = Signed();
  ASSERT_TRUE(Verify(good, key).ok());
  const auto broken = [&](auto change) {
    Receipt receipt = good;
    change(receipt);
    const Verification result = Verify(receipt, key);
    EXPECT_FALSE(result.authentic);
    EXPECT_FALSE(result.problems.empty());
  };
  broken([](Receipt& r) { r.score = 2; });
  broken([](Receipt& r) { r.verdict = Verdict::kAccepted; });
  broken([](Receipt& r) { r.parts[0].tests[1].verdict = Verdict::kAccepted; });
  broken([](Receipt& r) { r.sources[0].digest[10] ^= 1; });
  broken([](Receipt& r) { r.graded_at = "2026-02-01T12:00:00Z"; });
  broken([](Receipt& r) { r.images.clear(); });
  broken([](Receipt& r) { r.seeds["generator"] = 1; });
  broken([](Receipt& r) { r.signature.clear(); });
  broken([](Receipt& r) { r.signature[0] = r.signature[0] == '0' ? '1' : '0'; });
}

TEST_F(ReceiptTest, AnotherKeyIsNamed) {
  const auto other = SigningKey::LoadOrCreate(folder_.path() / "other.pem");
  ASSERT_TRUE(other.ok());
  const Verification result = Verify(Signed(), other->Public());
  EXPECT_FALSE(result.authentic);
  EXPECT_THAT(result.problems, ElementsAre(HasSubstr("and not with " + other->Public().Id())));
}

TEST_F(ReceiptTest, SaysWhatDoesNotMatch) {
  Submission changed = Source();
  changed.files[0].data = "print(3)\n";
  changed.files[1].path = "c.py";
  const Verification result =
      Verify(Signed(), Key().Public(),
             {.submission = &changed,
              .package_digest = "sha256:78",
              .grader_version = "0.2.0",
              .backend = "native",
              .images = {{"python-3.13", "sha256:99"}, {"gcc-14", "sha256:1"}}});
  EXPECT_TRUE(result.authentic);
  EXPECT_THAT(result.problems,
              ElementsAre("a.py: the receipt has this file, the submission has not",
                          HasSubstr("src/b.py: the receipt is for sha256:"),
                          "c.py: the submission has this file, the receipt has not",
                          "the package: the receipt is for sha256:77, here is sha256:78",
                          "the image gcc-14: the receipt is for nothing, here is sha256:1",
                          "graded by assay 0.1.0, this is 0.2.0"));
  const Submission same = Source();
  EXPECT_TRUE(Verify(Signed(), Key().Public(), {.submission = &same}).ok());
}

TEST_F(ReceiptTest, NamesThatAreNoTextAreStillVerified) {
  Submission odd = Source();
  odd.files[0].path = "\xFF.py";
  Receipt receipt = MakeReceipt(Graded(), odd, {});
  ASSERT_TRUE(Sign(Key(), receipt).ok());
  const auto again = ParseReceipt(ToText(receipt));
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_THAT(Verify(*again, Key().Public(), {.submission = &odd}).problems, IsEmpty());
}

// ---------------------------------------------------------------------------- grading again

TEST_F(ReceiptTest, TheSameAgrees) {
  const Agreement agreement = Compare(Made(), Graded());
  EXPECT_TRUE(agreement.agrees);
  EXPECT_THAT(agreement.differences, IsEmpty());
  EXPECT_THAT(agreement.notes, IsEmpty());
}

TEST_F(ReceiptTest, DifferencesAreTold) {
  Report again = Graded();
  again.backend = "gvisor";
  again.verdict = Verdict::kTimeLimit;
  again.parts[0].tests[0].score = 0.5;
  again.parts[0].tests[1].verdict = Verdict::kTimeLimit;
  again.parts[0].tests[1].time_limit = std::chrono::seconds(2);
  again.parts[0].tests.push_back(again.parts[0].tests[0]);
  again.parts[0].tests[2].name = "new";
  const Agreement agreement = Compare(Made(), again);
  EXPECT_FALSE(agreement.agrees);
  EXPECT_THAT(
      agreement.differences,
      ElementsAre("the submission: WA then, TLE now",
                  "sample/1: 0.30000000000000004 points then, 0.5 now",
                  "secret/\n1: WA then, TLE now", "new: not there when the receipt was made"));
  EXPECT_THAT(agreement.notes, ElementsAre("graded in native then, in gvisor now",
                                           "limits of tests are not the same as then",
                                           HasSubstr("a verdict about time depends")));
}

TEST_F(ReceiptTest, MissingPartsAreTold) {
  Report again = Graded();
  again.parts[0].name = "other";
  EXPECT_THAT(Compare(Made(), again).differences,
              ElementsAre("the part main: not there any more",
                          "the part other: not there when the receipt was made"));
}

}  // namespace
}  // namespace assay::grader

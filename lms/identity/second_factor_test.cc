#include "lms/identity/second_factor.h"

#include <gmock/gmock.h>

#include "common/crypto/encoding.h"
#include "lms/identity/sign_in.h"
#include "lms/identity/store_fixture.h"
#include "lms/identity/totp.h"

namespace assay::identity {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr HashCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr char kPassword[] = "four owls in a tree";

std::string Base32Decode(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  uint64_t bits = 0;
  int held = 0;
  for (const char c : text) {
    bits = bits << 5U | kLetters.find(c);
    held += 5;
    if (held >= 8) bytes += static_cast<char>(bits >> (held -= 8));
  }
  return bytes;
}

class SecondFactorTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ada_ = People(*pool_).Put({"", "acme", "Ada", "ada@example.org", false, {}})->id;
    factors_ = std::make_unique<SecondFactors>(*pool_, vault());
    sign_in_ = std::make_unique<SignIn>(*pool_, rules_, vault(), kCheap);
    ASSERT_TRUE(sign_in_->SetPassword(*connection_, ada_, kPassword).ok());
  }
  // Of the present step and those after, as the database's clock has it.
  std::string Code(int offset = 0) {
    const int64_t now = std::stoll(One("SELECT extract(epoch FROM now())::bigint::text"));
    return TotpCode(secret_, now / kTotpStep + offset);
  }
  std::vector<std::string> SetUpFactor() {
    const auto started = factors_->Start(ada_);
    EXPECT_TRUE(started.ok()) << started.status().ToString();
    secret_ = Base32Decode(started->secret);
    EXPECT_THAT(started->uri, HasSubstr("otpauth://totp/Assay:ada%40example.org?secret="));
    const auto codes = factors_->Confirm(ada_, Code(-1));
    EXPECT_TRUE(codes.ok()) << codes.status().ToString();
    return codes.ok() ? *codes : std::vector<std::string>();
  }
  std::string Ticket() {
    seconds wait{};
    const auto first = sign_in_->WithPassword({"acme", "ada@example.org", kPassword, {}, ""}, wait);
    EXPECT_TRUE(first.ok()) << first.status().ToString();
    EXPECT_FALSE(first->session.has_value());
    return first->ticket;
  }
  Result<SignedIn> With(const std::string& ticket, const std::string& code) {
    seconds wait{};
    return sign_in_->WithCode(ticket, code, {"192.0.2.1", ""}, wait);
  }

  const PasswordRules rules_ = *PasswordRules::Load();
  std::unique_ptr<SecondFactors> factors_;
  std::unique_ptr<SignIn> sign_in_;
  std::string ada_, secret_;
};

TEST_F(SecondFactorTest, APasswordAloneIsNotEnough) {
  EXPECT_FALSE(factors_->Get(ada_)->active);
  SetUpFactor();
  EXPECT_TRUE(factors_->Get(ada_)->active);
  const std::string ticket = Ticket();
  const auto done = With(ticket, Code());
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_EQ(done->session->session.method, "password+totp");
  // The ticket was for once.
  EXPECT_EQ(With(ticket, Code(1)).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(With("made up", Code(1)).status().code(), StatusCode::kUnauthenticated);
}

TEST_F(SecondFactorTest, ACodeThatWasUsedIsRefused) {
  SetUpFactor();
  EXPECT_EQ(With(Ticket(), Code(-1)).status().code(), StatusCode::kUnauthenticated)
      << "it confirmed the factor";
  const std::string code = Code();
  EXPECT_TRUE(With(Ticket(), code).ok());
  EXPECT_EQ(With(Ticket(), code).status().code(), StatusCode::kUnauthenticated);
}

TEST_F(SecondFactorTest, RecoveryCodesWorkOnce) {
  const auto codes = SetUpFactor();
  ASSERT_THAT(codes, SizeIs(kRecoveryCodes));
  EXPECT_EQ(factors_->Get(ada_)->recovery_codes_left, kRecoveryCodes);
  std::string typed = codes[3];
  for (char& c : typed) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  EXPECT_TRUE(With(Ticket(), typed).ok());
  EXPECT_FALSE(With(Ticket(), codes[3]).ok());
  EXPECT_EQ(factors_->Get(ada_)->recovery_codes_left, kRecoveryCodes - 1);
  // Nobody else's.
  const std::string bob = People(*pool_).Put({"", "acme", "Bob", "bob@x.org", false, {}})->id;
  EXPECT_FALSE(*UseCode(*connection_, vault(), bob, codes[4]));
}

TEST_F(SecondFactorTest, CodesCannotBeGuessed) {
  SetUpFactor();
  const std::string ticket = Ticket();
  int refused = 0;
  for (int i = 0; i < 10; ++i) {
    if (With(ticket, "000000").status().code() != StatusCode::kOk) ++refused;
  }
  EXPECT_EQ(refused, 10);
  EXPECT_FALSE(With(ticket, Code()).ok()) << "the ticket is used up";
  // Nor with new tickets.
  EXPECT_EQ(With(Ticket(), Code()).status().code(), StatusCode::kResourceExhausted);
}

TEST_F(SecondFactorTest, SettingUp) {
  EXPECT_EQ(factors_->Confirm(ada_, "000000").status().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(factors_->Start(ada_).ok());
  EXPECT_THAT(factors_->Confirm(ada_, "000000").status().message(), HasSubstr("code: is wrong"));
  EXPECT_FALSE(factors_->Get(ada_)->active);
  seconds wait{};
  EXPECT_TRUE(sign_in_->WithPassword({"acme", "ada@example.org", kPassword, {}, ""}, wait)
                  ->session.has_value())
      << "it is in force when it is confirmed";
  SetUpFactor();
  EXPECT_EQ(factors_->Start(ada_).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(factors_->Drop(ada_).ok());
  EXPECT_EQ(factors_->Drop(ada_).code(), StatusCode::kNotFound);
  EXPECT_EQ(factors_->Get(ada_)->recovery_codes_left, 0);
  EXPECT_EQ(factors_->Start("nobody").status().code(), StatusCode::kNotFound);
}

TEST_F(SecondFactorTest, MasterKeysAreReplaced) {
  SetUpFactor();
  const auto file = folder_->path() / "master.key";
  const std::string before = One("SELECT wrapped FROM identity.person_keys");
  ASSERT_TRUE(vault().Rewrap(*connection_).ok());
  EXPECT_EQ(One("SELECT wrapped FROM identity.person_keys"), before);
  ASSERT_TRUE(blobs::AddMasterKey(file).ok());
  ASSERT_TRUE(vault().Rewrap(*connection_).ok());
  EXPECT_NE(One("SELECT wrapped FROM identity.person_keys"), before);
  ASSERT_TRUE(blobs::RemoveOldMasterKeys(file).ok());
  masters_ = blobs::MasterKeys::Load(file).value();
  Vault again(*masters_);
  EXPECT_FALSE(*UseCode(*connection_, again, ada_, Code(-1))) << "used, and could be read";
  EXPECT_TRUE(*UseCode(*connection_, again, ada_, Code()));
}

TEST_F(SecondFactorTest, SecretsAreSealedWithThePersonsKey) {
  SetUpFactor();
  EXPECT_EQ(One("SELECT sealed FROM identity.second_factors").find(crypto::HexEncode(secret_)),
            std::string::npos);
  ASSERT_TRUE(vault().Destroy(*connection_, ada_).ok());
  EXPECT_EQ(With(Ticket(), Code()).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(vault().Seal(*connection_, ada_, "x", "y").status().code(),
            StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay::identity

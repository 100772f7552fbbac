#include "lms/identity/passkeys.h"

#include <gtest/gtest.h>

#include "lms/identity/soft_device.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

class PasskeysTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    sign_in_ = std::make_unique<SignIn>(
        *pool_, rules_, vault(), HashCost{.memory_kib = 64, .passes = 1, .lanes = 1}, &journal());
    passkeys_ = std::make_unique<Passkeys>(*pool_, *sign_in_, &journal());
    ada_ = Make("acme", "Ada");
    eve_ = Make("acme", "Eve");
  }

  Passkeys::New New(const std::string& person, const std::string& challenge) {
    return {person, "laptop", device_.ClientData("webauthn.create", challenge),
            device_.AuthenticatorData(true), "192.0.2.1"};
  }
  Passkey Register() {
    const auto options = passkeys_->StartNew(ada_).value();
    const auto made = passkeys_->FinishNew(New(ada_, options.challenge), kParty);
    EXPECT_TRUE(made.ok()) << made.status().ToString();
    return *made;
  }
  Passkeys::Answer AnswerTo(const std::string& challenge) {
    Passkeys::Answer answer;
    answer.credential = crypto::Base64UrlEncode(device_.credential);
    answer.user = ada_;
    answer.signed_data.client_data = device_.ClientData("webauthn.get", challenge);
    answer.signed_data.authenticator_data = device_.AuthenticatorData();
    answer.signed_data.signature =
        device_.Sign(answer.signed_data.authenticator_data, answer.signed_data.client_data);
    answer.client = {"192.0.2.1", "test"};
    return answer;
  }
  Result<SignedIn> SignInNow() {
    return passkeys_->FinishSignIn(AnswerTo(passkeys_->StartSignIn().value()), kParty);
  }
  void Refused(const Result<SignedIn>& done) {
    EXPECT_EQ(done.status().code(), StatusCode::kUnauthenticated);
  }

  const RelyingParty kParty{"https://assay.example", "assay.example"};
  PasswordRules rules_ = PasswordRules::Load().value();
  std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<Passkeys> passkeys_;
  SoftDevice device_;
  std::string ada_, eve_;
};

TEST_F(PasskeysTest, IsMadeSignsInIsNamedAndRemoved) {
  const Passkey made = Register();
  EXPECT_EQ(made.name, "laptop");
  const auto done = SignInNow();
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_EQ(done->person, ada_);
  ASSERT_TRUE(done->session.has_value());
  EXPECT_EQ(done->session->session.method, "passkey");
  ASSERT_TRUE(passkeys_->Rename(ada_, made.id, "phone").ok());
  const auto list = passkeys_->List(ada_).value();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].name, "phone");
  EXPECT_GT(list[0].used_at_us, 0);
  ASSERT_TRUE(passkeys_->Remove({ada_, ""}, ada_, made.id).ok());
  Refused(SignInNow());
  EXPECT_EQ(One("SELECT string_agg(action, ' ' ORDER BY seq) FROM identity_audit.records"),
            "passkey.add sign_in.passkey passkey.remove");
}

TEST_F(PasskeysTest, StandsForTheCodeToo) {
  Register();
  Sql("INSERT INTO identity.second_factors (person, sealed, confirmed_at) VALUES ('" + ada_ +
      "', 'x', now())");
  EXPECT_TRUE(SignInNow()->session.has_value());
}

TEST_F(PasskeysTest, AChallengeIsGoodOnceAndNotForLongAndForOnePurpose) {
  Register();
  const std::string challenge = passkeys_->StartSignIn().value();
  EXPECT_TRUE(passkeys_->FinishSignIn(AnswerTo(challenge), kParty).ok());
  Refused(passkeys_->FinishSignIn(AnswerTo(challenge), kParty));
  Refused(passkeys_->FinishSignIn(AnswerTo("invented"), kParty));
  const std::string late = passkeys_->StartSignIn().value();
  Sql("UPDATE identity.passkey_challenges SET expires_at = now()");
  Refused(passkeys_->FinishSignIn(AnswerTo(late), kParty));
  // One that was made for a new passkey signs nobody in, and the other way round.
  Refused(passkeys_->FinishSignIn(AnswerTo(passkeys_->StartNew(ada_)->challenge), kParty));
  const auto status =
      passkeys_->FinishNew(New(ada_, passkeys_->StartSignIn().value()), kParty).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(status.message().starts_with("client_data:"));
}

TEST_F(PasskeysTest, AnotherPersonsChallengeOrPasskeyIsOfNoUse) {
  const Passkey made = Register();
  device_.credential = crypto::RandomBytes(16);
  EXPECT_FALSE(passkeys_->FinishNew(New(eve_, passkeys_->StartNew(ada_)->challenge), kParty).ok());
  EXPECT_EQ(passkeys_->Rename(eve_, made.id, "mine").code(), StatusCode::kNotFound);
  EXPECT_EQ(passkeys_->Remove({eve_, ""}, eve_, made.id).code(), StatusCode::kNotFound);
  EXPECT_TRUE(passkeys_->List(eve_)->empty());
}

TEST_F(PasskeysTest, ATamperedAnswerIsRefused) {
  Register();
  const auto tampered = [this](const std::function<void(Passkeys::Answer&)>& how) {
    auto answer = AnswerTo(passkeys_->StartSignIn().value());
    how(answer);
    Refused(passkeys_->FinishSignIn(answer, kParty));
  };
  tampered([](auto& answer) { answer.signed_data.signature[10] ^= 1; });
  tampered([](auto& answer) { answer.signed_data.authenticator_data[36] ^= 1; });
  tampered([](auto& answer) { answer.signed_data.client_data += " "; });
  tampered([&](auto& answer) { answer.user = eve_; });
  tampered([](auto& answer) { answer.credential = "AAAA"; });
  EXPECT_EQ(One("SELECT count(*) FROM identity_audit.records WHERE action = "
                "'sign_in.wrong_passkey'"),
            "3");
}

TEST_F(PasskeysTest, AnotherSitesAnswerIsRefused) {
  Register();
  device_.origin = "https://evil.example";
  Refused(SignInNow());
  device_.origin = "https://assay.example";
  device_.rp_id = "evil.example";
  Refused(SignInNow());
  device_.rp_id = "assay.example";
  device_.flags = 0x01;
  Refused(SignInNow());
  device_.flags = 0x05;
  EXPECT_TRUE(SignInNow().ok());
}

TEST_F(PasskeysTest, ACounterThatGoesBackOrStandsIsACopy) {
  device_.count = 5;
  Register();
  device_.count = 6;
  EXPECT_TRUE(SignInNow().ok());
  Refused(SignInNow());  // 6 again
  device_.count = 5;
  Refused(SignInNow());
  device_.count = 0;
  Refused(SignInNow());
  EXPECT_EQ(One("SELECT count(*) FROM identity_audit.records WHERE action = 'passkey.copied'"),
            "3");
  device_.count = 7;
  EXPECT_TRUE(SignInNow().ok());
}

TEST_F(PasskeysTest, OneCredentialIsOnePersonsAndWhoIsDisabledStaysOut) {
  Register();
  EXPECT_EQ(passkeys_->StartNew(ada_)->credentials,
            std::vector<std::string>{crypto::Base64UrlEncode(device_.credential)});
  EXPECT_EQ(
      passkeys_->FinishNew(New(eve_, passkeys_->StartNew(eve_)->challenge), kParty).status().code(),
      StatusCode::kAlreadyExists);
  Sql("UPDATE identity.people SET disabled_at = now() WHERE id = '" + ada_ + "'");
  Refused(SignInNow());
  EXPECT_EQ(passkeys_->StartNew(ada_).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::identity

#include "lms/identity/webauthn.h"

#include <gtest/gtest.h>

#include "lms/identity/soft_device.h"

namespace assay::identity {
namespace {

const RelyingParty kParty{"https://assay.example", "assay.example"};

class EachAlgorithm : public testing::TestWithParam<int> {};

TEST_P(EachAlgorithm, WhatADeviceSignsIsTakenAndEveryChangeOfItIsNot) {
  SoftDevice device(GetParam());
  device.count = 7;
  const auto made = ReadNewPasskey(device.AuthenticatorData(true), kParty);
  ASSERT_TRUE(made.ok()) << made.status().ToString();
  EXPECT_EQ(made->credential, device.credential);
  EXPECT_EQ(made->key.algorithm, GetParam());
  EXPECT_EQ(made->count, 7U);

  device.count = 9;
  PasskeyAnswer answer;
  answer.client_data = device.ClientData("webauthn.get", "c");
  answer.authenticator_data = device.AuthenticatorData();
  answer.signature = device.Sign(answer.authenticator_data, answer.client_data);
  const auto count = VerifyAnswer(answer, made->key, kParty);
  ASSERT_TRUE(count.ok()) << count.status().ToString();
  EXPECT_EQ(*count, 9U);

  for (std::string PasskeyAnswer::*part :
       {&PasskeyAnswer::client_data, &PasskeyAnswer::authenticator_data,
        &PasskeyAnswer::signature}) {
    for (size_t at = 0; at < (answer.*part).size(); at += 5) {
      PasskeyAnswer changed = answer;
      (changed.*part)[at] = static_cast<char>((changed.*part)[at] ^ 1);
      EXPECT_EQ(VerifyAnswer(changed, made->key, kParty).status().code(),
                StatusCode::kUnauthenticated)
          << at;
    }
    PasskeyAnswer cut = answer;
    (cut.*part).pop_back();
    EXPECT_FALSE(VerifyAnswer(cut, made->key, kParty).ok());
    (cut.*part).clear();
    EXPECT_FALSE(VerifyAnswer(cut, made->key, kParty).ok());
  }
  const auto other = ReadNewPasskey(SoftDevice(GetParam()).AuthenticatorData(true), kParty);
  EXPECT_FALSE(VerifyAnswer(answer, other->key, kParty).ok());
}

INSTANTIATE_TEST_SUITE_P(WebAuthn, EachAlgorithm, testing::Values(-7, -257, -8));

TEST(WebAuthn, ADeviceThatDidNotVerifyItsUserIsNotEnough) {
  SoftDevice device;
  const auto made = ReadNewPasskey(device.AuthenticatorData(true), kParty).value();
  for (const unsigned flags : {0x00U, 0x01U, 0x04U}) {
    device.flags = static_cast<unsigned char>(flags);
    EXPECT_FALSE(ReadNewPasskey(device.AuthenticatorData(true), kParty).ok());
    PasskeyAnswer answer{device.ClientData("webauthn.get", "c"), device.AuthenticatorData(), ""};
    answer.signature = device.Sign(answer.authenticator_data, answer.client_data);
    EXPECT_FALSE(VerifyAnswer(answer, made.key, kParty).ok());
  }
}

TEST(WebAuthn, AnotherSitesPasskeyIsRefused) {
  SoftDevice device;
  device.rp_id = "evil.example";
  const auto made = ReadNewPasskey(device.AuthenticatorData(true), kParty);
  EXPECT_EQ(made.status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(made.status().message().starts_with("authenticator_data:"));
}

TEST(WebAuthn, BrokenDataIsRefusedWhereverItEnds) {
  const std::string whole = SoftDevice().AuthenticatorData(true);
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(ReadNewPasskey(whole.substr(0, size), kParty).ok()) << size;
  EXPECT_FALSE(ReadNewPasskey(SoftDevice().AuthenticatorData(), kParty).ok());
  EXPECT_FALSE(ReadNewPasskey(std::string(20'000, 'x'), kParty).ok());
}

TEST(WebAuthn, ClientDataIsOfOurPageAndOfThisCeremony) {
  SoftDevice device;
  const std::string right = device.ClientData("webauthn.get", "c-1");
  EXPECT_EQ(ReadClientData(right, "webauthn.get", kParty).value(), "c-1");
  EXPECT_FALSE(ReadClientData(right, "webauthn.create", kParty).ok());
  for (const char* origin : {"https://evil.example", "https://assay.example:444",
                             "http://assay.example", "https://assay.example.evil.example", ""}) {
    device.origin = origin;
    EXPECT_FALSE(
        ReadClientData(device.ClientData("webauthn.get", "c"), "webauthn.get", kParty).ok());
  }
  for (
      const char* text :
      {"", "[]", "{", "\xff", R"({"type":7})",
       R"({"type":"webauthn.get","challenge":"c","origin":"https://assay.example","crossOrigin":true})"})
    EXPECT_FALSE(ReadClientData(text, "webauthn.get", kParty).ok()) << text;
}

TEST(WebAuthn, AServerNeedsANameAndHttps) {
  EXPECT_EQ(RelyingPartyOf("https://assay.example:8443")->id, "assay.example");
  EXPECT_EQ(RelyingPartyOf("https://localhost:8443")->id, "localhost");
  for (const char* origin :
       {"http://assay.example", "https://127.0.0.1:8443", "https://[::1]", "assay.example"})
    EXPECT_FALSE(RelyingPartyOf(origin).ok()) << origin;
}

}  // namespace
}  // namespace assay::identity

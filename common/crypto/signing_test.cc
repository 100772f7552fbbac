#include "common/crypto/signing.h"

#include <gtest/gtest.h>

#include "common/crypto/encoding.h"
#include "common/files.h"

namespace assay::crypto {
namespace {

namespace fs = std::filesystem;

// RFC 8032, 7.1, test 2.
TEST(Signing, KnownAnswer) {
  const std::string raw = *HexDecode(
      "302a300506032b6570032100"  // what stands before the key in its file
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const auto key = PublicKey::FromPem("-----BEGIN PUBLIC KEY-----\n" + Base64Encode(raw) +
                                      "\n-----END PUBLIC KEY-----\n");
  ASSERT_TRUE(key.ok()) << key.status().ToString();
  const std::string signature =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  EXPECT_TRUE(key->Verifies("\x72", signature));
  EXPECT_FALSE(key->Verifies("\x73", signature));
  EXPECT_FALSE(key->Verifies("\x72", signature.substr(2)));
  EXPECT_FALSE(key->Verifies("\x72", ""));
  std::string upper = signature;
  upper[1] = '2', upper[4] = 'A';
  EXPECT_FALSE(key->Verifies("\x72", upper));
}

TEST(Signing, AKeyIsMadeOnce) {
  const TempDir dir = *TempDir::Create();
  const fs::path file = dir.path() / "deeper/key.pem";
  const auto key = SigningKey::LoadOrCreate(file);
  ASSERT_TRUE(key.ok()) << key.status().ToString();
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const std::string signature = *key->Sign("message");
  const auto again = SigningKey::LoadOrCreate(file);
  EXPECT_EQ(again->Public().Id(), key->Public().Id());
  EXPECT_TRUE(again->Public().Verifies("message", signature));
  EXPECT_FALSE(again->Public().Verifies("massage", signature));
  fs::permissions(file, fs::perms(0640));
  EXPECT_EQ(SigningKey::LoadOrCreate(file).status().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay::crypto

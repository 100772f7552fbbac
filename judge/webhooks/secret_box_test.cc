#include "judge/webhooks/secret_box.h"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

std::vector<crypto::Key> Keys(const std::string& names) {
  std::vector<crypto::Key> keys;
  for (const char name : names) keys.push_back(*crypto::Key::FromBytes(std::string(32, name)));
  return keys;
}

TEST(SecretBox, IsBoundToTheWebhook) {
  const SecretBox box(Keys("a"));
  const std::string sealed = *box.Seal("hook1", "secret");
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_EQ(*box.Open("hook1", sealed), "secret");
  EXPECT_EQ(box.Open("hook2", sealed).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(box.Open("hook1", "rubbish").status().code(), StatusCode::kDataLoss);
}

TEST(SecretBox, OldKeysOpenAndTheNewestSeals) {
  const std::string sealed = *SecretBox(Keys("a")).Seal("hook", "secret");
  const SecretBox both(Keys("ba"));
  EXPECT_FALSE(both.SealedByNewest(sealed));
  EXPECT_EQ(*both.Open("hook", sealed), "secret");
  EXPECT_TRUE(both.SealedByNewest(*both.Seal("hook", "secret")));
  EXPECT_EQ(SecretBox(Keys("b")).Open("hook", sealed).status().code(), StatusCode::kDataLoss);
}

TEST(SecretBox, CallbackSecretsAreOfATenant) {
  const SecretBox box(Keys("a"));
  EXPECT_EQ(box.CallbackSecret("acme"), box.CallbackSecret("acme"));
  EXPECT_NE(box.CallbackSecret("acme"), box.CallbackSecret("umbrella"));
  EXPECT_NE(box.CallbackSecret("acme"), SecretBox(Keys("b")).CallbackSecret("acme"));
}

}  // namespace
}  // namespace assay::judge

#include "judge/webhooks/signature.h"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using std::chrono::seconds;

// Made with `printf '1800000000.{"a":1}' | openssl dgst -sha256 -hmac secret`.
constexpr std::string_view kSignature =
    "t=1800000000,v1=440dfbb83aabca24d9e5027629cfd81cb45254690f8d410bb28f1cc17c990dbc";

TEST(Signature, KnownAnswer) {
  EXPECT_EQ(SignWebhook("secret", 1'800'000'000, "{\"a\":1}"), kSignature);
}

TEST(Signature, HoldsForSecretBodyAndTimeOnly) {
  const int64_t now = 1'800'000'000;
  EXPECT_TRUE(VerifyWebhook("secret", kSignature, "{\"a\":1}", now, seconds(300)));
  EXPECT_TRUE(VerifyWebhook("secret", kSignature, "{\"a\":1}", now + 300, seconds(300)));
  EXPECT_FALSE(VerifyWebhook("secret", kSignature, "{\"a\":1}", now + 301, seconds(300)));
  EXPECT_FALSE(VerifyWebhook("secret", kSignature, "{\"a\":1}", now - 301, seconds(300)));
  EXPECT_FALSE(VerifyWebhook("Secret", kSignature, "{\"a\":1}", now, seconds(300)));
  EXPECT_FALSE(VerifyWebhook("secret", kSignature, "{\"a\":2}", now, seconds(300)));
}

TEST(Signature, RefusesOtherForms) {
  const std::string good = SignWebhook("secret", 100, "body");
  ASSERT_TRUE(VerifyWebhook("secret", good, "body", 100, seconds(1)));
  std::string other_time = good;
  other_time.replace(2, 3, "101");
  for (const std::string& bad :
       {std::string(), std::string("t="), std::string("t=100"), std::string("t=,v1="),
        std::string("t=1x0,v1=00"), std::string("t=-1,v1=00"), other_time,
        good.substr(0, good.size() - 1), good + "0", " " + good,
        std::string("t=99999999999999999999,v1=00")})
    EXPECT_FALSE(VerifyWebhook("secret", bad, "body", 100, seconds(1))) << bad;
}

}  // namespace
}  // namespace assay::judge

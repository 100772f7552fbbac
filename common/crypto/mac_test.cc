#include "common/crypto/mac.h"

#include <gtest/gtest.h>

#include "common/crypto/encoding.h"

namespace assay::crypto {
namespace {

// RFC 4231, test cases 1, 2, 3 and 6.
TEST(Mac, HmacSha256KnownAnswers) {
  EXPECT_EQ(HexEncode(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HexEncode(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HexEncode(HmacSha256(std::string(20, '\xaa'), std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(HexEncode(HmacSha256(std::string(131, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// The HMAC of nothing under an empty key; not that of the call before.
TEST(Mac, AnEmptyKeyIsAKey) {
  (void)HmacSha256("another", "text");
  EXPECT_EQ(HexEncode(HmacSha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// RFC 5869, appendix A.1 and A.3.
TEST(Mac, HkdfSha256KnownAnswers) {
  const std::string key(22, '\x0b');
  EXPECT_EQ(HexEncode(HkdfSha256(key, *HexDecode("000102030405060708090a0b0c"),
                                 *HexDecode("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(HexEncode(HkdfSha256(key, "", "", 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Mac, PurposesGiveDifferentKeys) {
  const Key key = Key::Random();
  EXPECT_EQ(DeriveKey(key, "a").bytes(), DeriveKey(key, "a").bytes());
  EXPECT_NE(DeriveKey(key, "a").bytes(), DeriveKey(key, "b").bytes());
}

}  // namespace
}  // namespace assay::crypto

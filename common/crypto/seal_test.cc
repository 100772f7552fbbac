#include "common/crypto/seal.h"

#include <gtest/gtest.h>

#include <set>

#include "common/crypto/encoding.h"

namespace assay::crypto {
namespace {

Key TestKey() {
  return *Key::FromBytes(
      *HexDecode("000102030405060708090a0b0c0d0e0f"
                 "101112131415161718191a1b1c1d1e1f"));
}

TEST(Seal, OpensWhatItSealed) {
  const Key key = Key::Random();
  for (const size_t size : {0UL, 1UL, 15UL, 16UL, 17UL, 100'000UL}) {
    const std::string plain(size, 'p');
    const auto sealed = Seal(key, 7, plain, "context");
    ASSERT_TRUE(sealed.ok());
    EXPECT_EQ(sealed->size(), size + kSealOverheadBytes);
    EXPECT_EQ(*SealedKeyId(*sealed), 7U);
    const auto opened = Open(key, *sealed, "context");
    ASSERT_TRUE(opened.ok()) << opened.status().ToString();
    EXPECT_EQ(*opened, plain);
  }
  EXPECT_TRUE(Open(key, *Seal(key, ~0ULL, "x", ""), "").ok());
  EXPECT_EQ(*SealedKeyId(*Seal(key, ~0ULL, "x", "")), ~0ULL);
}

// Made with another implementation of AES-GCM (Node's): what is stored today must open for ever.
TEST(Seal, StoredFormatStands) {
  const std::string sealed = *HexDecode(
      "41534c010102030405060708cafebabefacedbaddecaf888eb83d443d20e6f7d346430fd1a73e64b6545b271b674"
      "1a182bb2611fcae81196c23e54c2b1bb10e13d6ce754a020daf3771f");
  const auto opened = Open(TestKey(), sealed, "somewhere");
  ASSERT_TRUE(opened.ok()) << opened.status().ToString();
  EXPECT_EQ(*opened, "a text from another implementation");
  EXPECT_EQ(*SealedKeyId(sealed), 0x0102030405060708U);
}

TEST(Seal, EveryByteCounts) {
  const Key key = TestKey();
  const std::string sealed = *Seal(key, 1, "plain text", "context");
  for (size_t i = 0; i < sealed.size(); ++i) {
    for (const int bit : {0, 7}) {
      std::string changed = sealed;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_EQ(Open(key, changed, "context").status().code(), StatusCode::kDataLoss) << i;
    }
  }
  for (size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(Open(key, std::string_view(sealed).substr(0, size), "context").ok()) << size;
  EXPECT_FALSE(Open(key, sealed + "x", "context").ok());
}

TEST(Seal, AnotherKeyOrContextDoesNotOpen) {
  const Key key = TestKey();
  const std::string sealed = *Seal(key, 1, "plain text", "context");
  EXPECT_FALSE(Open(Key::Random(), sealed, "context").ok());
  EXPECT_FALSE(Open(key, sealed, "contexT").ok());
  EXPECT_FALSE(Open(key, sealed, "").ok());
}

TEST(Seal, NoncesDoNotRepeat) {
  const Key key = TestKey();
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(Seal(key, 1, "same", "same")->substr(12, 12));
  EXPECT_EQ(nonces.size(), 1000U);
}

TEST(Seal, NoHeaderNoKeyId) {
  EXPECT_EQ(SealedKeyId("").status().code(), StatusCode::kDataLoss);
  EXPECT_FALSE(SealedKeyId(std::string(kSealOverheadBytes, 'x')).ok());
  EXPECT_FALSE(SealedKeyId("ASL\x02" + std::string(kSealOverheadBytes, 'x')).ok());
}

}  // namespace
}  // namespace assay::crypto

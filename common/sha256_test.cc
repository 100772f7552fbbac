#include "common/sha256.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// From FIPS 180-2, appendix B.
TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PiecesAreTheWhole) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("bc");
  EXPECT_EQ(hash.Hex(), Sha256Hex("abc"));
}

TEST(Sha256, FieldsDoNotRunTogether) {
  Sha256 left, right;
  left.UpdateField("ab");
  left.UpdateField("c");
  right.UpdateField("a");
  right.UpdateField("bc");
  EXPECT_NE(left.Hex(), right.Hex());
}

}  // namespace
}  // namespace assay

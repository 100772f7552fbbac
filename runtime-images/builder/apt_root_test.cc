#include "runtime-images/builder/apt_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

using testing::HasSubstr;

TEST(ParsePrintUrisTest, TakesAptsLinesApart) {
  const auto resolved = ParsePrintUris(
      "Reading package lists...\n"
      "'http://mirror/pool/main/t/tzdata/tzdata_2025b-4_all.deb' tzdata_2025b-4_all.deb 260000 "
      "SHA256:bb\n"
      "'http://mirror/pool/main/g/gcc/g++_4%3a14.2.0-1_amd64.deb' g++_4%3a14.2.0-1_amd64.deb 1344 "
      "SHA256:aa\n");
  ASSERT_TRUE(resolved.ok()) << resolved.status().ToString();
  ASSERT_EQ(resolved->size(), 2U);
  EXPECT_EQ((*resolved)[0].package.name, "g++");
  EXPECT_EQ((*resolved)[0].package.version, "4:14.2.0-1");
  EXPECT_EQ((*resolved)[0].package.architecture, "amd64");
  EXPECT_EQ((*resolved)[0].package.sha256, "aa");
  EXPECT_EQ((*resolved)[0].file, "g++_4%3a14.2.0-1_amd64.deb");
  EXPECT_EQ((*resolved)[1].package.architecture, "all");
}

TEST(ParsePrintUrisTest, RefusesWhatItCannotTrust) {
  for (const char* line :
       {"'u' a_1_all.deb 1 MD5Sum:aa\n", "'u' a_1.deb 1 SHA256:aa\n", "'u' a.deb\n", "'u'\n"}) {
    EXPECT_THAT(ParsePrintUris(line).status().message(), HasSubstr("cannot understand")) << line;
  }
}

}  // namespace
}  // namespace assay::runtime_images

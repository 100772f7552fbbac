#include "common/blobs/sigv4.h"

#include <gtest/gtest.h>

#include "common/sha256.h"

namespace assay::blobs {
namespace {

// The examples of "Signature Calculations for the Authorization Header" in the Amazon S3 API
// reference, with the keys that are printed there.
const AwsCredentials kExample = {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                                 ""};
const AwsScope kScope = {"us-east-1", "s3", "20130524T000000Z"};
constexpr const char* kNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kHost = "examplebucket.s3.amazonaws.com";

std::string Signature(const std::string& authorization) {
  return authorization.substr(authorization.find("Signature=") + 10);
}

TEST(SigV4, GetObject) {
  const AwsRequest request = {"GET",
                              "/test.txt",
                              {},
                              {{"Host", kHost},
                               {"Range", "bytes=0-9"},
                               {"x-amz-content-sha256", kNothing},
                               {"x-amz-date", "20130524T000000Z"}},
                              kNothing};
  EXPECT_EQ(AwsAuthorization(request, kScope, kExample),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, PutObject) {
  const std::string digest = Sha256Hex("Welcome to Amazon S3.");
  const AwsRequest request = {"PUT",
                              "/test$file.text",
                              {},
                              {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                               {"Host", kHost},
                               {"x-amz-date", "20130524T000000Z"},
                               {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                               {"x-amz-content-sha256", digest}},
                              digest};
  EXPECT_EQ(Signature(AwsAuthorization(request, kScope, kExample)),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(SigV4, GetBucketLifecycle) {
  const AwsRequest request = {
      "GET",
      "/",
      {{"lifecycle", ""}},
      {{"Host", kHost}, {"x-amz-date", "20130524T000000Z"}, {"x-amz-content-sha256", kNothing}},
      kNothing};
  EXPECT_EQ(Signature(AwsAuthorization(request, kScope, kExample)),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(SigV4, ListObjects) {
  const AwsRequest request = {
      "GET",
      "/",
      {{"prefix", "J"}, {"max-keys", "2"}},
      {{"Host", kHost}, {"x-amz-date", "20130524T000000Z"}, {"x-amz-content-sha256", kNothing}},
      kNothing};
  EXPECT_EQ(Signature(AwsAuthorization(request, kScope, kExample)),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

// From the aws-sig-v4-test-suite: get-vanilla, post-vanilla, get-vanilla-query-order-key-case,
// get-header-value-trim.
class SigV4Suite : public ::testing::Test {
 protected:
  static std::string Sign(const std::string& method, const NamedValues& query,
                          NamedValues headers = {}) {
    headers.emplace_back("Host", "example.amazonaws.com");
    headers.emplace_back("X-Amz-Date", "20150830T123600Z");
    return Signature(AwsAuthorization(
        {method, "/", query, headers, kNothing}, {"us-east-1", "service", "20150830T123600Z"},
        {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""}));
  }
};

TEST_F(SigV4Suite, Vanilla) {
  EXPECT_EQ(Sign("GET", {}), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(Sign("POST", {}), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

TEST_F(SigV4Suite, QueryIsSorted) {
  EXPECT_EQ(Sign("GET", {{"Param2", "value2"}, {"Param1", "value1"}}),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST_F(SigV4Suite, HeaderValuesAreFolded) {
  EXPECT_EQ(Sign("GET", {}, {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

TEST(SigV4, Encodes) {
  EXPECT_EQ(AwsEncode("a/b c~ä", true), "a/b%20c~%C3%A4");
  EXPECT_EQ(AwsEncode("a/b", false), "a%2Fb");
  EXPECT_EQ(AwsQuery({{"b", "1"}, {"a", "x y"}, {"a", "+"}}), "a=%2B&a=x%20y&b=1");
}

}  // namespace
}  // namespace assay::blobs

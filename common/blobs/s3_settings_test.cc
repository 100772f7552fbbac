#include "common/blobs/s3_settings.h"

#include <gtest/gtest.h>

#include "common/blobs/s3_xml.h"
#include "common/files.h"

namespace assay::blobs {
namespace {

TEST(S3Settings, ParsesAUrl) {
  const auto all = ParseS3Url(
      "s3://my-bucket/a/b/"
      "?endpoint=https%3A%2F%2Fs3.example.org%3A9000&region=eu-west-1&credentials=/etc/"
      "assay/s3&roots=/etc/roots.pem");
  ASSERT_TRUE(all.ok()) << all.status().ToString();
  EXPECT_EQ(all->bucket, "my-bucket");
  EXPECT_EQ(all->prefix, "a/b");
  EXPECT_EQ(all->endpoint, "https://s3.example.org:9000");
  EXPECT_EQ(all->region, "eu-west-1");
  EXPECT_EQ(all->credentials, "/etc/assay/s3");
  EXPECT_EQ(all->roots, "/etc/roots.pem");
  const auto amazon = ParseS3Url("s3://bucket?region=us-east-1&credentials=f");
  EXPECT_EQ(amazon->endpoint, "https://s3.us-east-1.amazonaws.com");
  EXPECT_EQ(amazon->prefix, "");
  EXPECT_TRUE(ParseS3Url("s3://bucket?region=r&credentials=f&endpoint=http://127.0.0.1:9000").ok());
}

TEST(S3Settings, RefusesOthers) {
  for (const char* bad :
       {"s3:bucket", "s3://", "s3://B?region=r&credentials=f", "s3://bucket",
        "s3://bucket?region=r", "s3://bucket?credentials=f",
        "s3://bucket?region=r&credentials=f&acl=public",
        "s3://bucket?region=r&credentials=f&endpoint=http://example.org",
        "s3://bucket?region=r&credentials=f&endpoint=https://example.org/path",
        "s3://bucket?region=r&credentials=f&endpoint=https://u:p@example.org",
        "s3://bucket/../x?region=r&credentials=f", "s3://bucket?region=r/s&credentials=f"})
    EXPECT_EQ(ParseS3Url(bad).status().code(), StatusCode::kInvalidArgument) << bad;
  const Status unknown = ParseS3Url("s3://bucket?region=r&credentials=f&acl=public").status();
  EXPECT_NE(unknown.message().find("\"acl\""), std::string::npos) << unknown.message();
}

TEST(S3Settings, ReadsCredentials) {
  const TempDir dir = *TempDir::Create();
  const auto file = dir.path() / "credentials";
  const auto read = [&](const std::string& text, unsigned mode = 0600) {
    EXPECT_TRUE(WriteFileAtomically(file, text, mode).ok());
    return ReadAwsCredentials(file);
  };
  const auto good =
      read("# ours\n[default]\naws_access_key_id = AKID\n aws_secret_access_key=s/e+c=ret\r\n");
  ASSERT_TRUE(good.ok()) << good.status().ToString();
  EXPECT_EQ(good->access_key_id, "AKID");
  EXPECT_EQ(good->secret_access_key, "s/e+c=ret");
  EXPECT_EQ(good->session_token, "");
  const std::string text = "aws_access_key_id=a\naws_secret_access_key=b\n";
  EXPECT_EQ(read(text + "aws_session_token=c")->session_token, "c");
  EXPECT_EQ(read(text, 0644).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(read("aws_access_key_id=a\n").ok());
  EXPECT_FALSE(read("[a]\n" + text + "[b]\n").ok());
  const Status odd = read(text + "SECRETSECRET\n").status();
  EXPECT_EQ(odd.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(odd.message().find("SECRET"), std::string::npos) << odd.message();
}

TEST(S3Xml, ReadsLists) {
  const auto page = ParseS3List(
      "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"x\"><IsTruncated>true</IsTruncated>"
      "<Contents><Key>a&amp;b</Key><Size>12</Size></Contents><Contents><Key>c</Key><Size>0</Size></"
      "Contents>"
      "<NextContinuationToken>t/=</NextContinuationToken></ListBucketResult>");
  ASSERT_TRUE(page.ok()) << page.status().ToString();
  ASSERT_EQ(page->objects.size(), 2U);
  EXPECT_EQ(page->objects[0].key, "a&b");
  EXPECT_EQ(page->objects[0].bytes, 12U);
  EXPECT_EQ(page->next, "t/=");
}

TEST(S3Xml, OddAnswersAreNoAnswers) {
  for (const char* odd :
       {"", "<html>", "<Other/>", "<ListBucketResult><Contents/></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"})
    EXPECT_EQ(ParseS3List(odd).status().code(), StatusCode::kUnavailable) << odd;
  EXPECT_FALSE(ParseS3UploadId("<InitiateMultipartUploadResult/>").ok());
  EXPECT_EQ(ParseS3Error("<Error><Code>No\nWay</Code><Message>m</Message></Error>").code, "No?Way");
  EXPECT_EQ(ParseS3Error("rubbish").code, "");
}

TEST(S3Xml, WritesThePartsInOrder) {
  EXPECT_EQ(
      S3CompleteBody({"\"e1\"", "<e2>"}),
      "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e1\"</ETag></Part>"
      "<Part><PartNumber>2</PartNumber><ETag>&lt;e2&gt;</ETag></Part></CompleteMultipartUpload>");
}

}  // namespace
}  // namespace assay::blobs

#include "common/blobs/s3_store.h"

#include <gtest/gtest.h>

#include <map>

#include "common/blobs/encrypted_store.h"
#include "common/blobs/s3_server_for_test.h"
#include "common/files.h"

namespace assay::blobs {
namespace {

using std::chrono::milliseconds;

class S3StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteCredentials(S3ServerForTest::kSecret);
    store_ = Open();
  }
  void WriteCredentials(const std::string& secret) {
    ASSERT_TRUE(WriteFileAtomically(dir_.path() / "credentials",
                                    std::string("aws_access_key_id = ") +
                                        S3ServerForTest::kAccessKey +
                                        "\naws_secret_access_key = " + secret + "\n",
                                    0600)
                    .ok());
  }
  std::unique_ptr<S3Store> Open(const std::string& bucket = "bucket/pre/fix") {
    auto settings = ParseS3Url("s3://" + bucket + "?region=eu-central-1&endpoint=" + server_.url() +
                               "&credentials=" + (dir_.path() / "credentials").string());
    EXPECT_TRUE(settings.ok()) << settings.status().ToString();
    S3Tuning tuning;
    tuning.first_pause = milliseconds(1);
    tuning.multipart_bytes = 1000;
    tuning.part_bytes = 400;
    tuning.page = 3;
    return *S3Store::Open(*settings, tuning);
  }
  std::map<std::string, uint64_t> Listed(std::string_view prefix) {
    std::map<std::string, uint64_t> listed;
    const Status status = store_->List(prefix, [&](std::string_view name, uint64_t bytes) {
      EXPECT_TRUE(listed.emplace(name, bytes).second);
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status.ToString();
    return listed;
  }
  TempDir dir_ = *TempDir::Create();
  S3ServerForTest server_;
  std::unique_ptr<S3Store> store_;
};

TEST_F(S3StoreTest, KeepsObjects) {
  const Status put = store_->Put("a/b", std::string("first\0", 6));
  ASSERT_TRUE(put.ok()) << put.ToString();
  EXPECT_EQ(*store_->Get("a/b", 100), std::string("first\0", 6));
  ASSERT_TRUE(store_->Put("a/b", "second").ok());
  EXPECT_EQ(*store_->Get("a/b", 100), "second");
  EXPECT_EQ(*store_->GetHead("a/b", 3), "sec");
  EXPECT_EQ(*store_->GetHead("a/b", 300), "second");
  EXPECT_EQ(*store_->Size("a/b"), 6U);
  EXPECT_EQ(store_->Get("a/b", 5).status().code(), StatusCode::kResourceExhausted);
  ASSERT_TRUE(store_->Put("a/empty", "").ok());
  EXPECT_EQ(*store_->Get("a/empty", 100), "");
  EXPECT_EQ(*store_->GetHead("a/empty", 10), "");
  EXPECT_EQ(*store_->Size("a/empty"), 0U);
  ASSERT_TRUE(store_->Delete("a/b").ok());
  ASSERT_TRUE(store_->Delete("a/b").ok());
  EXPECT_EQ(store_->Get("a/b", 5).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(store_->GetHead("a/b", 5).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*store_->Size("a/b"), std::nullopt);
  EXPECT_EQ(store_->Put("../x", "").code(), StatusCode::kInvalidArgument);
}

TEST_F(S3StoreTest, ListsPageByPage) {
  std::map<std::string, uint64_t> put;
  for (size_t i = 0; i < 10; ++i) {
    const std::string name = "list/" + std::to_string(i);
    ASSERT_TRUE(store_->Put(name, std::string(i, 'x')).ok());
    put[name] = i;
  }
  ASSERT_TRUE(store_->Put("listed-not", "x").ok());
  EXPECT_EQ(Listed("list/"), put);
  EXPECT_TRUE(Listed("none/").empty());
  int seen = 0;
  const Status stopped = store_->List("list/", [&](std::string_view, uint64_t) {
    return ++seen == 5 ? Unavailable("enough") : OkStatus();
  });
  EXPECT_EQ(stopped.message(), "enough");
  EXPECT_EQ(seen, 5);
}

TEST_F(S3StoreTest, LongObjectsGoUpInParts) {
  std::string data;
  for (int i = 0; i < 2100; ++i) data += static_cast<char>(i * 7);
  ASSERT_TRUE(store_->Put("long", data).ok());
  EXPECT_EQ(*store_->Get("long", 10'000), data);
  EXPECT_EQ(server_.unfinished_uploads(), 0U);
}

TEST_F(S3StoreTest, TriesAgainWhereThatHelps) {
  for (const std::vector<int>& failures :
       {std::vector<int>{503}, {500, 502, 504}, {0, 0}, {429, -1, 503, 0, 408}}) {
    server_.Fail(failures);
    const Status put = store_->Put("again", "data");
    EXPECT_TRUE(put.ok()) << put.ToString();
    server_.Fail(failures);
    EXPECT_EQ(*store_->Get("again", 100), "data");
  }
}

TEST_F(S3StoreTest, GivesUpInTheEnd) {
  server_.Fail(std::vector<int>(6, 503));
  const size_t before = server_.requests();
  const Status status = store_->Put("never", "data");
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("SlowDown"), std::string::npos) << status.message();
  EXPECT_EQ(server_.requests() - before, 6U);
  // A refusal is not repeated.
  server_.Fail({400});
  EXPECT_EQ(store_->Put("never", "data").code(), StatusCode::kInternal);
  EXPECT_EQ(server_.requests() - before, 7U);
}

TEST_F(S3StoreTest, AFailedUploadLeavesNothing) {
  ASSERT_TRUE(store_->Put("long", std::string(1200, 'o')).ok());
  server_.Fail({1, 1, 403});  // begun, a part sent, and then refused
  const Status status = store_->Put("long", std::string(1200, 'n'));
  EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << status.ToString();
  EXPECT_EQ(server_.unfinished_uploads(), 0U);
  EXPECT_EQ(*store_->Get("long", 10'000), std::string(1200, 'o'));
}

TEST_F(S3StoreTest, CredentialsMayBeExchanged) {
  ASSERT_TRUE(store_->Put("a", "1").ok());
  server_.SetSecret("the new one");
  EXPECT_EQ(store_->Put("a", "2").code(), StatusCode::kPermissionDenied);
  WriteCredentials("the new one");
  const Status put = store_->Put("a", "3");
  EXPECT_TRUE(put.ok()) << put.ToString();
  EXPECT_EQ(*store_->Get("a", 10), "3");
}

TEST_F(S3StoreTest, ErrorsSayWhatTheServerSaid) {
  server_.SetSecret("another");
  const Status denied = store_->Get("a/b", 10).status();
  EXPECT_EQ(denied.code(), StatusCode::kPermissionDenied);
  EXPECT_NE(denied.message().find("SignatureDoesNotMatch"), std::string::npos) << denied.message();
  EXPECT_EQ(denied.message().find(S3ServerForTest::kSecret), std::string::npos);
  server_.SetSecret(S3ServerForTest::kSecret);
  const Status bucket = Open("elsewhere")->Put("a", "1");
  EXPECT_EQ(bucket.code(), StatusCode::kFailedPrecondition) << bucket.ToString();
}

TEST_F(S3StoreTest, DestroyLeavesNoVersion) {
  ASSERT_TRUE(store_->Put("key", "secret one").ok());
  ASSERT_TRUE(store_->Put("key", "secret two").ok());
  ASSERT_TRUE(store_->Put("key2", "other").ok());
  ASSERT_TRUE(store_->Destroy("key").ok());
  EXPECT_EQ(server_.versions(), std::vector<std::string>{"other"});
  EXPECT_TRUE(store_->Destroy("key").ok());
}

TEST_F(S3StoreTest, CarriesTheEncryptedStore) {
  const auto master = dir_.path() / "master.key";
  ASSERT_TRUE(CreateMasterKey(master).ok());
  EncryptedStore blobs(Open(), *MasterKeys::Load(master), {});
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) {
    const auto sha256 = blobs.Put("acme", std::string(static_cast<size_t>(i) * 150, 'b'));
    ASSERT_TRUE(sha256.ok()) << sha256.status().ToString();
    names.push_back(*sha256);
  }
  ASSERT_TRUE(blobs.RotateTenantKey("acme").ok());
  EncryptedStore other(Open(), *MasterKeys::Load(master), {});
  const auto moved = other.Reencrypt("acme");
  ASSERT_TRUE(moved.ok()) << moved.status().ToString();
  EXPECT_EQ(moved->blobs, 10U);
  EXPECT_EQ(moved->keys_destroyed, 1U);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(blobs.Get("acme", names[static_cast<size_t>(i)])->size(),
              static_cast<size_t>(i) * 150);
  ASSERT_TRUE(blobs.ShredTenant("acme").ok());
  EXPECT_EQ(blobs.Get("acme", names[1]).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(other.Put("acme", "x").status().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay::blobs

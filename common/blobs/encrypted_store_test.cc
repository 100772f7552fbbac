#include "common/blobs/encrypted_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "common/blobs/folder_store.h"
#include "common/blobs/open.h"
#include "common/files.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

class EncryptedStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(CreateMasterKey(master_).ok());
    store_ = Open();
  }

  // As another process on the same machine would have it.
  std::unique_ptr<EncryptedStore> Open(std::chrono::milliseconds remember = std::chrono::hours(1)) {
    auto store = OpenBlobStore("file:" + folder_.string(), master_, {remember});
    EXPECT_TRUE(store.ok()) << store.status().ToString();
    return store.ok() ? std::move(*store) : nullptr;
  }

  // Files below a folder of the store, without what is being written.
  std::vector<fs::path> Files(const std::string& below) const {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / below, error))
      if (entry.is_regular_file()) files.push_back(entry.path());
    return files;
  }

  std::map<std::string, uint64_t> Listed(EncryptedStore& store, std::string_view tenant) {
    std::map<std::string, uint64_t> listed;
    const Status status = store.List(tenant, [&](std::string_view sha256, uint64_t bytes) {
      EXPECT_TRUE(listed.emplace(sha256, bytes).second) << "twice";
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status.ToString();
    return listed;
  }

  TempDir dir_ = *TempDir::Create("assay-blobs-");
  fs::path master_ = dir_.path() / "master.key";
  fs::path folder_ = dir_.path() / "blobs";
  std::unique_ptr<EncryptedStore> store_;
};

TEST_F(EncryptedStoreTest, GivesBackWhatWasPut) {
  for (const std::string& data :
       {std::string(), std::string("x"), std::string(1 << 20, 'y'), std::string("\0\xff\n", 3)}) {
    const auto sha256 = store_->Put("acme", data);
    ASSERT_TRUE(sha256.ok()) << sha256.status().ToString();
    EXPECT_EQ(*sha256, Sha256Hex(data));
    EXPECT_TRUE(*store_->Has("acme", *sha256));
    const auto got = store_->Get("acme", *sha256);
    ASSERT_TRUE(got.ok()) << got.status().ToString();
    EXPECT_EQ(*got, data);
    EXPECT_EQ(*Open()->Get("acme", *sha256), data);
  }
}

TEST_F(EncryptedStoreTest, WhatIsNotThereIsNotFound) {
  const std::string sha256 = Sha256Hex("nothing");
  EXPECT_EQ(store_->Get("acme", sha256).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(*store_->Has("acme", sha256));
  EXPECT_TRUE(store_->Delete("acme", sha256).ok());
  EXPECT_TRUE(Listed(*store_, "acme").empty());
  EXPECT_TRUE(Files("keys").empty()) << "a question makes no key";
}

TEST_F(EncryptedStoreTest, RefusesOddNames) {
  for (const char* tenant : {"", "../x", "a/b", ".a", "-a", "a b", "a\n", "ä"}) {
    EXPECT_EQ(store_->Put(tenant, "x").status().code(), StatusCode::kInvalidArgument) << tenant;
    EXPECT_EQ(store_->Get(tenant, Sha256Hex("x")).status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(store_->ShredTenant(tenant).code(), StatusCode::kInvalidArgument);
  }
  for (const std::string& sha256 :
       {std::string(), std::string(63, 'a'), std::string(64, 'A'), "../" + std::string(61, 'a')})
    EXPECT_EQ(store_->Get("acme", sha256).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(store_->Put(std::string(101, 'a'), "x").status().code(), StatusCode::kInvalidArgument);
}

TEST_F(EncryptedStoreTest, TenantsHaveTheirOwn) {
  const std::string sha256 = *store_->Put("acme", "shared");
  EXPECT_EQ(store_->Get("umbrella", sha256).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*store_->Put("umbrella", "shared"), sha256);
  EXPECT_TRUE(store_->Delete("acme", sha256).ok());
  EXPECT_EQ(store_->Get("acme", sha256).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*store_->Get("umbrella", sha256), "shared");
}

TEST_F(EncryptedStoreTest, NothingPlainIsStored) {
  const std::string data = "the answer that nobody may see, not even by its digest";
  const std::string sha256 = *store_->Put("acme", data);
  for (const fs::path& file : Files("")) {
    const std::string bytes = *ReadFile(file);
    EXPECT_EQ(bytes.find("answer"), std::string::npos) << file;
    EXPECT_EQ(file.string().find(sha256.substr(0, 16)), std::string::npos) << file;
    EXPECT_EQ(fs::status(file).permissions() & fs::perms(0077), fs::perms::none) << file;
  }
  // The same bytes of another tenant have another name.
  (void)*store_->Put("umbrella", data);
  std::set<std::string> names;
  for (const fs::path& file : Files("blobs")) names.insert(file.filename());
  EXPECT_EQ(names.size(), 2U);
}

TEST_F(EncryptedStoreTest, ListsAllOfATenant) {
  std::map<std::string, uint64_t> put;
  for (int i = 0; i < 50; ++i) {
    const std::string data(static_cast<size_t>(i), 'z');
    put[*store_->Put("acme", data)] = data.size();
  }
  (void)*store_->Put("umbrella", "not this one");
  EXPECT_EQ(Listed(*store_, "acme"), put);
  const Status stopped =
      store_->List("acme", [](std::string_view, uint64_t) { return Unavailable("enough"); });
  EXPECT_EQ(stopped.message(), "enough");
}

TEST_F(EncryptedStoreTest, PuttingAgainWritesNothing) {
  const std::string sha256 = *store_->Put("acme", "once");
  const auto written = fs::last_write_time(Files("blobs").at(0));
  EXPECT_EQ(*store_->Put("acme", "once"), sha256);
  EXPECT_EQ(*Open()->Put("acme", "once"), sha256);
  ASSERT_EQ(Files("blobs").size(), 1U);
  EXPECT_EQ(fs::last_write_time(Files("blobs").at(0)), written);
}

TEST_F(EncryptedStoreTest, PuttingAgainMendsWhatWasCut) {
  const std::string sha256 = *store_->Put("acme", "precious");
  fs::resize_file(Files("blobs").at(0), 100);
  EXPECT_EQ(store_->Get("acme", sha256).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(*store_->Put("acme", "precious"), sha256);
  EXPECT_EQ(*store_->Get("acme", sha256), "precious");
}

// Every byte of a blob's file and of a key's file, changed one at a time, and every shorter length.
TEST_F(EncryptedStoreTest, EveryByteOfEveryFileCounts) {
  const std::string sha256 = *store_->Put("acme", "untouched");
  for (const char* kind : {"blobs", "keys"}) {
    const fs::path file = Files(kind).at(0);
    const std::string good = *ReadFile(file);
    for (size_t i = 0; i < good.size(); ++i) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 0x20);
      ASSERT_TRUE(WriteFileAtomically(file, bad, 0600).ok());
      const auto got = Open()->Get("acme", sha256);
      ASSERT_EQ(got.status().code(), StatusCode::kDataLoss) << file << ' ' << i;
      ASSERT_TRUE(WriteFileAtomically(file, good.substr(0, i), 0600).ok());
      ASSERT_EQ(Open()->Get("acme", sha256).status().code(), StatusCode::kDataLoss) << i;
    }
    ASSERT_TRUE(WriteFileAtomically(file, good + "x", 0600).ok());
    EXPECT_EQ(Open()->Get("acme", sha256).status().code(), StatusCode::kDataLoss);
    ASSERT_TRUE(WriteFileAtomically(file, good, 0600).ok());
    EXPECT_EQ(*Open()->Get("acme", sha256), "untouched");
  }
}

TEST_F(EncryptedStoreTest, DataLossNamesTheFile) {
  const std::string sha256 = *store_->Put("acme", "untouched");
  const fs::path file = Files("blobs").at(0);
  ASSERT_TRUE(WriteFileAtomically(file, "rubbish", 0600).ok());
  const Status status = store_->Get("acme", sha256).status();
  EXPECT_NE(status.message().find(file.lexically_relative(folder_).string()), std::string::npos)
      << status.message();
}

TEST_F(EncryptedStoreTest, FilesOfOthersDoNotOpen) {
  const std::string mine = *store_->Put("acme", "mine"), yours = *store_->Put("acme", "yours");
  const std::string theirs = *store_->Put("umbrella", "mine");
  // Two blobs of one tenant change places.
  const auto files = Files("blobs/acme");
  ASSERT_EQ(files.size(), 2U);
  fs::rename(files[0], dir_.path() / "aside");
  fs::rename(files[1], files[0]);
  fs::rename(dir_.path() / "aside", files[1]);
  EXPECT_EQ(store_->Get("acme", mine).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(store_->Get("acme", yours).status().code(), StatusCode::kDataLoss);
  // The whole of one tenant, keys and all, is given to another.
  fs::remove_all(folder_ / "blobs/acme");
  fs::remove_all(folder_ / "keys/acme");
  fs::copy(folder_ / "blobs/umbrella", folder_ / "blobs/acme", fs::copy_options::recursive);
  fs::copy(folder_ / "keys/umbrella", folder_ / "keys/acme", fs::copy_options::recursive);
  const Status status = Open()->Get("acme", theirs).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status.ToString();
  EXPECT_EQ(*store_->Get("umbrella", theirs), "mine");
}

TEST_F(EncryptedStoreTest, AnotherMasterKeyOpensNothing) {
  const std::string sha256 = *store_->Put("acme", "mine");
  fs::remove(master_);
  ASSERT_TRUE(CreateMasterKey(master_).ok());
  const Status status = Open()->Get("acme", sha256).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_NE(status.message().find(master_.string()), std::string::npos) << status.message();
}

TEST_F(EncryptedStoreTest, ManyPutTheSame) {
  const auto other = Open();
  std::atomic<int> failed = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      EncryptedStore& store = t % 2 == 0 ? *store_ : *other;
      for (int i = 0; i < 20; ++i) {
        const std::string data = "blob " + std::to_string(i);
        const auto sha256 = store.Put("acme", data);
        if (!sha256.ok() || *store.Get("acme", *sha256) != data) ++failed;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Listed(*store_, "acme").size(), 20U);
  EXPECT_EQ(Listed(*Open(), "acme").size(), 20U);
}

}  // namespace
}  // namespace assay::blobs

// Keys of tenants and the master key are exchanged and destroyed while the store is used.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "common/blobs/open.h"
#include "common/files.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

class RotationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(CreateMasterKey(master_).ok());
    store_ = Open();
    for (int i = 0; i < 10; ++i) Put("blob " + std::to_string(i));
  }
  // Another process; by default one that remembers keys for ever.
  std::unique_ptr<EncryptedStore> Open(std::chrono::milliseconds remember = std::chrono::hours(1)) {
    auto store = OpenBlobStore("file:" + folder_.string(), master_, {remember});
    EXPECT_TRUE(store.ok()) << store.status().ToString();
    return store.ok() ? std::move(*store) : nullptr;
  }
  void Put(const std::string& data) {
    const auto sha256 = store_->Put("acme", data);
    ASSERT_TRUE(sha256.ok()) << sha256.status().ToString();
    blobs_.insert(data);
  }
  void ExpectAllIn(EncryptedStore& store) {
    for (const std::string& data : blobs_) {
      const auto got = store.Get("acme", Sha256Hex(data));
      ASSERT_TRUE(got.ok()) << got.status().ToString();
      ASSERT_EQ(*got, data);
    }
    std::set<std::string> listed;
    ASSERT_TRUE(store
                    .List("acme",
                          [&](std::string_view sha256, uint64_t) {
                            EXPECT_TRUE(listed.emplace(sha256).second);
                            return OkStatus();
                          })
                    .ok());
    EXPECT_EQ(listed.size(), blobs_.size());
  }
  size_t Files(const std::string& below) const {
    size_t count = 0;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / below, error))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
  // The folders of keys under which something is stored.
  size_t KeysInUse() const {
    size_t count = 0;
    for (const auto& key : fs::directory_iterator(folder_ / "blobs/acme"))
      count += Files(key.path().lexically_relative(folder_)) > 0 ? 1 : 0;
    return count;
  }

  TempDir dir_ = *TempDir::Create("assay-rotation-");
  fs::path master_ = dir_.path() / "master.key";
  fs::path folder_ = dir_.path() / "blobs";
  std::unique_ptr<EncryptedStore> store_;
  std::set<std::string> blobs_;
};

TEST_F(RotationTest, OldBlobsStayReadableAndNewOnesUseTheNewKey) {
  const auto other = Open();
  ExpectAllIn(*other);
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  Put("new");
  EXPECT_EQ(KeysInUse(), 2U);
  ExpectAllIn(*store_);
  ExpectAllIn(*other);  // which has not heard of the new key
  // Nor does it store under the old one.
  ASSERT_TRUE(other->Put("acme", "by the other").ok());
  blobs_.insert("by the other");
  ExpectAllIn(*store_);
  const auto done = store_->Reencrypt("acme");
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_EQ(done->blobs, 10U);
}

TEST_F(RotationTest, ReencryptingMovesAllAndDestroysTheOldKey) {
  const auto other = Open();
  ExpectAllIn(*other);
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  EXPECT_EQ(Files("keys/acme"), 3U);
  const auto done = store_->Reencrypt("acme");
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_EQ(done->blobs, 10U);
  EXPECT_EQ(done->failed, 0U);
  EXPECT_EQ(done->keys_destroyed, 2U);
  EXPECT_EQ(Files("keys/acme"), 1U);
  EXPECT_EQ(KeysInUse(), 1U);
  ExpectAllIn(*store_);
  ExpectAllIn(*other);
  EXPECT_EQ(store_->Reencrypt("acme")->blobs, 0U);
}

TEST_F(RotationTest, ABlobThatCannotBeMovedKeepsItsKey) {
  fs::path broken;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "blobs"))
    if (entry.is_regular_file()) broken = entry.path();
  const std::string good = *ReadFile(broken);
  ASSERT_TRUE(WriteFileAtomically(broken, good.substr(0, good.size() - 1), 0600).ok());
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  const auto done = store_->Reencrypt("acme");
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->blobs, 9U);
  EXPECT_EQ(done->failed, 1U);
  EXPECT_NE(done->first_failure.find("DATA_LOSS"), std::string::npos) << done->first_failure;
  EXPECT_EQ(done->keys_destroyed, 0U);
  ASSERT_TRUE(WriteFileAtomically(broken, good, 0600).ok());
  EXPECT_EQ(store_->Reencrypt("acme")->keys_destroyed, 1U);
  ExpectAllIn(*store_);
}

TEST_F(RotationTest, AStoppedMoveGoesOnLater) {
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(store_->Reencrypt("acme", stop.get_token())->blobs, 0U);
  ExpectAllIn(*store_);
  EXPECT_EQ(store_->Reencrypt("acme")->blobs, 10U);
}

// Readers, writers and deleters in two "processes" while a third rotates and moves all the time.
TEST_F(RotationTest, NothingIsMissedMeanwhile) {
  const auto reader = Open(std::chrono::milliseconds(3)), writer = Open();
  std::atomic<bool> stop = false;
  std::atomic<int> missed = 0, reads = 0, writes = 0;
  std::mutex mutex;
  std::vector<std::string> written;
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    while (!stop) {
      for (const std::string& data : blobs_) {
        const auto got = reader->Get("acme", Sha256Hex(data));
        ++reads;
        if (!got.ok() || *got != data || !*reader->Has("acme", Sha256Hex(data))) {
          ++missed;
          ADD_FAILURE() << got.status().ToString();
        }
      }
    }
  });
  threads.emplace_back([&] {
    for (int i = 0; i < 150 && !stop; ++i) {
      const std::string data = "written " + std::to_string(i);
      const auto sha256 = writer->Put("acme", data);
      if (!sha256.ok()) {
        ++missed;
        ADD_FAILURE() << sha256.status().ToString();
        continue;
      }
      ++writes;
      const std::lock_guard lock(mutex);
      written.push_back(data);
    }
  });
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
    const auto done = store_->Reencrypt("acme");
    ASSERT_TRUE(done.ok()) << done.status().ToString();
    EXPECT_EQ(done->failed, 0U) << done->first_failure;
  }
  stop = true;
  threads.clear();
  EXPECT_EQ(missed, 0);
  EXPECT_GT(reads, 0);
  EXPECT_GT(writes, 0);
  // All that was acknowledged is there, whatever key it was put under first.
  for (const std::string& data : written) EXPECT_EQ(*Open()->Get("acme", Sha256Hex(data)), data);
}

TEST_F(RotationTest, TheMasterKeyIsExchanged) {
  const auto other = Open();
  ExpectAllIn(*other);
  ASSERT_TRUE(AddMasterKey(master_).ok());
  const Status early = store_->RetireOldMasterKeys();
  EXPECT_EQ(early.code(), StatusCode::kFailedPrecondition) << early.ToString();
  ExpectAllIn(*store_);
  ASSERT_TRUE(other->Put("umbrella", "under the new master").ok());
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  EXPECT_EQ(*store_->RewrapAll(), 1U) << "the one of acme; later ones are wrapped by the new key";
  EXPECT_EQ(*store_->RewrapAll(), 0U);
  ExpectAllIn(*Open());
  const std::string with_both = *ReadFile(master_);
  ASSERT_TRUE(store_->RetireOldMasterKeys().ok());
  EXPECT_EQ(std::count(with_both.begin(), with_both.end(), '\n'), 2);
  const std::string alone = *ReadFile(master_);
  EXPECT_EQ(alone, with_both.substr(0, alone.size()));
  ExpectAllIn(*Open());
  ExpectAllIn(*other);
  EXPECT_EQ(*Open()->Get("umbrella", Sha256Hex("under the new master")), "under the new master");
  // The old master key alone opens nothing any more.
  ASSERT_TRUE(WriteFileAtomically(master_, with_both.substr(alone.size()), 0600).ok());
  EXPECT_EQ(Open()->Get("acme", Sha256Hex("blob 1")).status().code(), StatusCode::kDataLoss);
}

TEST_F(RotationTest, AShreddedTenantIsGone) {
  const auto other = Open(std::chrono::milliseconds(0));
  ASSERT_TRUE(store_->RotateTenantKey("acme").ok());
  ASSERT_TRUE(store_->Put("umbrella", "stays").ok());
  ASSERT_TRUE(store_->ShredTenant("acme").ok());
  const auto late = Open();
  for (EncryptedStore* store : {store_.get(), other.get(), late.get()}) {
    const Status get = store->Get("acme", Sha256Hex("blob 1")).status();
    EXPECT_EQ(get.code(), StatusCode::kNotFound);
    EXPECT_NE(get.message().find("shredded"), std::string::npos) << get.message();
    EXPECT_FALSE(*store->Has("acme", Sha256Hex("blob 1")));
    const Status put = store->Put("acme", "again").status();
    EXPECT_EQ(put.code(), StatusCode::kFailedPrecondition) << put.ToString();
    EXPECT_EQ(store->RotateTenantKey("acme").code(), StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(Files("keys/acme"), 1U) << "only the mark";
  EXPECT_EQ(*store_->Get("umbrella", Sha256Hex("stays")), "stays");
  EXPECT_EQ(Files("blobs/acme"), 10U);
  EXPECT_EQ(store_->RemoveShredded("umbrella").code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(store_->RemoveShredded("acme").ok());
  EXPECT_EQ(Files("blobs/acme"), 0U);
  ASSERT_TRUE(store_->ShredTenant("acme").ok());
  std::set<std::string> tenants, shredded;
  ASSERT_TRUE(store_
                  ->ListTenants([&](std::string_view tenant, bool gone) {
                    (gone ? shredded : tenants).emplace(tenant);
                    return OkStatus();
                  })
                  .ok());
  EXPECT_EQ(tenants, std::set<std::string>{"umbrella"});
  EXPECT_EQ(shredded, std::set<std::string>{"acme"});
}

TEST_F(RotationTest, APutInAnotherProcessIsRefusedToo) {
  const auto other = Open();  // remembers the keys for an hour
  ExpectAllIn(*other);
  ASSERT_TRUE(store_->ShredTenant("acme").ok());
  EXPECT_EQ(other->Put("acme", "late").status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(other->Put("acme", "blob 1").status().code(), StatusCode::kFailedPrecondition);
}

// A key that rose again, as a rewrapping that raced with the shredding would leave it after a
// crash.
TEST_F(RotationTest, TheMarkStandsAboveAKeyThatIsThere) {
  std::vector<fs::path> keys;
  for (const auto& entry : fs::directory_iterator(folder_ / "keys/acme")) keys.push_back(entry);
  ASSERT_EQ(keys.size(), 1U);
  const std::string wrapped = *ReadFile(keys[0]);
  ASSERT_TRUE(store_->ShredTenant("acme").ok());
  ASSERT_TRUE(WriteFileAtomically(keys[0], wrapped, 0600).ok());
  EXPECT_EQ(Open()->Get("acme", Sha256Hex("blob 1")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Open()->Put("acme", "x").status().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(AddMasterKey(master_).ok());
  EXPECT_EQ(*store_->RewrapAll(), 0U);
  EXPECT_FALSE(fs::exists(keys[0])) << "rewrapping finishes what the shredding began";
  ASSERT_TRUE(store_->RetireOldMasterKeys().ok());
}

}  // namespace
}  // namespace assay::blobs

#include "common/blobs/folder_store.h"

#include <gtest/gtest.h>

#include <map>

#include "common/files.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

class FolderStoreTest : public ::testing::Test {
 protected:
  std::map<std::string, uint64_t> Listed(std::string_view prefix) {
    std::map<std::string, uint64_t> listed;
    EXPECT_TRUE(store_
                    ->List(prefix,
                           [&](std::string_view name, uint64_t bytes) {
                             listed[std::string(name)] = bytes;
                             return OkStatus();
                           })
                    .ok());
    return listed;
  }
  TempDir dir_ = *TempDir::Create("assay-folder-");
  fs::path root_ = dir_.path() / "objects";
  std::unique_ptr<FolderStore> store_ = *FolderStore::Open(root_);
};

TEST_F(FolderStoreTest, KeepsObjects) {
  ASSERT_TRUE(store_->Put("a/b/c", "first").ok());
  EXPECT_EQ(*store_->Get("a/b/c", 100), "first");
  ASSERT_TRUE(store_->Put("a/b/c", "second").ok());
  EXPECT_EQ(*store_->Get("a/b/c", 100), "second");
  EXPECT_EQ(*store_->GetHead("a/b/c", 3), "sec");
  EXPECT_EQ(*store_->GetHead("a/b/c", 300), "second");
  EXPECT_EQ(*store_->Size("a/b/c"), 6U);
  EXPECT_EQ(*store_->Size("a/b/d"), std::nullopt);
  EXPECT_EQ(*store_->Size("a/b/c/d"), std::nullopt);
  EXPECT_EQ(store_->Get("a/b/c", 5).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(store_->Get("a/b/d", 5).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(store_->GetHead("a/b/d", 5).status().code(), StatusCode::kNotFound);
  EXPECT_TRUE(store_->Settle("a/b/c").ok());
  ASSERT_TRUE(store_->Delete("a/b/c").ok());
  ASSERT_TRUE(store_->Delete("a/b/c").ok());
  EXPECT_EQ(*store_->Size("a/b/c"), std::nullopt);
}

TEST_F(FolderStoreTest, ListsBelowAPrefix) {
  ASSERT_TRUE(store_->Put("a/1", "x").ok());
  ASSERT_TRUE(store_->Put("a/b/2", "xy").ok());
  ASSERT_TRUE(store_->Put("ab/3", "xyz").ok());
  EXPECT_EQ(Listed("a/"), (std::map<std::string, uint64_t>{{"a/1", 1}, {"a/b/2", 2}}));
  EXPECT_TRUE(Listed("none/").empty());
  EXPECT_FALSE(store_->List("a", [](std::string_view, uint64_t) { return OkStatus(); }).ok());
}

TEST_F(FolderStoreTest, RefusesNamesThatLeaveTheFolder) {
  for (const char* name :
       {"", "/etc/passwd", "../x", "a/../x", "a//b", "a/", ".new/x", "a/.b", "a\nb", "a b"})
    EXPECT_EQ(store_->Put(name, "x").code(), StatusCode::kInvalidArgument) << name;
  EXPECT_FALSE(store_->Put(std::string(401, 'a'), "x").ok());
}

TEST_F(FolderStoreTest, DestroyOverwritesBeforeItRemoves) {
  ASSERT_TRUE(store_->Put("a/key", "secret secret").ok());
  fs::create_hard_link(root_ / "a/key", dir_.path() / "seen");
  ASSERT_TRUE(store_->Destroy("a/key").ok());
  EXPECT_FALSE(fs::exists(root_ / "a/key"));
  EXPECT_EQ(*ReadFile(dir_.path() / "seen"), std::string(13, '\0'));
  EXPECT_TRUE(store_->Destroy("a/key").ok());
}

TEST_F(FolderStoreTest, AStartFinishesWhatWasToBeDestroyed) {
  ASSERT_TRUE(WriteFileAtomically(root_ / ".new/key.doomed", "secret").ok());
  fs::create_hard_link(root_ / ".new/key.doomed", dir_.path() / "seen");
  ASSERT_TRUE(FolderStore::Open(root_).ok());
  EXPECT_FALSE(fs::exists(root_ / ".new/key.doomed"));
  EXPECT_EQ(*ReadFile(dir_.path() / "seen"), std::string(6, '\0'));
}

TEST_F(FolderStoreTest, OldLeftoversGoAndYoungOnesStay) {
  ASSERT_TRUE(WriteFileAtomically(root_ / ".new/old", "x").ok());
  ASSERT_TRUE(WriteFileAtomically(root_ / ".new/young", "x").ok());
  fs::last_write_time(root_ / ".new/old", fs::file_time_type::clock::now() - std::chrono::hours(2));
  ASSERT_TRUE(FolderStore::Open(root_).ok());
  EXPECT_FALSE(fs::exists(root_ / ".new/old"));
  EXPECT_TRUE(fs::exists(root_ / ".new/young"));
}

}  // namespace
}  // namespace assay::blobs

#include "common/blobs/master_keys.h"

#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

class MasterKeysTest : public ::testing::Test {
 protected:
  Status LoadOf(const std::string& text) {
    EXPECT_TRUE(WriteFileAtomically(file_, text, 0600).ok());
    return MasterKeys::Load(file_).status();
  }
  TempDir dir_ = *TempDir::Create();
  fs::path file_ = dir_.path() / "master.key";
};

TEST_F(MasterKeysTest, IsMadeOnceForItsOwnerOnly) {
  ASSERT_TRUE(CreateMasterKey(file_).ok());
  const std::string text = *ReadFile(file_);
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(CreateMasterKey(file_).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadFile(file_), text);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_.path()), {}), 1) << "a leftover";
}

TEST_F(MasterKeysTest, RefusesAFileThatOthersMayRead) {
  ASSERT_TRUE(CreateMasterKey(file_).ok());
  for (const unsigned mode : {0640U, 0604U, 0620U, 0602U}) {
    fs::permissions(file_, fs::perms(mode));
    const Status status = MasterKeys::Load(file_).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << mode;
    EXPECT_NE(status.message().find("chmod 600"), std::string::npos);
  }
  fs::permissions(file_, fs::perms(0400));
  EXPECT_TRUE(MasterKeys::Load(file_).ok());
}

TEST_F(MasterKeysTest, RefusesWhatIsNoKeyFile) {
  const std::string good = "assay-master-key-1:" + std::string(64, 'a') + "\n";
  EXPECT_TRUE(LoadOf(good).ok());
  EXPECT_TRUE(LoadOf(good + good).ok());
  EXPECT_EQ(LoadOf("").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(LoadOf("\n").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(LoadOf("assay-master-key-1:" + std::string(62, 'a') + "\n").code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(LoadOf("assay-master-key-2:" + std::string(64, 'a') + "\n").code(),
            StatusCode::kInvalidArgument);
  const Status status = LoadOf(good + "assay-master-key-1:" + std::string(64, 'g') + "\n");
  EXPECT_NE(status.message().find("line 2"), std::string::npos) << status.message();
  EXPECT_EQ(status.message().find("gggg"), std::string::npos) << "a secret in a message";
  EXPECT_EQ(LoadOf(good.substr(0, 80)).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(MasterKeys::Load(dir_.path() / "none").status().code(), StatusCode::kNotFound);
}

TEST_F(MasterKeysTest, ARunningProgramFollowsARotation) {
  ASSERT_TRUE(CreateMasterKey(file_).ok());
  const auto keys = *MasterKeys::Load(file_);
  const auto other = *MasterKeys::Load(file_);
  const std::string old = *keys->Seal("secret", "place");
  EXPECT_TRUE(*keys->IsNewest(old));
  ASSERT_TRUE(AddMasterKey(file_).ok());
  EXPECT_FALSE(*keys->IsNewest(old));
  const std::string fresh = *keys->Seal("secret", "place");
  EXPECT_EQ(*other->Open(fresh, "place"), "secret");
  EXPECT_EQ(*other->Open(old, "place"), "secret");
  EXPECT_EQ(other->Open(old, "elsewhere").status().code(), StatusCode::kDataLoss);
  ASSERT_TRUE(RemoveOldMasterKeys(file_).ok());
  EXPECT_EQ(*(*MasterKeys::Load(file_))->Open(fresh, "place"), "secret");
  const Status status = (*MasterKeys::Load(file_))->Open(old, "place").status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assay::blobs

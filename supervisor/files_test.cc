#include "supervisor/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "common/files.h"
#include "common/process/child.h"
#include "supervisor/leftovers.h"
#include "supervisor/log_rotation.h"
#include "supervisor/proc.h"
#include "supervisor/state.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

class FilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create("assay-files-");
    ASSERT_TRUE(made.ok());
    folder_.emplace(std::move(*made));
  }
  fs::path path(const std::string& name) const { return folder_->path() / name; }
  std::optional<TempDir> folder_;
};

TEST_F(FilesTest, LinksAndPipesAreNotRead) {
  ASSERT_TRUE(WriteFileAtomically(path("file"), "0123456789").ok());
  fs::create_symlink(path("file"), path("link"));
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(ReadFileNoFollow(path("file"), 4).value(), "0123");
  EXPECT_EQ(ReadTail(path("file"), 3).value(), "789");
  EXPECT_EQ(ReadTail(path("file"), 30).value(), "0123456789");
  EXPECT_EQ(ReadAt(path("file"), 8, 30).value(), "89");
  EXPECT_FALSE(ReadFileNoFollow(path("link"), 4).ok());
  EXPECT_FALSE(ReadFileNoFollow(path("fifo"), 4).ok());
}

TEST_F(FilesTest, ALockIsHeldByOne) {
  auto first = LockFile(path("lock"));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(LockFile(path("lock")).status().code(), StatusCode::kUnavailable);
  first->reset();
  EXPECT_TRUE(LockFile(path("lock")).ok());
}

TEST_F(FilesTest, AFolderThatIsALinkIsRefused) {
  ASSERT_TRUE(MakeFolder(path("folder"), 0711).ok());
  EXPECT_EQ(fs::status(path("folder")).permissions(), static_cast<fs::perms>(0711));
  ASSERT_TRUE(MakeFolder(path("folder"), 0700).ok());
  EXPECT_EQ(fs::status(path("folder")).permissions(), fs::perms::owner_all);
  fs::create_directory_symlink(path("folder"), path("link"));
  EXPECT_FALSE(MakeFolder(path("link"), 0711).ok());
}

TEST_F(FilesTest, AClosedParentIsNamed) {
  fs::create_directories(path("closed/inner"));
  fs::permissions(path(""), static_cast<fs::perms>(0711));
  fs::permissions(path("closed"), fs::perms::owner_all);
  EXPECT_TRUE(CheckOthersCanPass(path("data")).ok());
  const Status status = CheckOthersCanPass(path("closed/inner/data"));
  EXPECT_EQ(status.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(status.message(), path("closed").string());
}

TEST_F(FilesTest, LongLogsAreRotatedAndWritersGoOn) {
  std::ofstream writer(path("judge.log"), std::ios::app);
  std::ofstream(path("short.log")) << "short";
  for (int round = 1; round <= 4; ++round) {
    writer << "round " << round << std::string(100, '.') << std::flush;
    ASSERT_TRUE(RotateLogs(folder_->path(), 50, 2).ok());
  }
  writer << "now" << std::flush;
  EXPECT_EQ(ReadFile(path("judge.log")).value(), "now");
  EXPECT_TRUE(ReadFile(path("judge.log.1")).value().starts_with("round 4"));
  EXPECT_TRUE(ReadFile(path("judge.log.2")).value().starts_with("round 3"));
  EXPECT_FALSE(fs::exists(path("judge.log.3")));
  EXPECT_EQ(ReadFile(path("short.log")).value(), "short");
  EXPECT_FALSE(fs::exists(path("short.log.1")));
}

TEST_F(FilesTest, LeftoversAreEndedAndOthersAreNot) {
  process::Command command;
  command.argv = {"/bin/sleep", "1000"};
  auto ours = process::Child::Start(command);
  auto other = process::Child::Start(command);
  ASSERT_TRUE(ours.ok() && other.ok());
  ASSERT_TRUE(WritePidFile(path("judge.pid"), ours->pid()).ok());
  // A pid that was given to another process since: the start time differs.
  ASSERT_TRUE(
      WriteFileAtomically(path("gateway.pid"), std::to_string(other->pid()) + " 12345\n").ok());
  ASSERT_TRUE(WriteFileAtomically(path("redis.pid"), "nonsense").ok());
  ASSERT_TRUE(WriteFileAtomically(path("init.pid"), "1 0\n").ok());
  const auto ended = EndLeftovers(folder_->path());
  ASSERT_TRUE(ended.ok()) << ended.status().ToString();
  EXPECT_EQ(*ended, std::vector<pid_t>{ours->pid()});
  EXPECT_TRUE(ours->Wait(std::chrono::seconds(20)).value().has_value());
  EXPECT_FALSE(other->Wait(std::chrono::milliseconds(0)).value().has_value());
  EXPECT_FALSE(fs::exists(path("judge.pid")));
  EXPECT_FALSE(fs::exists(path("gateway.pid")));
}

TEST_F(FilesTest, MemoryIsThatOfAProcessAndItsDescendants) {
  const auto bytes = MemoryOfTrees({::getpid(), 999'999'999});
  EXPECT_GT(bytes.at(::getpid()), 100'000U);
  EXPECT_EQ(bytes.at(999'999'999), 0U);
  EXPECT_GT(ProcessStartTime(::getpid()).value(), 0U);
  EXPECT_FALSE(ProcessStartTime(999'999'999).ok());
}

TEST_F(FilesTest, StateIsKeptAndANewerOneRefused) {
  EXPECT_TRUE(ReadState(path("state.json")).value().ports.empty());
  State state;
  state.ports = {{"judge", 12345}};
  ASSERT_TRUE(WriteState(path("state.json"), state).ok());
  EXPECT_EQ(ReadState(path("state.json")).value().ports, state.ports);
  ASSERT_TRUE(WriteFileAtomically(path("state.json"), "{\"version\":2}").ok());
  EXPECT_EQ(ReadState(path("state.json")).status().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(WriteFileAtomically(path("state.json"), "{").ok());
  EXPECT_EQ(ReadState(path("state.json")).status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assay::supervisor

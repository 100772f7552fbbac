#include "common/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "common/sigpipe.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

TEST(Files, WritesAndReadsBack) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  const fs::path path = dir->path() / "note";
  ASSERT_TRUE(WriteFileAtomically(path, "first").ok());
  ASSERT_TRUE(WriteFileAtomically(path, std::string("a\0b", 3), 0600).ok());
  EXPECT_EQ(*ReadFile(path), std::string("a\0b", 3));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms(0600));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir->path()), {}), 1)
      << "a temporary file is left";
}

TEST(Files, RefusesWhatIsTooLarge) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  ASSERT_TRUE(WriteFileAtomically(dir->path() / "big", "12345").ok());
  const auto text = ReadFile(dir->path() / "big", 4);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadFile("/dev/zero", 1000).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadFile(dir->path() / "none").status().code(), StatusCode::kNotFound);
}

TEST(Files, ReadExactlySaysWhenTheStreamEnds) {
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());
  ASSERT_TRUE(WriteAll(pipe->write.get(), "abc").ok());
  pipe->write.reset();
  char buffer[4];
  EXPECT_TRUE(ReadExactly(pipe->read.get(), buffer, 3).ok());
  EXPECT_EQ(ReadExactly(pipe->read.get(), buffer, 1).code(), StatusCode::kUnavailable);
}

TEST(Files, WritingToAClosedPipeIsAnErrorUnderTheGuard) {
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());
  pipe->read.reset();
  const SigpipeGuard guard;
  EXPECT_EQ(WriteAll(pipe->write.get(), "x").code(), StatusCode::kUnavailable);
}

TEST(Files, WhatIsNoRegularFileIsWrittenToAndNotReplaced) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  const std::string path = dir->path() / "fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  ASSERT_TRUE(WriteFileAtomically(path, "abc").ok());
  char buffer[4] = {};
  EXPECT_TRUE(ReadExactly(reader.get(), buffer, 3).ok());
  EXPECT_STREQ(buffer, "abc");
  EXPECT_TRUE(fs::is_fifo(path));
}

TEST(Files, TempDirGoesWithItsContent) {
  fs::path path;
  {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    path = dir->path();
    fs::create_directories(path / "a/b");
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace assay

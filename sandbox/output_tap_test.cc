#include "sandbox/output_tap.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "common/files.h"
#include "common/sigpipe.h"

namespace assay::sandbox {
namespace {

std::string Pattern(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 / 5 % 26);
  return text;
}

// What can be read at once.
std::string ReadThere(int fd) {
  std::string text;
  char buffer[4096];
  pollfd ready{fd, POLLIN, 0};
  while (::poll(&ready, 1, 0) == 1) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n <= 0) break;
    text.append(buffer, static_cast<size_t>(n));
  }
  return text;
}

class OutputTapTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto pipe = MakePipe();
    ASSERT_TRUE(pipe.ok());
    pipe_ = std::move(*pipe);
  }
  OutputTap Tap(uint64_t limit = kGiB) {
    return OutputTap({.keep_bytes = 8, .fd = pipe_.write.get()}, limit);
  }
  const SigpipeGuard no_sigpipe_;
  Pipe pipe_;
};

TEST_F(OutputTapTest, TheEndIsToldOnceAndWhenAllWasTaken) {
  int ends = 0;
  OutputTap tap({.keep_bytes = 0, .fd = pipe_.write.get(), .at_end = [&] { ++ends; }}, kGiB);
  const std::string text = Pattern(300'000);  // more than a pipe holds
  EXPECT_TRUE(tap.Add(text));
  tap.End();
  EXPECT_EQ(ends, 0);
  std::string got = ReadThere(pipe_.read.get());
  while (tap.wait_fd() >= 0) {
    tap.Forward();
    got += ReadThere(pipe_.read.get());
  }
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(got, text);
  EXPECT_TRUE(tap.Add("late"));
  tap.End();
  tap.Drop();
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(ReadThere(pipe_.read.get()), "");
}

TEST_F(OutputTapTest, KeepsTheFirstBytesAndCountsAll) {
  OutputTap tap({.keep_bytes = 8, .fd = -1}, 12);
  EXPECT_TRUE(tap.Add("hello "));
  EXPECT_TRUE(tap.Add("world!"));
  EXPECT_FALSE(tap.Add("x"));
  EXPECT_EQ(tap.bytes(), 13U);
  EXPECT_EQ(tap.TakeKept(), "hello wo");
  EXPECT_EQ(tap.wait_fd(), -1);
  EXPECT_EQ(tap.undelivered(), 0U);
}

TEST_F(OutputTapTest, ASlowReaderGetsEveryByteInOrder) {
  OutputTap tap = Tap();
  const std::string text = Pattern(300'000);
  for (size_t at = 0; at < text.size(); at += 50'000) EXPECT_TRUE(tap.Add(text.substr(at, 50'000)));
  ASSERT_GE(tap.wait_fd(), 0);
  std::string got;
  while (tap.wait_fd() >= 0) {
    got += ReadThere(pipe_.read.get());
    tap.Forward();
  }
  got += ReadThere(pipe_.read.get());
  EXPECT_EQ(got, text);
  EXPECT_EQ(tap.undelivered(), 0U);
}

TEST_F(OutputTapTest, AReaderThatNeverReadsMakesItFullAndNothingWaits) {
  OutputTap tap = Tap();
  const std::string block = Pattern(65536);
  size_t added = 0;
  for (; !tap.full(); added += block.size()) ASSERT_TRUE(tap.Add(block));
  EXPECT_LE(added, OutputTap::kMaxWaiting + 2 * block.size());
  pollfd ready{tap.wait_fd(), POLLOUT, 0};
  EXPECT_EQ(::poll(&ready, 1, 0), 0);
  tap.Forward();
  EXPECT_TRUE(tap.full());
  int taken = 0;
  ASSERT_EQ(::ioctl(pipe_.read.get(), FIONREAD, &taken), 0);
  tap.Drop();
  EXPECT_EQ(tap.wait_fd(), -1);
  EXPECT_EQ(tap.undelivered(), added - static_cast<size_t>(taken));
  EXPECT_TRUE(tap.Add("more"));
  EXPECT_EQ(tap.undelivered(), added - static_cast<size_t>(taken) + 4);
}

TEST_F(OutputTapTest, AReaderThatWentAwayCostsItsBytesOnly) {
  OutputTap tap = Tap();
  EXPECT_TRUE(tap.Add("first"));
  pipe_.read.reset();
  EXPECT_TRUE(tap.Add("second"));
  EXPECT_TRUE(tap.Add("third"));
  EXPECT_EQ(tap.wait_fd(), -1);
  EXPECT_FALSE(tap.full());
  EXPECT_EQ(tap.bytes(), 16U);
  EXPECT_EQ(tap.undelivered(), 11U);
}

TEST_F(OutputTapTest, AReaderThatGoesAwayWhileBytesWaitIsSeen) {
  OutputTap tap = Tap();
  const std::string block = Pattern(200'000);
  EXPECT_TRUE(tap.Add(block));
  int taken = 0;
  ASSERT_EQ(::ioctl(pipe_.read.get(), FIONREAD, &taken), 0);
  pipe_.read.reset();
  pollfd ready{tap.wait_fd(), POLLOUT, 0};
  ASSERT_EQ(::poll(&ready, 1, 0), 1);
  tap.Forward();
  EXPECT_EQ(tap.wait_fd(), -1);
  EXPECT_EQ(tap.undelivered(), block.size() - static_cast<size_t>(taken));
}

TEST_F(OutputTapTest, LeavesTheCallersFlagsAloneAndGivesTheEndBack) {
  {
    OutputTap tap = Tap();
    EXPECT_TRUE(tap.Add("text"));
    EXPECT_EQ(::fcntl(pipe_.write.get(), F_GETFL) & O_NONBLOCK, 0);
  }
  pipe_.write.reset();
  EXPECT_EQ(ReadThere(pipe_.read.get()), "text");
  char byte = 0;
  EXPECT_EQ(::read(pipe_.read.get(), &byte, 1), 0) << "somebody still holds the write end";
}

TEST_F(OutputTapTest, DoesNotWaitForASocketsReader) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const UniqueFd ours(pair[0]), theirs(pair[1]);
  OutputTap tap({.keep_bytes = 0, .fd = ours.get()}, kGiB);
  const std::string text = Pattern(OutputTap::kMaxWaiting);
  std::string sent;
  while (!tap.full()) {
    EXPECT_TRUE(tap.Add(text));
    sent += text;
  }
  std::string got;
  while (tap.wait_fd() >= 0) {
    got += ReadThere(theirs.get());
    tap.Forward();
  }
  got += ReadThere(theirs.get());
  EXPECT_EQ(got, sent);
}

TEST_F(OutputTapTest, WritesAFileWhole) {
  auto folder = TempDir::Create("assay-tap-test-");
  ASSERT_TRUE(folder.ok());
  const auto path = folder->path() / "out";
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  OutputTap tap({.keep_bytes = 0, .fd = file.get()}, kGiB);
  const std::string text = Pattern(1'000'000);
  EXPECT_TRUE(tap.Add(text));
  EXPECT_EQ(tap.wait_fd(), -1);
  EXPECT_EQ(ReadFile(path).value(), text);
}

TEST_F(OutputTapTest, ABadDescriptorIsAReaderThatIsGone) {
  OutputTap tap({.keep_bytes = 8, .fd = pipe_.read.get()}, kGiB);
  EXPECT_TRUE(tap.Add("text"));
  EXPECT_EQ(tap.wait_fd(), -1);
  EXPECT_EQ(tap.undelivered(), 4U);
  OutputTap none({.keep_bytes = 8, .fd = 9999}, kGiB);
  EXPECT_TRUE(none.Add("text"));
  EXPECT_EQ(none.undelivered(), 4U);
  EXPECT_EQ(none.TakeKept(), "text");
}

}  // namespace
}  // namespace assay::sandbox

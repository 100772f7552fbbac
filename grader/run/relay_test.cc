#include "grader/run/relay.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "common/files.h"
#include "common/sigpipe.h"
#include "grader/run/judge.h"

namespace assay::grader {
namespace {

using From = Transcript::From;

TEST(Transcript, MarksWhoSpeaks) {
  Transcript t(100);
  t.Add(From::kSubmission, "5");
  t.Add(From::kSubmission, "00\n");
  t.Add(From::kInteractor, "higher\nnow\n");
  t.Add(From::kSubmission, "no end");
  t.Add(From::kInteractor, "bye\n");
  EXPECT_EQ(t.Take(), "> 500\n< higher\n< now\n> no end\n< bye\n");
}

TEST(Transcript, IsBounded) {
  Transcript t(100);
  for (int i = 0; i < 1000; ++i) t.Add(From::kSubmission, "0123456789\n");
  const std::string text = t.Take();
  EXPECT_LT(text.size(), 200U);
  EXPECT_NE(text.find("more bytes"), std::string::npos);
}

class RelayTest : public ::testing::Test {
 protected:
  RelayTest()
      : out_(*MakePipe()),
        to_(*MakePipe()),
        in_(*MakePipe()),
        back_(*MakePipe()),
        transcript_(4096) {
    relay_ = std::jthread([this] {
      Relay relay(
          {std::move(out_.read), std::move(to_.write), std::move(in_.read), std::move(back_.write)},
          transcript_);
      EXPECT_TRUE(relay.Run().ok());
    });
  }
  static std::string ReadAll(int fd) {
    std::string text;
    std::array<char, 4096> chunk{};
    for (ssize_t count = 1; count > 0;) {
      count = ::read(fd, chunk.data(), chunk.size());
      if (count > 0) text.append(chunk.data(), static_cast<size_t>(count));
    }
    return text;
  }
  Pipe out_, to_, in_, back_;  // submission -> relay -> interactor -> relay -> submission
  Transcript transcript_;
  std::jthread relay_;
};

TEST_F(RelayTest, CarriesBothWaysAndPassesTheEndOn) {
  ASSERT_TRUE(WriteAll(out_.write.get(), "ask\n").ok());
  std::array<char, 4> four{};
  ASSERT_TRUE(ReadExactly(to_.read.get(), four.data(), four.size()).ok());
  ASSERT_TRUE(WriteAll(in_.write.get(), "tell\n").ok());
  in_.write.reset();
  EXPECT_EQ(ReadAll(back_.read.get()), "tell\n");
  out_.write.reset();
  EXPECT_EQ(ReadAll(to_.read.get()), "");
  relay_.join();
  EXPECT_EQ(transcript_.Take(), "> ask\n< tell\n");
}

TEST_F(RelayTest, AReaderThatLeftHoldsNobodyUp) {
  const SigpipeGuard no_sigpipe;
  to_.read.reset();
  in_.write.reset();
  const std::string much(1 << 20, 'x');
  ASSERT_TRUE(WriteAll(out_.write.get(), much).ok());
  out_.write.reset();
  relay_.join();
}

TEST_F(RelayTest, ASlowReaderGetsEverything) {
  const std::string much(1 << 20, 'y');
  std::jthread writer([&] {
    EXPECT_TRUE(WriteAll(out_.write.get(), much).ok());
    out_.write.reset();
  });
  in_.write.reset();
  EXPECT_EQ(ReadAll(to_.read.get()), much);
  writer.join();
  relay_.join();
}

TEST(Excerpt, IsCutBetweenCharacters) {
  EXPECT_EQ(MakeExcerpt("abc", 10).text, "abc");
  EXPECT_FALSE(MakeExcerpt("abc", 3).cut());
  const Excerpt cut = MakeExcerpt("a\xC3\xA4\xC3\xA4", 4);
  EXPECT_EQ(cut.text, "a\xC3\xA4");
  EXPECT_EQ(cut.total_bytes, 5U);
  EXPECT_TRUE(cut.cut());
  // What is not UTF-8 is cut anywhere.
  EXPECT_EQ(MakeExcerpt("\x80\x80\x80\x80\x80\x80\x80", 6).text.size(), 6U);
}

}  // namespace
}  // namespace assay::grader

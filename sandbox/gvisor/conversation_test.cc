#include "sandbox/gvisor/conversation.h"

#include <gtest/gtest.h>

#include <cstring>

namespace assay::sandbox::gvisor {
namespace {

using agent::FrameType;
using Expect = Conversation::Expect;

template <typename Message>
std::string FrameOf(FrameType type, const Message& message) {
  std::string frame(agent::kMaxFrame, '\0');
  agent::Writer writer(frame.data() + agent::kHeaderBytes, agent::kMaxPayload);
  message.Encode(writer);
  EXPECT_TRUE(writer.ok());
  agent::EncodeHeader(type, writer.size(), frame.data());
  frame.resize(agent::kHeaderBytes + writer.size());
  return frame;
}

std::string RawFrame(FrameType type, std::string_view payload) {
  std::string frame(agent::kHeaderBytes, '\0');
  agent::EncodeHeader(type, payload.size(), frame.data());
  return frame + std::string(payload);
}

class ConversationTest : public ::testing::Test {
 protected:
  void Feed(std::string_view bytes) {
    size_t size = 0;
    char* space = talk_.Space(&size);
    ASSERT_GE(size, bytes.size());
    std::memcpy(space, bytes.data(), bytes.size());
    talk_.Added(bytes.size());
  }
  Result<bool> Next(std::string_view bytes) {
    Feed(bytes);
    return talk_.Next(&event_);
  }
  void ExpectBroken(std::string_view bytes) {
    const auto next = Next(bytes);
    EXPECT_EQ(next.status().code(), StatusCode::kDataLoss) << next.status().ToString();
    EXPECT_TRUE(talk_.broken());
  }
  Conversation talk_;
  Conversation::Event event_;
};

TEST_F(ConversationTest, HelloOfAnotherVersion) {
  ExpectBroken(FrameOf(FrameType::kHello, agent::Hello{.version = agent::kVersion + 1}));
}

TEST_F(ConversationTest, HelloOfSomethingElse) {
  ExpectBroken(FrameOf(FrameType::kHello, agent::Hello{.magic = 1}));
}

TEST_F(ConversationTest, ARunFromOutputToExit) {
  talk_.BeginRun();
  talk_.StdinSent(10);
  ASSERT_TRUE(*Next(RawFrame(FrameType::kStdout, "abc")));
  EXPECT_EQ(event_.data, "abc");
  ASSERT_TRUE(*Next(RawFrame(FrameType::kStdout, "")));
  EXPECT_EQ(event_.data, "") << "it was closed";
  ASSERT_TRUE(*Next(FrameOf(FrameType::kCredit, agent::Credit{4})));
  EXPECT_EQ(event_.credit, 4U);
  ASSERT_TRUE(*Next(FrameOf(FrameType::kExited, agent::Exited{.wait_status = 0x300})));
  EXPECT_EQ(event_.exited.wait_status, 0x300U);
  EXPECT_FALSE(*talk_.Next(&event_));
  ExpectBroken(RawFrame(FrameType::kStdout, "late"));
}

TEST_F(ConversationTest, AZygotesAnswerComesAtAnyTimeAndOnce) {
  const std::string answer = FrameOf(FrameType::kZygoteReady, agent::ZygoteReady{.error = 22});
  talk_.ZygoteAsked();
  talk_.BeginRun();
  ASSERT_TRUE(*Next(answer + RawFrame(FrameType::kStdout, "abc")));
  EXPECT_EQ(event_.data, "abc") << "the answer is no event";
  EXPECT_FALSE(talk_.zygote_pending());
  ExpectBroken(answer);
}

TEST_F(ConversationTest, CreditForNothing) {
  talk_.BeginRun();
  talk_.StdinSent(3);
  ExpectBroken(FrameOf(FrameType::kCredit, agent::Credit{4}));
}

TEST_F(ConversationTest, TheWorkersOwnFramesComeBack) {
  talk_.BeginRun();
  ExpectBroken(RawFrame(FrameType::kKill, ""));
}

TEST_F(ConversationTest, AnUnaskedFrame) {
  talk_.Begin(Expect::kNothing);
  ExpectBroken(RawFrame(FrameType::kPutDone, ""));
}

TEST_F(ConversationTest, AnErrorOfAPutLeavesTheAgentUsable) {
  talk_.Begin(Expect::kPut);
  const auto next = Next(FrameOf(FrameType::kError, agent::Error{28, "bad\x1b[2J\ntext"}));
  EXPECT_EQ(next.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(next.status().message().find('\x1b'), std::string::npos);
  EXPECT_FALSE(talk_.broken());
  talk_.BeginRun();
  EXPECT_FALSE(Next(FrameOf(FrameType::kError, agent::Error{28, "x"})).ok());
  EXPECT_TRUE(talk_.broken());
}

TEST_F(ConversationTest, CollectsWhatWasAskedFor) {
  talk_.BeginCollect({.max_files = 2, .max_file_bytes = 10, .max_total_bytes = 12, .max_depth = 3});
  ASSERT_TRUE(*Next(FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 5, "a/b"})));
  ASSERT_TRUE(*Next(RawFrame(FrameType::kFileData, "12")));
  ASSERT_TRUE(*Next(RawFrame(FrameType::kFileData, "345")));
  ASSERT_TRUE(*Next(FrameOf(FrameType::kRefused, agent::Refused{"l", "symbolic link"})));
  ASSERT_TRUE(*Next(RawFrame(FrameType::kCollectDone, "")));
  const Collected collected = talk_.TakeCollected();
  ASSERT_EQ(collected.files.size(), 1U);
  EXPECT_EQ(collected.files[0].data, "12345");
  EXPECT_EQ(collected.refused, std::vector<std::string>{"l: symbolic link"});
}

TEST_F(ConversationTest, NamesOfRefusedFilesReachNoTerminal) {
  talk_.BeginCollect({});
  ASSERT_TRUE(*Next(FrameOf(FrameType::kRefused, agent::Refused{"a\n\x1b[2J", "symbolic link"})));
  ASSERT_TRUE(*Next(RawFrame(FrameType::kCollectDone, "")));
  EXPECT_EQ(talk_.TakeCollected().refused, std::vector<std::string>{"a??[2J: symbolic link"});
}

TEST_F(ConversationTest, CollectsNoMore) {
  const CollectLimits limits{
      .max_files = 1, .max_file_bytes = 10, .max_total_bytes = 12, .max_depth = 3};
  const std::string whole = FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 2, "a"}) +
                            RawFrame(FrameType::kFileData, "12");
  const std::string attacks[] = {
      FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 11, "a"}),
      FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 1, "../a"}),
      FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 1, "/etc/passwd"}),
      FrameOf(FrameType::kFileBegin, agent::FileBegin{04755, 1, "a"}),
      RawFrame(FrameType::kFileData, "x"),
      whole + RawFrame(FrameType::kFileData, "3"),
      whole + FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 1, "b"}),
      FrameOf(FrameType::kFileBegin, agent::FileBegin{0644, 2, "a"}) +
          RawFrame(FrameType::kCollectDone, ""),
  };
  for (const std::string& attack : attacks) {
    Conversation talk;
    talk.BeginCollect(limits);
    size_t size = 0;
    std::memcpy(talk.Space(&size), attack.data(), attack.size());
    talk.Added(attack.size());
    Conversation::Event event;
    Result<bool> next = talk.Next(&event);
    while (next.ok() && *next) next = talk.Next(&event);
    EXPECT_EQ(next.status().code(), StatusCode::kDataLoss);
  }
}

TEST_F(ConversationTest, ThousandsOfRefusalsAreTooMany) {
  talk_.BeginCollect({});
  for (int i = 0; i < 1001; ++i) {
    ASSERT_TRUE(*Next(FrameOf(FrameType::kRefused, agent::Refused{"l", "symbolic link"})));
  }
  ExpectBroken(FrameOf(FrameType::kRefused, agent::Refused{"l", "symbolic link"}));
}

}  // namespace
}  // namespace assay::sandbox::gvisor

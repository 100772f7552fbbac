#include "sandbox/agent/protocol.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#include "sandbox/agent/gate.h"

namespace assay::sandbox::agent {
namespace {

std::string FrameOf(FrameType type, std::string_view payload) {
  std::string frame(kHeaderBytes, '\0');
  EncodeHeader(type, payload.size(), frame.data());
  return frame + std::string(payload);
}

template <typename Message>
std::string Payload(const Message& message) {
  std::string out(kMaxPayload, '\0');
  Writer writer(out.data(), out.size());
  message.Encode(writer);
  EXPECT_TRUE(writer.ok());
  out.resize(writer.size());
  return out;
}

class Buffer {
 public:
  Buffer() : storage_(new char[2 * kMaxFrame]), frames(storage_.get(), 2 * kMaxFrame) {}
  void Feed(std::string_view bytes) {
    while (!bytes.empty()) {
      size_t size = 0;
      char* space = frames.Space(&size);
      ASSERT_GT(size, 0U);
      size = std::min(size, bytes.size());
      std::memcpy(space, bytes.data(), size);
      frames.Added(size);
      bytes.remove_prefix(size);
    }
  }

 private:
  std::unique_ptr<char[]> storage_;

 public:
  FrameBuffer frames;
};

TEST(FrameBufferTest, ByteByByte) {
  Buffer buffer;
  const std::string bytes = FrameOf(FrameType::kStdout, "abc") + FrameOf(FrameType::kReady, "");
  Frame frame;
  std::string seen;
  for (const char c : bytes) {
    buffer.Feed({&c, 1});
    while (buffer.frames.Pop(&frame) == FrameBuffer::Next::kFrame) {
      seen += std::to_string(static_cast<int>(frame.type)) + ":" + std::string(frame.payload) + " ";
    }
  }
  EXPECT_EQ(seen, "68:abc 65: ");
  EXPECT_TRUE(buffer.frames.empty());
}

TEST(FrameBufferTest, ManyLargeFramesMoveThroughTheStorage) {
  Buffer buffer;
  for (int i = 0; i < 20; ++i) {
    const std::string payload(kMaxPayload - static_cast<size_t>(i), static_cast<char>('a' + i));
    buffer.Feed(FrameOf(FrameType::kStdout, payload));
    Frame frame;
    ASSERT_EQ(buffer.frames.Pop(&frame), FrameBuffer::Next::kFrame);
    EXPECT_EQ(frame.payload, payload);
    EXPECT_EQ(buffer.frames.Pop(&frame), FrameBuffer::Next::kMore);
  }
}

TEST(FrameBufferTest, BadHeadersStayBad) {
  std::string too_long = FrameOf(FrameType::kStdout, "");
  const uint32_t length = kMaxPayload + 1;
  std::memcpy(too_long.data(), &length, sizeof length);
  std::string unknown = FrameOf(static_cast<FrameType>(10), "");
  std::string reserved = FrameOf(FrameType::kReady, "");
  reserved[6] = 1;
  for (const std::string& bytes : {too_long, unknown, reserved}) {
    Buffer buffer;
    buffer.Feed(bytes);
    Frame frame;
    EXPECT_EQ(buffer.frames.Pop(&frame), FrameBuffer::Next::kBad);
    buffer.Feed(FrameOf(FrameType::kReady, ""));
    EXPECT_EQ(buffer.frames.Pop(&frame), FrameBuffer::Next::kBad);
  }
}

Run GoodRun() {
  static const std::string argv("/bin/true\0x\0", 12), env("A=b\0", 4);
  agent::Run run;
  run.keep = true;
  run.file_bytes = 1;
  run.stack_bytes = 2;
  run.processes = 3;
  run.open_files = 4;
  run.cwd = "/work";
  run.argc = 2;
  run.argv = argv;
  run.envc = 1;
  run.env = env;
  return run;
}

TEST(MessageTest, RunComesBack) {
  const std::string payload = Payload(GoodRun());
  agent::Run run;
  ASSERT_TRUE(agent::Run::Decode(payload, &run));
  EXPECT_TRUE(run.keep);
  EXPECT_EQ(run.processes, 3U);
  EXPECT_EQ(run.argv, GoodRun().argv);
  EXPECT_EQ(run.env, GoodRun().env);
  // Every shorter payload, and a longer one, is refused.
  for (size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(agent::Run::Decode(payload.substr(0, size), &run));
  EXPECT_FALSE(agent::Run::Decode(payload + "x", &run));
}

TEST(MessageTest, RunsThatMakeNoSense) {
  agent::Run out;
  agent::Run run = GoodRun();
  run.argc = 3;
  EXPECT_FALSE(agent::Run::Decode(Payload(run), &out));
  run = GoodRun();
  run.argv = "no end";
  run.argc = 1;
  EXPECT_FALSE(agent::Run::Decode(Payload(run), &out));
  run = GoodRun();
  run.cwd = "work";
  EXPECT_FALSE(agent::Run::Decode(Payload(run), &out));
  run = GoodRun();
  run.processes = 0;
  EXPECT_FALSE(agent::Run::Decode(Payload(run), &out));
  run = GoodRun();
  run.open_files = 3;
  EXPECT_FALSE(agent::Run::Decode(Payload(run), &out));
}

TEST(MessageTest, WaitStatusesThatAreNone) {
  Exited out;
  for (const uint32_t good : {0U, 0x0300U, 0xff00U, 9U, 11U | 0x80U, 64U}) {
    EXPECT_TRUE(Exited::Decode(Payload(Exited{.wait_status = good}), &out)) << good;
  }
  for (const uint32_t bad : {0x137fU, 0xffffU, 0x10000U, 0x0109U, 0x80U, 65U}) {
    EXPECT_FALSE(Exited::Decode(Payload(Exited{.wait_status = bad}), &out)) << bad;
  }
}

TEST(MessageTest, ConfigureNeverMakesARunRoot) {
  Configure out;
  EXPECT_TRUE(Configure::Decode(Payload(Configure{.disk_bytes = 1, .uid = 5, .gid = 5}), &out));
  EXPECT_FALSE(Configure::Decode(Payload(Configure{.disk_bytes = 1, .uid = 0, .gid = 5}), &out));
  EXPECT_FALSE(
      Configure::Decode(Payload(Configure{.disk_bytes = 1, .uid = UINT32_MAX, .gid = 5}), &out));
  EXPECT_FALSE(Configure::Decode(
      Payload(Configure{.version = kVersion + 1, .disk_bytes = 1, .uid = 5, .gid = 5}), &out));
}

TEST(PathTest, SafeOnes) {
  for (const char* path : {"a", "a/b", "...", "a b/c\n", "..a"})
    EXPECT_TRUE(IsSafePath(path)) << path;
  for (const char* path : {"", "/a", "a/", "a//b", ".", "..", "a/../b", "a/."}) {
    EXPECT_FALSE(IsSafePath(path)) << path;
  }
  EXPECT_FALSE(IsSafePath(std::string_view("a\0b", 3)));
  EXPECT_FALSE(IsSafePath(std::string(256, 'x')));
  EXPECT_FALSE(IsSafePath(std::string(kMaxPath, 'x')));
}

class GateTest : public ::testing::Test {
 protected:
  Gate::Verdict Check(FrameType type, const std::string& payload) {
    payload_ = payload;
    return gate_.Check({type, payload_}, &message_);
  }
  void Configured() {
    ASSERT_EQ(Check(FrameType::kConfigure, Payload(Configure{.disk_bytes = 1, .uid = 5, .gid = 5})),
              Gate::Verdict::kAct);
  }
  Gate gate_;
  Gate::Message message_;
  std::string payload_;
};

TEST_F(GateTest, NothingBeforeConfigureAndOnlyOnce) {
  EXPECT_EQ(Check(FrameType::kRun, Payload(GoodRun())), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kKill, ""), Gate::Verdict::kReject);
  Configured();
  EXPECT_EQ(Check(FrameType::kConfigure, Payload(Configure{.disk_bytes = 1, .uid = 5, .gid = 5})),
            Gate::Verdict::kReject);
}

TEST_F(GateTest, FileDataIsWhatWasAnnounced) {
  Configured();
  EXPECT_EQ(Check(FrameType::kPutBegin, Payload(PutBegin{.size = 3, .path = "a"})),
            Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kRun, Payload(GoodRun())), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kPutData, "1234"), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kPutData, ""), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kPutData, "12"), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kPutData, "3"), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kPutData, "4"), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kPutBegin, Payload(PutBegin{.path = "../a"})), Gate::Verdict::kReject);
}

TEST_F(GateTest, StdinStaysInItsWindow) {
  Configured();
  ASSERT_EQ(Check(FrameType::kRun, Payload(GoodRun())), Gate::Verdict::kAct);
  const std::string half(kStdinWindow / 2, 'x');
  EXPECT_EQ(Check(FrameType::kStdinData, half), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kStdinData, half), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kStdinData, "x"), Gate::Verdict::kReject);
  gate_.StdinConsumed(1);
  EXPECT_EQ(Check(FrameType::kStdinData, "x"), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kStdinEof, ""), Gate::Verdict::kAct);
  gate_.StdinConsumed(10);
  EXPECT_EQ(Check(FrameType::kStdinData, "x"), Gate::Verdict::kReject);
}

TEST_F(GateTest, AZygoteIsAskedForBetweenRuns) {
  EXPECT_EQ(Check(FrameType::kZygote, Payload(GoodRun())), Gate::Verdict::kReject);
  Configured();
  EXPECT_EQ(Check(FrameType::kZygote, "x"), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kZygote, Payload(GoodRun())), Gate::Verdict::kAct);
  EXPECT_EQ(gate_.state(), Gate::State::kIdle);
  ASSERT_EQ(Check(FrameType::kRun, Payload(GoodRun())), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kZygote, Payload(GoodRun())), Gate::Verdict::kReject);
}

TEST_F(GateTest, WhatCrossesTheEndOfARunIsIgnored) {
  Configured();
  ASSERT_EQ(Check(FrameType::kRun, Payload(GoodRun())), Gate::Verdict::kAct);
  EXPECT_EQ(Check(FrameType::kRun, Payload(GoodRun())), Gate::Verdict::kReject);
  gate_.RunEnded();
  EXPECT_EQ(Check(FrameType::kStdinData, "x"), Gate::Verdict::kIgnore);
  EXPECT_EQ(Check(FrameType::kStdinEof, ""), Gate::Verdict::kIgnore);
  EXPECT_EQ(Check(FrameType::kKill, ""), Gate::Verdict::kIgnore);
  EXPECT_EQ(Check(FrameType::kKill, "x"), Gate::Verdict::kReject);
  EXPECT_EQ(Check(FrameType::kExited, Payload(Exited{})), Gate::Verdict::kReject);
}

}  // namespace
}  // namespace assay::sandbox::agent

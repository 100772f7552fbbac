#include "common/http/stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/http/test_client.h"

namespace assay::http {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::RawClient;
using RequestPtr = std::shared_ptr<const Request>;
using ResponderPtr = std::shared_ptr<Responder>;

bool WaitFor(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

TEST(FormatEvent, IsOneEventWhateverTheDataHold) {
  EXPECT_EQ(FormatEvent("x", "", ""), "data: x\n\n");
  EXPECT_EQ(FormatEvent("x\ny\r\nz\r", "test", "7"),
            "id: 7\nevent: test\ndata: x\ndata: y\ndata: z\ndata: \n\n");
  EXPECT_EQ(FormatEvent("", "a\nid: 9", "1\n2"), "id: 12\nevent: aid: 9\ndata: \n\n");
}

// A server with an event stream at /events and a WebSocket at /socket, which says back what it
// hears.
class StreamTest : public ::testing::Test {
 protected:
  StreamTest() {
    router_.Add("GET", "/events", [this](const RequestPtr& request, const ResponderPtr& responder) {
      Keep(responder->StartEvents(Callbacks(), {{"X-Extra", "1"}}), *request);
    });
    router_.Add("GET", "/socket", [this](const RequestPtr& request, const ResponderPtr& responder) {
      Keep(responder->AcceptWebSocket(Callbacks(), {{"X-Extra", "1"}}), *request);
    });
    router_.Add("POST", "/echo", [](const RequestPtr& request, const ResponderPtr& responder) {
      responder->Send({200, {}, request->body});
    });
  }
  void Start() {
    auto server = Server::Start(options_, router_, log::Logger());
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = std::move(server).value();
  }
  StreamCallbacks Callbacks() {
    return {[this](std::string_view text) {
              const std::lock_guard lock(mutex_);
              heard_.emplace_back(text);
              if (text.starts_with("echo ")) streams_.back()->Send(text.substr(5));
            },
            [this] { ++closed_; }};
  }
  void Keep(std::shared_ptr<Stream> stream, const Request& request) {
    const std::lock_guard lock(mutex_);
    if (stream) streams_.push_back(std::move(stream));
    last_event_ = request.Header("Last-Event-ID");
  }
  std::shared_ptr<Stream> stream() {
    EXPECT_TRUE(WaitFor([this] {
      const std::lock_guard lock(mutex_);
      return !streams_.empty();
    }));
    const std::lock_guard lock(mutex_);
    return streams_.empty() ? nullptr : streams_.back();
  }
  RawClient Connect(int receive_buffer = 0) const {
    return RawClient(server_->port(), nullptr, receive_buffer);
  }

  ServerOptions options_;
  Router router_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Stream>> streams_;
  std::vector<std::string> heard_;
  std::string last_event_;
  std::atomic<int> closed_{0};
  std::unique_ptr<Server> server_;
};

TEST_F(StreamTest, EventsComeInChunksAndEnd) {
  Start();
  RawClient client = Connect();
  client.Send("GET /events HTTP/1.1\r\nHost: t\r\nLast-Event-ID: 41\r\n\r\n");
  const std::string head = client.ReadUntil("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream"));
  EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(head, HasSubstr("X-Extra: 1"));
  EXPECT_EQ(last_event_, "41");
  stream()->Send("one", "test", "42");
  EXPECT_EQ(client.ReadUntil("\n\n\r\n"), "1e\r\nid: 42\nevent: test\ndata: one\n\n\r\n");
  stream()->Send("two");
  stream()->Close();
  EXPECT_EQ(client.ReadAll(), "b\r\ndata: two\n\n\r\n0\r\n\r\n");
  EXPECT_TRUE(WaitFor([this] { return closed_ == 1; }));
  EXPECT_FALSE(stream()->open());
  stream()->Send("nobody");  // dropped
  EXPECT_EQ(stream()->queued_bytes(), 0U);
}

TEST_F(StreamTest, EventsOfOldClientsEndWithTheConnection) {
  Start();
  RawClient client = Connect();
  client.Send("GET /events HTTP/1.0\r\n\r\n");
  client.ReadUntil("\r\n\r\n");
  stream()->Send("one");
  stream()->Close();
  EXPECT_EQ(client.ReadAll(), "data: one\n\n");
}

TEST_F(StreamTest, HeartbeatsAreComments) {
  options_.ping_interval = 40ms;
  Start();
  RawClient client = Connect();
  client.Send("GET /events HTTP/1.0\r\n\r\n");
  client.ReadUntil("\r\n\r\n");
  EXPECT_EQ(client.ReadBytes(6), ":\n\n:\n\n");
}

TEST_F(StreamTest, TheEndOfTheClientIsSeen) {
  Start();
  {
    RawClient client = Connect();
    client.Send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
    client.ReadUntil("\r\n\r\n");
  }
  EXPECT_TRUE(WaitFor([this] { return closed_ == 1; }));
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(StreamTest, SlowReadersAreClosed) {
  options_.max_stream_backlog_bytes = 100'000;
  Start();
  for (const char* kind : {"events", "socket"}) {
    closed_ = 0;
    streams_.clear();
    RawClient client = Connect(4096);
    if (kind == std::string_view("events")) {
      client.Send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
      client.ReadUntil("\r\n\r\n");
    } else {
      EXPECT_EQ(client.Upgrade("/socket").status, 101);
    }
    const auto slow = stream();
    const std::string data(10'000, 'x');
    size_t most = 0;
    EXPECT_TRUE(WaitFor([&] {
      slow->Send(data);
      most = std::max(most, slow->queued_bytes());
      return closed_ == 1;
    })) << kind;
    EXPECT_LE(most, options_.max_stream_backlog_bytes + data.size() + 100) << kind;
    EXPECT_FALSE(slow->open());
  }
}

TEST_F(StreamTest, HeadOfAStreamIsAHead) {
  Start();
  RawClient client = Connect();
  client.Send("HEAD /events HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer(true).status, 200);
  EXPECT_TRUE(WaitFor([this] { return closed_ == 1; }));
}

TEST_F(StreamTest, WebSocketTalksBothWays) {
  Start();
  RawClient client = Connect();
  const auto answer = client.Upgrade("/socket");
  EXPECT_EQ(answer.status, 101);
  EXPECT_EQ(answer.Header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(answer.Header("X-Extra"), "1");
  client.SendText("echo hello");
  EXPECT_EQ(client.ReadFrame().payload, "hello");
  const std::string large(60'000, 'y');
  client.SendText("echo " + large);
  EXPECT_TRUE(client.ReadFrame().payload == large);
  client.Send(RawClient::Frame(9, "ping"));
  const auto pong = client.ReadFrame();
  EXPECT_EQ(pong.opcode, 10);
  EXPECT_EQ(pong.payload, "ping");
  client.Send(RawClient::Frame(8, std::string("\x03\xe8", 2)));
  EXPECT_EQ(client.ReadFrame().close_code(), 1000);
  EXPECT_TRUE(client.AtEnd());
  EXPECT_TRUE(WaitFor([this] { return closed_ == 1; }));
}

TEST_F(StreamTest, WebSocketFragmentsAreOneMessage) {
  Start();
  RawClient client = Connect();
  client.Upgrade("/socket");
  std::string first = RawClient::Frame(1, "echo a");
  first[0] = 1;  // not the last fragment
  client.Send(first + RawClient::Frame(9, "") + RawClient::Frame(0, "b"));
  EXPECT_EQ(client.ReadFrame().opcode, 10);
  EXPECT_EQ(client.ReadFrame().payload, "ab");
}

TEST_F(StreamTest, WebSocketClosesWithCodeAfterWhatWaits) {
  Start();
  RawClient client = Connect();
  client.Upgrade("/socket");
  for (int i = 0; i < 100; ++i) stream()->Send(std::to_string(i));
  stream()->Close(4001, "enough");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.ReadFrame().payload, std::to_string(i));
  const auto close = client.ReadFrame();
  EXPECT_EQ(close.opcode, 8);
  EXPECT_EQ(close.close_code(), 4001);
  EXPECT_EQ(close.payload.substr(2), "enough");
  client.Send(RawClient::Frame(8, close.payload));
  EXPECT_TRUE(WaitFor([this] { return closed_ == 1; }));
}

TEST_F(StreamTest, WebSocketRefusesBadFrames) {
  options_.max_message_bytes = 1000;
  Start();
  const std::vector<std::pair<int, std::string>> frames = {
      {1009, RawClient::Frame(1, std::string(1001, 'x'))},
      {1007, RawClient::Frame(1, "\xff\xfe")},
      {1003, RawClient::Frame(2, "binary")},
      {1002, std::string("\x81\x01x", 3)},     // not masked
      {1002, std::string("\xf1\x80mask", 6)},  // reserved bits
      {1002, RawClient::Frame(0, "continues nothing")},
      {1002, RawClient::Frame(3, "unknown opcode")},
      {1002, RawClient::Frame(9, std::string(126, 'x'))},  // a control frame that is too long
  };
  for (const auto& [code, frame] : frames) {
    RawClient client = Connect();
    client.Upgrade("/socket");
    client.Send(frame);
    EXPECT_EQ(client.ReadFrame().close_code(), code);
  }
  EXPECT_THAT(heard_, ElementsAre());
}

TEST_F(StreamTest, WebSocketPeersThatDoNotAnswerPingsEnd) {
  options_.ping_interval = 40ms;
  Start();
  RawClient client = Connect();
  client.Upgrade("/socket");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.ReadFrame().opcode, 9);
    client.Send(RawClient::Frame(10, ""));
  }
  EXPECT_EQ(client.ReadFrame().opcode, 9);  // and this one is not answered
  EXPECT_TRUE(client.AtEnd());
  EXPECT_TRUE(WaitFor([this] { return closed_ == 1; }));
}

TEST_F(StreamTest, WhoSpeaksEarlyIsHeard) {
  Start();
  RawClient client = Connect();
  client.Send(
      "GET /socket HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: x, upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      RawClient::Frame(1, "echo early"));
  EXPECT_EQ(client.ReadAnswer(true).status, 101);
  EXPECT_EQ(client.ReadFrame().payload, "early");
}

TEST_F(StreamTest, OthersAreToldToUpgrade) {
  Start();
  RawClient client = Connect();
  const auto answer = client.Get("/socket");
  EXPECT_EQ(answer.status, 426);
  EXPECT_EQ(answer.Header("Upgrade"), "websocket");
  EXPECT_EQ(client
                .Get("/socket",
                     "Upgrade: websocket\r\nConnection: upgrade\r\n"
                     "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: x\r\n")
                .status,
            426);
}

TEST_F(StreamTest, StopSaysGoodbye) {
  Start();
  RawClient socket = Connect();
  socket.Upgrade("/socket");
  RawClient events = Connect();
  events.Send("GET /events HTTP/1.0\r\n\r\n");
  events.ReadUntil("\r\n\r\n");
  std::thread stopper([this] { server_->Stop(5s); });
  EXPECT_EQ(socket.ReadFrame().close_code(), 1001);
  socket.Send(RawClient::Frame(8, std::string("\x03\xe9", 2)));
  EXPECT_EQ(events.ReadAll(), "");
  events = RawClient(0);
  stopper.join();
  EXPECT_EQ(closed_, 2);
  streams_[0]->Send("late");  // a handle outlives its server
  server_.reset();
  streams_[0]->Send("later");
}

// Fan-out from many threads while clients come and go: for the sanitizers.
TEST_F(StreamTest, ManyStreamsAndThreads) {
  options_.threads = 2;
  Start();
  std::atomic<bool> done{false};
  std::thread sender([&] {
    while (!done) {
      std::vector<std::shared_ptr<Stream>> all;
      {
        const std::lock_guard lock(mutex_);
        all = streams_;
      }
      for (const auto& each : all) each->Send("tick");
    }
  });
  for (int round = 0; round < 20; ++round) {
    std::vector<RawClient> clients;
    for (int i = 0; i < 4; ++i) {
      clients.push_back(Connect());
      EXPECT_EQ(clients.back().Upgrade("/socket").status, 101);
    }
    for (RawClient& client : clients) EXPECT_EQ(client.ReadFrame().payload, "tick");
  }
  done = true;
  sender.join();
  EXPECT_TRUE(WaitFor([this] { return closed_ == 80; }));
}

// What an idle WebSocket costs in memory. Printed, and bounded only against a change of its order.
TEST_F(StreamTest, IdleWebSocketsAreCheap) {
  Start();
  const auto resident = [] {
    std::ifstream statm("/proc/self/statm");
    size_t pages = 0;
    statm >> pages >> pages;
    return pages * 4096;
  };
  constexpr size_t kCount = 1000;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<RawClient>(server_->port()));
    clients.back()->Upgrade("/socket");
  }
  const size_t before = resident();
  for (size_t i = 0; i < kCount; ++i) {
    clients.push_back(std::make_unique<RawClient>(server_->port()));
    clients.back()->Upgrade("/socket");
  }
  const size_t each = (resident() - before) / kCount;
  RecordProperty("bytes_each", static_cast<int>(each));
  printf("an idle WebSocket: %zu bytes, with its client here\n", each);
  EXPECT_LT(each, 40'000U);
}

}  // namespace
}  // namespace assay::http

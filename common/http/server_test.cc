#include "common/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "common/http/test_client.h"

namespace assay::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;
using RequestPtr = std::shared_ptr<const Request>;
using ResponderPtr = std::shared_ptr<Responder>;

Response Text(std::string body, int status = 200) {
  return {status, {{"Content-Type", "text/plain"}}, std::move(body)};
}

bool WaitFor(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    router_.Add("GET", "/hello", [](const RequestPtr& request, const ResponderPtr& responder) {
      responder->Send(Text("hello " + request->Query("name").value_or("you")));
    });
    router_.Add("POST", "/echo", [](const RequestPtr& request, const ResponderPtr& responder) {
      responder->Send(Text(request->body));
    });
    router_.Add(
        "POST", "/small",
        [](const RequestPtr& request, const ResponderPtr& responder) {
          responder->Send(Text(std::to_string(request->body.size())));
        },
        10);
    router_.Add("GET", "/big", [](const RequestPtr&, const ResponderPtr& responder) {
      responder->Send(Text(std::string(200'000, 'x')));
    });
    router_.Add("GET", "/peer", [](const RequestPtr& request, const ResponderPtr& responder) {
      responder->Send(Text(request->peer));
    });
    router_.Add("GET", "/drop", [](const RequestPtr&, const ResponderPtr&) {});
    router_.Add("GET", "/throw", [](const RequestPtr&, const ResponderPtr&) {
      throw std::runtime_error("on purpose");
    });
    router_.Add("GET", "/hold", [this](const RequestPtr&, const ResponderPtr& responder) {
      const std::lock_guard lock(mutex_);
      held_.push_back(responder);
    });
  }
  void Start() {
    auto server = Server::Start(options_, router_, log::Logger());
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = std::move(server).value();
  }
  RawClient Connect(int receive_buffer = 0) const {
    return RawClient(server_->port(), nullptr, receive_buffer);
  }
  size_t held() {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }

  ServerOptions options_;
  Router router_;
  std::mutex mutex_;
  std::vector<ResponderPtr> held_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpServerTest, AnswersOverAKeptConnection) {
  Start();
  RawClient client = Connect();
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.Get("/hello?name=b%C3%A9a+1");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello béa 1");
    EXPECT_EQ(answer.Header("Connection"), "keep-alive");
    EXPECT_THAT(answer.Header("Date"), HasSubstr("GMT"));
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  options_.threads = 2;
  Start();
  RawClient client = Connect();
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += "GET /hello?name=" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n";
  client.Send(all);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.ReadAnswer().body, "hello " + std::to_string(i));
}

TEST_F(HttpServerTest, HeadHasTheLengthAndNoBody) {
  Start();
  RawClient client = Connect();
  client.Send("HEAD /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto answer = client.ReadAnswer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Content-Length"), "9");
  EXPECT_EQ(client.Get("/hello").body, "hello you");  // no body came between
}

TEST_F(HttpServerTest, ReadsBodiesWithLengthAndInChunks) {
  Start();
  RawClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nab");
  client.Send("cde");
  EXPECT_EQ(client.ReadAnswer().body, "abcde");
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n");
  client.Send("2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().body, "abcde");
  const std::string large(300'000, 'z');
  client.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 300000\r\n\r\n" + large);
  EXPECT_TRUE(client.ReadAnswer().body == large);
}

TEST_F(HttpServerTest, SaysContinueToWhoAsks) {
  Start();
  RawClient client = Connect();
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("abc");
  EXPECT_EQ(client.ReadAnswer().body, "abc");
  client.Send(
      "POST /small HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 413);
}

TEST_F(HttpServerTest, BoundsBodies) {
  Start();
  RawClient known = Connect();
  known.Send("POST /small HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n01234567890");
  EXPECT_EQ(known.ReadAnswer().status, 413);
  EXPECT_TRUE(known.AtEnd());
  RawClient chunked = Connect();
  chunked.Send(
      "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.ReadAnswer().status, 413);
  EXPECT_TRUE(chunked.AtEnd());
}

TEST_F(HttpServerTest, BoundsAllBodiesTogether) {
  options_.max_total_body_bytes = 1000;
  Start();
  RawClient first = Connect();
  first.Send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 900\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(first.ReadUntil("\r\n\r\n"), HasSubstr("100 Continue"));
  RawClient second = Connect();
  second.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 200\r\n\r\n");
  const auto answer = second.ReadAnswer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("Retry-After"), "2");
  first.Send(std::string(900, 'a'));
  EXPECT_EQ(first.ReadAnswer().status, 200);
  RawClient third = Connect();
  third.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 200\r\n\r\n" +
             std::string(200, 'b'));
  EXPECT_EQ(third.ReadAnswer().status, 200);
}

TEST_F(HttpServerTest, RefusesWhatCouldBeReadInTwoWays) {
  Start();
  const std::string chunk = "\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const std::vector<std::pair<int, std::string>> shapes = {
      {400,
       "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked" + chunk},
      {400,
       "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 3" + chunk},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc"},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3, 3\r\n\r\nabc"},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: +3\r\n\r\nabc"},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n"},
      {501, "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked" + chunk},
      {501, "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: xchunked" + chunk},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x" +
                chunk},
      {400, "POST /echo HTTP/1.0\r\nHost: t\r\nTransfer-Encoding: chunked" + chunk},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding : chunked" + chunk},
      {400, "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {400, "GET /hello HTTP/1.1\r\n\r\n"},
      {400, "GET /hello%00 HTTP/1.1\r\nHost: t\r\n\r\n"},
      {400, "GET /%zz HTTP/1.1\r\nHost: t\r\n\r\n"},
      {400, "GET /a/../hello HTTP/1.1\r\nHost: t\r\n\r\n"},
      {505, "GET /hello HTTP/1.1\nHost: t\n\n\r\n\r\n"},
      {400, "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"},
      {505, "GET /hello HTTP/3.7\r\nHost: t\r\n\r\n"},
      {417, "GET /hello HTTP/1.1\r\nHost: t\r\nExpect: tea\r\n\r\n"},
      {400, std::string("\x16\x03\x01\x02\x00\r\n\r\n", 9)},
  };
  for (const auto& [status, shape] : shapes) {
    RawClient client = Connect();
    client.Send(shape);
    EXPECT_EQ(client.ReadAnswer().status, status) << shape;
    EXPECT_TRUE(client.AtEnd()) << shape;
  }
}

TEST_F(HttpServerTest, BoundsHeads) {
  options_.max_head_bytes = 1024;
  Start();
  RawClient client = Connect();
  client.Send("GET /hello HTTP/1.1\r\nHost: t\r\nX: " + std::string(2000, 'a') + "\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 431);
  RawClient endless = Connect();
  endless.Send("GET /" + std::string(5000, 'a'));
  EXPECT_EQ(endless.ReadAnswer().status, 431);
}

TEST_F(HttpServerTest, BoundsTheNumberOfHeaders) {
  Start();
  RawClient client = Connect();
  std::string head = "GET /hello HTTP/1.1\r\nHost: t\r\n";
  for (int i = 0; i < 120; ++i) head += "A: b\r\n";
  client.Send(head + "\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 431);
}

TEST_F(HttpServerTest, SlowHeadsAndBodiesEnd) {
  options_.head_timeout = 80ms;
  options_.body_timeout = 80ms;
  Start();
  RawClient head = Connect();
  head.Send("GET /hello HT");
  EXPECT_EQ(head.ReadAnswer().status, 408);
  EXPECT_TRUE(head.AtEnd());
  RawClient body = Connect();
  body.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nab");
  EXPECT_EQ(body.ReadAnswer().status, 408);
  EXPECT_TRUE(body.AtEnd());
  RawClient silent = Connect();
  EXPECT_TRUE(silent.AtEnd());
}

TEST_F(HttpServerTest, IdleConnectionsEnd) {
  options_.idle_timeout = 80ms;
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/hello").status, 200);
  EXPECT_TRUE(client.AtEnd());
  EXPECT_TRUE(WaitFor([this] { return server_->connections() == 0; }));
}

TEST_F(HttpServerTest, TooManyConnectionsAreTold) {
  options_.max_connections = 2;
  Start();
  RawClient one = Connect();
  RawClient two = Connect();
  EXPECT_EQ(one.Get("/hello").status, 200);
  EXPECT_EQ(two.Get("/hello").status, 200);
  {
    RawClient three = Connect();
    const auto answer = three.Get("/hello");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.Header("Retry-After"), "2");
    EXPECT_TRUE(three.AtEnd());
  }
  EXPECT_EQ(one.Get("/hello").status, 200);
}

TEST_F(HttpServerTest, NotFoundAndNotAllowed) {
  options_.headers = {{"X-Content-Type-Options", "nosniff"}};
  options_.error = [](int status, std::string_view detail) {
    return Response{status, {{"Content-Type", "application/problem+json"}}, std::string(detail)};
  };
  Start();
  RawClient client = Connect();
  const auto missing = client.Get("/nowhere");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.Header("Content-Type"), "application/problem+json");
  EXPECT_EQ(missing.Header("X-Content-Type-Options"), "nosniff");
  client.Send("DELETE /hello HTTP/1.1\r\nHost: t\r\n\r\n");  // on the same connection
  const auto method = client.ReadAnswer();
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.Header("Allow"), "GET");
  EXPECT_EQ(client.Get("/hello").status, 200);
}

TEST_F(HttpServerTest, DroppedAndThrownRequestsAre500) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/drop").status, 500);
  EXPECT_EQ(client.Get("/throw").status, 500);
  EXPECT_EQ(client.Get("/hello").status, 200);
}

TEST_F(HttpServerTest, AnswersFromAnotherThreadAndAfterAHalfClose) {
  Start();
  RawClient client = Connect();
  client.Send("GET /hold HTTP/1.1\r\nHost: t\r\n\r\n");
  client.ShutdownSend();
  ASSERT_TRUE(WaitFor([this] { return held() == 1; }));
  EXPECT_TRUE(WaitFor([this] { return held_[0]->gone(); }));
  std::thread([this] { held_[0]->Send(Text("late")); }).join();
  held_[0]->Send(Text("later"));  // dropped
  EXPECT_EQ(client.ReadAnswer().body, "late");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(HttpServerTest, CompressesLargeAnswersWhenAsked) {
  Start();
  RawClient client = Connect();
  const auto plain = client.Get("/big", "Accept-Encoding: br, gzip;q=0\r\n");
  EXPECT_EQ(plain.body.size(), 200'000U);
  EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding");
  const auto packed = client.Get("/big", "Accept-Encoding: br, gzip\r\n");
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  ASSERT_LT(packed.body.size(), 5000U);
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(300'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.body.data()));
  stream.avail_in = static_cast<uInt>(packed.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  EXPECT_TRUE(out == std::string(200'000, 'x'));
  EXPECT_EQ(client.Get("/hello", "Accept-Encoding: gzip\r\n").Header("Content-Encoding"), "");
}

TEST_F(HttpServerTest, BelievesTrustedProxiesOnly) {
  Start();
  RawClient direct = Connect();
  EXPECT_EQ(direct.Get("/peer", "X-Forwarded-For: 9.9.9.9\r\n").body, "127.0.0.1");
  server_.reset();
  options_.trusted_proxies = {"127.0.0.1", "10.0.0.1"};
  Start();
  RawClient behind = Connect();
  EXPECT_EQ(behind.Get("/peer", "X-Forwarded-For: 6.6.6.6, 9.9.9.9, 10.0.0.1\r\n").body, "9.9.9.9");
  EXPECT_EQ(behind.Get("/peer", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n").body,
            "2.2.2.2");
  EXPECT_EQ(behind.Get("/peer", "X-Forwarded-For: 9.9.9.9, \xff\xfe\r\n").body, "127.0.0.1");
  EXPECT_EQ(behind.Get("/peer").body, "127.0.0.1");
}

// 192.0.2.7 port 50000 to 10.0.0.1 port 8443, as HAProxy's send-proxy-v2 writes it.
constexpr char kProxyHeader[] =
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\x0a\0\0\x01\xc3\x50\x20\xfb";

TEST_F(HttpServerTest, BelievesProxyHeadersOfTrustedProxiesOnly) {
  const std::string header(kProxyHeader, sizeof(kProxyHeader) - 1);
  options_.trusted_proxies = {"127.0.0.1"};
  Start();
  RawClient behind = Connect();
  behind.Send(header.substr(0, 7));
  behind.Send(header.substr(7));
  // It is the client from here on, who is believed nothing.
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(behind.Get("/peer", "X-Forwarded-For: 9.9.9.9\r\n").body, "192.0.2.7");
  RawClient twice = Connect();
  twice.Send(header + header);
  EXPECT_EQ(twice.Get("/peer").status, 400);
  RawClient broken = Connect();
  broken.Send(header.substr(0, 12) + std::string(30, 'x'));
  EXPECT_TRUE(broken.AtEnd());
  server_.reset();
  options_.trusted_proxies = {};
  Start();
  RawClient stranger = Connect();
  stranger.Send(header);
  EXPECT_EQ(stranger.Get("/peer").status, 400);
}

TEST_F(HttpServerTest, SaysWhyAHeadIsRefused) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Get("/a/%2e%2e/b").body,
            "Bad Request: the path holds a \".\" or \"..\" segment: write it without\n");
}

TEST_F(HttpServerTest, ObservesEveryAnswer) {
  std::vector<std::string> seen;
  options_.observe = [&](const Request& request, std::string_view pattern, int status,
                         std::chrono::nanoseconds, uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    seen.push_back(request.method + " " + std::string(pattern) + " " + std::to_string(status) +
                   (bytes > 0 ? " +" : " 0"));
  };
  Start();
  RawClient client = Connect();
  client.Get("/hello?x=1");
  client.Get("/nowhere");
  EXPECT_TRUE(WaitFor([&] {
    const std::lock_guard lock(mutex_);
    return seen.size() == 2;
  }));
  EXPECT_THAT(seen, ::testing::ElementsAre("GET /hello 200 +", "GET  404 +"));
}

TEST_F(HttpServerTest, StopLetsRequestsEnd) {
  Start();
  RawClient idle = Connect();
  idle.Get("/hello");
  RawClient busy = Connect();
  busy.Send("GET /hold HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(WaitFor([this] { return held() == 1; }));
  std::thread stopper([this] { server_->Stop(5s); });
  EXPECT_TRUE(idle.AtEnd());
  held_[0]->Send(Text("last"));
  const auto answer = busy.ReadAnswer();
  EXPECT_EQ(answer.body, "last");
  EXPECT_EQ(answer.Header("Connection"), "close");
  busy = RawClient(0);
  stopper.join();
  EXPECT_FALSE(RawClient(server_->port()).connected());
}

TEST_F(HttpServerTest, StopDoesNotWaitForever) {
  Start();
  RawClient busy = Connect();
  busy.Send("GET /hold HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(WaitFor([this] { return held() == 1; }));
  server_->Stop(20ms);
  EXPECT_TRUE(busy.AtEnd());
  EXPECT_TRUE(held_[0]->gone());
  held_[0]->Send(Text("nobody hears"));
  server_.reset();
  held_.clear();
}

TEST_F(HttpServerTest, WrongOptionsAreErrors) {
  options_.address = "localhost";
  EXPECT_EQ(Server::Start(options_, router_, {}).status().code(), StatusCode::kInvalidArgument);
  options_.address = "127.0.0.1";
  options_.certificate = "/nowhere.pem";
  EXPECT_FALSE(Server::Start(options_, router_, {}).ok());
  options_.key = "/nowhere.key";
  EXPECT_THAT(Server::Start(options_, router_, {}).status().message(), HasSubstr("/nowhere.pem"));
  options_.certificate.clear();
  options_.key.clear();
  Start();
  options_.port = server_->port();
  EXPECT_EQ(Server::Start(options_, router_, {}).status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace assay::http

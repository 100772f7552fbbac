#include "common/redis/client.h"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "common/files.h"
#include "common/redis/test_server.h"

namespace assay::redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

std::unique_ptr<Client> ClientOf(const Options& options) {
  auto client = Client::Create(options);
  EXPECT_TRUE(client.ok()) << client.status().ToString();
  return client.ok() ? std::move(*client) : nullptr;
}

TestServer StartServer(const TestServerOptions& options = {}) {
  auto server = TestServer::Start(options);
  if (!server.ok()) ADD_FAILURE() << server.status().ToString();
  return std::move(server).value();
}

TEST(RedisClient, CallsOverAUnixSocket) {
  const TestServer server = StartServer();
  const auto client = ClientOf(server.UnixOptions());
  ASSERT_TRUE(client->Ping().ok());
  const std::string bytes("a\0b\r\n\xFF", 6);
  ASSERT_TRUE(client->Set("key", bytes, seconds(100)).ok());
  EXPECT_EQ(client->Get("key").value(), bytes);
  EXPECT_GT(client->Call({"PTTL", "key"})->integer, 50'000);
  EXPECT_TRUE(client->Delete("key").value());
  EXPECT_FALSE(client->Delete("key").value());
  EXPECT_EQ(client->Get("key").value(), std::nullopt);
  // RESP3: a map is a map.
  ASSERT_TRUE(client->Call({"HSET", "h", "f", "1"}).ok());
  EXPECT_EQ(client->Call({"HGETALL", "h"})->kind, Value::Kind::kMap);
  EXPECT_EQ(client->Call({"LPUSH", "h", "x"}).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(client->Call({"NONSENSE"}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(client->stats().failures, 0U);
}

TEST(RedisClient, APipelineKeepsItsOrderAndItsErrors) {
  const TestServer server = StartServer();
  const auto client = ClientOf(server.UnixOptions());
  std::vector<Command> commands;
  for (int i = 0; i < 5000; ++i) commands.push_back({"INCR", "n"});
  commands.push_back({"LPUSH", "n", "x"});
  commands.push_back({"SET", "large", std::string(size_t{1} << 20U, 'x')});
  commands.push_back({"GET", "large"});
  const auto replies = client->Pipeline(commands, seconds(20));
  ASSERT_TRUE(replies.ok()) << replies.status().ToString();
  ASSERT_EQ(replies->size(), commands.size());
  for (int i = 0; i < 5000; ++i) ASSERT_EQ((*replies)[i].integer, i + 1);
  EXPECT_TRUE((*replies)[5000].IsError());
  EXPECT_EQ((*replies)[5002].text.size(), size_t{1} << 20U);
  EXPECT_TRUE(client->Pipeline({})->empty());
}

TEST(RedisClient, ScriptsAreSentOnce) {
  const TestServer server = StartServer();
  const auto client = ClientOf(server.UnixOptions());
  const Script script("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}");
  for (int i = 1; i <= 3; ++i) {
    const auto reply = client->Eval(script, {"k"}, {"a"});
    ASSERT_TRUE(reply.ok()) << reply.status().ToString();
    EXPECT_EQ(reply->elements[1].text, "a");
    EXPECT_EQ(reply->elements[2].integer, i);
  }
  EXPECT_EQ(client->stats().calls, 4U);  // EVALSHA, EVAL, EVALSHA, EVALSHA
  ASSERT_TRUE(client->Call({"SCRIPT", "FLUSH"}).ok());
  EXPECT_EQ(client->Eval(script, {"k"}, {"a"})->elements[2].integer, 4);
}

TEST(RedisClient, PasswordsComeFromAFile) {
  const TestServer server = StartServer({.password = "open sesame"});
  EXPECT_TRUE(ClientOf(server.UnixOptions())->Ping().ok());
  Options options = server.UnixOptions();
  options.password_file.clear();
  EXPECT_EQ(ClientOf(options)->Ping().code(), StatusCode::kPermissionDenied);
  options.password_file = server.folder() / "wrong";
  std::ofstream(options.password_file) << "closed\n";
  const Status wrong = ClientOf(options)->Ping();
  EXPECT_EQ(wrong.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(wrong.message().find("closed"), std::string::npos);
  options.password_file = server.folder() / "none";
  EXPECT_EQ(ClientOf(options)->Ping().code(), StatusCode::kNotFound);
}

TEST(RedisClient, OverTls) {
  const TestServer server = StartServer({.password = "p", .tls = true});
  const auto client = ClientOf(server.TlsOptions());
  const Status ping = client->Ping();
  ASSERT_TRUE(ping.ok()) << ping.ToString();
  const std::string large(size_t{3} << 20U, 'y');
  ASSERT_TRUE(client->Call({"SET", "large", large}, seconds(20)).ok());
  EXPECT_EQ(client->Call({"GET", "large"}, seconds(20))->text, large);
  // Connections are kept: one that only holds the server's tickets is not stale.
  const auto count = client->Call({"INFO", "stats"});
  ASSERT_TRUE(count.ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client->Ping().ok());
  const auto connections = [](const std::string& info) {
    const size_t at = info.find("total_connections_received:");
    return info.substr(at, info.find('\r', at) - at);
  };
  EXPECT_EQ(connections(client->Call({"INFO", "stats"})->text), connections(count->text));
}

TEST(RedisClient, TlsBelievesItsRootsAndTheNameAlone) {
  const TestServer server = StartServer({.tls = true});
  const TestServer other = StartServer({.tls = true});
  Options options = server.TlsOptions();
  options.roots = other.TlsOptions().roots;
  const Status foreign = ClientOf(options)->Ping();
  EXPECT_EQ(foreign.code(), StatusCode::kUnavailable);
  EXPECT_THAT(foreign.message(), HasSubstr("certificate"));
  options = server.TlsOptions();
  options.server_name = "judge.assay.internal";
  EXPECT_EQ(ClientOf(options)->Ping().code(), StatusCode::kUnavailable);
  options.server_name = "redis.assay.internal";
  EXPECT_TRUE(ClientOf(options)->Ping().ok());
  options.certificate.clear();
  options.key.clear();
  EXPECT_FALSE(ClientOf(options)->Ping().ok()) << "without a certificate";
  options.roots.clear();
  EXPECT_EQ(Client::Create(options).status().code(), StatusCode::kInvalidArgument);
}

TEST(RedisClient, ManyThreadsShareAFewConnections) {
  const TestServer server = StartServer();
  Options options = server.UnixOptions();
  options.max_connections = 3;
  options.command_timeout = seconds(20);
  const auto client = ClientOf(options);
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string text = std::to_string(t) + ":" + std::to_string(i);
        const auto reply = client->Call({"ECHO", text});
        if (!reply.ok() || reply->text != text) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  const std::string clients = client->Call({"CLIENT", "LIST"})->text;
  EXPECT_LE(std::ranges::count(clients, '\n'), 4);  // and the one that started the server
}

TEST(RedisClient, WhenTheServerIsGoneCallsFailAtOnceUntilItIsBack) {
  TestServer server = StartServer();
  const auto client = ClientOf(server.UnixOptions());
  ASSERT_TRUE(client->Ping().ok());
  server.Kill();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client->Ping().code(), StatusCode::kUnavailable);
  EXPECT_FALSE(client->stats().available);
  EXPECT_GT(client->stats().refused, 0U);
  ASSERT_TRUE(server.Restart().ok());
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  while (!client->Ping().ok()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_TRUE(client->stats().available);
}

TEST(RedisClient, ARestartBetweenCallsIsNotNoticed) {
  TestServer server = StartServer();
  const auto client = ClientOf(server.UnixOptions());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(client->Ping().ok()) << i;
    server.Kill();
    ASSERT_TRUE(server.Restart().ok());
  }
}

TEST(RedisClient, AServerThatHangsCostsAFewTimeoutsOnly) {
  TestServer server = StartServer();
  Options options = server.UnixOptions();
  options.command_timeout = milliseconds(100);
  options.retry_after = seconds(5);
  const auto client = ClientOf(options);
  ASSERT_TRUE(client->Ping().ok());
  server.Suspend();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client->Ping().code(), StatusCode::kDeadlineExceeded);
  for (int i = 0; i < 100; ++i) {
    const Status refused = client->Ping();
    EXPECT_EQ(refused.code(), StatusCode::kUnavailable);
    EXPECT_THAT(refused.message(), HasSubstr("no answer in time"));
  }
  EXPECT_EQ(client->stats().refused, 100U);
  server.Resume();
}

TEST(RedisClient, ALateReplyIsNeverTakenForAnothers) {
  TestServer server = StartServer();
  Options options = server.UnixOptions();
  options.failures_until_open = 1000;
  const auto client = ClientOf(options);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client->Ping().ok());
    server.Suspend();
    EXPECT_EQ(client->Call({"ECHO", "late"}, milliseconds(5)).status().code(),
              StatusCode::kDeadlineExceeded);
    server.Resume();
    EXPECT_EQ(client->Call({"ECHO", "mine"}, seconds(20))->text, "mine");
  }
}

TEST(RedisClient, RepliesAreBounded) {
  const TestServer server = StartServer();
  Options options = server.UnixOptions();
  options.limits.max_bytes = 10'000;
  const auto client = ClientOf(options);
  ASSERT_TRUE(client->Call({"SET", "large", std::string(20'000, 'x')}).ok());
  EXPECT_EQ(client->Call({"GET", "large"}).status().code(), StatusCode::kDataLoss);
  EXPECT_TRUE(client->Ping().ok());
}

TEST(RedisClient, WrongOptionsAreSaidAtOnce) {
  Options options;
  EXPECT_EQ(Client::Create(options).status().code(), StatusCode::kInvalidArgument);
  options.url = "unix:/nowhere/redis.sock";
  EXPECT_EQ(ClientOf(options)->Ping().code(), StatusCode::kUnavailable);
  options.url = "unix:/" + std::string(200, 'x');
  EXPECT_EQ(ClientOf(options)->Ping().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::redis

#include "common/http/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "common/files.h"
#include "common/http/test_receiver.h"
#include "common/tls/authority.h"

namespace assay::http {
namespace {

using std::chrono::milliseconds;

TestReceiver::Handler Echo() {
  return [](const ReceivedRequest& request, ReceiverConnection& connection) {
    connection.Reply(200,
                     {{"X-Method", request.method}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}},
                     request.body);
  };
}

TestReceiver::Handler Answers(int status, std::vector<std::pair<std::string, std::string>> headers,
                              std::string body = "") {
  return [=](const ReceivedRequest&, ReceiverConnection& connection) {
    connection.Reply(status, headers, body);
  };
}

std::unique_ptr<Client> MakeClient(ClientOptions options = {}) {
  auto client = Client::Create(std::move(options));
  EXPECT_TRUE(client.ok()) << client.status().ToString();
  return client.ok() ? std::move(*client) : nullptr;
}

TEST(Client, SendsMethodHeadersAndBody) {
  const TestReceiver server(Echo());
  const auto client = MakeClient();
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const auto response = client->Send({.method = method,
                                        .url = server.url() + "/path?query=1",
                                        .headers = {{"X-One", "1"}, {"X-Empty", ""}},
                                        .body = std::string_view("body\0binary", 11)});
    ASSERT_TRUE(response.ok()) << response.status().ToString();
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->Header("x-METHOD"), method);
    EXPECT_EQ(response->body, std::string("body\0binary", 11));
    EXPECT_EQ(response->headers.size(), 4U);  // and Content-Length
  }
  const ReceivedRequest seen = server.requests().at(0);
  EXPECT_EQ(seen.target, "/path?query=1");
  EXPECT_EQ(seen.Header("x-one"), "1");
  EXPECT_EQ(seen.Header("User-Agent"), "assay");
  EXPECT_EQ(seen.Header("Content-Type"), "");
  EXPECT_EQ(seen.Header("Expect"), "");
}

TEST(Client, BodilessMethods) {
  const TestReceiver server([](const ReceivedRequest& request, ReceiverConnection& connection) {
    if (request.method == "HEAD") {
      (void)connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
    } else {
      connection.Reply(200, {}, request.method);
    }
  });
  const auto client = MakeClient();
  EXPECT_EQ(client->Send({.url = server.url()})->body, "GET");
  EXPECT_EQ(client->Send({.method = "DELETE", .url = server.url()})->body, "DELETE");
  EXPECT_EQ(client->Send({.method = "POST", .url = server.url()})->body, "POST");
  const auto head = client->Send({.method = "HEAD", .url = server.url()});
  ASSERT_TRUE(head.ok()) << head.status().ToString();
  EXPECT_EQ(head->Header("content-length"), "1234");
  EXPECT_EQ(client->Send({.url = server.url(), .body = "x"}).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(Client, KeepsConnections) {
  const TestReceiver server(Echo());
  const auto client = MakeClient();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(client->Send({.url = server.url()}).ok());
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, ManyThreadsAtOnce) {
  const TestReceiver server(Echo());
  const auto client = MakeClient();
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string body = std::to_string(t) + ":" + std::to_string(i);
        const auto response = client->Send({.method = "POST", .url = server.url(), .body = body});
        if (!response.ok() || response->body != body) ++wrong;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(server.connections(), 8);
}

TEST(Client, RefusesOddRequests) {
  const auto client = MakeClient();
  for (const char* url : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://x/", "http://",
                          "localhost:80", "http://a b/", "http://[::1/", "http://127.0.0.1:99999/"})
    EXPECT_EQ(client->Send({.url = url}).status().code(), StatusCode::kInvalidArgument) << url;
  const std::string url = "http://127.0.0.1:9/";
  EXPECT_EQ(client->Send({.method = "get", .url = url}).status().code(),
            StatusCode::kInvalidArgument);
  for (const auto& [name, value] :
       Headers{{"A", "b\r\nC: d"}, {"A\n", "b"}, {"", "b"}, {"A:", "b"}})
    EXPECT_EQ(client->Send({.url = url, .headers = {{name, value}}}).status().code(),
              StatusCode::kInvalidArgument);
  EXPECT_EQ(Client::Create({.roots = "/nowhere/roots.pem"}).status().code(), StatusCode::kNotFound);
}

TEST(Client, ParsesUrls) {
  const auto url = ParseHttpUrl("HTTPS://Example.ORG/path?x#y");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->scheme + " " + url->host + " " + url->port, "https example.org 443");
  EXPECT_TRUE(url->has_fragment && !url->has_user);
  EXPECT_TRUE(ParseHttpUrl("http://me:secret@h/")->has_user);
  EXPECT_EQ(ParseHttpUrl("http://[::1]:8080/")->host, "::1");
  EXPECT_FALSE(ParseHttpUrl(std::string("http://a\0b/", 11)).ok());
}

TEST(Client, NobodyThere) {
  uint16_t port = 0;
  { port = TestReceiver(Echo()).port(); }
  const Status status =
      MakeClient()
          ->Send({.url = "http://127.0.0.1:" + std::to_string(port) + "/secret?token=1"})
          .status();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(status.message().find("token"), std::string::npos) << status.message();
  EXPECT_NE(status.message().find(std::to_string(port)), std::string::npos) << status.message();
}

TEST(Client, AServerThatHangs) {
  const TestReceiver server([](const ReceivedRequest&, ReceiverConnection& connection) {
    (void)connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    connection.Hang();
  });
  const auto client = MakeClient();
  EXPECT_EQ(client->Send({.url = server.url(), .timeout = milliseconds(200)}).status().code(),
            StatusCode::kDeadlineExceeded);
  std::stop_source stop;
  std::jthread stopper([&] {
    EXPECT_TRUE(server.WaitForRequests(2));
    stop.request_stop();
  });
  EXPECT_EQ(client->Send({.url = server.url(), .stop = stop.get_token()}).status().code(),
            StatusCode::kCancelled);
}

TEST(Client, AServerThatBreaksOff) {
  const TestReceiver server([](const ReceivedRequest&, ReceiverConnection& connection) {
    (void)connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    connection.CloseAfter();
  });
  EXPECT_EQ(MakeClient()->Send({.url = server.url()}).status().code(), StatusCode::kUnavailable);
}

TEST(Client, BoundsWhatAServerSends) {
  const TestReceiver server([](const ReceivedRequest& request, ReceiverConnection& connection) {
    const std::string megabyte(1 << 20, 'x');
    if (request.target == "/head") {
      (void)connection.Write("HTTP/1.1 200 OK\r\nX: ");
      for (int i = 0; i < 10 && connection.Write(megabyte); ++i) {
      }
    } else if (request.target == "/endless") {
      (void)connection.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      while (connection.Write("100000\r\n" + megabyte + "\r\n")) {
      }
    } else {
      connection.Reply(200, {}, megabyte);
    }
    connection.CloseAfter();
  });
  const auto client = MakeClient();
  EXPECT_EQ(
      client->Send({.url = server.url(), .max_response_bytes = (1 << 20) - 1}).status().code(),
      StatusCode::kResourceExhausted);
  EXPECT_TRUE(client->Send({.url = server.url(), .max_response_bytes = 1 << 20}).ok());
  EXPECT_EQ(client->Send({.url = server.url() + "/endless"}).status().code(),
            StatusCode::kResourceExhausted);
  EXPECT_FALSE(client->Send({.url = server.url() + "/head"}).ok());
}

TEST(Client, FollowsRedirectsOnlyWhereAsked) {
  TestReceiver other(Echo());
  const TestReceiver server([&](const ReceivedRequest& request, ReceiverConnection& connection) {
    if (request.target == "/loop") return connection.Reply(302, {{"Location", "/loop"}}, "moved");
    if (request.target == "/file")
      return connection.Reply(302, {{"Location", "file:///etc/passwd"}});
    connection.Reply(302, {{"Location", other.url() + "/there"}}, "moved");
  });
  const auto client = MakeClient();
  const auto unfollowed = client->Send({.url = server.url()});
  EXPECT_EQ(unfollowed->status, 302);
  EXPECT_EQ(unfollowed->body, "moved");
  const auto followed = client->Send(
      {.url = server.url(), .headers = {{"Authorization", "Bearer secret"}}, .max_redirects = 2});
  ASSERT_TRUE(followed.ok()) << followed.status().ToString();
  EXPECT_EQ(followed->status, 200);
  EXPECT_EQ(followed->Header("x-method"), "GET");
  EXPECT_EQ(followed->body, "");
  EXPECT_EQ(other.requests().at(0).target, "/there");
  EXPECT_EQ(client->Send({.url = server.url() + "/loop", .max_redirects = 3}).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_FALSE(client->Send({.url = server.url() + "/file", .max_redirects = 3}).ok());
  EXPECT_EQ(client->Send({.method = "POST", .url = server.url(), .max_redirects = 3})->status, 302);
}

TEST(Client, ThePolicyJudgesTheAddressNotTheName) {
  const TestReceiver server(Echo());
  const std::string port = std::to_string(server.port());
  const auto careful = MakeClient({.policy = *AddressPolicy::Public()});
  // Names and spellings that all mean the loopback.
  for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001",
                           "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const Status status =
        careful->Send({.url = std::string("http://") + host + ":" + port}).status();
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << host << ": " << status.ToString();
  }
  EXPECT_EQ(server.connections(), 0);
  const std::vector<std::string> networks = {"127.0.0.0/8"};
  const auto allowed = MakeClient({.policy = *AddressPolicy::Public(networks)});
  EXPECT_TRUE(allowed->Send({.url = "http://localhost:" + port}).ok());
}

TEST(Client, ThePolicyJudgesRedirectsToo) {
  const TestReceiver inner(Echo());
  const TestReceiver outer(
      Answers(302, {{"Location", "http://127.0.0.2:" + std::to_string(inner.port())}}));
  const std::vector<std::string> networks = {"127.0.0.1"};
  const auto client = MakeClient({.policy = *AddressPolicy::Public(networks)});
  EXPECT_EQ(client->Send({.url = outer.url(), .max_redirects = 1}).status().code(),
            StatusCode::kPermissionDenied);
}

TEST(Client, ProxiesOfTheEnvironmentAreNotUsed) {
  const TestReceiver proxy(Echo());
  const TestReceiver server(Echo());
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  EXPECT_TRUE(MakeClient()->Send({.url = server.url()}).ok());
  ::unsetenv("http_proxy");
  EXPECT_EQ(proxy.connections(), 0);
}

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto authority = tls::CertificateAuthority::Create(dir_.path() / "root");
    ASSERT_TRUE(authority.ok()) << authority.status().ToString();
    Issue(*authority, "localhost");
    Issue(*authority, "other.example.org");
  }
  void Issue(const tls::CertificateAuthority& authority, const std::string& name) {
    const auto credentials = authority.Issue({.identity = {"gateway"}, .dns_names = {name}});
    ASSERT_TRUE(credentials.ok()) << credentials.status().ToString();
    ASSERT_TRUE(tls::WriteCredentials(dir_.path() / name, *credentials).ok());
  }
  TempDir dir_ = *TempDir::Create();
};

TEST_F(TlsTest, VerifiesRootAndName) {
  const TestReceiver server(Echo(), dir_.path() / "localhost/tls.crt",
                            dir_.path() / "localhost/tls.key");
  const auto trusting = MakeClient({.roots = dir_.path() / "localhost/roots.crt"});
  const auto response = trusting->Send({.method = "POST", .url = server.url(), .body = "secret"});
  ASSERT_TRUE(response.ok()) << response.status().ToString();
  EXPECT_EQ(response->body, "secret");
  const Status unknown = MakeClient()->Send({.url = server.url()}).status();
  EXPECT_EQ(unknown.code(), StatusCode::kFailedPrecondition) << unknown.ToString();
  const TestReceiver liar(Echo(), dir_.path() / "other.example.org/tls.crt",
                          dir_.path() / "other.example.org/tls.key");
  const Status other = trusting->Send({.url = liar.url()}).status();
  EXPECT_EQ(other.code(), StatusCode::kFailedPrecondition) << other.ToString();
  EXPECT_TRUE(liar.requests().empty());
}

TEST(ClientStream, GivesPiecesAsTheyCome) {
  std::mutex mutex;
  std::condition_variable changed;
  int seen = 0;
  const TestReceiver server([&](const ReceivedRequest&, ReceiverConnection& connection) {
    (void)connection.Write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    for (int i = 1; i <= 3; ++i) {
      (void)connection.Write("data: " + std::to_string(i) + "\n\n");
      // The next one only when this one has arrived: it was not held back.
      std::unique_lock lock(mutex);
      EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return seen == i; }));
    }
    connection.CloseAfter();
  });
  std::string body, type;
  const Status status = MakeClient()->Stream(
      {.url = server.url()}, {.on_head =
                                  [&](const ClientResponse& head) {
                                    type = head.Header("content-type");
                                    return head.status == 200 ? OkStatus() : Unavailable("no");
                                  },
                              .on_bytes =
                                  [&](std::string_view bytes) {
                                    body += bytes;
                                    const std::lock_guard lock(mutex);
                                    ++seen;
                                    changed.notify_all();
                                    return OkStatus();
                                  }});
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(body, "data: 1\n\ndata: 2\n\ndata: 3\n\n");
  EXPECT_EQ(type, "text/event-stream");
}

TEST(ClientStream, EndsByHandlerIdlenessAndStop) {
  const TestReceiver server([](const ReceivedRequest& request, ReceiverConnection& connection) {
    if (request.target == "/silent") return connection.Hang();
    (void)connection.Write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\ndata: 1\n\n");
    connection.Hang();
  });
  const auto client = MakeClient();
  const auto enough = [](std::string_view) { return ResourceExhausted("enough"); };
  const Status by_handler =
      client->Stream({.url = server.url()}, {.on_head = {}, .on_bytes = enough});
  EXPECT_EQ(by_handler.code(), StatusCode::kResourceExhausted);
  EXPECT_NE(by_handler.message().find("enough"), std::string::npos);
  EXPECT_EQ(client
                ->Stream({.url = server.url()},
                         {.on_head = {}, .on_bytes = {}, .idle_timeout = milliseconds(150)})
                .code(),
            StatusCode::kDeadlineExceeded);
  EXPECT_EQ(
      client->Stream({.url = server.url() + "/silent", .timeout = milliseconds(150)}, {}).code(),
      StatusCode::kDeadlineExceeded);
  std::stop_source stop;
  const Status stopped = client->Stream({.url = server.url(), .stop = stop.get_token()},
                                        {.on_head = {}, .on_bytes = [&](std::string_view) {
                                           stop.request_stop();
                                           return OkStatus();
                                         }});
  EXPECT_EQ(stopped.code(), StatusCode::kCancelled);
  EXPECT_FALSE(client->Stream({.url = server.url(), .max_redirects = 1}, {}).ok());
}

}  // namespace
}  // namespace assay::http

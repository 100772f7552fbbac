#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "common/files.h"
#include "common/http/server.h"
#include "common/http/test_client.h"
#include "common/tls/authority.h"

namespace assay::http {
namespace {

using namespace std::chrono_literals;
using testing::RawClient;
using RequestPtr = std::shared_ptr<const Request>;
using ResponderPtr = std::shared_ptr<Responder>;

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, ContextFree>;

class TlsServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto authority = tls::CertificateAuthority::Create(folder_ / "ca");
    ASSERT_TRUE(authority.ok()) << authority.status().ToString();
    authority_ = std::make_unique<tls::CertificateAuthority>(std::move(authority).value());
    Issue("one.example.org");
    options_.certificate = folder_ / "gateway/tls.crt";
    options_.key = folder_ / "gateway/tls.key";
    router_.Add("POST", "/echo", [](const RequestPtr& request, const ResponderPtr& responder) {
      responder->Send({200, {}, request->body});
    });
    router_.Add("GET", "/socket", [this](const RequestPtr&, const ResponderPtr& responder) {
      stream_ =
          responder->AcceptWebSocket({[this](std::string_view text) { stream_->Send(text); }, {}});
    });
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Start() {
    auto server = Server::Start(options_, router_, log::Logger());
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = std::move(server).value();
  }
  void Issue(const std::string& name) {
    tls::CertificateRequest request;
    request.identity = {"gateway", ""};
    request.dns_names = {name};
    const auto credentials = authority_->Issue(request);
    ASSERT_TRUE(credentials.ok()) << credentials.status().ToString();
    ASSERT_TRUE(tls::WriteCredentials(folder_ / "gateway", *credentials).ok());
  }
  ContextPtr Client(int max_version = TLS1_3_VERSION) const {
    ContextPtr context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(context.get(), max_version);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_load_verify_locations(context.get(), (folder_ / "gateway/roots.crt").c_str(), nullptr);
    return context;
  }
  static bool Speaks(const RawClient& client, const char* name) {
    X509* certificate = SSL_get1_peer_certificate(client.ssl());
    const bool matches = X509_check_host(certificate, name, 0, 0, nullptr) == 1;
    X509_free(certificate);
    return matches;
  }

  static std::filesystem::path MakeFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-http-XXXXXX").string();
    return ::mkdtemp(name.data());
  }
  const std::filesystem::path folder_ = MakeFolder();
  std::unique_ptr<tls::CertificateAuthority> authority_;
  ServerOptions options_;
  Router router_;
  std::shared_ptr<Stream> stream_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsServerTest, SpeaksTls13AndNothingOlder) {
  Start();
  const ContextPtr context = Client();
  RawClient client(server_->port(), context.get());
  ASSERT_TRUE(client.connected());
  EXPECT_STREQ(SSL_get_version(client.ssl()), "TLSv1.3");
  const std::string large(1'000'000, 'z');
  client.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n");
  std::thread sender([&] { client.Send(large); });
  sender.join();
  EXPECT_TRUE(client.ReadAnswer().body == large);
  const ContextPtr old = Client(TLS1_2_VERSION);
  EXPECT_FALSE(RawClient(server_->port(), old.get()).connected());
}

TEST_F(TlsServerTest, CarriesWebSockets) {
  Start();
  const ContextPtr context = Client();
  RawClient client(server_->port(), context.get());
  EXPECT_EQ(client.Upgrade("/socket").status, 101);
  client.SendText("over TLS");
  EXPECT_EQ(client.ReadFrame().payload, "over TLS");
  client.Send(RawClient::Frame(8, std::string("\x03\xe8", 2)));
  EXPECT_EQ(client.ReadFrame().close_code(), 1000);
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(TlsServerTest, ClosesWithANotice) {
  Start();
  const ContextPtr context = Client();
  RawClient client(server_->port(), context.get());
  client.Send("POST /echo HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(client.ReadAnswer().body, "hi");
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
}

TEST_F(TlsServerTest, ReadsARenewedCertificate) {
  Start();
  const ContextPtr context = Client();
  RawClient before(server_->port(), context.get());
  EXPECT_TRUE(Speaks(before, "one.example.org"));
  Issue("two.example.org");
  const auto until = std::chrono::steady_clock::now() + 15s;
  bool renewed = false;
  while (!renewed && std::chrono::steady_clock::now() < until) {
    const RawClient client(server_->port(), context.get());
    renewed = client.connected() && Speaks(client, "two.example.org");
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_TRUE(renewed);
  before.Send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(before.ReadAnswer().body, "hi");
}

TEST_F(TlsServerTest, KeepsTheOldCertificateWhereTheNewOneIsBroken) {
  Start();
  const ContextPtr context = Client();
  std::ofstream(folder_ / "gateway/tls.crt") << "nonsense";
  const auto until = std::chrono::steady_clock::now() + 2s;  // two looks
  do {
    EXPECT_TRUE(RawClient(server_->port(), context.get()).connected());
    std::this_thread::sleep_for(50ms);
  } while (std::chrono::steady_clock::now() < until);
}

TEST_F(TlsServerTest, PlainTextAndSilenceEnd) {
  options_.head_timeout = 100ms;
  Start();
  RawClient plain(server_->port());
  plain.Send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(plain.ReadAnswer().status, 0);
  RawClient silent(server_->port());
  EXPECT_TRUE(silent.AtEnd());
  const auto until = std::chrono::steady_clock::now() + 5s;
  while (server_->connections() > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(1ms);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(TlsServerTest, KeyAndCertificateBelongTogether) {
  const auto other = authority_->Issue({.identity = {"gateway", ""}});
  ASSERT_TRUE(other.ok());
  std::ofstream(folder_ / "other.key") << other->key;
  options_.key = folder_ / "other.key";
  const auto server = Server::Start(options_, router_, {});
  EXPECT_EQ(server.status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::http

// What a handshake accepts and refuses, seen from ends that are not ours, and what happens when
// certificates are replaced or end while calls run.
#include <gmock/gmock.h>

#include <thread>

#include "common/rpc/raw_tls.h"
#include "common/rpc/test_service.h"

namespace assay::rpc {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class RpcTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    worker_ = pki_.Issue("worker/w1", "w1");
    judge_ = pki_.Issue("judge", "judge");
    server_ = Serve(judge_, service_);
    ASSERT_NE(server_, nullptr);
  }

  TestPki pki_;
  TlsFiles worker_, judge_;
  WhoCalls service_{{"worker"}};
  std::unique_ptr<Server> server_;
};

TEST_F(RpcTlsTest, AServerSpeaksTls13Only) {
  RawTls client{.files = worker_};
  EXPECT_TRUE(GreetServer(server_->port(), client).ok());
  client.version = TLS1_2_VERSION;
  const Status refused = GreetServer(server_->port(), client);
  EXPECT_FALSE(refused.ok());
  EXPECT_THAT(refused.message(), testing::HasSubstr("handshake"));
}

TEST_F(RpcTlsTest, AClientSpeaksTls13Only) {
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    RawServer old({.version = version, .files = judge_});
    // It never answers as gRPC does, whatever its version: its handshake is what is looked at.
    EXPECT_FALSE(CallOnce("127.0.0.1:" + std::to_string(old.port()), "judge", worker_).ok());
    EXPECT_EQ(old.Handshake().ok(), version == TLS1_3_VERSION) << old.Handshake().ToString();
  }
}

TEST_F(RpcTlsTest, AServerAsksForACertificateOfItsRoots) {
  RawTls client{.files = worker_};
  client.show_certificate = false;
  EXPECT_FALSE(GreetServer(server_->port(), client).ok()) << "without a certificate";
  client.show_certificate = true;
  TestPki other;
  client.files = other.Issue("worker/w1", "w1");
  client.files.roots = worker_.roots;
  EXPECT_FALSE(GreetServer(server_->port(), client).ok()) << "of another root";
  client.files = pki_.Issue("worker/w2", "expired", hours(-3));
  EXPECT_FALSE(GreetServer(server_->port(), client).ok()) << "expired";
  client.files = pki_.Issue("worker/w2", "expired");
  EXPECT_TRUE(GreetServer(server_->port(), client).ok()) << "renewed";
}

// Repeats until `done`, at most half a minute.
bool Until(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

TEST_F(RpcTlsTest, AServerTakesUpNewCertificatesWhileCallsRun) {
  const auto channel = Connect(TargetOf(*server_), "judge", worker_);
  ASSERT_TRUE(channel.ok());
  std::atomic<bool> stop{false};
  std::atomic<int> failed{0};
  std::atomic<int> succeeded{0};
  std::thread calls([&] {
    while (!stop) ++(Call(*channel).ok() ? succeeded : failed);
  });
  const auto call = [&] { return CallOnce(TargetOf(*server_), "judge", worker_); };
  ASSERT_TRUE(call().ok());
  // Expired ones take the place of the server's: new connections are refused …
  pki_.Issue("judge", "judge", hours(-3));
  EXPECT_TRUE(Until([&] { return call().status().code() == StatusCode::kUnavailable; }));
  // … and with new ones it is believed again.
  pki_.Issue("judge", "judge");
  EXPECT_TRUE(Until([&] { return call().ok(); }));
  stop = true;
  calls.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(succeeded, 0);
}

TEST_F(RpcTlsTest, AClientTakesUpNewCertificates) {
  // A server that soon asks for a new connection, so that the client shows its certificate again.
  ServerOptions options;
  options.address = "127.0.0.1:0";
  options.credentials = ServerCredentials(judge_).value();
  options.services = {&service_};
  options.max_connection_age = seconds(1);
  const auto brief = Server::Start(options);
  ASSERT_TRUE(brief.ok()) << brief.status().ToString();
  const auto channel = Connect(TargetOf(**brief), "judge", worker_);
  ASSERT_TRUE(channel.ok());
  ASSERT_TRUE(Call(*channel).ok());
  pki_.Issue("worker/w1", "w1", hours(-3));
  EXPECT_TRUE(Until([&] { return Call(*channel).status().code() == StatusCode::kUnavailable; }));
  pki_.Issue("worker/w1", "w1");
  EXPECT_TRUE(Until([&] { return Call(*channel).ok(); }));
}

}  // namespace
}  // namespace assay::rpc

#include "common/rpc/rpc.h"

#include <gmock/gmock.h>

#include "common/rpc/test_service.h"

namespace assay::rpc {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class RpcTest : public testing::Test {
 protected:
  void SetUp() override {
    worker_ = pki_.Issue("worker/w1", "w1");
    server_ = Serve(pki_.Issue("judge", "judge"), service_);
    ASSERT_NE(server_, nullptr);
  }

  std::shared_ptr<grpc::Channel> Channel(const ChannelOptions& options = {}) {
    auto channel = Connect(TargetOf(*server_), "judge", worker_, options);
    EXPECT_TRUE(channel.ok()) << channel.status().ToString();
    return channel.ok() ? *channel : nullptr;
  }

  TestPki pki_;
  TlsFiles worker_;
  WhoCalls service_{{"worker"}};
  std::unique_ptr<Server> server_;
};

TEST_F(RpcTest, TheServerSeesWhoCalls) {
  const auto answer = Call(Channel());
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ(answer->token_id(), "spiffe://assay/worker/w1");
}

TEST_F(RpcTest, OverAUnixSocket) {
  const std::string address = "unix:" + (pki_.path() / "judge.sock").string();
  const auto server = Serve(pki_.Issue("judge", "judge2"), service_, address);
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(server->port(), 0);
  const auto answer = CallOnce(address, "judge", worker_);
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ(answer->token_id(), "spiffe://assay/worker/w1");
}

TEST_F(RpcTest, AServiceThatMayNotCallIsDenied) {
  const auto answer = CallOnce(TargetOf(*server_), "judge", pki_.Issue("gateway", "gateway"));
  EXPECT_EQ(answer.status().code(), StatusCode::kPermissionDenied);
  EXPECT_THAT(answer.status().message(), HasSubstr("spiffe://assay/gateway"));
}

TEST_F(RpcTest, AnotherServiceIsNotBelieved) {
  const auto answer = CallOnce(TargetOf(*server_), "identity", worker_);
  EXPECT_EQ(answer.status().code(), StatusCode::kUnavailable) << answer.status().ToString();
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(RpcTest, AnotherRootIsNotBelieved) {
  TestPki other;
  const TlsFiles foreign = other.Issue("worker/w1", "w1");
  EXPECT_EQ(CallOnce(TargetOf(*server_), "judge", foreign).status().code(),
            StatusCode::kUnavailable);
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(RpcTest, MissingAndMismatchedFilesAreErrorsAtOnce) {
  TlsFiles files = worker_;
  files.certificate = pki_.path() / "none.crt";
  EXPECT_EQ(ServerCredentials(files).status().code(), StatusCode::kNotFound);
  files = worker_;
  files.key = pki_.Issue("worker/w2", "w2").key;
  EXPECT_EQ(Connect("127.0.0.1:1", "judge", files).status().code(),
            StatusCode::kFailedPrecondition);
  const TlsFiles old = pki_.Issue("worker/w3", "w3", std::chrono::hours(-2));
  EXPECT_EQ(Connect("127.0.0.1:1", "judge", old).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(RpcTest, DeadlineAndTraceContextTravel) {
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  grpc::ClientContext context;
  SetDeadline(context, seconds(1000));
  SetDeadline(context, seconds(2000));  // the sooner one stays
  SetTraceparent(context, trace);
  v1::Principal answer;
  const auto stub = v1::IdentityService::NewStub(Channel());
  const Status status = FromGrpc(stub->Authenticate(&context, {}, &answer));
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(answer.person().name(), trace);
  EXPECT_LE(answer.expires_at().seconds(), 1001);
  EXPECT_GT(answer.expires_at().seconds(), 900);
}

TEST_F(RpcTest, ACallMadeForAnotherInheritsBoth) {
  std::chrono::system_clock::time_point inherited;
  std::chrono::system_clock::time_point sooner;
  service_.on_call = [&](grpc::CallbackServerContext& caller, const v1::AuthenticateRequest&) {
    grpc::ClientContext onward;
    Inherit(onward, caller);
    inherited = onward.deadline();
    SetDeadline(onward, seconds(5));
    sooner = onward.deadline();
  };
  const auto begin = std::chrono::system_clock::now();
  ASSERT_TRUE(Call(Channel()).ok());
  EXPECT_LE(inherited, begin + seconds(40));
  EXPECT_GT(inherited, begin + seconds(10));
  EXPECT_LT(sooner, inherited);
}

TEST_F(RpcTest, ADeadlineThatPassesIsSaid) {
  server_->Shutdown(std::chrono::milliseconds(0));
  grpc::ClientContext context;
  SetDeadline(context, std::chrono::milliseconds(50));
  context.set_wait_for_ready(true);
  v1::Principal answer;
  const auto stub = v1::IdentityService::NewStub(Channel());
  EXPECT_EQ(FromGrpc(stub->Authenticate(&context, {}, &answer)).code(),
            StatusCode::kDeadlineExceeded);
}

TEST_F(RpcTest, MessagesAreBounded) {
  EXPECT_TRUE(Call(Channel(), false, std::string(size_t{3} << 20U, 'x')).ok());
  const std::string large(size_t{5} << 20U, 'x');
  EXPECT_EQ(Call(Channel(), false, large).status().code(), StatusCode::kResourceExhausted);
  // The server has a bound of its own, whatever the client allows itself.
  ChannelOptions generous;
  generous.max_message_bytes = size_t{64} << 20U;
  EXPECT_EQ(Call(Channel(generous), false, large).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(service_.calls, 1);
}

TEST_F(RpcTest, AChannelFindsAServerThatCameBack) {
  const auto channel = Channel();
  ASSERT_TRUE(Call(channel).ok());
  const std::string address = TargetOf(*server_);
  server_.reset();
  EXPECT_EQ(Call(channel).status().code(), StatusCode::kUnavailable);
  server_ = Serve(pki_.Issue("judge", "judge"), service_, address);
  ASSERT_NE(server_, nullptr);
  const auto answer = Call(channel, true);
  EXPECT_TRUE(answer.ok()) << answer.status().ToString();
}

TEST_F(RpcTest, OnlyNamedMethodsAreRetried) {
  ChannelOptions options;
  options.retry = {"assay.identity.v1.IdentityService/Authenticate"};
  service_.failures = 2;
  EXPECT_TRUE(Call(Channel(options)).ok());
  EXPECT_EQ(service_.calls, 3);
  service_.failures = 1;
  EXPECT_EQ(Call(Channel()).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(service_.calls, 4);
  options.retry = {"Authenticate\"}"};
  EXPECT_EQ(Connect("127.0.0.1:1", "judge", worker_, options).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_F(RpcTest, RetriesHaveABudget) {
  ChannelOptions options;
  options.retry = {"assay.identity.v1.IdentityService/"};
  const auto channel = Channel(options);
  service_.failures = 1'000'000;
  for (int i = 0; i < 40; ++i) EXPECT_FALSE(Call(channel).ok());
  // 120 without a budget; with it, all but the first few are tried once.
  EXPECT_LT(service_.calls, 60);
}

TEST_F(RpcTest, APortIsOneServersAlone) {
  ServerOptions options;
  options.address = TargetOf(*server_);
  options.credentials = ServerCredentials(worker_).value();
  WhoCalls another({"worker"});
  options.services = {&another};
  EXPECT_EQ(Server::Start(options).status().code(), StatusCode::kUnavailable);
  options.address = "nowhere";
  EXPECT_EQ(Server::Start(options).status().code(), StatusCode::kInvalidArgument);
}

TEST(RpcStatus, CodesAndMessagesSurvive) {
  for (int code = 1; code <= static_cast<int>(StatusCode::kUnauthenticated); ++code) {
    const Status status(static_cast<StatusCode>(code), "why");
    const Status back = FromGrpc(ToGrpc(status));
    EXPECT_EQ(back.code(), status.code());
    EXPECT_EQ(back.message(), "why");
  }
  EXPECT_TRUE(FromGrpc(ToGrpc(OkStatus())).ok());
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::DO_NOT_USE, "?")).code(), StatusCode::kUnknown);
}

TEST(RpcStatus, ALongMessageIsCutAtACharacter) {
  std::string text(1023, 'a');
  for (int i = 0; i < 5000; ++i) text += "é";
  EXPECT_EQ(ToGrpc(Internal(text)).error_message(), std::string(1023, 'a') + "…");
}

}  // namespace
}  // namespace assay::rpc

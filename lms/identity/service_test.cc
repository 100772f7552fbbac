// The gRPC face over mutual TLS, on a real database.
#include "lms/identity/service.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "common/rpc/test_service.h"
#include "lms/identity/secrets.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ServiceTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    service_ = MakeService({*pool_, rules_, vault(), journal(), *key_, mail(), metrics_, tracer_},
                           log::Logger());
    server_ = rpc::Serve(pki_.Issue("identity", "identity"), *service_);
    ASSERT_NE(server_, nullptr);
    gateway_ = Client("gateway");
  }
  void TearDown() override {
    server_.reset();
    service_.reset();
  }

  std::unique_ptr<v1::IdentityService::Stub> Client(const std::string& who) {
    auto channel = rpc::Connect(rpc::TargetOf(*server_), "identity", pki_.Issue(who, who));
    EXPECT_TRUE(channel.ok()) << channel.status().ToString();
    return channel.ok() ? v1::IdentityService::NewStub(*channel) : nullptr;
  }

  // One call; the retry-after of its trailing metadata is in `retry_after_`.
  template <typename Request, typename Response>
  Status Call(grpc::Status (v1::IdentityService::Stub::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
              const Request& request, Response& response,
              v1::IdentityService::Stub* stub = nullptr) {
    grpc::ClientContext context;
    rpc::SetDeadline(context, std::chrono::seconds(20));
    Status status = rpc::FromGrpc(
        ((stub != nullptr ? stub : gateway_.get())->*method)(&context, request, &response));
    const auto& trailing = context.GetServerTrailingMetadata();
    const auto at = trailing.find("retry-after");
    retry_after_ = at == trailing.end() ? "" : std::string(at->second.data(), at->second.length());
    return status;
  }

  Result<v1::Principal> Authenticate(const std::string& token,
                                     v1::IdentityService::Stub* stub = nullptr) {
    v1::AuthenticateRequest request;
    request.set_token(token);
    v1::Principal principal;
    const Status status = Call(&Stub::Authenticate, request, principal, stub);
    if (!status.ok()) return status;
    return principal;
  }

  using Stub = v1::IdentityService::Stub;
  const PasswordRules rules_ = *PasswordRules::Load();
  rpc::TestPki pki_;
  metrics::Registry metrics_;
  trace::Tracer tracer_{trace::TracerOptions(), log::Logger()};
  std::shared_ptr<grpc::Service> service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Stub> gateway_;
  std::string retry_after_;
};

TEST_F(ServiceTest, FromAPersonToATokenToAPrincipal) {
  v1::PutPersonRequest put;
  put.mutable_person()->set_tenant("acme");
  put.mutable_person()->set_name("Ada");
  v1::CourseRole& role = *put.mutable_person()->add_roles();
  role.set_course("intro");
  role.set_role(v1::ROLE_ASSISTANT);
  v1::Person ada;
  ASSERT_TRUE(Call(&Stub::PutPerson, put, ada).ok());

  v1::CreateTokenRequest create;
  create.set_person(ada.id());
  create.set_name("laptop");
  create.set_lifetime_seconds(3600);
  v1::CreateTokenResponse created;
  ASSERT_TRUE(Call(&Stub::CreateToken, create, created).ok());

  const auto who = Authenticate(created.secret());
  ASSERT_TRUE(who.ok()) << who.status().ToString();
  EXPECT_EQ(who->person().name(), "Ada");
  EXPECT_EQ(who->person().roles(0).role(), v1::ROLE_ASSISTANT);
  EXPECT_THAT(who->scopes(), ElementsAre("submit", "read"));
  EXPECT_EQ(who->expires_at().seconds(), created.token().expires_at().seconds());

  v1::ListTokensRequest list;
  list.set_person(ada.id());
  v1::ListTokensResponse tokens;
  ASSERT_TRUE(Call(&Stub::ListTokens, list, tokens).ok());
  ASSERT_EQ(tokens.tokens_size(), 1);
  EXPECT_TRUE(tokens.tokens(0).has_last_used_at());

  v1::RevokeTokenRequest revoke;
  revoke.set_person(ada.id());
  revoke.set_id(created.token().id());
  v1::RevokeTokenResponse revoked;
  ASSERT_TRUE(Call(&Stub::RevokeToken, revoke, revoked).ok());
  EXPECT_EQ(Authenticate(created.secret()).status().code(), StatusCode::kUnauthenticated);
}

TEST_F(ServiceTest, TheDeviceFlow) {
  const std::string ada = Make("acme", "Ada");
  v1::StartDeviceRequest start;
  start.set_client("assay-cli");
  v1::StartDeviceResponse started;
  ASSERT_TRUE(Call(&Stub::StartDevice, start, started).ok());
  EXPECT_EQ(started.expires_in_seconds(), 600);
  EXPECT_EQ(started.interval_seconds(), 5);

  v1::PollDeviceRequest poll;
  poll.set_device_code(started.device_code());
  v1::CreateTokenResponse token;
  EXPECT_EQ(Call(&Stub::PollDevice, poll, token).ToString(),
            "FAILED_PRECONDITION: authorization_pending");

  v1::DescribeDeviceRequest describe;
  describe.set_user_code(started.user_code());
  describe.set_person(ada);
  v1::DescribeDeviceResponse asked;
  ASSERT_TRUE(Call(&Stub::DescribeDevice, describe, asked).ok());
  EXPECT_EQ(asked.client(), "assay-cli");

  v1::DecideDeviceRequest decide;
  decide.set_user_code(started.user_code());
  decide.set_person(ada);
  decide.set_allow(true);
  v1::DecideDeviceResponse decided;
  ASSERT_TRUE(Call(&Stub::DecideDevice, decide, decided).ok());
  ASSERT_TRUE(Call(&Stub::PollDevice, poll, token).ok());
  EXPECT_EQ(Authenticate(token.secret())->person().id(), ada);
  EXPECT_EQ(Call(&Stub::PollDevice, poll, token).ToString(), "NOT_FOUND: expired_token");
}

TEST_F(ServiceTest, WhoGuessesIsToldHowLongToWait) {
  v1::DecideDeviceRequest decide;
  decide.set_person(Make("acme", "Eve"));
  v1::DecideDeviceResponse decided;
  Status status;
  for (int i = 0; i < 11; ++i) {
    decide.set_user_code(NewUserCode());
    status = Call(&Stub::DecideDevice, decide, decided);
  }
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted) << status.ToString();
  EXPECT_GE(std::stoi(retry_after_), 590);
}

TEST_F(ServiceTest, TheJudgeMayAuthenticateAndNothingElse) {
  const auto judge = Client("judge");
  const auto worker = Client("worker/w1");
  EXPECT_EQ(Authenticate(NewToken(), judge.get()).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(Authenticate(NewToken(), worker.get()).status().code(), StatusCode::kPermissionDenied);
  v1::ListPeopleRequest list;
  list.set_tenant("acme");
  v1::ListPeopleResponse people;
  EXPECT_EQ(Call(&Stub::ListPeople, list, people, judge.get()).code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(Call(&Stub::ListPeople, list, people, worker.get()).code(),
            StatusCode::kPermissionDenied);
  EXPECT_TRUE(Call(&Stub::ListPeople, list, people).ok());
  EXPECT_TRUE(Call(&Stub::ListPeople, list, people, Client("supervisor").get()).ok());
}

TEST_F(ServiceTest, AnotherAuthoritysCertificateIsNotBelieved) {
  rpc::TestPki other;
  auto channel =
      rpc::Connect(rpc::TargetOf(*server_), "identity", other.Issue("gateway", "gateway"));
  ASSERT_TRUE(channel.ok());
  const auto stub = v1::IdentityService::NewStub(*channel);
  EXPECT_EQ(Authenticate(NewToken(), stub.get()).status().code(), StatusCode::kUnavailable);
}

TEST_F(ServiceTest, CallsAreCountedByMethodAndCode) {
  ASSERT_FALSE(Authenticate(NewToken()).ok());
  EXPECT_THAT(metrics_.Text(), HasSubstr("assay_identity_requests_total{"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("UNAUTHENTICATED"));
}

}  // namespace
}  // namespace assay::identity

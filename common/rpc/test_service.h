#pragma once

#include <grpcpp/channel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "common/files.h"
#include "common/rpc/rpc.h"
#include "common/rpc/server.h"
#include "common/tls/authority.h"

namespace assay::rpc {

namespace v1 = ::assay::identity::v1;

// For tests: answers Authenticate by who called, and with what.
class WhoCalls final : public v1::IdentityService::CallbackService {
 public:
  // Admits these services.
  explicit WhoCalls(std::vector<std::string_view> allowed) : allowed_(std::move(allowed)) {}

  grpc::ServerUnaryReactor* Authenticate(grpc::CallbackServerContext* context,
                                         const v1::AuthenticateRequest* request,
                                         v1::Principal* answer) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    ++calls;
    if (failures > 0) {
      --failures;
      reactor->Finish(ToGrpc(Unavailable("not yet")));
      return reactor;
    }
    const auto caller = Authorise(*context, allowed_);
    if (caller.ok()) {
      answer->set_token_id(ToUri(*caller));
      answer->mutable_person()->set_name(GetTraceparent(*context));
      const auto left = context->deadline() - std::chrono::system_clock::now();
      answer->mutable_expires_at()->set_seconds(
          std::chrono::duration_cast<std::chrono::seconds>(left).count());
      if (on_call) on_call(*context, *request);
    }
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }

  std::function<void(grpc::CallbackServerContext&, const v1::AuthenticateRequest&)> on_call;
  std::atomic<int> failures{0};  // so many calls are answered UNAVAILABLE first
  std::atomic<int> calls{0};

 private:
  const std::vector<std::string_view> allowed_;
};

// An authority in a temporary folder, and the certificates that it issues.
class TestPki {
 public:
  TestPki() { Make(); }

  std::filesystem::path path() const { return folder_->path(); }

  void Make() {
    auto folder = TempDir::Create("assay-rpc-");
    if (!folder.ok()) return Fail(folder.status());
    folder_.emplace(std::move(*folder));
    auto authority = tls::CertificateAuthority::Create(path() / "pki");
    if (!authority.ok()) return Fail(authority.status());
    authority_.emplace(std::move(*authority));
  }

  // FOLDER/NAME/{tls.crt,…} for "judge" or "worker/w1", replaced where it stands.
  TlsFiles Issue(const std::string& who, const std::string& name,
                 std::chrono::hours starts = std::chrono::hours(0)) {
    tls::CertificateRequest request{.identity = tls::ParseIdentityName(who).value(),
                                    .lifetime = std::chrono::hours(1)};
    request.now += starts;
    const auto issued = authority_->Issue(request);
    if (!issued.ok()) Fail(issued.status());
    const Status written =
        issued.ok() ? tls::WriteCredentials(path() / name, *issued) : issued.status();
    if (!written.ok()) Fail(written);
    return {path() / name / "tls.crt", path() / name / "tls.key", path() / name / "roots.crt",
            std::chrono::seconds(1)};
  }

 private:
  static void Fail(const Status& status) { ADD_FAILURE() << status.ToString(); }

  std::optional<TempDir> folder_;
  std::optional<tls::CertificateAuthority> authority_;
};

inline std::unique_ptr<Server> Serve(const TlsFiles& files, grpc::Service& service,
                                     const std::string& address = "127.0.0.1:0") {
  auto credentials = ServerCredentials(files);
  EXPECT_TRUE(credentials.ok()) << credentials.status().ToString();
  if (!credentials.ok()) return nullptr;
  ServerOptions options;
  options.address = address;
  options.credentials = *credentials;
  options.services = {&service};
  auto server = Server::Start(options);
  EXPECT_TRUE(server.ok()) << server.status().ToString();
  return server.ok() ? std::move(*server) : nullptr;
}

inline std::string TargetOf(const Server& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

// One call over a channel; the identity that the server saw is in token_id.
inline Result<v1::Principal> Call(const std::shared_ptr<grpc::Channel>& channel, bool wait = false,
                                  const std::string& token = "t") {
  const auto stub = v1::IdentityService::NewStub(channel);
  grpc::ClientContext context;
  SetDeadline(context, std::chrono::seconds(20));
  context.set_wait_for_ready(wait);
  v1::AuthenticateRequest request;
  request.set_token(token);
  v1::Principal answer;
  const Status status = FromGrpc(stub->Authenticate(&context, request, &answer));
  if (!status.ok()) return status;
  return answer;
}

// One call over a new connection.
inline Result<v1::Principal> CallOnce(const std::string& target, const std::string& service,
                                      const TlsFiles& files) {
  auto channel = Connect(target, service, files);
  if (!channel.ok()) return std::move(channel).status();
  return Call(*channel);
}

}  // namespace assay::rpc

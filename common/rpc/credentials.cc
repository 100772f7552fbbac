#include "common/rpc/credentials.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include "common/tls/certificate.h"

namespace assay::rpc {
namespace {

namespace tls_api = grpc::experimental;

// The suites of TLS 1.3 are not chosen by this list, which OpenSSL applies to older versions and
// which must name one of them: this one needs an RSA certificate, and ours are EC.
constexpr char kNoSuiteBeforeTls13[] = "ECDHE-RSA-AES256-GCM-SHA384";

void AllowTls13Only() {
  static std::once_flag once;
  std::call_once(once, [] { ::setenv("GRPC_SSL_CIPHER_SUITES", kNoSuiteBeforeTls13, 1); });
}

std::shared_ptr<tls_api::CertificateProviderInterface> Watch(const TlsFiles& files) {
  return std::make_shared<tls_api::FileWatcherCertificateProvider>(
      files.key.string(), files.certificate.string(), files.roots.string(),
      static_cast<unsigned>(std::max<int64_t>(files.refresh.count(), 1)));
}

void WatchBoth(tls_api::TlsCredentialsOptions& options) {
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
}

// The peer is `service`: by its one URI, and by the DNS name that gRPC's own check compares with
// the channel's target name.
class ServiceVerifier : public tls_api::ExternalCertificateVerifier {
 public:
  explicit ServiceVerifier(std::string service) : service_(std::move(service)) {}

  bool Verify(tls_api::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> callback, grpc::Status* result) override {
    const auto uris = request->uri_names();
    if (uris.size() != 1) return Refuse("has no identity", result);
    const auto identity = ParseIdentity(std::string_view(uris[0].data(), uris[0].size()));
    if (!identity.ok() || identity->service != service_) {
      return Refuse("is " + std::string(uris[0].data(), uris[0].size()), result);
    }
    return host_name_.Verify(request, std::move(callback), result);
  }
  void Cancel(tls_api::TlsCustomVerificationCheckRequest* request) override {
    host_name_.Cancel(request);
  }

 private:
  bool Refuse(const std::string& why, grpc::Status* result) const {
    *result =
        grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the server " + why + ", not " + service_);
    return true;
  }

  const std::string service_;
  tls_api::HostNameCertificateVerifier host_name_;
};

Status CheckFirst(const TlsFiles& files) {
  return tls::CheckFiles({files.certificate, files.key, files.roots});
}

}  // namespace

Result<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const TlsFiles& files) {
  ASSAY_RETURN_IF_ERROR(CheckFirst(files));
  AllowTls13Only();
  tls_api::TlsServerCredentialsOptions options(Watch(files));
  WatchBoth(options);
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  // Who may call is asked a method (Authorise); a client has no host name to compare.
  options.set_certificate_verifier(std::make_shared<tls_api::NoOpCertificateVerifier>());
  auto credentials = tls_api::TlsServerCredentials(options);
  if (!credentials) return Internal("gRPC made no server credentials");
  return credentials;
}

Result<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const TlsFiles& files,
                                                                    const std::string& service) {
  ASSAY_RETURN_IF_ERROR(CheckFirst(files));
  AllowTls13Only();
  tls_api::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  WatchBoth(options);
  options.set_certificate_verifier(
      tls_api::ExternalCertificateVerifier::Create<ServiceVerifier>(service));
  // The authority of each call is our own choice, and the peer was verified above.
  options.set_check_call_host(false);
  auto credentials = tls_api::TlsCredentials(options);
  if (!credentials) return Internal("gRPC made no channel credentials");
  return credentials;
}

}  // namespace assay::rpc

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <algorithm>

#include "common/redis/transport.h"
#include "common/sigpipe.h"

namespace assay::redis {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, Free>;
using SslPtr = std::unique_ptr<SSL, Free>;

Status TlsError(StatusCode code, const std::string& what) {
  char reason[256] = "the server closed the connection";
  if (const unsigned long error = ERR_get_error(); error != 0) {
    ERR_error_string_n(error, reason, sizeof reason);
  }
  ERR_clear_error();
  return Status(code, what + ": " + reason);
}

// A context a connection: certificates are read anew, so that renewed ones are used.
Result<ContextPtr> MakeContext(const Options& options) {
  ContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) != 1) {
    return TlsError(StatusCode::kInternal, "redis: TLS");
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const auto wrong = [](const std::filesystem::path& file) {
    return TlsError(StatusCode::kFailedPrecondition, file.string());
  };
  if (SSL_CTX_load_verify_locations(context.get(), options.roots.c_str(), nullptr) != 1) {
    return wrong(options.roots);
  }
  if (!options.certificate.empty()) {
    if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1) {
      return wrong(options.certificate);
    }
    if (SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
      return wrong(options.key);
    }
  }
  return context;
}

class TlsTransport final : public Transport {
 public:
  TlsTransport(UniqueFd fd, SslPtr ssl) : fd_(std::move(fd)), ssl_(std::move(ssl)) {}

  Status Handshake(const std::string& name, Deadline deadline) {
    const SigpipeGuard guard;
    while (true) {
      ERR_clear_error();
      const int result = SSL_connect(ssl_.get());
      if (result == 1) return OkStatus();
      const auto waited = Wait(result, deadline, -1);
      if (!waited.ok() && waited.status().code() == StatusCode::kUnavailable) {
        if (const long verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK) {
          return Unavailable(name + ": its certificate: " + X509_verify_cert_error_string(verdict));
        }
      }
      if (!waited.ok()) return waited.status();
    }
  }

  Result<size_t> Read(char* data, size_t size, Deadline deadline, int wake) override {
    const SigpipeGuard guard;
    while (true) {
      ERR_clear_error();
      const int n = SSL_read(ssl_.get(), data, static_cast<int>(std::min<size_t>(size, 1U << 30U)));
      if (n > 0) return static_cast<size_t>(n);
      ASSAY_ASSIGN_OR_RETURN(const bool ready, Wait(n, deadline, wake));
      if (!ready) return size_t{0};
    }
  }

  Status Write(std::string_view data, Deadline deadline) override {
    const SigpipeGuard guard;
    while (!data.empty()) {
      ERR_clear_error();
      const size_t chunk = std::min<size_t>(data.size(), 1U << 30U);
      const int n = SSL_write(ssl_.get(), data.data(), static_cast<int>(chunk));
      if (n > 0) {
        data.remove_prefix(static_cast<size_t>(n));
      } else {
        ASSAY_RETURN_IF_ERROR(Wait(n, deadline, -1).status());
      }
    }
    return OkStatus();
  }

  bool Stale() const override {
    if (SSL_pending(ssl_.get()) > 0) return true;
    pollfd poll{fd_.get(), POLLIN, 0};
    if (::poll(&poll, 1, 0) == 0) return false;
    // TLS 1.3 sends tickets by itself; only what a read gives beyond them is news.
    ERR_clear_error();
    char byte = 0;
    const int n = SSL_peek(ssl_.get(), &byte, 1);
    return n > 0 || SSL_get_error(ssl_.get(), n) != SSL_ERROR_WANT_READ;
  }

 private:
  // What a call that gave `result` waits for. false: `wake` came first.
  Result<bool> Wait(int result, Deadline deadline, int wake) {
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return WaitFor(fd_.get(), POLLIN, deadline, wake);
      case SSL_ERROR_WANT_WRITE:
        return WaitFor(fd_.get(), POLLOUT, deadline, wake);
      default:
        return TlsError(StatusCode::kUnavailable, "redis: TLS");
    }
  }

  UniqueFd fd_;
  SslPtr ssl_;
};

bool ExpectName(SSL* ssl, const std::string& name) {
  // An address is compared with addresses, a name with names.
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1) return true;
  ERR_clear_error();
  return SSL_set1_host(ssl, name.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

}  // namespace

Result<std::unique_ptr<Transport>> OpenTls(const Endpoint& endpoint, const Options& options,
                                           Deadline deadline) {
  ASSAY_ASSIGN_OR_RETURN(const ContextPtr context, MakeContext(options));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, Dial(endpoint, deadline));
  SslPtr ssl(SSL_new(context.get()));
  const std::string& name = options.server_name.empty() ? endpoint.host : options.server_name;
  if (!ssl || SSL_set_fd(ssl.get(), fd.get()) != 1 || !ExpectName(ssl.get(), name)) {
    return TlsError(StatusCode::kInternal, "redis: TLS");
  }
  SSL_set_mode(ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
  auto transport = std::make_unique<TlsTransport>(std::move(fd), std::move(ssl));
  ASSAY_RETURN_IF_ERROR(transport->Handshake(endpoint.Name(), deadline));
  return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace assay::redis

#include "common/rpc/raw_tls.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <thread>

#include "common/unique_fd.h"

namespace assay::rpc {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, Free>;
using SslPtr = std::unique_ptr<SSL, Free>;

Status Failed(std::string_view what) {
  char reason[256] = "closed";
  if (const unsigned long code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, reason, sizeof reason);
  }
  ERR_clear_error();
  return Unavailable(std::string(what) + ": " + reason);
}

ContextPtr MakeContext(const SSL_METHOD* method, const RawTls& options) {
  ContextPtr context(SSL_CTX_new(method));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), options.version);
  if (options.show_certificate) {
    SSL_CTX_use_certificate_chain_file(context.get(), options.files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), options.files.key.c_str(), SSL_FILETYPE_PEM);
  }
  SSL_CTX_load_verify_locations(context.get(), options.files.roots.c_str(), nullptr);
  static constexpr unsigned char kH2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kH2, sizeof kH2);
  SSL_CTX_set_alpn_select_cb(
      context.get(),
      [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char*, unsigned,
         void*) {
        *out = kH2 + 1;
        *size = 2;
        return SSL_TLSEXT_ERR_OK;
      },
      nullptr);
  return context;
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void BoundTime(int fd) {
  const timeval limit{20, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

Status GreetServer(int port, const RawTls& options) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = Loopback(port);
  BoundTime(fd.get());
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return ErrnoStatus("connect", errno);
  }
  const ContextPtr context = MakeContext(TLS_client_method(), options);
  const SslPtr ssl(SSL_new(context.get()));
  SSL_set_fd(ssl.get(), fd.get());
  if (SSL_connect(ssl.get()) != 1) return Failed("handshake");
  if (SSL_get_verify_result(ssl.get()) != X509_V_OK) return Failed("the server's certificate");
  char byte = 0;
  return SSL_read(ssl.get(), &byte, 1) == 1 ? OkStatus() : Failed("first bytes");
}

struct RawServer::State {
  explicit State(const RawTls& options) : context(MakeContext(TLS_server_method(), options)) {}

  void Accept() {
    pollfd wait{listener.get(), POLLIN, 0};
    if (::poll(&wait, 1, 20'000) != 1) return;
    const UniqueFd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    BoundTime(fd.get());
    const SslPtr ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), fd.get());
    result = SSL_accept(ssl.get()) == 1 ? OkStatus() : Failed("handshake");
  }

  ContextPtr context;
  UniqueFd listener;
  int port = 0;
  Status result = DeadlineExceeded("nobody connected");
  std::thread thread;
};

RawServer::RawServer(const RawTls& options) : state_(std::make_unique<State>(options)) {
  state_->listener.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(state_->listener.get(), generic, size) == 0 &&
      ::listen(state_->listener.get(), 4) == 0 &&
      ::getsockname(state_->listener.get(), generic, &size) == 0) {
    state_->port = ntohs(address.sin_port);
  }
  state_->thread = std::thread([state = state_.get()] { state->Accept(); });
}

RawServer::~RawServer() {
  if (state_->thread.joinable()) state_->thread.join();
}

int RawServer::port() const { return state_->port; }

Status RawServer::Handshake() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->result;
}

}  // namespace assay::rpc

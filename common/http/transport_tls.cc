#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "common/http/transport.h"

namespace assay::http {

namespace ssl = boost::asio::ssl;

namespace {

class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, std::shared_ptr<ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  void Handshake(IoHandler handler) override {
    stream_.async_handshake(
        ssl::stream_base::server,
        [handler = std::move(handler)](ErrorCode error) mutable { handler(error, 0); });
  }
  void ReadSome(boost::asio::mutable_buffer buffer, IoHandler handler) override {
    stream_.async_read_some(buffer, std::move(handler));
  }
  void WriteSome(const BufferList& buffers, IoHandler handler) override {
    stream_.async_write_some(buffers, std::move(handler));
  }
  // The close_notify goes out after what was written; the peer's is waited for, until the caller's
  // deadline closes.
  void ShutdownSend(IoHandler handler) override {
    stream_.async_shutdown(
        [handler = std::move(handler)](ErrorCode error) mutable { handler(error, 0); });
  }
  void Close() override {
    ErrorCode ignored;
    stream_.lowest_layer().close(ignored);
  }
  boost::asio::io_context::executor_type executor() override { return stream_.get_executor(); }

 private:
  std::shared_ptr<ssl::context> context_;
  ssl::stream<Socket> stream_;
};

int SelectHttp11(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size,
                 const unsigned char* in, unsigned in_size, void* /*argument*/) {
  static constexpr unsigned char kOffered[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOffered, sizeof(kOffered) - 1, in, in_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;  // a client without a wish for it speaks HTTP/1.1 as well
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::unique_ptr<Transport> MakeTlsTransport(Transport::Socket socket,
                                            std::shared_ptr<ssl::context> context) {
  return std::make_unique<TlsTransport>(std::move(socket), std::move(context));
}

Result<std::shared_ptr<ssl::context>> LoadTlsContext(const std::string& certificate,
                                                     const std::string& key) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  if (SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION) != 1)
    return Internal("OpenSSL here does not speak TLS 1.3");
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, &SelectHttp11, nullptr);
  ErrorCode error;
  context->use_certificate_chain_file(certificate, error);
  if (error) return InvalidArgument("certificate " + certificate + ": " + error.message());
  context->use_private_key_file(key, ssl::context::pem, error);
  if (error) return InvalidArgument("key " + key + ": " + error.message());
  if (SSL_CTX_check_private_key(native) != 1)
    return InvalidArgument("key " + key + " is not that of certificate " + certificate);
  return context;
}

}  // namespace assay::http

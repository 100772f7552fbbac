#include <boost/asio/post.hpp>

#include "common/http/transport.h"

namespace assay::http {
namespace {

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_(std::move(socket)) {}

  void Handshake(IoHandler handler) override {
    boost::asio::post(socket_.get_executor(),
                      [handler = std::move(handler)]() mutable { handler(ErrorCode(), 0); });
  }
  void ReadSome(boost::asio::mutable_buffer buffer, IoHandler handler) override {
    socket_.async_read_some(buffer, std::move(handler));
  }
  void WriteSome(const BufferList& buffers, IoHandler handler) override {
    socket_.async_write_some(buffers, std::move(handler));
  }
  void ShutdownSend(IoHandler handler) override {
    ErrorCode error;
    socket_.shutdown(Socket::shutdown_send, error);
    boost::asio::post(socket_.get_executor(),
                      [error, handler = std::move(handler)]() mutable { handler(error, 0); });
  }
  void Close() override {
    ErrorCode ignored;
    socket_.close(ignored);
  }
  boost::asio::io_context::executor_type executor() override { return socket_.get_executor(); }

 private:
  Socket socket_;
};

}  // namespace

std::unique_ptr<Transport> MakePlainTransport(Transport::Socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace assay::http

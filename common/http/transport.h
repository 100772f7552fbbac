#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "common/http/unique_function.h"
#include "common/status.h"

namespace boost::asio::ssl {
class context;
}

// The byte stream below HTTP and WebSocket: TCP, or TLS over it. It is virtual so that the heavy
// templates of WebSocket and of TLS are compiled once each and not for each other.
namespace assay::http {

using ErrorCode = boost::system::error_code;
using IoHandler = UniqueFunction<void(ErrorCode, size_t)>;

// At most 16 buffers, by value; what is over is written by the next call: a ConstBufferSequence of
// Asio that costs no allocation.
class BufferList {
 public:
  using value_type = boost::asio::const_buffer;
  using const_iterator = const value_type*;
  void Add(value_type buffer) {
    if (size_ < buffers_.size() && buffer.size() > 0) buffers_[size_++] = buffer;
  }
  const_iterator begin() const { return buffers_.data(); }
  const_iterator end() const { return buffers_.data() + size_; }

 private:
  std::array<value_type, 16> buffers_;
  size_t size_ = 0;
};

// Of one thread, that of its io_context. Handlers are never called from inside a call. At most one
// read and one write at a time; their buffers outlive them.
class Transport {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  virtual ~Transport() = default;
  virtual void Handshake(IoHandler handler) = 0;
  virtual void ReadSome(boost::asio::mutable_buffer buffer, IoHandler handler) = 0;
  virtual void WriteSome(const BufferList& buffers, IoHandler handler) = 0;
  // Says to the peer that nothing more comes; it may still send.
  virtual void ShutdownSend(IoHandler handler) = 0;
  // At once; outstanding handlers are called with operation_aborted.
  virtual void Close() = 0;
  virtual boost::asio::io_context::executor_type executor() = 0;
};

std::unique_ptr<Transport> MakePlainTransport(Transport::Socket socket);
std::unique_ptr<Transport> MakeTlsTransport(Transport::Socket socket,
                                            std::shared_ptr<boost::asio::ssl::context> context);

// TLS 1.3 only, ALPN http/1.1.
Result<std::shared_ptr<boost::asio::ssl::context>> LoadTlsContext(const std::string& certificate,
                                                                  const std::string& key);

}  // namespace assay::http

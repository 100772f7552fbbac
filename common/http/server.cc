#include "common/http/server.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <utility>

#include "common/http/connection.h"

namespace assay::http {
namespace {

using boost::asio::ip::tcp;

// Beyond the bound so many more are told why they are not served; the others are closed unheard.
constexpr size_t kRefusedConnections = 64;
constexpr std::chrono::milliseconds kAcceptPause{100};

using Acceptor = boost::asio::basic_socket_acceptor<tcp, boost::asio::io_context::executor_type>;

// The certificate of new connections; looked at again about once a second.
class Certificates {
 public:
  Certificates(std::string certificate, std::string key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  bool enabled() const { return !certificate_.empty(); }
  std::shared_ptr<boost::asio::ssl::context> current() const { return context_; }

  Status Load() {
    const Stamp stamp = ReadStamp();
    ASSAY_ASSIGN_OR_RETURN(context_, LoadTlsContext(certificate_, key_));
    loaded_ = stamp;
    return OkStatus();
  }
  // Files are often replaced one after the other: what does not fit together is tried again.
  void Refresh(const log::Logger& logger) {
    const Stamp stamp = ReadStamp();
    if (stamp == loaded_) return;
    const Status status = Load();
    if (status.ok()) return logger.Info("the certificate was read again");
    if (stamp != complained_)
      logger.Warning("the new certificate cannot be used; the old one stays", {log::Field(status)});
    complained_ = stamp;
  }

 private:
  using Stamp = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;
  Stamp ReadStamp() const {
    std::error_code ignored;
    return {std::filesystem::last_write_time(certificate_, ignored),
            std::filesystem::last_write_time(key_, ignored)};
  }

  const std::string certificate_, key_;
  std::shared_ptr<boost::asio::ssl::context> context_;
  Stamp loaded_, complained_;
};

class ServerImpl final : public Server {
 public:
  ServerImpl(ServerOptions options, Router router, log::Logger logger)
      : shared_(std::make_shared<ServerShared>()),
        certificates_(options.certificate.string(), options.key.string()) {
    shared_->options = std::move(options);
    shared_->router = std::move(router);
    shared_->logger = std::move(logger);
  }
  ~ServerImpl() override { Stop(std::chrono::milliseconds(0)); }

  Status Open();
  uint16_t port() const override { return port_; }
  size_t connections() const override {
    size_t sum = 0;
    for (const auto& loop : loops_) sum += loop->size();
    return sum;
  }
  void Stop(std::chrono::milliseconds timeout) override;

 private:
  Status Bind();
  void Accept();
  void OnAccepted(const boost::system::error_code& error, Transport::Socket socket,
                  const std::shared_ptr<Loop>& loop);
  void WatchCertificates();
  void WaitUntilEmpty(Clock::time_point until);

  const std::shared_ptr<ServerShared> shared_;
  Certificates certificates_;
  // The first loop also accepts; connections go to each in turn.
  std::vector<std::shared_ptr<Loop>> loops_;
  size_t next_loop_ = 0;
  std::unique_ptr<Acceptor> acceptor_;
  std::unique_ptr<boost::asio::steady_timer> pause_, certificate_timer_;
  uint16_t port_ = 0;
  bool stopped_ = false;
};

std::chrono::milliseconds TickOf(const ServerOptions& options) {
  const auto shortest = std::min(
      {options.head_timeout, options.body_timeout, options.idle_timeout, options.ping_interval});
  return std::clamp(shortest / 8, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
}

Status Check(const ServerOptions& options) {
  if (options.threads == 0 || options.threads > 64)
    return InvalidArgument("HTTP server: threads must be 1 to 64");
  if (options.certificate.empty() != options.key.empty())
    return InvalidArgument("HTTP server: a certificate and its key belong together; give both");
  if (options.max_head_bytes < 512 || options.max_head_bytes > (1U << 20U))
    return InvalidArgument("HTTP server: max_head_bytes must be 512 to 1 MiB");
  return OkStatus();
}

Status ServerImpl::Open() {
  const ServerOptions& options = shared_->options;
  ASSAY_RETURN_IF_ERROR(Check(options));
  if (certificates_.enabled()) ASSAY_RETURN_IF_ERROR(certificates_.Load());
  for (unsigned i = 0; i < options.threads; ++i)
    loops_.push_back(std::make_shared<Loop>(TickOf(options)));
  ASSAY_RETURN_IF_ERROR(Bind());
  pause_ = std::make_unique<boost::asio::steady_timer>(loops_.front()->io());
  certificate_timer_ = std::make_unique<boost::asio::steady_timer>(loops_.front()->io());
  Accept();
  if (certificates_.enabled()) WatchCertificates();
  for (const auto& loop : loops_) loop->Start();
  return OkStatus();
}

Status ServerImpl::Bind() {
  const ServerOptions& options = shared_->options;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(options.address, error);
  if (error)
    return InvalidArgument("HTTP server: " + options.address +
                           " is not an IP address to listen on");
  const tcp::endpoint endpoint(address, options.port);
  acceptor_ = std::make_unique<Acceptor>(loops_.front()->io());
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(4096, error);
  if (error)
    return Unavailable("HTTP server: cannot listen on " + options.address + ":" +
                       std::to_string(options.port) + ": " + error.message());
  port_ = acceptor_->local_endpoint(error).port();
  return OkStatus();
}

void ServerImpl::Accept() {
  const std::shared_ptr<Loop> loop = loops_[next_loop_++ % loops_.size()];
  acceptor_->async_accept(
      loop->io().get_executor(),
      [this, loop](const boost::system::error_code& error, Transport::Socket socket) {
        OnAccepted(error, std::move(socket), loop);
      });
}

void ServerImpl::OnAccepted(const boost::system::error_code& error, Transport::Socket socket,
                            const std::shared_ptr<Loop>& loop) {
  if (!acceptor_->is_open()) return;
  if (error) {
    // Out of descriptors, most likely: the waiting ones stay in the kernel's queue for a moment.
    pause_->expires_after(kAcceptPause);
    pause_->async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && acceptor_->is_open()) Accept();
    });
    return;
  }
  const size_t open = connections();
  boost::system::error_code ignored;
  const auto peer = socket.remote_endpoint(ignored);
  if (!ignored && open < shared_->options.max_connections + kRefusedConnections) {
    socket.set_option(tcp::no_delay(true), ignored);
    auto transport = certificates_.enabled()
                         ? MakeTlsTransport(std::move(socket), certificates_.current())
                         : MakePlainTransport(std::move(socket));
    const bool refuse = open >= shared_->options.max_connections;
    auto connection = std::make_shared<Connection>(loop, shared_, std::move(transport),
                                                   peer.address().to_string(), refuse);
    loop->Post([connection = std::move(connection)] { connection->Start(); });
  }
  Accept();
}

void ServerImpl::WatchCertificates() {
  certificate_timer_->expires_after(std::chrono::seconds(1));
  certificate_timer_->async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    certificates_.Refresh(shared_->logger);
    WatchCertificates();
  });
}

void ServerImpl::WaitUntilEmpty(Clock::time_point until) {
  // Stopping is rare and takes as long as the slowest client: looking now and then is enough.
  while (connections() > 0 && Clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

void ServerImpl::Stop(std::chrono::milliseconds timeout) {
  if (std::exchange(stopped_, true) || loops_.empty()) return;
  loops_.front()->Post([this] {
    boost::system::error_code ignored;
    if (acceptor_) acceptor_->close(ignored);
    if (pause_) pause_->cancel();
    if (certificate_timer_) certificate_timer_->cancel();
  });
  for (const auto& loop : loops_) loop->Post([raw = loop.get()] { raw->BeginStop(); });
  WaitUntilEmpty(Clock::now() + timeout);
  for (const auto& loop : loops_) loop->Post([raw = loop.get()] { raw->AbortAll(); });
  WaitUntilEmpty(Clock::now() + std::chrono::seconds(1));
  for (const auto& loop : loops_) loop->StopAndJoin();
  acceptor_.reset();
  pause_.reset();
  certificate_timer_.reset();
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Router router,
                                              log::Logger logger) {
  auto server =
      std::make_unique<ServerImpl>(std::move(options), std::move(router), std::move(logger));
  ASSAY_RETURN_IF_ERROR(server->Open());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace assay::http

#include "common/database/listener.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <pqxx/notification.hxx>
#include <utility>

#include "common/database/connection_state.h"

namespace assay::database {

class Listener::Receiver : public pqxx::notification_receiver {
 public:
  using pqxx::notification_receiver::notification_receiver;
  void operator()(const std::string& payload, int) override {
    ++count;
    if (payloads.size() < kMaxPayloads && !payload.empty()) payloads.push_back(payload);
  }
  int count = 0;
  std::vector<std::string> payloads;
};

Listener::Listener(std::unique_ptr<Connection> connection, UniqueFd wake)
    : connection_(std::move(connection)), wake_(std::move(wake)) {}

Result<std::unique_ptr<Listener>> Listener::Open(const Settings& settings, std::string channel) {
  UniqueFd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return ErrnoStatus("eventfd", errno);
  ASSAY_ASSIGN_OR_RETURN(auto connection, Connection::Open(settings));
  std::unique_ptr<Listener> listener(new Listener(std::move(connection), std::move(wake)));
  ASSAY_RETURN_IF_ERROR(listener->connection_->Guard([&] {
    listener->receiver_ =
        std::make_unique<Receiver>(listener->connection_->state_->connection, channel);
  }));
  return listener;
}

Listener::~Listener() {
  try {
    receiver_.reset();  // says UNLISTEN
  } catch (const std::exception&) {
    // A lost connection no longer listens.
  }
}

Result<int> Listener::Wait(std::chrono::steady_clock::time_point deadline) {
  pqxx::connection& connection = connection_->state_->connection;
  while (true) {
    receiver_->count = 0;
    receiver_->payloads.clear();
    ASSAY_RETURN_IF_ERROR(connection_->Guard([&] { connection.get_notifs(); }));
    if (receiver_->count > 0) return receiver_->count;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return 0;
    pollfd fds[2] = {{connection.sock(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    const int timeout = static_cast<int>(std::min<int64_t>(left.count(), 3600'000));
    const int n = ::poll(fds, 2, timeout);
    if (n < 0 && errno != EINTR) return ErrnoStatus("poll", errno);
    if (n > 0 && fds[1].revents != 0) {
      eventfd_t ignored = 0;
      ::eventfd_read(wake_.get(), &ignored);
      return 0;
    }
  }
}

std::vector<std::string> Listener::TakePayloads() { return std::exchange(receiver_->payloads, {}); }

void Listener::Interrupt() const { ::eventfd_write(wake_.get(), 1); }

}  // namespace assay::database

#include "supervisor/control.h"

#include <unistd.h>

#include "supervisor/control_syscalls.h"

namespace assay::supervisor {
namespace {

constexpr size_t kMaxConnections = 16;
constexpr std::chrono::seconds kRequestTimeout(5);

}  // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::Start(const std::filesystem::path& path,
                                                            Handler handler, log::Logger logger) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd socket, ListenOn(path));
  ASSAY_ASSIGN_OR_RETURN(StopFlag stop, StopFlag::Make());
  return std::unique_ptr<ControlServer>(new ControlServer(path, std::move(socket), std::move(stop),
                                                          std::move(handler), std::move(logger)));
}

ControlServer::ControlServer(std::filesystem::path path, UniqueFd socket, StopFlag stop,
                             Handler handler, log::Logger logger)
    : path_(std::move(path)),
      socket_(std::move(socket)),
      stop_(std::move(stop)),
      handler_(std::move(handler)),
      logger_(std::move(logger)) {
  thread_ = std::thread([this] { Accept(); });
}

ControlServer::~ControlServer() {
  ::unlink(path_.c_str());
  stop_.Set();
  thread_.join();
}

void ControlServer::Accept() {
  while (stop_.Wait(socket_.get(), std::chrono::hours(1)) != StopFlag::Woken::kStop) {
    auto accepted = AcceptFrom(socket_.get());
    Reap(false);
    if (!accepted.ok() || connections_.size() >= kMaxConnections) continue;
    Connection& connection = connections_.emplace_back();
    connection.fd = std::move(*accepted);
    connection.thread = std::thread([this, &connection] {
      Serve(connection);
      connection.fd.reset();
      connection.done = true;
    });
  }
  Reap(true);
}

void ControlServer::Serve(Connection& connection) {
  const int fd = connection.fd.get();
  const auto user = PeerUser(fd);
  if (!user.ok() || (*user != 0 && *user != ::geteuid())) {
    logger_.Warning("control: refused", {{"uid", user.ok() ? int64_t{*user} : int64_t{-1}}});
    return;
  }
  const Reply reply = [fd](std::string_view line) {
    return SendAll(fd, std::string(line) + "\n").ok();
  };
  const auto line = ReadLine(fd, kMaxControlLineBytes, kRequestTimeout);
  if (!line.ok()) return;
  const auto request = ParseControlLine(*line);
  if (!request.ok()) {
    reply("error: " + request.status().message());
    return;
  }
  handler_(*request, reply);
}

void ControlServer::Reap(bool all) {
  for (auto it = connections_.begin(); it != connections_.end();) {
    if (all || it->done) {
      it->thread.join();
      it = connections_.erase(it);
    } else {
      ++it;
    }
  }
}

Status AskSupervisor(const std::filesystem::path& path, std::string_view request,
                     std::chrono::milliseconds timeout,
                     const std::function<void(std::string_view line)>& each) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, ConnectTo(path));
  ASSAY_RETURN_IF_ERROR(SendAll(fd.get(), std::string(request) + "\n"));
  return ReadLines(fd.get(), timeout, each);
}

}  // namespace assay::supervisor

#include "common/redis/subscriber.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "common/redis/connection.h"
#include "common/redis/wake.h"

namespace assay::redis {
namespace {

using Clock = std::chrono::steady_clock;

// A server that says nothing for so long is asked whether it is there.
constexpr std::chrono::seconds kQuiet{15};
constexpr std::chrono::milliseconds kFirstWait{100};
constexpr std::chrono::milliseconds kLongestWait{2'000};

}  // namespace

struct Subscriber::State {
  State(Url url_, const Options& options_, Callbacks callbacks_, Wake wake_)
      : url(std::move(url_)),
        options(options_),
        callbacks(std::move(callbacks_)),
        wake(std::move(wake_)) {}

  void Run() {
    std::chrono::milliseconds wait = kFirstWait;
    for (size_t attempt = 0; !stop; ++attempt) {
      const Status status = Connect(url.endpoints[attempt % url.endpoints.size()], wait);
      connected = false;
      if (stop) break;
      if (callbacks.on_lost) callbacks.on_lost(status);
      Rest(wait);
      wait = std::min(wait * 2, kLongestWait);
    }
  }

  // Only the end cuts it short: a channel more is no reason to hurry.
  void Rest(std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    while (!stop && Clock::now() < until) {
      wake.WaitFor(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()));
      wake.Clear();
    }
  }

  // Until the connection is lost; `wait` is set back once it stood.
  Status Connect(const Endpoint& endpoint, std::chrono::milliseconds& wait) {
    ASSAY_ASSIGN_OR_RETURN(
        const auto connection,
        Connection::Open(endpoint, url.database, options, Clock::now() + options.connect_timeout));
    std::set<std::string> subscribed;
    ASSAY_RETURN_IF_ERROR(Adjust(*connection, subscribed));
    connected = true;
    wait = kFirstWait;
    if (callbacks.on_connected) callbacks.on_connected();
    bool asked = false;
    while (!stop) {
      auto value = connection->Receive(Clock::now() + kQuiet, wake.fd());
      if (!value.ok() && value.status().code() == StatusCode::kDeadlineExceeded && !asked) {
        asked = true;
        ASSAY_RETURN_IF_ERROR(connection->Send({"PING"}, Clock::now() + options.command_timeout));
        continue;
      }
      if (!value.ok()) return value.status();
      asked = false;
      if (*value) {
        ASSAY_RETURN_IF_ERROR(ErrorOf(**value));
        Deliver(**value);
      } else {
        wake.Clear();
        ASSAY_RETURN_IF_ERROR(Adjust(*connection, subscribed));
      }
    }
    return OkStatus();
  }

  // Makes what the server sends be what is wanted.
  Status Adjust(Connection& connection, std::set<std::string>& subscribed) {
    const std::lock_guard lock(mutex);
    const auto difference = [](const auto& from, const auto& without, Command command) {
      for (const std::string& channel : from) {
        if (!without.contains(channel)) command.push_back(channel);
      }
      return command;
    };
    const Command more = difference(wanted, subscribed, {"SUBSCRIBE"});
    const Command fewer = difference(subscribed, wanted, {"UNSUBSCRIBE"});
    for (const Command& command : {more, fewer}) {
      if (command.size() == 1) continue;
      ASSAY_RETURN_IF_ERROR(connection.Send(command, Clock::now() + options.command_timeout));
    }
    subscribed = wanted;
    return OkStatus();
  }

  // ["message", channel, text]: a push in RESP3, an array in RESP2.
  void Deliver(const Value& value) {
    if (!value.IsList() || value.elements.size() != 3) return;
    if (value.elements[0].text != "message" || !callbacks.on_message) return;
    {
      // One that was on its way when the channel was given up.
      const std::lock_guard lock(mutex);
      if (!wanted.contains(value.elements[1].text)) return;
    }
    callbacks.on_message(value.elements[1].text, value.elements[2].text);
  }

  const Url url;
  const Options options;
  const Callbacks callbacks;
  Wake wake;
  std::atomic<bool> stop{false};
  std::atomic<bool> connected{false};
  std::mutex mutex;
  std::set<std::string> wanted;
  std::thread thread;
};

Subscriber::Subscriber(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Subscriber>> Subscriber::Start(const Options& options, Callbacks callbacks) {
  // The same checks as a client's.
  ASSAY_RETURN_IF_ERROR(Client::Create(options).status());
  ASSAY_ASSIGN_OR_RETURN(Url url, ParseUrl(options.url));
  ASSAY_ASSIGN_OR_RETURN(Wake wake, Wake::Make());
  auto state =
      std::make_unique<State>(std::move(url), options, std::move(callbacks), std::move(wake));
  State* const raw = state.get();
  raw->thread = std::thread([raw] { raw->Run(); });
  return std::unique_ptr<Subscriber>(new Subscriber(std::move(state)));
}

Subscriber::~Subscriber() {
  state_->stop = true;
  state_->wake.Signal();
  if (state_->thread.joinable()) state_->thread.join();
}

void Subscriber::Subscribe(const std::string& channel) {
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->wanted.insert(channel).second) return;
  }
  state_->wake.Signal();
}

void Subscriber::Unsubscribe(const std::string& channel) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->wanted.erase(channel) == 0) return;
  }
  state_->wake.Signal();
}

bool Subscriber::connected() const { return state_->connected; }

}  // namespace assay::redis

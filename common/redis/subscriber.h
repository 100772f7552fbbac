#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/redis/client.h"
#include "common/status.h"

namespace assay::redis {

// Channels of a server, over a connection and in a thread of its own. Messages that are published
// while there is no connection are lost: on_connected says when to look again at what they told of.
//
// Thread-safe. Callbacks come from the one thread, never two at once, never after the destructor;
// they may call Subscribe and Unsubscribe and must not destroy it.
class Subscriber {
 public:
  struct Callbacks {
    std::function<void(const std::string& channel, const std::string& message)> on_message;
    // Every channel of before is subscribed again: at the start and after each loss. May be empty.
    std::function<void()> on_connected;
    // The reason; it is being connected again, after 0.1 to 2 seconds. May be empty.
    std::function<void(const Status&)> on_lost;
  };

  // Of a cluster, one node: they tell each other. kInvalidArgument: the URL.
  static Result<std::unique_ptr<Subscriber>> Start(const Options& options, Callbacks callbacks);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  // At once where there is a connection, else once there is.
  void Subscribe(const std::string& channel);
  void Unsubscribe(const std::string& channel);

  bool connected() const;

 private:
  struct State;
  explicit Subscriber(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::redis

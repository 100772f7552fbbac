#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "common/http/client.h"
#include "common/log/log.h"
#include "judge/store/runner.h"
#include "judge/webhooks/secret_box.h"
#include "judge/webhooks/webhooks.h"

namespace assay::judge {

// Sends what is due: one thread leases deliveries from the database when a sender is free, the
// others send them. A host gets few at once, so one that hangs does not hold up the rest.
// What it is made of outlives it. Thread-safe.
class Sender {
 public:
  Sender(Runner& runner, const SecretBox& secrets, std::unique_ptr<http::Client> client,
         const WebhookOptions& options, log::Logger logger);
  ~Sender() { Stop(); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void Start();
  void Stop();
  // Something is due.
  void Nudge();
  Webhooks::Stats stats() const { return {delivered_, failed_, given_up_}; }

 private:
  struct Due {
    std::string id, tenant, webhook, event, method, url, host, content_type, body, sealed_secret;
    int64_t attempt = 0, tries = 0;
  };
  struct Outcome {
    int status = 0;
    std::string error;                         // empty: delivered
    std::chrono::milliseconds retry_after{0};  // asked for by the receiver
    bool final = false;
    bool interrupted = false;
  };

  void Dispatch();
  void Work();
  Result<std::vector<Due>> Lease();
  Outcome Send(const Due& due);
  Result<http::ClientResponse> Request(const Due& due);
  void Record(const Due& due, const Outcome& outcome);
  std::chrono::milliseconds Delay(const Due& due, const Outcome& outcome) const;

  Runner& runner_;
  const SecretBox& secrets_;
  const std::unique_ptr<http::Client> client_;
  const WebhookOptions& options_;
  const log::Logger logger_;
  std::atomic<uint64_t> delivered_ = 0, failed_ = 0, given_up_ = 0;

  std::stop_source stop_;
  std::mutex mutex_;  // what follows
  std::condition_variable changed_;
  std::deque<Due> ready_;
  std::map<std::string, size_t> in_flight_;  // by host; ready ones too
  size_t total_ = 0;                         // of in_flight_
  bool nudged_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay::judge

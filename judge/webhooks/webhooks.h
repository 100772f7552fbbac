#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/key.h"
#include "common/database/settings.h"
#include "common/http/address_policy.h"
#include "common/log/log.h"
#include "common/status.h"

// Webhooks: signed HTTP requests to addresses that a tenant named, delivered at least once from
// PostgreSQL (docs/webhooks.md says what a receiver sees and how it verifies).
namespace assay::judge {

struct Webhook {
  std::string id, tenant, url;
  std::string course;               // empty: all of the tenant
  std::vector<std::string> events;  // "submission.finished"
  int64_t created_us = 0;           // since 1970
  std::string secret;               // from Create only, and never again
};

struct NewWebhook {
  std::string tenant, url, course;
  std::vector<std::string> events;
};

// Something that happened. Published twice with one key, it is delivered once.
struct WebhookEvent {
  std::string tenant, course;
  std::string type;     // "submission.finished": [a-z0-9._-]{1,64}
  std::string subject;  // the id of what it is about
  std::string key;      // 1 to 200 characters, unique in the tenant
  std::string body;     // JSON, at most kMaxEventBytes
};

// One request to an address that came with a submission.
struct NewCallback {
  std::string tenant;
  std::string subject, key;  // as those of an event
  std::string url;
  std::string method = "POST";  // or "PUT"
  std::string content_type = "application/json";
  std::string body;  // at most kMaxCallbackBytes
};

enum class DeliveryState : int { kWaiting = 0, kDelivered = 1, kGivenUp = 2 };

struct Delivery {
  std::string id, tenant, event, subject, url;
  std::string webhook;  // empty: a callback
  DeliveryState state = DeliveryState::kWaiting;
  int attempts = 0;
  int last_status = 0;  // of HTTP; 0: no answer
  std::string last_error;
  int64_t next_attempt_us = 0;  // 0: it has ended
  int64_t created_us = 0;
};

struct WebhookOptions {
  // Whose addresses may be reached. Asked at each connection.
  http::AddressPolicy policy = *http::AddressPolicy::Public();
  bool require_https = false;
  // Senders at once, and how many of them to one host.
  size_t senders = 8;
  size_t senders_per_host = 2;
  std::chrono::milliseconds timeout{10'000};     // of one attempt
  std::chrono::milliseconds first_retry{5'000};  // doubled each time, a random half of it less
  std::chrono::milliseconds max_retry{3'600'000};
  std::chrono::milliseconds give_up_after{86'400'000};
  // How often the database is asked for what others published or what became due.
  std::chrono::milliseconds poll{1'000};
  std::string user_agent = "Assay-Webhooks/1";
};

// Schema "judge" (judge/migrations). Several processes may each have one on one database: a
// delivery is leased by one of them, and taken over when that one dies. Thread-safe. Errors are
// those of common/database and what is said here.
class Webhooks {
 public:
  static constexpr size_t kMaxPerTenant = 50;
  static constexpr size_t kMaxEventBytes = 64U << 10U;
  static constexpr size_t kMaxCallbackBytes = 1U << 20U;

  // `keys` seal the webhooks' secrets: the first seals, the others open what older ones sealed. At
  // least one (blobs::MasterKeys::Derive gives them).
  static Result<std::unique_ptr<Webhooks>> Open(const database::Settings& settings,
                                                std::vector<crypto::Key> keys,
                                                WebhookOptions options = {},
                                                log::Logger logger = {});
  ~Webhooks();  // as Stop
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  // kInvalidArgument: the URL, an event's name. kPermissionDenied: the URL has an address that the
  // policy refuses. kResourceExhausted: the tenant has kMaxPerTenant.
  Result<Webhook> Create(const NewWebhook& webhook);
  Result<std::vector<Webhook>> List(std::string_view tenant);
  // What waits for it is given up. kNotFound.
  Status Delete(std::string_view tenant, std::string_view id);

  // How many webhooks will get it. What returned ok is on disk.
  Result<size_t> Publish(const WebhookEvent& event);
  // Whether Callback would take this URL; the errors of Create, of the field "callback_url".
  Status CheckCallback(const std::string& url) const;
  // The same errors as Create for the URL. Signed with CallbackSecret. On disk when it returned ok.
  Status Callback(const NewCallback& callback);
  // What callbacks of this tenant are signed with; changes with the first of `keys`.
  std::string CallbackSecret(std::string_view tenant) const;

  // Newest first; `webhook` empty: all of the tenant's and the callbacks; `before` an id, or empty.
  Result<std::vector<Delivery>> Deliveries(std::string_view tenant, std::string_view webhook,
                                           size_t count, std::string_view before);
  // Due at once, with all its time again, whatever became of it. kNotFound.
  Result<Delivery> Replay(std::string_view tenant, std::string_view id);
  // Ended deliveries that were made longer ago; how many.
  Result<size_t> Forget(std::chrono::seconds age);
  // Seals with the first key what was sealed with another; how many.
  Result<size_t> Reseal();

  // Threads that send what is due, until Stop.
  void Start();
  // What is being sent is broken off, and sent again later by whoever runs then.
  void Stop();

  struct Stats {  // since Open
    uint64_t delivered = 0;
    uint64_t failed = 0;  // attempts
    uint64_t given_up = 0;
  };
  Stats stats() const;

 private:
  struct State;
  explicit Webhooks(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::judge

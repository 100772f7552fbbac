#include "judge/webhooks/sender.h"

#include <algorithm>

#include "common/crypto/encoding.h"
#include "common/delivery/senders.h"
#include "judge/webhooks/signature.h"
#include "judge/webhooks/statements.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

constexpr uint64_t kMaxAnswerBytes = 256U << 10U;
constexpr size_t kMaxErrorBytes = 300;
constexpr milliseconds kLeaseSlack{30'000};
constexpr int kGone = 410;

// For a text column: what a receiver or a resolver says need not be UTF-8.
std::string Printable(std::string_view text) {
  std::string printable(text.substr(0, kMaxErrorBytes));
  for (char& c : printable)
    if (c < ' ' || c > '~') c = '?';
  return printable;
}

int64_t UnixNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Sender::Sender(Runner& runner, const SecretBox& secrets, std::unique_ptr<http::Client> client,
               const WebhookOptions& options, log::Logger logger)
    : runner_(runner),
      secrets_(secrets),
      client_(std::move(client)),
      options_(options),
      logger_(std::move(logger)) {}

void Sender::Start() {
  if (!threads_.empty()) return;
  threads_.emplace_back([this] { Dispatch(); });
  for (size_t i = 0; i < std::max<size_t>(options_.senders, 1); ++i)
    threads_.emplace_back([this] { Work(); });
}

void Sender::Stop() {
  stop_.request_stop();
  {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Sender::Nudge() {
  const std::lock_guard lock(mutex_);
  nudged_ = true;
  changed_.notify_all();
}

// ---------------------------------------------------------------------------- leasing

void Sender::Dispatch() {
  const size_t senders = std::max<size_t>(options_.senders, 1);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_.stop_requested() || total_ < senders; });
    if (stop_.stop_requested()) return;
    nudged_ = false;
    lock.unlock();
    Result<std::vector<Due>> due = Lease();
    lock.lock();
    if (!due.ok()) logger_.Warning("webhooks: nothing could be leased", {log::Field(due.status())});
    if (due.ok() && !due->empty()) {
      for (Due& each : *due) {
        ++in_flight_[each.host];
        ++total_;
        ready_.push_back(std::move(each));
      }
      changed_.notify_all();
      continue;
    }
    changed_.wait_for(lock, options_.poll, [&] { return nudged_ || stop_.stop_requested(); });
  }
}

Result<std::vector<Sender::Due>> Sender::Lease() {
  std::vector<std::string> busy;
  size_t free = 0;
  {
    const std::lock_guard lock(mutex_);
    free = std::max<size_t>(options_.senders, 1) - total_;
    for (const auto& [host, count] : in_flight_)
      if (count >= options_.senders_per_host) busy.push_back(host);
  }
  const milliseconds lease = options_.timeout + kLeaseSlack;
  ASSAY_ASSIGN_OR_RETURN(
      const database::Rows rows,
      runner_.Run(
          sql::kLeaseDeliveries,
          database::Params().Add(static_cast<int64_t>(free)).AddArray(busy).Add(lease.count())));
  std::vector<Due> due;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto text = [&](int column) { return std::string(rows.Text(i, column)); };
    Due each;
    each.id = text(0);
    each.attempt = rows.Int(i, 1);
    each.tries = rows.Int(i, 2);
    each.tenant = text(3);
    each.webhook = text(4);
    each.event = text(5);
    each.method = text(6);
    each.url = text(7);
    each.host = text(8);
    each.content_type = text(9);
    each.body = text(10);
    const Result<std::string> sealed = crypto::HexDecode(rows.Text(i, 11));
    if (sealed.ok()) each.sealed_secret = *sealed;
    due.push_back(std::move(each));
  }
  return due;
}

// ---------------------------------------------------------------------------- sending

void Sender::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_.stop_requested() || !ready_.empty(); });
    if (ready_.empty()) return;  // stopped; what was ready was sent back as interrupted
    const Due due = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    Record(due, Send(due));
    lock.lock();
    --total_;
    if (--in_flight_[due.host] == 0) in_flight_.erase(due.host);
    nudged_ = true;
    changed_.notify_all();
  }
}

Sender::Outcome Sender::Send(const Due& due) {
  Outcome outcome;
  if (!due.webhook.empty() && due.sealed_secret.empty()) {
    outcome.error = "the webhook was deleted";
    outcome.final = true;
    return outcome;
  }
  const Result<http::ClientResponse> response = Request(due);
  if (!response.ok()) {
    outcome.interrupted = response.status().code() == StatusCode::kCancelled;
    outcome.error =
        outcome.interrupted ? "interrupted by a restart" : Printable(response.status().ToString());
    return outcome;
  }
  outcome.status = response->status;
  if (response->status / 100 == 2) return outcome;
  outcome.error = "status " + std::to_string(response->status);
  if (response->status / 100 == 3) outcome.error += " (redirects are not followed)";
  outcome.final = response->status == kGone;
  outcome.retry_after = response->RetryAfter();
  return outcome;
}

Result<http::ClientResponse> Sender::Request(const Due& due) {
  std::string secret = secrets_.CallbackSecret(due.tenant);
  if (!due.webhook.empty()) {
    ASSAY_ASSIGN_OR_RETURN(secret, secrets_.Open(due.webhook, due.sealed_secret));
  }
  http::ClientRequest request;
  request.method = due.method;
  request.url = due.url;
  request.headers = {{"Content-Type", due.content_type},
                     {"Assay-Event", due.event},
                     {"Assay-Delivery", due.id},
                     {"Assay-Signature", SignWebhook(secret, UnixNow(), due.body)}};
  crypto::Wipe(secret);
  request.body = due.body;
  request.timeout = options_.timeout;
  request.max_response_bytes = kMaxAnswerBytes;
  request.stop = stop_.get_token();
  return client_->Send(request);
}

// ---------------------------------------------------------------------------- keeping what came of
// it

milliseconds Sender::Delay(const Due& due, const Outcome& outcome) const {
  if (outcome.interrupted) return milliseconds(0);
  return std::max(delivery::BackOff(options_.first_retry, options_.max_retry, due.tries),
                  outcome.retry_after);
}

// What cannot be written down is sent again when the lease has run out: at least once.
void Sender::Record(const Due& due, const Outcome& outcome) {
  database::Params params;
  params.Add(due.id).Add(due.attempt).Add(int64_t{outcome.status});
  const bool delivered = outcome.error.empty();
  if (!delivered)
    params.Add(outcome.error)
        .Add(Delay(due, outcome).count())
        .Add(outcome.final ? "true" : "false");
  const auto rows = runner_.Run(delivered ? sql::kDelivered : sql::kNotDelivered, params);
  if (!rows.ok()) {
    logger_.Error("webhooks: what came of a delivery could not be kept",
                  {{"delivery", due.id}, log::Field(rows.status())});
    return;
  }
  if (rows->empty() || outcome.interrupted) return;  // another has taken it over
  const bool over = !delivered && rows->Int(0, 0) == static_cast<int64_t>(DeliveryState::kGivenUp);
  delivered_ += delivered ? 1 : 0;
  failed_ += delivered ? 0 : 1;
  given_up_ += over ? 1 : 0;
  if (!delivered) {
    logger_.Info(over ? "webhooks: given up" : "webhooks: will be tried again",
                 {{"delivery", due.id},
                  {"host", due.host},
                  {"tries", due.tries},
                  {"status", outcome.status},
                  {"error", outcome.error}});
  }
}

}  // namespace assay::judge

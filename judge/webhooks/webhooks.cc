#include "judge/webhooks/webhooks.h"

#include <algorithm>
#include <chrono>

#include "common/crypto/encoding.h"
#include "common/http/client.h"
#include "judge/store/ids.h"
#include "judge/store/runner.h"
#include "judge/webhooks/secret_box.h"
#include "judge/webhooks/sender.h"
#include "judge/webhooks/statements.h"

namespace assay::judge {
namespace {

using database::Params;
using database::Rows;

constexpr size_t kMaxUrlBytes = 2000;
constexpr size_t kMaxNameBytes = 200;
constexpr size_t kMaxTypeBytes = 64;
constexpr size_t kMaxEvents = 50;
constexpr size_t kMaxPage = 1000;
constexpr std::string_view kTypeCharacters = "abcdefghijklmnopqrstuvwxyz0123456789._-";

std::string NewIdNow() { return NewId(std::chrono::system_clock::now()); }

Status CheckType(std::string_view type) {
  if (type.empty() || type.size() > kMaxTypeBytes ||
      type.find_first_not_of(kTypeCharacters) != std::string_view::npos)
    return InvalidArgument("events: an event's name is [a-z0-9._-]{1,64}");
  return OkStatus();
}

Status CheckText(const char* what, std::string_view text, size_t most) {
  if (!text.empty() && text.size() <= most) return OkStatus();
  return InvalidArgument(std::string(what) + ": 1 to " + std::to_string(most) + " bytes");
}

Status CheckUrl(const std::string& field, const std::string& url, const WebhookOptions& options) {
  const auto wrong = [&](const std::string& what) { return InvalidArgument(field + ": " + what); };
  if (url.size() > kMaxUrlBytes)
    return wrong("longer than " + std::to_string(kMaxUrlBytes) + " bytes");
  const bool printable =
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~'; });
  const Result<http::HttpUrl> parts = http::ParseHttpUrl(url);
  if (!parts.ok() || !printable) return wrong("no URL of http or https");
  if (parts->has_user) return wrong("it may hold no user name or password");
  if (parts->has_fragment) return wrong("it may hold no fragment (#…)");
  if (options.require_https && parts->scheme != "https")
    return wrong("only https:// is allowed here");
  // A name is judged when it is resolved, at each connection; an address can be judged now.
  const Status address = options.policy.Check(parts->host);
  if (address.code() == StatusCode::kPermissionDenied) return Status(address).Annotate(field);
  return OkStatus();
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

Delivery DeliveryOf(const Rows& rows, size_t row) {
  const auto text = [&](int column) { return std::string(rows.Text(row, column)); };
  Delivery delivery;
  delivery.id = text(0);
  delivery.tenant = text(1);
  delivery.webhook = text(2);
  delivery.event = text(3);
  delivery.subject = text(4);
  delivery.url = text(5);
  delivery.state = static_cast<DeliveryState>(rows.Int(row, 6));
  delivery.attempts = static_cast<int>(rows.Int(row, 7));
  delivery.last_status = static_cast<int>(rows.Int(row, 8));
  delivery.last_error = text(9);
  delivery.next_attempt_us = rows.Int(row, 10);
  delivery.created_us = rows.Int(row, 11);
  return delivery;
}

}  // namespace

struct Webhooks::State {
  State(const database::Settings& settings, std::vector<crypto::Key> keys, WebhookOptions options_,
        std::unique_ptr<http::Client> client, log::Logger logger)
      : options(std::move(options_)),
        runner(settings, {.connections = 3, .list_connections = 2}),
        secrets(std::move(keys)),
        sender(runner, secrets, std::move(client), options, std::move(logger)) {}

  const WebhookOptions options;
  Runner runner;
  const SecretBox secrets;
  Sender sender;
};

Webhooks::Webhooks(std::unique_ptr<State> state) : state_(std::move(state)) {}
Webhooks::~Webhooks() = default;

Result<std::unique_ptr<Webhooks>> Webhooks::Open(const database::Settings& settings,
                                                 std::vector<crypto::Key> keys,
                                                 WebhookOptions options, log::Logger logger) {
  if (keys.empty()) return InvalidArgument("webhooks: a key is needed to seal secrets");
  http::ClientOptions client_options;
  client_options.policy = options.policy;
  client_options.user_agent = options.user_agent;
  client_options.idle_connections = options.senders;
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<http::Client> client,
                         http::Client::Create(std::move(client_options)));
  return std::unique_ptr<Webhooks>(new Webhooks(std::make_unique<State>(
      settings, std::move(keys), std::move(options), std::move(client), std::move(logger))));
}

void Webhooks::Start() { state_->sender.Start(); }
void Webhooks::Stop() { state_->sender.Stop(); }
Webhooks::Stats Webhooks::stats() const { return state_->sender.stats(); }
std::string Webhooks::CallbackSecret(std::string_view tenant) const {
  return state_->secrets.CallbackSecret(tenant);
}

// ---------------------------------------------------------------------------- webhooks

Result<Webhook> Webhooks::Create(const NewWebhook& webhook) {
  ASSAY_RETURN_IF_ERROR(CheckText("tenant", webhook.tenant, kMaxNameBytes));
  ASSAY_RETURN_IF_ERROR(CheckUrl("url", webhook.url, state_->options));
  if (webhook.course.size() > kMaxNameBytes) return InvalidArgument("course: too long");
  if (webhook.events.empty() || webhook.events.size() > kMaxEvents)
    return InvalidArgument("events: 1 to " + std::to_string(kMaxEvents) + " names");
  for (const std::string& event : webhook.events) ASSAY_RETURN_IF_ERROR(CheckType(event));
  Webhook made{NewIdNow(), webhook.tenant,       webhook.url, webhook.course, webhook.events,
               0,          crypto::RandomToken()};
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed, state_->secrets.Seal(made.id, made.secret));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      state_->runner.Run(sql::kCreateWebhook, Params()
                                                  .Add(made.id)
                                                  .Add(made.tenant)
                                                  .Add(made.course)
                                                  .Add(made.url)
                                                  .AddArray(made.events)
                                                  .Add(crypto::HexEncode(sealed))
                                                  .Add(static_cast<int64_t>(kMaxPerTenant))));
  if (rows.empty()) {
    return ResourceExhausted("tenant " + webhook.tenant + " has " + std::to_string(kMaxPerTenant) +
                             " webhooks; delete one first");
  }
  made.created_us = rows.Int(0, 0);
  return made;
}

Result<std::vector<Webhook>> Webhooks::List(std::string_view tenant) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         state_->runner.Run(sql::kListWebhooks, Params().Add(tenant)));
  std::vector<Webhook> list;
  for (size_t i = 0; i < rows.size(); ++i) {
    list.push_back({std::string(rows.Text(i, 0)), std::string(rows.Text(i, 1)),
                    std::string(rows.Text(i, 3)), std::string(rows.Text(i, 2)),
                    Split(rows.Text(i, 4)), rows.Int(i, 5), ""});
  }
  return list;
}

Status Webhooks::Delete(std::string_view tenant, std::string_view id) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         state_->runner.Run(sql::kDeleteWebhook, Params().Add(tenant).Add(id)));
  return rows.Int(0, 0) == 1 ? OkStatus() : NotFound("no webhook " + std::string(id));
}

Result<size_t> Webhooks::Reseal() {
  size_t count = 0;
  std::string after;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, state_->runner.Run(sql::kSecrets, Params().Add(after)));
    if (rows.empty()) return count;
    for (size_t i = 0; i < rows.size(); ++i) {
      after = rows.Text(i, 0);
      ASSAY_ASSIGN_OR_RETURN(const std::string sealed, crypto::HexDecode(rows.Text(i, 1)));
      if (state_->secrets.SealedByNewest(sealed)) continue;
      Result<std::string> secret = state_->secrets.Open(after, sealed);
      if (!secret.ok()) return std::move(secret).status().Annotate("webhook " + after);
      ASSAY_ASSIGN_OR_RETURN(const std::string again, state_->secrets.Seal(after, *secret));
      crypto::Wipe(*secret);
      ASSAY_RETURN_IF_ERROR(
          state_->runner
              .Run(sql::kSetSecret,
                   Params().Add(after).Add(rows.Text(i, 1)).Add(crypto::HexEncode(again)))
              .status());
      ++count;
    }
  }
}

// ---------------------------------------------------------------------------- deliveries

Result<size_t> Webhooks::Publish(const WebhookEvent& event) {
  ASSAY_RETURN_IF_ERROR(CheckType(event.type));
  ASSAY_RETURN_IF_ERROR(CheckText("key", event.key, kMaxNameBytes));
  ASSAY_RETURN_IF_ERROR(CheckText("body", event.body, kMaxEventBytes));
  std::vector<std::string> ids;
  for (size_t i = 0; i < kMaxPerTenant; ++i) ids.push_back(NewIdNow());
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      state_->runner.Run(sql::kPublish, Params()
                                            .Add(event.tenant)
                                            .Add(event.course)
                                            .Add(event.type)
                                            .Add(event.subject)
                                            .Add(event.key)
                                            .Add(event.body)
                                            .Add(state_->options.give_up_after.count())
                                            .AddArray(ids)));
  if (!rows.empty()) state_->sender.Nudge();
  return rows.size();
}

Status Webhooks::CheckCallback(const std::string& url) const {
  return CheckUrl("callback_url", url, state_->options);
}

Status Webhooks::Callback(const NewCallback& callback) {
  ASSAY_RETURN_IF_ERROR(CheckUrl("url", callback.url, state_->options));
  ASSAY_RETURN_IF_ERROR(CheckText("key", callback.key, kMaxNameBytes));
  ASSAY_RETURN_IF_ERROR(CheckText("content_type", callback.content_type, kMaxNameBytes));
  if (callback.method != "POST" && callback.method != "PUT")
    return InvalidArgument("method: POST or PUT");
  if (callback.body.size() > kMaxCallbackBytes) return InvalidArgument("body: too long");
  ASSAY_RETURN_IF_ERROR(state_->runner
                            .Run(sql::kCallback, Params()
                                                     .Add(NewIdNow())
                                                     .Add(callback.tenant)
                                                     .Add(callback.subject)
                                                     .Add(callback.key)
                                                     .Add(callback.method)
                                                     .Add(callback.url)
                                                     .Add(callback.content_type)
                                                     .Add(callback.body)
                                                     .Add(state_->options.give_up_after.count()))
                            .status());
  state_->sender.Nudge();
  return OkStatus();
}

Result<std::vector<Delivery>> Webhooks::Deliveries(std::string_view tenant,
                                                   std::string_view webhook, size_t count,
                                                   std::string_view before) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      state_->runner.RunList(sql::kListDeliveries,
                             Params().Add(tenant).Add(webhook).Add(before).Add(
                                 static_cast<int64_t>(std::min(count, kMaxPage)))));
  std::vector<Delivery> list;
  for (size_t i = 0; i < rows.size(); ++i) list.push_back(DeliveryOf(rows, i));
  return list;
}

Result<Delivery> Webhooks::Replay(std::string_view tenant, std::string_view id) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      state_->runner.Run(sql::kReplay,
                         Params().Add(tenant).Add(id).Add(state_->options.give_up_after.count())));
  if (rows.empty()) return NotFound("no delivery " + std::string(id));
  state_->sender.Nudge();
  return DeliveryOf(rows, 0);
}

Result<size_t> Webhooks::Forget(std::chrono::seconds age) {
  size_t count = 0;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           state_->runner.Run(sql::kForget, Params().Add(int64_t{age.count()})));
    count += rows.size();
    if (rows.empty()) return count;
  }
}

}  // namespace assay::judge

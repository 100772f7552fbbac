#include "judge/service/notices.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "judge/service/convert.h"
#include "judge/service/viewer.h"
#include "proto/judge0/answer.h"

namespace assay::judge {
namespace {

using google::protobuf::util::TimeUtil;
using nlohmann::json;

constexpr std::chrono::seconds kRemember{2};
constexpr size_t kMaxTenants = 10'000;
constexpr size_t kPage = 50;

std::string ToText(const json& body) {
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

const char* StateName(v1::State state) {
  switch (state) {
    case v1::STATE_DONE:
      return "done";
    case v1::STATE_FAILED:
      return "failed";
    case v1::STATE_CANCELLED:
      return "cancelled";
    default:
      return "unfinished";
  }
}

// What a tenant's own program may know: nothing of hidden tests, no message of an instructor's.
json BodyOf(const v1::Submission& s) {
  json body = {{"event", "submission.finished"},
               {"submission", s.id()},
               {"course", s.course()},
               {"problem", s.problem()},
               {"person", s.person()},
               {"language", s.language()},
               {"state", StateName(s.state())},
               {"judgement", s.judgement()},
               {"created_at", TimeUtil::ToString(s.created_at())}};
  if (s.has_finished_at()) body["finished_at"] = TimeUtil::ToString(s.finished_at());
  if (s.has_result()) {
    body["verdict"] = s.result().verdict();
    body["score"] = s.result().score();
    body["max_score"] = s.result().max_score();
    body["tests_passed"] = s.result().tests_passed();
    body["tests_total"] = s.result().tests_total();
  }
  if (s.state() == v1::STATE_FAILED) body["verdict"] = "JE";
  return body;
}

// What is refused for what it is, an address in a private network for one, is refused again: there
// is nobody to tell.
Status Final(const Status& status) {
  return IsPassing(status) || status.code() == StatusCode::kInternal ? status : OkStatus();
}

Status CheckStaff(const v1::Caller& caller) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (IsStudent(caller)) return PermissionDenied("webhooks are for staff");
  return OkStatus();
}

v1::Webhook ToProto(const Webhook& webhook) {
  v1::Webhook w;
  w.set_id(webhook.id);
  w.set_url(webhook.url);
  w.set_course(webhook.course);
  for (const std::string& event : webhook.events) w.add_events(event);
  *w.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(webhook.created_us);
  w.set_secret(webhook.secret);
  return w;
}

v1::Delivery ToProto(const Delivery& delivery) {
  v1::Delivery d;
  d.set_id(delivery.id);
  d.set_webhook(delivery.webhook);
  d.set_url(delivery.url);
  d.set_event(delivery.event);
  d.set_submission(delivery.subject);
  const char* states[] = {"waiting", "delivered", "given up"};
  d.set_state(states[static_cast<int>(delivery.state)]);
  d.set_attempts(delivery.attempts);
  d.set_last_status(delivery.last_status);
  d.set_last_error(delivery.last_error);
  if (delivery.next_attempt_us > 0) {
    *d.mutable_next_attempt_at() = TimeUtil::MicrosecondsToTimestamp(delivery.next_attempt_us);
  }
  *d.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(delivery.created_us);
  return d;
}

}  // namespace

bool Notices::HasWebhooks(const std::string& tenant) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = tenants_.find(tenant);
    if (found != tenants_.end() && found->second.until > Clock::now()) return found->second.any;
  }
  const auto webhooks = webhooks_.List(tenant);
  if (!webhooks.ok()) return true;  // Publish finds out
  const std::lock_guard lock(mutex_);
  if (tenants_.size() >= kMaxTenants) tenants_.clear();
  tenants_[tenant] = {!webhooks->empty(), Clock::now() + kRemember};
  return !webhooks->empty();
}

Status Notices::Publish(const WebhookEvent& event) {
  if (!HasWebhooks(event.tenant)) return OkStatus();
  const auto published = webhooks_.Publish(event);
  if (!published.ok()) {
    core_.logger.Error(
        "a webhook's event cannot be written down",
        {{"subject", event.subject}, {"event", event.type}, log::Field(published.status())});
  }
  return Final(published.status());
}

Status Notices::SubmissionEnded(const v1::Submission& submission, const std::string& callback_url) {
  if (submission.problem().empty()) {
    // A package was verified: nobody handed anything in.
    ASSAY_ASSIGN_OR_RETURN(const bool verification,
                           core_.store.verifications().Is(submission.tenant(), submission.id()));
    if (verification) return OkStatus();
  }
  WebhookEvent event;
  event.tenant = submission.tenant();
  event.course = submission.course();
  event.type = "submission.finished";
  event.subject = submission.id();
  event.key = submission.id() + "/" + std::to_string(submission.judgement()) + "/" +
              StateName(submission.state());
  event.body = ToText(BodyOf(submission));
  const Status published = Publish(event);
  const Status called = callback_url.empty() ? OkStatus() : Callback(submission, callback_url);
  return published.ok() ? called : published;
}

Status Notices::Callback(const v1::Submission& submission, const std::string& url) {
  NewCallback callback;
  callback.tenant = submission.tenant();
  callback.subject = submission.id();
  callback.key = submission.id();
  callback.url = url;
  callback.body = ToText(BodyOf(submission));
  v1::ReportBundle bundle;
  if (submission.problem().empty()) {  // a run: as Judge0 does it
    const std::string& report = submission.result().report_sha256();
    if (!report.empty()) {
      const auto bytes = core_.blobs.Get(submission.tenant(), report);
      if (bytes.ok()) std::ignore = bundle.ParseFromString(*bytes);
    }
    callback.method = "PUT";
    callback.body = judge0::CallbackBody(submission, bundle.has_run() ? &bundle.run() : nullptr);
  }
  Status status = webhooks_.Callback(callback);
  if (status.code() == StatusCode::kInvalidArgument && bundle.has_run()) {
    // Too long: without what the program printed; who called can ask for it.
    bundle.mutable_run()->clear_stdout();
    bundle.mutable_run()->clear_stderr();
    bundle.mutable_run()->clear_compile_output();
    callback.body = judge0::CallbackBody(submission, &bundle.run());
    status = webhooks_.Callback(callback);
  }
  if (!status.ok()) {
    core_.logger.Warning("a callback cannot be sent",
                         {{"submission", submission.id()}, log::Field(status)});
  }
  return Final(status);
}

void Notices::RejudgeCommitted(const std::string& tenant, const v1::Rejudge& rejudge) {
  WebhookEvent event;
  event.tenant = tenant;
  event.type = "rejudge.committed";
  event.subject = rejudge.id();
  event.key = rejudge.id();
  event.body = ToText({{"event", event.type},
                       {"rejudge", rejudge.id()},
                       {"reason", rejudge.reason()},
                       {"total", rejudge.total()},
                       {"changed", rejudge.changed()}});
  std::ignore = Publish(event);
}

Result<v1::Webhook> Notices::PutWebhook(const v1::PutWebhookRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_RETURN_IF_ERROR(CheckCourse(request.course()));
  NewWebhook webhook;
  webhook.tenant = request.caller().tenant();
  webhook.url = request.url();
  webhook.course = request.course();
  webhook.events.assign(request.events().begin(), request.events().end());
  for (const std::string& event : webhook.events) {
    if (event != "submission.finished" && event != "rejudge.committed") {
      return InvalidArgument("events: one of submission.finished and rejudge.committed");
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const Webhook made, webhooks_.Create(webhook));
  const std::lock_guard lock(mutex_);
  tenants_.erase(webhook.tenant);
  return ToProto(made);
}

Result<v1::ListWebhooksResponse> Notices::ListWebhooks(const v1::ListWebhooksRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_ASSIGN_OR_RETURN(const auto webhooks, webhooks_.List(request.caller().tenant()));
  v1::ListWebhooksResponse response;
  for (const Webhook& webhook : webhooks) *response.add_webhooks() = ToProto(webhook);
  return response;
}

Result<v1::DeleteWebhookResponse> Notices::DeleteWebhook(const v1::DeleteWebhookRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_RETURN_IF_ERROR(webhooks_.Delete(request.caller().tenant(), request.id()));
  return v1::DeleteWebhookResponse();
}

Result<v1::ListDeliveriesResponse> Notices::ListDeliveries(
    const v1::ListDeliveriesRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  const size_t size =
      request.page_size() <= 0 ? kPage : std::min<size_t>(request.page_size(), 4 * kPage);
  ASSAY_ASSIGN_OR_RETURN(
      auto deliveries, webhooks_.Deliveries(request.caller().tenant(), request.webhook(), size + 1,
                                            request.page_token()));
  v1::ListDeliveriesResponse response;
  if (deliveries.size() > size) {
    deliveries.resize(size);
    response.set_next_page_token(deliveries.back().id);
  }
  for (const Delivery& delivery : deliveries) *response.add_deliveries() = ToProto(delivery);
  return response;
}

Result<v1::Delivery> Notices::ReplayDelivery(const v1::ReplayDeliveryRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_ASSIGN_OR_RETURN(const Delivery delivery,
                         webhooks_.Replay(request.caller().tenant(), request.id()));
  return ToProto(delivery);
}

}  // namespace assay::judge

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "assay/judge/v1/judge.pb.h"
#include "judge/service/core.h"
#include "judge/webhooks/webhooks.h"

namespace assay::judge {

// Tells webhooks and callbacks of what happened, and answers the calls about them. A notice is in
// the database when its method returned, or it was given up with an error in the log. Thread-safe.
class Notices {
 public:
  Notices(Core& core, Webhooks& webhooks) : core_(core), webhooks_(webhooks) {}

  // Waits for the database. Ok also where there is nobody to tell; not ok: it may be tried again,
  // and tells nobody twice.
  Status SubmissionEnded(const v1::Submission& submission, const std::string& callback_url);
  void RejudgeCommitted(const std::string& tenant, const v1::Rejudge& rejudge);

  Result<v1::Webhook> PutWebhook(const v1::PutWebhookRequest& request);
  Result<v1::ListWebhooksResponse> ListWebhooks(const v1::ListWebhooksRequest& request);
  Result<v1::DeleteWebhookResponse> DeleteWebhook(const v1::DeleteWebhookRequest& request);
  Result<v1::ListDeliveriesResponse> ListDeliveries(const v1::ListDeliveriesRequest& request);
  Result<v1::Delivery> ReplayDelivery(const v1::ReplayDeliveryRequest& request);

 private:
  using Clock = std::chrono::steady_clock;
  struct Known {
    bool any = false;
    Clock::time_point until{};
  };
  bool HasWebhooks(const std::string& tenant);
  Status Publish(const WebhookEvent& event);
  Status Callback(const v1::Submission& submission, const std::string& url);

  Core& core_;
  Webhooks& webhooks_;
  std::mutex mutex_;
  std::map<std::string, Known> tenants_;  // most have none, and ask nothing of the database
};

}  // namespace assay::judge

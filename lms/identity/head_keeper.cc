#include "lms/identity/head_keeper.h"

#include <chrono>

#include "common/audit/anchor.h"
#include "common/audit/log.h"
#include "common/database/connection.h"

namespace assay::identity {
namespace {

constexpr std::chrono::seconds kEvery{30};

}  // namespace

HeadKeeper::HeadKeeper(database::Settings settings, std::filesystem::path file, log::Logger logger)
    : settings_(std::move(settings)), file_(std::move(file)), logger_(std::move(logger)) {
  if (!file_.empty()) thread_ = std::thread([this] { Work(); });
}

HeadKeeper::~HeadKeeper() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ending_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void HeadKeeper::Work() {
  for (bool last = false; !last;) {
    {
      std::unique_lock lock(mutex_);
      last = ending_changed_.wait_for(lock, kEvery, [this] { return ending_; });
    }
    const Status kept = Keep();
    if (!kept.ok()) logger_.Error("the head of the audit log was not kept", {log::Field(kept)});
  }
}

Status HeadKeeper::Keep() {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(settings_));
  const auto head = audit::NewestHead(*connection, kAuditSchema);
  if (head.status().code() == StatusCode::kNotFound) return OkStatus();
  if (!head.ok()) return head.status();
  if (head->size == kept_) return OkStatus();
  ASSAY_RETURN_IF_ERROR(audit::AppendAnchor(file_, *head));
  kept_ = head->size;
  return OkStatus();
}

}  // namespace assay::identity

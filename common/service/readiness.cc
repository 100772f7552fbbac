#include "common/service/readiness.h"

#include "common/files.h"

namespace assay::service {

Readiness::Readiness(std::filesystem::path file, std::stop_token stop, log::Logger logger)
    : file_(std::move(file)), stop_(std::move(stop)), logger_(std::move(logger)) {
  // One that an earlier process left, when it was killed, is not ours.
  std::error_code ignored;
  if (!file_.empty()) std::filesystem::remove(file_, ignored);
}

Readiness::~Readiness() {
  std::error_code ignored;
  if (written_) std::filesystem::remove(file_, ignored);
}

void Readiness::SetAdminPort(uint16_t port) {
  const std::scoped_lock lock(mutex_);
  admin_port_ = port;
}

void Readiness::SetReady() {
  const std::scoped_lock lock(mutex_);
  if (reason_.empty()) return;
  reason_.clear();
  logger_.Info("ready");
  if (written_ || file_.empty()) return;
  const Status status = WriteFileAtomically(file_, std::to_string(admin_port_) + "\n");
  written_ = status.ok();
  if (!written_) {
    logger_.Error("the ready file cannot be written; whoever waits for it waits in vain",
                  {log::Field(status), {"file", file_.string()}});
  }
}

void Readiness::SetNotReady(std::string_view reason) {
  const std::scoped_lock lock(mutex_);
  if (reason_ == reason) return;
  reason_ = reason.empty() ? "not ready" : reason;
  logger_.Warning("not ready", {{"reason", reason_}});
}

std::string Readiness::WhyNot() const {
  if (stop_.stop_requested()) return "stopping";
  const std::scoped_lock lock(mutex_);
  return reason_;
}

}  // namespace assay::service

#include "grader/run/deferred_check.h"

namespace assay::grader {

Result<bool> DeferredCheck::Refuses(Box& box, std::stop_token stop) {
  if (!program_.deferred_check()) return false;
  const std::lock_guard lock(mutex_);
  if (made_) return refused_.load();
  ASSAY_ASSIGN_OR_RETURN(sandbox::Sandbox * ready, box.Ready({}));
  auto outcome = program_.Check(*ready, stop);
  if (!outcome.ok()) {
    box.Discard();
    return std::move(outcome).status();
  }
  // Ended from outside, it has said nothing.
  if (stop.stop_requested()) return false;
  made_ = true;
  if (!outcome->Succeeded()) {
    said_ = CompilerOutput(*outcome);
    refused_ = true;
  }
  return refused_.load();
}

void DeferredCheck::Passed() {
  const std::lock_guard lock(mutex_);
  made_ = true;
}

}  // namespace assay::grader

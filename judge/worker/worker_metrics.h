#pragma once

#include <memory>

#include "common/metrics/metrics.h"
#include "judge/worker/package_cache.h"
#include "judge/worker/worker.h"
#include "sandbox/pool.h"

namespace assay::judge {

// What a worker tells of itself in Prometheus' words (docs/worker.md). Borrows all it is given;
// `pool` may be null.
class WorkerMetrics : public WorkerObserver {
 public:
  WorkerMetrics(metrics::Registry& registry, const PackageCache& packages,
                const sandbox::SandboxPool* pool);

  void OnJob(std::string_view outcome, std::chrono::nanoseconds time) override;
  void OnConnection(bool connected, std::string_view why) override;
  void OnCounts(size_t running, size_t waiting, size_t unacknowledged) override;
  void OnDroppedEvent() override;

 private:
  void Collect();

  metrics::Registry& registry_;
  const PackageCache& packages_;
  const sandbox::SandboxPool* pool_;
  metrics::Gauge &connected_, &running_, &waiting_, &unacknowledged_;
  metrics::Counter& dropped_events_;
  std::shared_ptr<void> collect_;  // last: no update runs once it is gone
};

}  // namespace assay::judge

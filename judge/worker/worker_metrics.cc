#include "judge/worker/worker_metrics.h"

namespace assay::judge {
namespace {

double Seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

WorkerMetrics::WorkerMetrics(metrics::Registry& registry, const PackageCache& packages,
                             const sandbox::SandboxPool* pool)
    : registry_(registry),
      packages_(packages),
      pool_(pool),
      connected_(registry.AddGauge("assay_worker_connected", "1 while the judge is reached")),
      running_(registry.AddGauge("assay_worker_jobs", "Jobs by state", {{"state", "running"}})),
      waiting_(registry.AddGauge("assay_worker_jobs", "Jobs by state", {{"state", "waiting"}})),
      unacknowledged_(
          registry.AddGauge("assay_worker_jobs", "Jobs by state", {{"state", "unacknowledged"}})),
      dropped_events_(registry.AddCounter("assay_worker_dropped_events_total",
                                          "Events of jobs that were told in the report alone")),
      collect_(registry.OnCollect([this] { Collect(); })) {}

void WorkerMetrics::OnJob(std::string_view outcome, std::chrono::nanoseconds time) {
  registry_.AddCounter("assay_worker_jobs_total", "Jobs that ended", {{"outcome", outcome}}).Add();
  registry_.AddHistogram("assay_worker_job_seconds", "From the start of a job to its stored report")
      .Observe(Seconds(time));
}

void WorkerMetrics::OnConnection(bool connected, std::string_view /*why*/) {
  connected_.Set(connected ? 1 : 0);
  if (connected) {
    registry_.AddCounter("assay_worker_connections_total", "Times that the judge was reached")
        .Add();
  }
}

void WorkerMetrics::OnCounts(size_t running, size_t waiting, size_t unacknowledged) {
  running_.Set(static_cast<double>(running));
  waiting_.Set(static_cast<double>(waiting));
  unacknowledged_.Set(static_cast<double>(unacknowledged));
}

void WorkerMetrics::OnDroppedEvent() { dropped_events_.Add(); }

// Their owners count by themselves: shown as gauges, since they are set and not added to.
void WorkerMetrics::Collect() {
  const auto set = [this](std::string_view name, std::string_view help, std::string_view kind,
                          uint64_t value) {
    registry_.AddGauge(name, help, {{"kind", kind}}).Set(static_cast<double>(value));
  };
  const PackageCacheStats packages = packages_.stats();
  constexpr std::string_view kCache = "assay_worker_packages";
  constexpr std::string_view kCacheHelp = "Looks into the cache of packages since the start";
  set(kCache, kCacheHelp, "hit", packages.hits);
  set(kCache, kCacheHelp, "restored", packages.restored);
  set(kCache, kCacheHelp, "fetched", packages.fetched);
  set(kCache, kCacheHelp, "evicted", packages.evicted);
  set(kCache, kCacheHelp, "damaged", packages.damaged);
  registry_.AddGauge("assay_worker_packages_bytes", "What the cache of packages holds")
      .Set(static_cast<double>(packages.bytes));
  if (pool_ == nullptr) return;
  const sandbox::PoolStats pool = pool_->stats();
  constexpr std::string_view kPool = "assay_worker_sandboxes";
  constexpr std::string_view kPoolHelp = "Sandboxes since the start; ready: now";
  set(kPool, kPoolHelp, "warm", pool.warm);
  set(kPool, kPoolHelp, "cold", pool.cold);
  set(kPool, kPoolHelp, "refilled", pool.refilled);
  set(kPool, kPoolHelp, "failed", pool.failed);
  set(kPool, kPoolHelp, "dead", pool.dead);
  set(kPool, kPoolHelp, "evicted", pool.evicted);
  set(kPool, kPoolHelp, "ready", pool.ready);
}

}  // namespace assay::judge

#include "common/metrics/process_metrics.h"

#include "common/metrics/process_stats_syscalls.h"

namespace assay::metrics {

std::shared_ptr<void> AddProcessMetrics(Registry& registry, std::string_view service,
                                        std::string_view version) {
  registry
      .AddGauge("assay_build_info", "Always 1; which program this is",
                {{"service", service}, {"version", version}})
      .Set(1);
  Gauge& resident = registry.AddGauge("process_resident_memory_bytes", "Resident memory in bytes");
  Gauge& open = registry.AddGauge("process_open_fds", "Open file descriptors");
  Gauge& max = registry.AddGauge("process_max_fds", "How many file descriptors may be open");
  Gauge& threads = registry.AddGauge("process_threads", "Threads of the process");
  Gauge& start = registry.AddGauge("process_start_time_seconds",
                                   "When the process started, in seconds since the epoch");
  Counter& cpu =
      registry.AddCounter("process_cpu_seconds_total", "User and system CPU time in seconds");
  return registry.OnCollect([&, seen = 0.0]() mutable {
    const auto stats = ReadProcessStats();
    if (!stats.ok()) return;
    resident.Set(stats->resident_bytes);
    open.Set(stats->open_fds);
    max.Set(stats->max_fds);
    threads.Set(stats->threads);
    start.Set(stats->start_seconds);
    cpu.Add(stats->cpu_seconds - seen);
    seen = stats->cpu_seconds;
  });
}

}  // namespace assay::metrics

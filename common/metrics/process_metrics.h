#pragma once

#include <memory>
#include <string_view>

#include "common/metrics/metrics.h"

namespace assay::metrics {

// What Prometheus's own clients say of their process (process_resident_memory_bytes,
// process_open_fds, process_max_fds, process_threads, process_cpu_seconds_total,
// process_start_time_seconds), read when the text is asked for, and
// assay_build_info{service,version}. They are kept while the handle lives.
[[nodiscard]] std::shared_ptr<void> AddProcessMetrics(Registry& registry, std::string_view service,
                                                      std::string_view version);

}  // namespace assay::metrics

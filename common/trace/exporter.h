#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "common/log/log.h"
#include "common/trace/otlp.h"
#include "common/trace/span_data.h"

namespace assay::trace {

// Takes spans that ended, from any thread and without waiting, and sends them in batches from a
// thread of its own.
class Exporter {
 public:
  Exporter(std::unique_ptr<OtlpClient> client, const TracerOptions& options, log::Logger logger);
  ~Exporter();  // as ~Tracer
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  void Add(SpanData span);
  Tracer::Stats stats() const;

 private:
  void Run();
  std::vector<SpanData> NextBatch();
  void Send(const std::vector<SpanData>& batch);
  bool WaitToRetry(std::chrono::milliseconds delay);
  void Report(const Status& status, size_t spans);

  const std::unique_ptr<OtlpClient> client_;
  const TracerOptions options_;
  const Resource resource_;
  const log::Logger logger_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SpanData> queue_;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point stop_at_{};
  std::atomic<uint64_t> sent_{0}, dropped_{0};
  bool failing_ = false;  // of the thread: the last batch was lost
  std::thread thread_;    // last: it uses all the others
};

}  // namespace assay::trace

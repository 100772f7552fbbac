#include "common/trace/exporter.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace assay::trace {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStopTime{2000};
constexpr int kAttempts = 4;
constexpr milliseconds kFirstDelay{250};  // doubles: 1.75 s in all

}  // namespace

Exporter::Exporter(std::unique_ptr<OtlpClient> client, const TracerOptions& options,
                   log::Logger logger)
    : client_(std::move(client)),
      options_(options),
      resource_{options.service, options.version, ::getpid()},
      logger_(std::move(logger)),
      thread_([this] { Run(); }) {}

Exporter::~Exporter() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    stop_at_ = Clock::now() + kStopTime;
  }
  client_->AbortAt(stop_at_);
  changed_.notify_all();
  thread_.join();
}

void Exporter::Add(SpanData span) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= options_.max_queue) {
      ++dropped_;
      return;
    }
    queue_.push_back(std::move(span));
    wake = queue_.size() == 1 || queue_.size() >= options_.max_batch;
  }
  if (wake) changed_.notify_one();
}

Tracer::Stats Exporter::stats() const { return {sent_.load(), dropped_.load()}; }

void Exporter::Run() {
  while (true) {
    const std::vector<SpanData> batch = NextBatch();
    if (batch.empty()) return;
    Send(batch);
  }
}

// Waits for a full batch, or for the interval after the first span. Empty: stop.
std::vector<SpanData> Exporter::NextBatch() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  changed_.wait_for(lock, options_.interval,
                    [&] { return stopping_ || queue_.size() >= options_.max_batch; });
  if (stopping_ && Clock::now() >= stop_at_) {
    dropped_ += queue_.size();
    queue_.clear();
  }
  const size_t count = std::min(queue_.size(), std::max<size_t>(options_.max_batch, 1));
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<SpanData> batch(std::make_move_iterator(queue_.begin()),
                              std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Exporter::Send(const std::vector<SpanData>& batch) {
  const std::string body = ExportRequest(resource_, batch);
  milliseconds delay = kFirstDelay;
  Status failure;
  for (int attempt = 1; attempt <= kAttempts; ++attempt, delay *= 2) {
    const auto rejected = client_->Post(body);
    if (rejected.ok()) {
      const uint64_t lost = std::min<uint64_t>(*rejected, batch.size());
      sent_ += batch.size() - lost;
      dropped_ += lost;
      Report(OkStatus(), 0);
      return;
    }
    failure = rejected.status();
    if (failure.code() != StatusCode::kUnavailable || attempt == kAttempts) break;
    if (!WaitToRetry(delay)) break;
  }
  dropped_ += batch.size();
  Report(failure, batch.size());
}

// false: stopping, and no time is left for another attempt.
bool Exporter::WaitToRetry(milliseconds delay) {
  std::unique_lock lock(mutex_);
  if (!stopping_) {
    changed_.wait_for(lock, delay, [&] { return stopping_; });
    return true;
  }
  if (Clock::now() + delay >= stop_at_) return false;
  lock.unlock();
  std::this_thread::sleep_for(delay);
  return true;
}

// One line when it begins to fail and one when it works again, not one a batch.
void Exporter::Report(const Status& status, size_t spans) {
  if (status.ok() == !failing_) return;
  failing_ = !status.ok();
  if (failing_) {
    logger_.Warning("traces do not reach their collector; requests go on without them",
                    {log::Field(status), {"spans", spans}});
  } else {
    logger_.Info("traces reach their collector again", {{"dropped", dropped_.load()}});
  }
}

}  // namespace assay::trace

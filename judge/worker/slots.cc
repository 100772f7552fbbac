#include "judge/worker/slots.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace assay::judge {
namespace {

constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::milliseconds kLastRetry{5000};

// The judge may answer otherwise when it is asked again.
bool WorthTrying(StatusCode code) {
  return code == StatusCode::kUnavailable || code == StatusCode::kDeadlineExceeded ||
         code == StatusCode::kUnknown || code == StatusCode::kInternal;
}

}  // namespace

Slots::Slots(size_t count, std::string worker, JobRunner& runner, JudgeLink& link,
             SlotCallbacks callbacks)
    : worker_(std::move(worker)), runner_(runner), link_(link), callbacks_(std::move(callbacks)) {
  for (size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this](const std::stop_token& ending) { Loop(ending); });
  }
}

Slots::~Slots() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
}

void Slots::Start(SlotTask task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  changed_.notify_one();
}

void Slots::Loop(const std::stop_token& ending) {
  while (true) {
    SlotTask task;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, ending, [this] { return !tasks_.empty(); })) return;
      if (ending.stop_requested()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    callbacks_.on_start(task.lease);
    callbacks_.on_end(task.lease, RunOne(task));
  }
}

JobOutcome Slots::RunOne(const SlotTask& task) {
  if (task.stop.stop_requested()) return JobOutcome::Cancelled();
  JobContext context;
  context.worker = worker_;
  context.stop = task.stop;
  context.fetch = [&](const std::string& sha256, const ChunkSink& sink) {
    return link_.GetBlob(task.lease, sha256, sink, task.stop);
  };
  context.events = [&](pb::JobEvent event) { callbacks_.on_event(task.lease, std::move(event)); };
  try {
    return Store(task, runner_.Run(task.spec, context));
  } catch (const std::exception& error) {
    // Out of memory, for one: the job is lost, the worker is not.
    return JobOutcome::Failed(Internal(std::string("the worker failed: ") + error.what()));
  }
}

JobOutcome Slots::Store(const SlotTask& task, JobOutcome outcome) {
  if (outcome.kind != JobOutcome::Kind::kFinished || outcome.report.empty()) return outcome;
  std::mutex mutex;
  std::condition_variable_any never;
  for (auto wait = kFirstRetry;; wait = std::min(wait * 2, kLastRetry)) {
    if (task.stop.stop_requested()) return JobOutcome::Cancelled();
    auto sha256 = link_.PutBlob(task.lease, outcome.report, task.stop);
    if (sha256.ok()) {
      outcome.result.set_report_sha256(*sha256);
      outcome.report.clear();
      outcome.report.shrink_to_fit();
      return outcome;
    }
    if (task.stop.stop_requested()) return JobOutcome::Cancelled();
    if (!WorthTrying(sha256.status().code())) {
      return JobOutcome::Failed(std::move(sha256).status().Annotate("storing the report"));
    }
    std::unique_lock lock(mutex);
    never.wait_for(lock, task.stop, wait, [] { return false; });
  }
}

}  // namespace assay::judge

#include "judge/worker/grpc_stream.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "common/rpc/rpc.h"

namespace assay::judge {
namespace {

// The call's own object: gRPC uses it until OnDone, the owner until Stop has returned.
//
// One write is under way at a time; the rest waits in a queue. A hold keeps the call open for
// writes from outside of its reactions; it goes once no more will come.
class Call : public grpc::ClientBidiReactor<pb::WorkerMessage, pb::JudgeMessage> {
 public:
  explicit Call(StreamCallbacks callbacks) : callbacks_(std::move(callbacks)) {
    context_.set_wait_for_ready(true);
  }

  void Start(pb::WorkerService::StubInterface& stub) {
    stub.async()->Work(&context_, this);
    AddHold();
    StartRead(&received_);
    StartCall();
  }

  void Send(pb::WorkerMessage message) {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    queued_bytes_ += message.ByteSizeLong();
    queue_.push_back(std::move(message));
    WriteNext();
  }

  size_t queued_bytes() const {
    const std::lock_guard lock(mutex_);
    return queued_bytes_;
  }

  void Finish() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    WriteNext();
  }

  // Cancels, and waits until gRPC is done with the object.
  void Stop() {
    context_.TryCancel();
    {
      const std::lock_guard lock(mutex_);
      Break();
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) {
      const std::lock_guard lock(mutex_);
      Break();
      return;
    }
    callbacks_.on_message(std::move(received_));
    received_.Clear();
    StartRead(&received_);
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!queue_.empty()) {
      queued_bytes_ -= queue_.front().ByteSizeLong();
      queue_.pop_front();
    }
    if (ok) {
      WriteNext();
    } else {
      Break();
    }
  }

  void OnDone(const grpc::Status& status) override {
    callbacks_.on_end(rpc::FromGrpc(status));
    const std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();  // with the lock: afterwards the object may be gone
  }

  // With the lock.
  void WriteNext() {
    if (writing_ || broken_) return;
    if (!queue_.empty()) {
      writing_ = true;
      StartWrite(&queue_.front());
    } else if (closing_) {
      StartWritesDone();
      Release();
    }
  }

  // With the lock: nothing more can be written.
  void Break() {
    closing_ = broken_ = true;
    if (!writing_) {
      queue_.clear();
      queued_bytes_ = 0;
    }
    Release();
  }

  void Release() {
    if (!std::exchange(released_, true)) RemoveHold();
  }

  const StreamCallbacks callbacks_;
  grpc::ClientContext context_;
  pb::JudgeMessage received_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<pb::WorkerMessage> queue_;  // the first is being written where writing_
  size_t queued_bytes_ = 0;
  bool writing_ = false, closing_ = false, broken_ = false, released_ = false, done_ = false;
};

class GrpcStream : public JudgeStream {
 public:
  GrpcStream(pb::WorkerService::StubInterface& stub, StreamCallbacks callbacks)
      : call_(std::make_unique<Call>(std::move(callbacks))) {
    call_->Start(stub);
  }
  ~GrpcStream() override { call_->Stop(); }
  void Send(pb::WorkerMessage message) override { call_->Send(std::move(message)); }
  size_t queued_bytes() const override { return call_->queued_bytes(); }
  void Finish() override { call_->Finish(); }

 private:
  std::unique_ptr<Call> call_;
};

}  // namespace

std::unique_ptr<JudgeStream> OpenGrpcStream(pb::WorkerService::StubInterface& stub,
                                            StreamCallbacks callbacks) {
  return std::make_unique<GrpcStream>(stub, std::move(callbacks));
}

}  // namespace assay::judge

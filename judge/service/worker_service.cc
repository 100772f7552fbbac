#include "judge/service/worker_service.h"

#include <grpcpp/grpcpp.h>

#include <deque>

#include "assay/judge/v1/worker.grpc.pb.h"
#include "common/rpc/rpc.h"

namespace assay::judge {
namespace {

constexpr size_t kChunk = 256 << 10;
constexpr size_t kMaxReport = 64 << 20;
// Messages that a worker did not read yet; leases are bounded by its slots.
constexpr size_t kMaxOutgoing = 20'000;

Result<std::string> WorkerName(const grpc::ServerContextBase& context) {
  ASSAY_ASSIGN_OR_RETURN(const rpc::Identity who, rpc::Authorise(context, {"worker"}));
  if (who.instance.empty()) {
    return PermissionDenied("a worker's certificate is of spiffe://assay/worker/NAME");
  }
  return who.instance;
}

// The stream of a worker. Reads go to the hub one after another; writes wait in a queue.
class WorkStream final : public grpc::ServerBidiReactor<v1::WorkerMessage, v1::JudgeMessage>,
                         public Hub::Link,
                         public std::enable_shared_from_this<WorkStream> {
 public:
  WorkStream(Hub& hub, std::string name) : hub_(hub), name_(std::move(name)) {}

  void Begin() {
    self_ = shared_from_this();
    session_ = hub_.Connect(name_, self_);
    StartRead(&incoming_);
  }

  void Send(v1::JudgeMessage message) override {
    {
      const std::lock_guard lock(mutex_);
      if (ended_ || closing_) return;
      if (outgoing_.size() >= kMaxOutgoing) {
        closing_ = true;
        end_ = ResourceExhausted("the worker does not read what it is told");
        outgoing_.clear();
      } else {
        outgoing_.push_back(std::move(message));
      }
      if (writing_) return;
      writing_ = true;
    }
    Next();
  }

  void Close(const Status& status) override {
    {
      const std::lock_guard lock(mutex_);
      if (ended_ || closing_) return;
      closing_ = true;  // what waits is sent before
      end_ = status;
      if (writing_) return;
      writing_ = true;
    }
    Next();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Close(OkStatus());
    hub_.Receive(session_, std::move(incoming_));
    incoming_.Clear();
    StartRead(&incoming_);
  }

  void OnWriteDone(bool ok) override {
    if (ok) return Next();
    {
      const std::lock_guard lock(mutex_);
      outgoing_.clear();
      if (!closing_) end_ = Unavailable("the stream broke");
      closing_ = true;
    }
    Next();
  }

  void OnCancel() override { Close({StatusCode::kCancelled, "the worker went away"}); }

  void OnDone() override {
    hub_.Disconnect(session_);
    const std::shared_ptr<WorkStream> last = std::move(self_);
  }

 private:
  // Whoever set writing_ calls it, without the lock.
  void Next() {
    Status end;
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      if (!outgoing_.empty()) {
        current_ = std::move(outgoing_.front());
        outgoing_.pop_front();
      } else if (closing_) {
        if (std::exchange(ended_, true)) return;
        end = end_;
        finish = true;
      } else {
        writing_ = false;
        return;
      }
    }
    if (finish) {
      Finish(rpc::ToGrpc(end));
    } else {
      StartWrite(&current_);
    }
  }

  Hub& hub_;
  const std::string name_;
  Hub::SessionPtr session_;
  std::shared_ptr<WorkStream> self_;  // until gRPC is done with it
  v1::WorkerMessage incoming_;
  v1::JudgeMessage current_;
  std::mutex mutex_;
  std::deque<v1::JudgeMessage> outgoing_;
  bool writing_ = false, closing_ = false, ended_ = false;
  Status end_;
};

template <typename Message>
class RefusedBidi final : public grpc::ServerBidiReactor<v1::WorkerMessage, Message> {
 public:
  explicit RefusedBidi(const Status& status) { this->Finish(rpc::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

// A blob in pieces.
class BlobReader final : public grpc::ServerWriteReactor<v1::BlobChunk> {
 public:
  BlobReader(Core& core, Hub& hub, Executor& calls, Result<std::string> worker,
             const v1::GetBlobRequest& request) {
    if (!worker.ok()) {
      Finish(rpc::ToGrpc(worker.status()));
      return;
    }
    const bool taken = calls.Post(
        [this, &core, &hub, name = *worker, request] { Load(core, hub, name, request); });
    if (!taken) Finish(rpc::ToGrpc(Unavailable("the judge is busy")));
  }
  void OnWriteDone(bool ok) override {
    if (!ok) {
      Finish(rpc::ToGrpc(Unavailable("the stream broke")));
    } else {
      Next();
    }
  }
  void OnDone() override { delete this; }

 private:
  void Load(Core& core, Hub& hub, const std::string& worker, const v1::GetBlobRequest& request) {
    const auto tenant = hub.MayRead(worker, request.lease(), request.sha256());
    auto data = tenant.ok() ? core.blobs.Get(*tenant, request.sha256())
                            : Result<std::string>(tenant.status());
    if (!data.ok()) {
      Finish(rpc::ToGrpc(data.status()));
      return;
    }
    data_ = std::move(*data);
    Next();
  }
  void Next() {
    if (sent_ == data_.size()) {
      Finish(grpc::Status::OK);
      return;
    }
    const size_t size = std::min(kChunk, data_.size() - sent_);
    chunk_.set_data(data_.data() + sent_, size);
    sent_ += size;
    StartWrite(&chunk_);
  }

  std::string data_;
  size_t sent_ = 0;
  v1::BlobChunk chunk_;
};

// A report, from the holder of its lease.
class BlobWriter final : public grpc::ServerReadReactor<v1::PutBlobRequest> {
 public:
  BlobWriter(Core& core, Hub& hub, Executor& calls, Result<std::string> worker,
             v1::PutBlobResponse* response)
      : core_(core), hub_(hub), calls_(calls), response_(response) {
    if (worker.ok()) {
      worker_ = *worker;
      StartRead(&incoming_);
    } else {
      End(worker.status());
    }
  }
  void OnReadDone(bool ok) override {
    if (!ok) return Store();
    if (!begun_) {
      begun_ = true;
      lease_ = incoming_.lease();
      const auto tenant = hub_.MayWrite(worker_, lease_);
      if (!tenant.ok()) return End(tenant.status());
      tenant_ = *tenant;
    }
    if (data_.size() + incoming_.data().size() > kMaxReport) {
      return End(ResourceExhausted("a report has at most 64 MiB"));
    }
    data_ += incoming_.data();
    incoming_.Clear();
    StartRead(&incoming_);
  }
  void OnDone() override { delete this; }

 private:
  void End(const Status& status) { Finish(rpc::ToGrpc(status)); }
  void Store() {
    if (!begun_) return End(InvalidArgument("nothing was put"));
    const bool taken = calls_.Post([this] {
      v1::ReportBundle bundle;
      if (!bundle.ParseFromString(data_)) {
        return End(InvalidArgument("what was put is no ReportBundle"));
      }
      const auto sha256 = core_.blobs.Put(tenant_, data_);
      if (sha256.ok()) {
        hub_.NotePut(worker_, lease_, *sha256);
        response_->set_sha256(*sha256);
      }
      End(sha256.status());
    });
    if (!taken) End(Unavailable("the judge is busy"));
  }

  Core& core_;
  Hub& hub_;
  Executor& calls_;
  v1::PutBlobResponse* const response_;
  std::string worker_, tenant_, data_;
  bool begun_ = false;
  v1::LeaseId lease_;
  v1::PutBlobRequest incoming_;
};

class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  WorkerService(Core& core, Hub& hub, Executor& calls) : core_(core), hub_(hub), calls_(calls) {}

  grpc::ServerBidiReactor<v1::WorkerMessage, v1::JudgeMessage>* Work(
      grpc::CallbackServerContext* context) override {
    const auto name = WorkerName(*context);
    if (!name.ok()) return new RefusedBidi<v1::JudgeMessage>(name.status());
    const auto stream = std::make_shared<WorkStream>(hub_, *name);
    stream->Begin();
    return stream.get();
  }
  grpc::ServerWriteReactor<v1::BlobChunk>* GetBlob(grpc::CallbackServerContext* context,
                                                   const v1::GetBlobRequest* request) override {
    return new BlobReader(core_, hub_, calls_, WorkerName(*context), *request);
  }
  grpc::ServerReadReactor<v1::PutBlobRequest>* PutBlob(grpc::CallbackServerContext* context,
                                                       v1::PutBlobResponse* response) override {
    return new BlobWriter(core_, hub_, calls_, WorkerName(*context), response);
  }

 private:
  Core& core_;
  Hub& hub_;
  Executor& calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeWorkerService(Core& core, Hub& hub, Executor& calls) {
  return std::make_unique<WorkerService>(core, hub, calls);
}

}  // namespace assay::judge

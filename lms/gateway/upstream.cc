#include "lms/gateway/upstream.h"

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <charconv>
#include <deque>
#include <mutex>
#include <vector>

#include "common/rpc/rpc.h"

namespace assay::gateway {
namespace {

grpc::ByteBuffer Serialise(const google::protobuf::MessageLite& message) {
  const std::string bytes = message.SerializeAsString();
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string Bytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

Reply MakeReply(const grpc::Status& status, const grpc::ClientContext& context) {
  Reply reply;
  reply.status = rpc::FromGrpc(status);
  if (status.ok()) return reply;
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("retry-after");
  if (found == trailers.end()) return reply;
  const auto text = found->second;
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && seconds > 0 && seconds < 86'400) reply.retry_after_seconds = seconds;
  return reply;
}

void Prepare(grpc::ClientContext& context, const CallOptions& options) {
  if (options.timeout.count() > 0) rpc::SetDeadline(context, options.timeout);
  rpc::SetTraceparent(context, options.traceparent);
}

struct UnaryCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request, response;
};

class Stream final : public UpstreamStream,
                     public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Stream(const std::shared_ptr<grpc::Channel>& channel, const char* path,
         const CallOptions& options, UpstreamHandlers handlers)
      : stub_(channel), handlers_(std::move(handlers)) {
    Prepare(context_, options);
    stub_.PrepareBidiStreamingCall(&context_, path, grpc::StubOptions(), this);
  }
  void Start(std::shared_ptr<Stream> self) {
    self_ = std::move(self);
    AddHold();  // writes begin outside of reactions
    StartRead(&incoming_);
    StartCall();
  }

  void Write(const google::protobuf::MessageLite& message) override {
    const std::lock_guard lock(mutex_);
    if (ended_ || done_writing_) return;
    queue_.push_back(Serialise(message));
    bytes_ += queue_.back().Length();
    if (!writing_) WriteNext();
  }
  void WritesDone() override {
    const std::lock_guard lock(mutex_);
    if (ended_ || std::exchange(done_writing_, true)) return;
    if (!writing_ && queue_.empty()) FinishWriting();
  }
  void Cancel() override {
    context_.TryCancel();
    const std::lock_guard lock(mutex_);
    done_writing_ = true;
    queue_.clear();
    bytes_ = 0;
    if (!writing_) Release();
  }
  size_t queued_bytes() const override {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  void WriteNext() {  // with the lock
    writing_ = true;
    outgoing_.Swap(&queue_.front());
    queue_.pop_front();
    StartWrite(&outgoing_);
  }
  void FinishWriting() {  // with the lock
    StartWritesDone();
    Release();
  }
  void Release() {  // with the lock
    if (!std::exchange(released_, true)) RemoveHold();
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    bytes_ -= std::min(bytes_, outgoing_.Length());
    outgoing_.Clear();
    writing_ = false;
    if (!ok) {
      ended_ = true;
      queue_.clear();
      return Release();
    }
    if (!queue_.empty()) return WriteNext();
    if (done_writing_) FinishWriting();
  }
  void OnReadDone(bool ok) override {
    if (!ok) {
      // The server has ended the call: nobody will read what is written.
      const std::lock_guard lock(mutex_);
      ended_ = true;
      queue_.clear();
      if (!writing_) Release();
      return;
    }
    if (handlers_.on_message) handlers_.on_message(Bytes(incoming_));
    incoming_.Clear();
    StartRead(&incoming_);
  }
  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<Stream> last = std::move(self_);
    const UpstreamHandlers handlers = std::exchange(handlers_, {});
    if (handlers.on_end) handlers.on_end(MakeReply(status, context_));
  }

  grpc::ClientContext context_;
  grpc::GenericStub stub_;
  UpstreamHandlers handlers_;
  std::shared_ptr<Stream> self_;
  grpc::ByteBuffer incoming_, outgoing_;
  mutable std::mutex mutex_;
  std::deque<grpc::ByteBuffer> queue_;
  size_t bytes_ = 0;
  bool writing_ = false, done_writing_ = false, ended_ = false, released_ = false;
};

}  // namespace

Upstream::Upstream(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

void Upstream::CallBytes(const char* path, const google::protobuf::MessageLite& request,
                         google::protobuf::MessageLite& response, CallOptions options,
                         std::function<void(const Reply&)> done) const {
  auto call = std::make_shared<UnaryCall>();
  Prepare(call->context, options);
  call->request = Serialise(request);
  grpc::GenericStub stub(channel_);
  stub.UnaryCall(&call->context, path, grpc::StubOptions(), &call->request, &call->response,
                 [call, &response, done = std::move(done)](const grpc::Status& status) {
                   Reply reply = MakeReply(status, call->context);
                   if (status.ok() && !response.ParseFromString(Bytes(call->response)))
                     reply.status = Internal("an answer that is not of the contract");
                   done(reply);
                 });
}

std::shared_ptr<UpstreamStream> Upstream::Open(const char* path, CallOptions options,
                                               UpstreamHandlers handlers) const {
  auto stream = std::make_shared<Stream>(channel_, path, options, std::move(handlers));
  stream->Start(stream);
  return stream;
}

}  // namespace assay::gateway

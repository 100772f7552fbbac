#include "judge/worker/grpc_link.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <utility>

#include "common/rpc/rpc.h"
#include "judge/worker/grpc_stream.h"

namespace assay::judge {
namespace {

constexpr size_t kChunk = 256U << 10U;

// Cancels the call when the job is to stop.
class CancelOnStop {
 public:
  CancelOnStop(grpc::ClientContext& context, const std::stop_token& stop)
      : callback_(stop, Cancel{&context}) {}

 private:
  struct Cancel {
    grpc::ClientContext* context;
    void operator()() const { context->TryCancel(); }
  };
  std::stop_callback<Cancel> callback_;
};

class GrpcLink : public JudgeLink {
 public:
  GrpcLink(std::shared_ptr<grpc::Channel> channel, const GrpcLinkOptions& options)
      : stub_(pb::WorkerService::NewStub(std::move(channel))), options_(options) {}

  std::unique_ptr<JudgeStream> Open(StreamCallbacks callbacks) override {
    return OpenGrpcStream(*stub_, std::move(callbacks));
  }

  Status GetBlob(const LeaseKey& lease, const std::string& sha256, const ChunkSink& sink,
                 const std::stop_token& stop) override {
    grpc::ClientContext context;
    rpc::SetDeadline(context, options_.blob_timeout);
    const CancelOnStop cancel(context, stop);
    pb::GetBlobRequest request;
    request.set_sha256(sha256);
    lease.To(request.mutable_lease());
    const auto reader = stub_->GetBlob(&context, request);
    pb::BlobChunk chunk;
    uint64_t bytes = 0;
    Status taken;
    while (taken.ok() && reader->Read(&chunk)) {
      bytes += chunk.data().size();
      taken = bytes <= options_.max_blob_bytes
                  ? sink(chunk.data())
                  : ResourceExhausted("the blob " + sha256 + " is too long");
    }
    if (!taken.ok()) context.TryCancel();
    const Status said = rpc::FromGrpc(reader->Finish());
    return taken.ok() ? Status(said).Annotate("blob " + sha256) : taken;
  }

  Result<std::string> PutBlob(const LeaseKey& lease, const std::string& data,
                              const std::stop_token& stop) override {
    grpc::ClientContext context;
    rpc::SetDeadline(context, options_.blob_timeout);
    const CancelOnStop cancel(context, stop);
    pb::PutBlobResponse response;
    const auto writer = stub_->PutBlob(&context, &response);
    for (size_t at = 0; at < data.size() || at == 0; at += kChunk) {
      pb::PutBlobRequest request;
      if (at == 0) lease.To(request.mutable_lease());
      request.set_data(data.substr(at, kChunk));
      if (!writer->Write(request)) break;  // Finish says why
    }
    writer->WritesDone();
    ASSAY_RETURN_IF_ERROR(rpc::FromGrpc(writer->Finish()));
    return response.sha256();
  }

 private:
  const std::unique_ptr<pb::WorkerService::StubInterface> stub_;
  const GrpcLinkOptions options_;
};

}  // namespace

std::unique_ptr<JudgeLink> MakeGrpcLink(std::shared_ptr<grpc::Channel> channel,
                                        const GrpcLinkOptions& options) {
  return std::make_unique<GrpcLink>(std::move(channel), options);
}

}  // namespace assay::judge

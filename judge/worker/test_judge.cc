#include "judge/worker/test_judge.h"

#include <grpcpp/server_context.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "assay/judge/v1/worker.grpc.pb.h"
#include "common/rpc/server.h"
#include "common/sha256.h"

namespace assay::judge {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr size_t kChunk = 64U << 10U;

class Judge : public TestJudge, private pb::WorkerService::Service {
 public:
  Status Listen(const rpc::TlsFiles& files, int port) {
    rpc::ServerOptions options;
    options.address = "127.0.0.1:" + std::to_string(port);
    ASSAY_ASSIGN_OR_RETURN(options.credentials, rpc::ServerCredentials(files));
    options.services = {this};
    ASSAY_ASSIGN_OR_RETURN(server_, rpc::Server::Start(options));
    return OkStatus();
  }
  ~Judge() override {
    Break();
    server_.reset();
  }

  std::string target() const override { return "127.0.0.1:" + std::to_string(port()); }
  int port() const override { return server_->port(); }

  std::string AddBlob(const std::string& data) override {
    const std::lock_guard lock(mutex_);
    const std::string name = Sha256Hex(data);
    given_[name] = data;
    return name;
  }
  std::string Blob(const std::string& sha256) const override {
    const std::lock_guard lock(mutex_);
    const auto found = taken_.find(sha256);
    return found == taken_.end() ? "" : found->second;
  }

  pb::WorkerMessage Hear(const Fits& fits) override {
    std::unique_lock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      while (!heard_.empty()) {
        pb::WorkerMessage message = std::move(heard_.front());
        heard_.pop_front();
        if (fits(message)) return message;
      }
      if (changed_.wait_until(lock, until) == std::cv_status::timeout) {
        ADD_FAILURE() << "the worker did not say what was waited for";
        return {};
      }
    }
  }
  void Say(const pb::JudgeMessage& message) override {
    const std::lock_guard lock(mutex_);
    if (stream_ != nullptr) stream_->Write(message);
  }
  void Break() override {
    const std::lock_guard lock(mutex_);
    heard_.clear();
    if (context_ != nullptr) context_->TryCancel();
  }

 private:
  using Stream = grpc::ServerReaderWriter<pb::JudgeMessage, pb::WorkerMessage>;

  grpc::Status Work(grpc::ServerContext* context, Stream* stream) override {
    auto who = rpc::Authorise(*context, {"worker"});
    if (!who.ok()) return rpc::ToGrpc(who.status());
    {
      const std::lock_guard lock(mutex_);
      context_ = context;
      stream_ = stream;
    }
    pb::WorkerMessage message;
    while (stream->Read(&message)) {
      const std::lock_guard lock(mutex_);
      heard_.push_back(std::move(message));
      changed_.notify_all();
    }
    const std::lock_guard lock(mutex_);
    if (context_ == context) {
      context_ = nullptr;
      stream_ = nullptr;
    }
    return grpc::Status::OK;
  }
  grpc::Status GetBlob(grpc::ServerContext*, const pb::GetBlobRequest* request,
                       grpc::ServerWriter<pb::BlobChunk>* writer) override {
    std::string data;
    {
      const std::lock_guard lock(mutex_);
      const auto found = given_.find(request->sha256());
      if (found == given_.end()) return {grpc::StatusCode::PERMISSION_DENIED, "not of this lease"};
      data = found->second;
    }
    for (size_t at = 0; at < data.size(); at += kChunk) {
      pb::BlobChunk chunk;
      chunk.set_data(data.substr(at, kChunk));
      writer->Write(chunk);
    }
    return grpc::Status::OK;
  }
  grpc::Status PutBlob(grpc::ServerContext*, grpc::ServerReader<pb::PutBlobRequest>* reader,
                       pb::PutBlobResponse* response) override {
    std::string data;
    pb::PutBlobRequest request;
    while (reader->Read(&request)) data += request.data();
    response->set_sha256(Sha256Hex(data));
    const std::lock_guard lock(mutex_);
    taken_[response->sha256()] = std::move(data);
    return grpc::Status::OK;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<pb::WorkerMessage> heard_;
  std::map<std::string, std::string> given_, taken_;
  grpc::ServerContext* context_ = nullptr;
  Stream* stream_ = nullptr;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace

Result<std::unique_ptr<TestJudge>> TestJudge::Start(const rpc::TlsFiles& files, int port) {
  auto judge = std::make_unique<Judge>();
  ASSAY_RETURN_IF_ERROR(judge->Listen(files, port));
  return std::unique_ptr<TestJudge>(std::move(judge));
}

pb::Hello TestJudge::Greet(std::chrono::milliseconds heartbeat) {
  pb::WorkerMessage hello = Hear([](const auto& message) { return message.has_hello(); });
  pb::JudgeMessage welcome;
  welcome.mutable_welcome()->set_heartbeat_ms(heartbeat.count());
  welcome.mutable_welcome()->set_lease_ms(30'000);
  Say(welcome);
  return hello.hello();
}

void TestJudge::Lease(int64_t job, const pb::JobSpec& spec, int attempt) {
  pb::JudgeMessage message;
  message.mutable_lease()->mutable_lease()->set_job(job);
  message.mutable_lease()->mutable_lease()->set_attempt(attempt);
  *message.mutable_lease()->mutable_spec() = spec;
  Say(message);
}

void TestJudge::Accept(const pb::LeaseId& lease) {
  pb::JudgeMessage message;
  *message.mutable_accepted()->mutable_lease() = lease;
  message.mutable_accepted()->set_counted(true);
  Say(message);
}

}  // namespace assay::judge

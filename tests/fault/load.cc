#include "tests/fault/load.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <optional>
#include <random>

#include "assay/judge/v1/judge.grpc.pb.h"

namespace assay::fault {
namespace {

namespace v1 = judge::v1;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr const char* kTenant = "fault";
constexpr milliseconds kCall{4000};

// Within the time of a call the judge may come back: connections are made while somebody waits.
void Wait(grpc::ClientContext& context) {
  rpc::SetDeadline(context, kCall);
  context.set_wait_for_ready(true);
}

void Fill(v1::Caller& caller) {
  caller.set_tenant(kTenant);
  caller.set_person("load");
  caller.set_staff(true);
}

v1::SubmitRequest RequestOf(const std::string& key, int64_t busy_us) {
  v1::SubmitRequest request;
  Fill(*request.mutable_caller());
  request.set_idempotency_key(key);
  // A few courses, so that they take turns.
  request.set_course("course-" + std::to_string(std::hash<std::string>{}(key) % 5));
  request.mutable_noop()->set_busy_us(busy_us);
  return request;
}

std::optional<std::string> FinalOf(const v1::Submission& submission) {
  switch (submission.state()) {
    case v1::STATE_DONE:
      return "DONE " + submission.result().verdict() + " " +
             std::to_string(submission.result().score()) + " judgement " +
             std::to_string(submission.judgement());
    case v1::STATE_FAILED:
      return "FAILED";
    case v1::STATE_CANCELLED:
      return "CANCELLED";
    default:
      return {};
  }
}

Result<std::string> Ask(v1::JudgeService::Stub& stub, const std::string& id) {
  grpc::ClientContext context;
  Wait(context);
  v1::GetSubmissionRequest request;
  Fill(*request.mutable_caller());
  request.set_id(id);
  v1::Submission submission;
  const grpc::Status status = stub.GetSubmission(&context, request, &submission);
  if (!status.ok()) return rpc::FromGrpc(status);
  const auto word = FinalOf(submission);
  if (!word) return FailedPrecondition(id + " has not ended");
  return *word;
}

class Threads final : public Load {
 public:
  Threads(LoadOptions options, std::shared_ptr<grpc::Channel> channel)
      : options_(std::move(options)), stub_(v1::JudgeService::NewStub(channel)) {
    for (int i = 0; i < options_.threads; ++i) {
      threads_.emplace_back([this, i] { Run(i); });
    }
  }
  int acknowledged() const override { return count_; }
  bool done() const override { return running_ == 0; }
  LoadFigures Finish(std::vector<Acknowledged>& acknowledged) override {
    threads_.clear();
    acknowledged = std::move(acknowledged_);
    figures_.acknowledged = static_cast<int>(acknowledged.size());
    return figures_;
  }

 private:
  void Run(int index) {
    std::mt19937_64 random(options_.seed * 1000 + static_cast<uint64_t>(index));
    for (int n = next_++; n < options_.total; n = next_++) {
      const std::string key = "k" + std::to_string(options_.seed) + "-" + std::to_string(n);
      std::optional<std::string> id = Submit(key, random);
      if (!id) continue;
      Acknowledged one{key, *id, {}};
      if (random() % 8 == 0) {
        if (auto word = Ask(*stub_, *id); word.ok()) one.final_word = *word;
      }
      Keep(std::move(one), random);
    }
    --running_;
  }

  std::optional<std::string> Submit(const std::string& key, std::mt19937_64& random) {
    const auto until = Clock::now() + options_.patience;
    for (int attempt = 0; Clock::now() < until; ++attempt) {
      const auto begin = Clock::now();
      grpc::ClientContext context;
      Wait(context);
      v1::SubmitResponse response;
      const grpc::Status status =
          stub_->Submit(&context, RequestOf(key, options_.busy_us), &response);
      const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
      if (Count(status, attempt, ms)) return response.submission().id();
      // A client that waits a little longer each time.
      const int64_t most = std::min<int64_t>(20LL << std::min(attempt, 5), 500);
      std::this_thread::sleep_for(
          milliseconds(1 + static_cast<int64_t>(random() % static_cast<uint64_t>(most))));
    }
    const std::lock_guard lock(mutex_);
    ++figures_.given_up;
    return {};
  }

  // True where it was acknowledged.
  bool Count(const grpc::Status& status, int attempt, double ms) {
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      if (attempt == 0) figures_.submit_ms.push_back(ms);
      return true;
    }
    const bool refused = status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
    ++(refused ? figures_.refused : figures_.failed);
    return false;
  }

  // Of an older one, too, the end is asked for while things break.
  void Keep(Acknowledged one, std::mt19937_64& random) {
    std::optional<size_t> older;
    std::string id;
    {
      const std::lock_guard lock(mutex_);
      if (!acknowledged_.empty() && random() % 4 == 0) {
        older = random() % acknowledged_.size();
        id = acknowledged_[*older].final_word.empty() ? acknowledged_[*older].id : "";
      }
      acknowledged_.push_back(std::move(one));
      ++count_;
    }
    if (!older || id.empty()) return;
    if (auto word = Ask(*stub_, id); word.ok()) {
      const std::lock_guard lock(mutex_);
      acknowledged_[*older].final_word = *word;
    }
  }

  const LoadOptions options_;
  const std::unique_ptr<v1::JudgeService::Stub> stub_;
  std::atomic<int> next_ = 0, count_ = 0, running_ = options_.threads;
  std::mutex mutex_;
  std::vector<Acknowledged> acknowledged_;
  LoadFigures figures_;
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Load>> Load::Start(const LoadOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(auto channel, rpc::Connect(options.target, "judge", options.tls));
  return std::unique_ptr<Load>(std::make_unique<Threads>(options, std::move(channel)));
}

Result<std::string> FinalWord(const std::string& target, const rpc::TlsFiles& tls,
                              const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(auto channel, rpc::Connect(target, "judge", tls));
  return Ask(*v1::JudgeService::NewStub(channel), id);
}

Result<std::string> SubmitAgain(const LoadOptions& options, const std::string& key) {
  ASSAY_ASSIGN_OR_RETURN(auto channel, rpc::Connect(options.target, "judge", options.tls));
  grpc::ClientContext context;
  Wait(context);
  v1::SubmitResponse response;
  const grpc::Status status = v1::JudgeService::NewStub(channel)->Submit(
      &context, RequestOf(key, options.busy_us), &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  if (response.created()) return DataLoss(key + " was made anew: the first one is gone");
  return response.submission().id();
}

}  // namespace assay::fault

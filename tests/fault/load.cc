#include "tests/fault/load.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <optional>
#include <random>

#include "assay/judge/v1/judge.grpc.pb.h"
#include "tests/fault/door.h"

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
  Threads(LoadOptions options, std::shared_ptr<grpc::Channel> channel, std::unique_ptr<Door> door)
      : options_(std::move(options)),
        stub_(v1::JudgeService::NewStub(channel)),
        door_(std::move(door)) {
    for (int i = 0; i < options_.threads; ++i) {
      threads_.emplace_back([this, i] { Run(i); });
    }
  }
  int acknowledged() const override { return count_; }
  bool done() const override { return running_ == 0; }
  void Allow(int submissions) override { allowed_ = submissions; }
  LoadFigures Finish(std::vector<Acknowledged>& acknowledged) override {
    allowed_ = options_.total;
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
      while (n >= allowed_) std::this_thread::sleep_for(milliseconds(1));
      const bool by_door = door_ != nullptr && n % 4 == 0;
      std::optional<std::string> id = Submit(key, by_door, random);
      if (!id) continue;
      Acknowledged one{key, *id, by_door, {}};
      if (random() % 8 == 0) one.final_word = WordOn(one);
      Keep(std::move(one), random);
    }
    --running_;
  }

  std::string WordOn(const Acknowledged& one) {
    const auto word = one.by_door ? door_->FinalWord(one.id) : Ask(*stub_, one.id);
    return word.ok() ? *word : "";
  }

  Result<std::string> SubmitOnce(const std::string& key, bool by_door) {
    if (by_door) {
      ASSAY_ASSIGN_OR_RETURN(const Door::Made made, door_->Submit(key, options_.busy_us));
      return made.id;
    }
    grpc::ClientContext context;
    Wait(context);
    v1::SubmitResponse response;
    const grpc::Status status =
        stub_->Submit(&context, RequestOf(key, options_.busy_us), &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response.submission().id();
  }

  std::optional<std::string> Submit(const std::string& key, bool by_door, std::mt19937_64& random) {
    const auto until = Clock::now() + options_.patience;
    for (int attempt = 0; Clock::now() < until; ++attempt) {
      const auto begin = Clock::now();
      const auto id = SubmitOnce(key, by_door);
      const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
      if (Count(id.status(), attempt, ms)) return *id;
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
  bool Count(const Status& status, int attempt, double ms) {
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      if (attempt == 0) figures_.submit_ms.push_back(ms);
      return true;
    }
    const bool refused = status.code() == StatusCode::kResourceExhausted;
    ++(refused ? figures_.refused : figures_.failed);
    return false;
  }

  // Of an older one, too, the end is asked for while things break.
  void Keep(Acknowledged one, std::mt19937_64& random) {
    std::optional<size_t> older;
    Acknowledged that;
    {
      const std::lock_guard lock(mutex_);
      if (!acknowledged_.empty() && random() % 4 == 0) {
        older = random() % acknowledged_.size();
        that = acknowledged_[*older];
      }
      acknowledged_.push_back(std::move(one));
      ++count_;
    }
    if (!older || !that.final_word.empty()) return;
    if (const std::string word = WordOn(that); !word.empty()) {
      const std::lock_guard lock(mutex_);
      acknowledged_[*older].final_word = word;
    }
  }

  const LoadOptions options_;
  const std::unique_ptr<v1::JudgeService::Stub> stub_;
  const std::unique_ptr<Door> door_;  // may be null
  std::atomic<int> next_ = 0, allowed_ = 0, count_ = 0, running_ = options_.threads;
  std::mutex mutex_;
  std::vector<Acknowledged> acknowledged_;
  LoadFigures figures_;
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Load>> Load::Start(const LoadOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(auto channel, rpc::Connect(options.target, "judge", options.tls));
  std::unique_ptr<Door> door;
  if (!options.door.empty()) {
    ASSAY_ASSIGN_OR_RETURN(door, Door::Open(options.door, options.token));
  }
  return std::unique_ptr<Load>(
      std::make_unique<Threads>(options, std::move(channel), std::move(door)));
}

Result<std::string> FinalWord(const LoadOptions& options, const Acknowledged& one) {
  if (one.by_door) {
    ASSAY_ASSIGN_OR_RETURN(const auto door, Door::Open(options.door, options.token));
    return door->FinalWord(one.id);
  }
  ASSAY_ASSIGN_OR_RETURN(auto channel, rpc::Connect(options.target, "judge", options.tls));
  return Ask(*v1::JudgeService::NewStub(channel), one.id);
}

Result<std::string> SubmitAgain(const LoadOptions& options, const Acknowledged& one) {
  const auto anew = [&] { return DataLoss(one.key + " was made anew: the first one is gone"); };
  if (one.by_door) {
    ASSAY_ASSIGN_OR_RETURN(const auto door, Door::Open(options.door, options.token));
    ASSAY_ASSIGN_OR_RETURN(const Door::Made made, door->Submit(one.key, options.busy_us));
    return made.anew ? Result<std::string>(anew()) : made.id;
  }
  ASSAY_ASSIGN_OR_RETURN(auto channel, rpc::Connect(options.target, "judge", options.tls));
  grpc::ClientContext context;
  Wait(context);
  v1::SubmitResponse response;
  const grpc::Status status = v1::JudgeService::NewStub(channel)->Submit(
      &context, RequestOf(one.key, options.busy_us), &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  if (response.created()) return anew();
  return response.submission().id();
}

}  // namespace assay::fault

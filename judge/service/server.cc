#include "judge/service/server.h"

#include <grpcpp/impl/service_type.h>

#include "common/rpc/server.h"
#include "judge/service/authoring_service.h"
#include "judge/service/judge_service.h"
#include "judge/service/notices.h"
#include "judge/service/worker_service.h"

namespace assay::judge {
namespace {

constexpr size_t kWorkThreads = 4;
constexpr size_t kUploadThreads = 2;
constexpr size_t kMaxUploads = 16;
constexpr size_t kFetchThreads = 2;
constexpr size_t kMaxFetches = 16;
constexpr std::chrono::milliseconds kShutdown{3000};

}  // namespace

// In the order in which things stand on one another; destroyed the other way round.
struct JudgeServer::State {
  State(const JudgeOptions& options, const JudgeParts& parts, std::unique_ptr<Queue> the_queue)
      : queue(std::move(the_queue)),
        store(options.database, options.store),
        events(options.events),
        specs(parts.blobs, options.spec_cache_bytes),
        work(kWorkThreads, SIZE_MAX),
        calls_executor(options.call_threads, options.max_calls),
        uploads(kUploadThreads, kMaxUploads),
        fetches(kFetchThreads, kMaxFetches),
        core{*queue,       store,         parts.blobs,  events, specs, work,
             parts.logger, parts.metrics, parts.tracer, {},     {},    {}},
        hub(core, options.hub),
        calls(core, hub, options.calls),
        authoring(core, calls, hub, options.authoring, options.upload, parts.tokens),
        upkeep(core, calls, hub, options.database, options.upkeep, parts.health) {
    if (parts.webhooks != nullptr) notices.emplace(core, *parts.webhooks);
    if (parts.webhooks != nullptr) {
      core.check_callback = [webhooks = parts.webhooks](const std::string& url) {
        return webhooks->CheckCallback(url);
      };
    }
    core.on_ended = [this](const v1::Submission& submission, const std::string& callback_url) {
      upkeep.Announce(submission.id());
      return notices ? notices->SubmissionEnded(submission, callback_url) : OkStatus();
    };
    core.on_rejudge_committed = [this](const std::string& tenant, const v1::Rejudge& rejudge) {
      if (notices) notices->RejudgeCommitted(tenant, rejudge);
    };
    judge_service = MakeJudgeService(
        {core, calls, notices ? &*notices : nullptr, calls_executor, uploads, options.upload});
    worker_service = MakeWorkerService(core, hub, calls_executor);
    authoring_service = MakeAuthoringService(core, authoring, calls_executor, fetches);
  }

  std::unique_ptr<Queue> queue;
  Store store;
  EventLog events;
  SpecCache specs;
  Executor work, calls_executor, uploads, fetches;
  Core core;
  Hub hub;
  Calls calls;
  Authoring authoring;
  Upkeep upkeep;
  std::optional<Notices> notices;
  std::unique_ptr<grpc::Service> judge_service, worker_service, authoring_service;
  std::unique_ptr<rpc::Server> server;
};

JudgeServer::JudgeServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
JudgeServer::~JudgeServer() { Stop(); }
int JudgeServer::port() const { return state_->server->port(); }

Result<std::unique_ptr<JudgeServer>> JudgeServer::Start(const JudgeOptions& options,
                                                        JudgeParts parts,
                                                        const rpc::TlsFiles& tls) {
  ASSAY_ASSIGN_OR_RETURN(auto queue, Queue::Open(options.database, options.queue));
  auto state = std::make_unique<State>(options, parts, std::move(queue));
  rpc::ServerOptions server;
  server.address = options.listen;
  ASSAY_ASSIGN_OR_RETURN(server.credentials, rpc::ServerCredentials(tls));
  server.services = {state->judge_service.get(), state->worker_service.get(),
                     state->authoring_service.get()};
  server.max_message_bytes = options.max_message_bytes;
  state->hub.Start();
  state->upkeep.Start();
  auto started = rpc::Server::Start(server);
  std::unique_ptr<JudgeServer> judge(new JudgeServer(std::move(state)));
  if (!started.ok()) return std::move(started).status();
  judge->state_->server = std::move(*started);
  return judge;
}

void JudgeServer::Stop() {
  State& s = *state_;
  s.queue->Interrupt();
  s.hub.Stop();
  s.authoring.Stop();
  if (s.server) s.server->Shutdown(kShutdown);
  s.calls_executor.Stop();
  s.uploads.Stop();
  s.fetches.Stop();
  s.work.Stop();
  s.upkeep.Stop();
}

}  // namespace assay::judge

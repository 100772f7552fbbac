#include "plagiarism/service/server.h"

#include <grpcpp/impl/service_type.h>

#include "common/executor.h"
#include "common/rpc/server.h"
#include "plagiarism/service/plagiarism_service.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kQuickThreads = 4, kSlowThreads = 2;
constexpr size_t kQuickWaiting = 1000, kSlowWaiting = 16;
constexpr std::chrono::milliseconds kShutdown{3000};
constexpr database::Statement kPing = {"ping", "SELECT number FROM plagiarism.feed_cursor"};

}  // namespace

// In the order in which things stand on one another; destroyed the other way round.
struct Server::State {
  State(const ServerOptions& options, const ServerParts& parts, std::unique_ptr<Rows> the_rows,
        std::unique_ptr<Tenants> the_tenants)
      : rows(std::move(the_rows)),
        tenants(std::move(the_tenants)),
        assignments(*rows),
        comparisons(*rows),
        follower(parts.judge, *tenants, *rows, changing, options.follower, parts.logger,
                 parts.metrics),
        runner(parts.judge, *tenants, assignments, comparisons, changing, options.runner,
               parts.logger, parts.metrics),
        calls({parts.judge, *tenants, assignments, comparisons, follower, runner, changing}),
        quick(kQuickThreads, kQuickWaiting),
        slow(kSlowThreads, kSlowWaiting),
        service(
            MakePlagiarismService(calls, quick, slow, parts.logger, parts.metrics, parts.tracer)),
        figures(Watch(parts.metrics)) {}

  std::shared_ptr<void> Watch(metrics::Registry& registry) {
    metrics::Gauge& submissions = registry.AddGauge("assay_plagiarism_index_submissions",
                                                    "Submissions in the indexes of all tenants");
    metrics::Gauge& bytes =
        registry.AddGauge("assay_plagiarism_index_bytes", "Size of the indexes on disk");
    return registry.OnCollect([this, &submissions, &bytes] {
      const IndexFigures now = tenants->figures();
      submissions.Set(static_cast<double>(now.submissions));
      bytes.Set(static_cast<double>(now.bytes));
    });
  }

  std::mutex changing;
  std::unique_ptr<Rows> rows;
  std::unique_ptr<Tenants> tenants;
  Assignments assignments;
  Comparisons comparisons;
  Follower follower;
  Runner runner;
  Calls calls;
  Executor quick, slow;
  std::unique_ptr<grpc::Service> service;
  std::shared_ptr<void> figures;
  std::unique_ptr<rpc::Server> server;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { Stop(); }
int Server::port() const { return state_->server->port(); }

Result<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                              const ServerParts& parts, const rpc::TlsFiles& tls) {
  auto rows = std::make_unique<Rows>(options.database, options.connections);
  ASSAY_ASSIGN_OR_RETURN(auto tenants, Tenants::Open(options.index, parts.masters, *rows));
  ASSAY_RETURN_IF_ERROR(tenants->Reseal().status());
  ASSAY_ASSIGN_OR_RETURN(const bool lost, tenants->OpenAll());
  if (lost)
    parts.logger.Warning("the index holds less than was indexed: it is filled again from the feed");
  auto state = std::make_unique<State>(options, parts, std::move(rows), std::move(tenants));
  ASSAY_RETURN_IF_ERROR(state->calls.FinishErasures());
  rpc::ServerOptions server;
  server.address = options.listen;
  ASSAY_ASSIGN_OR_RETURN(server.credentials, rpc::ServerCredentials(tls));
  server.services = {state->service.get()};
  server.max_message_bytes = options.max_message_bytes;
  ASSAY_ASSIGN_OR_RETURN(state->server, rpc::Server::Start(server));
  ASSAY_RETURN_IF_ERROR(state->runner.Start());
  state->follower.Start();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Status Server::Health() const { return state_->rows->Run(kPing).status(); }

void Server::Stop() {
  State& s = *state_;
  s.figures.reset();
  s.follower.Stop();
  s.runner.Stop();
  if (s.server) s.server->Shutdown(kShutdown);
  s.quick.Stop();
  s.slow.Stop();
}

}  // namespace assay::plagiarism

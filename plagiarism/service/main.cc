// assay-plagiarism: similarity of submissions as a service (docs/similarity-service.md).
#include <CLI/CLI.hpp>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "common/database/migrations.h"
#include "common/database/options.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"
#include "plagiarism/service/server.h"

namespace {

namespace fs = std::filesystem;
using assay::Result;
using assay::Status;
using std::chrono::milliseconds;
namespace database = assay::database;
namespace plagiarism = assay::plagiarism;

struct Options {
  plagiarism::ServerOptions server;
  assay::rpc::TlsFiles tls;
  fs::path migrations, master_key;
  std::string judge;
  int poll_ms = 500;
};

void AddOptions(CLI::App& app, Options& o) {
  o.server.database.database = "assay";
  o.server.database.user = "plagiarism";
  o.server.database.application = "assay-plagiarism";
  database::AddOptions(app, o.server.database);
  app.add_option("--migrations", o.migrations, "folder of the schema's migrations");
  app.add_option("--database-connections", o.server.connections, "at most so many at once")
      ->capture_default_str()
      ->check(CLI::Range(2, 100));
  app.add_option("--listen", o.server.listen, "HOST:PORT to serve on; port 0 picks one")
      ->capture_default_str();
  assay::service::AddTlsOptions(app, o.tls);
  app.add_option("--judge", o.judge, "HOST:PORT or unix:PATH of assay-judge")->required();
  app.add_option("--index", o.server.index, "folder of the indexes; one process at a time has it")
      ->required();
  app.add_option("--master-key", o.master_key, "file of the key that seals the tenants' keys")
      ->required();
  app.add_option("--compare-threads", o.server.runner.threads, "of the one comparison that runs")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_option("--compare-most", o.server.runner.most, "submissions in one comparison")
      ->capture_default_str()
      ->check(CLI::Range(2, 100'000));
  app.add_option("--poll-ms", o.poll_ms, "how often the judge is asked what was graded")
      ->capture_default_str()
      ->check(CLI::Range(10, 60'000));
}

Status Check(const Options& o) {
  ASSAY_RETURN_IF_ERROR(database::CheckOptions(o.server.database));
  return assay::service::CheckTlsOptions(o.tls);
}

const Status& StatusOf(const Status& status) { return status; }
template <typename T>
Status StatusOf(const Result<T>& result) {
  return result.status();
}

// What `open` gives, tried again while the database, the folder or our own port is not to be had:
// the process before this one may be on its way out.
template <typename Open>
auto OnceItAnswers(assay::service::Context& context, Open&& open) -> decltype(open()) {
  milliseconds pause{100};
  while (true) {
    auto opened = open();
    const Status status = StatusOf(opened);
    if (status.code() != assay::StatusCode::kUnavailable || context.stop().stop_requested()) {
      return opened;
    }
    context.SetNotReady("not started yet: " + status.message());
    context.logger().Warning("not started yet", {assay::log::Field(status)});
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, milliseconds(2000));
  }
}

Status Migrate(const Options& o) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(o.server.database));
  return database::Migrate(*connection, "plagiarism", o.migrations).status();
}

// Ready while the database answers, looked at once a second.
void KeepSaying(assay::service::Context& context, const plagiarism::Server& server) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!context.stop().stop_requested()) {
    const Status health = server.Health();
    if (health.ok()) {
      context.SetReady();
    } else {
      context.SetNotReady(health.ToString());
    }
    stopped.wait_for(lock, context.stop(), milliseconds(1000), [] { return false; });
  }
}

Status Run(Options& o, assay::service::Context& context) {
  o.server.follower.poll = milliseconds(o.poll_ms);
  if (o.migrations.empty()) {
    ASSAY_ASSIGN_OR_RETURN(o.migrations,
                           database::FindMigrations("plagiarism/migrations", "plagiarism"));
  }
  ASSAY_RETURN_IF_ERROR(OnceItAnswers(context, [&o] { return Migrate(o); }));
  ASSAY_ASSIGN_OR_RETURN(const auto masters, assay::blobs::MasterKeys::Load(o.master_key));
  assay::rpc::ChannelOptions channel_options;
  channel_options.max_message_bytes = size_t{64} << 20U;
  channel_options.retry = {"assay.judge.v1.JudgeService/"};  // it only reads
  ASSAY_ASSIGN_OR_RETURN(auto channel,
                         assay::rpc::Connect(o.judge, "judge", o.tls, channel_options));
  const auto judge = plagiarism::MakeJudgeLink(std::move(channel));
  const plagiarism::ServerParts parts{*judge, *masters, context.logger(), context.metrics(),
                                      context.tracer()};
  ASSAY_ASSIGN_OR_RETURN(const auto server, OnceItAnswers(context, [&] {
                           return plagiarism::Server::Start(o.server, parts, o.tls);
                         }));
  context.logger().Info("serving", {{"listen", o.server.listen}, {"port", server->port()}});
  KeepSaying(context, *server);
  context.SetNotReady("stopping");
  server->Stop();
  return assay::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Options options;
  assay::service::Definition definition;
  definition.name = "assay-plagiarism";
  definition.description = "How alike submissions are, and why (assay.plagiarism.v1).";
  definition.options = [&options](CLI::App& app) { AddOptions(app, options); };
  definition.check = [&options] { return Check(options); };
  definition.run = [&options](assay::service::Context& context) { return Run(options, context); };
  return assay::service::Run(definition, argc, argv);
}

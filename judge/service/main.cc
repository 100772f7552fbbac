// assay-judge: submissions, the queue, workers' hub, rejudging, webhooks (docs/judge.md).
#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "common/blobs/master_keys.h"
#include "common/blobs/open.h"
#include "common/database/migrations.h"
#include "common/database/options.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"
#include "judge/service/server.h"
#include "judge/webhooks/secret_box.h"
#include "judge/webhooks/webhooks.h"

namespace {

namespace fs = std::filesystem;
using assay::Result;
using assay::Status;
using std::chrono::milliseconds;
namespace blobs = assay::blobs;
namespace database = assay::database;
namespace judge = assay::judge;

struct Options {
  judge::JudgeOptions judge;
  assay::rpc::TlsFiles tls;
  fs::path migrations;
  std::string blobs;
  fs::path master_key;
  double lease_seconds = 15;
  double heartbeat_seconds = 5;
  int keep_days = 30;
  std::vector<std::string> webhook_networks;
  std::vector<std::string> git_networks;
};

void AddOptions(CLI::App& app, Options& o) {
  o.judge.database.database = "assay";
  o.judge.database.user = "judge";
  o.judge.database.application = "assay-judge";
  database::AddOptions(app, o.judge.database);
  app.add_option("--migrations", o.migrations, "folder of the schema's migrations");
  app.add_option("--database-connections", o.judge.store.connections,
                 "at most so many for submissions; the queue has as many of its own")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  app.add_option("--listen", o.judge.listen, "HOST:PORT to serve on; port 0 picks one")
      ->capture_default_str();
  assay::service::AddTlsOptions(app, o.tls);
  app.add_option("--blobs", o.blobs, "file:FOLDER or s3://BUCKET/PREFIX?endpoint=…&region=…")
      ->required();
  app.add_option("--master-key", o.master_key, "file of the key that wraps data keys")->required();
  app.add_option("--lease-seconds", o.lease_seconds,
                 "a worker that is silent for so long loses its jobs")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 3600.0));
  app.add_option("--heartbeat-seconds", o.heartbeat_seconds, "how often a worker says it is there")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1200.0));
  app.add_option("--max-attempts", o.judge.calls.max_attempts,
                 "how often a job is tried before it is a dead letter")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  app.add_option("--max-depth", o.judge.queue.max_depth,
                 "jobs that may wait: interactive, exam, batch, background")
      ->capture_default_str()
      ->check(CLI::Range(int64_t{1}, int64_t{100'000'000}));
  app.add_option("--keep-jobs-days", o.keep_days,
                 "the queue's rows of ended jobs; results and reports stay")
      ->capture_default_str()
      ->check(CLI::Range(1, 36500));
  app.add_option("--worker-processors", o.judge.hub.figures.processors,
                 "of the largest worker: who says more CPU time is put in quarantine")
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
  app.add_option("--webhook-allow", o.webhook_networks,
                 "networks (CIDR) that webhooks may reach though they are not public");
  app.add_option("--git-allow", o.git_networks,
                 "networks (CIDR) where git servers of packages may be though they are not public; "
                 "these also by http");
}

Status Check(Options& o) {
  ASSAY_RETURN_IF_ERROR(database::CheckOptions(o.judge.database));
  ASSAY_RETURN_IF_ERROR(assay::service::CheckTlsOptions(o.tls));
  if (o.heartbeat_seconds * 2 > o.lease_seconds) {
    return assay::InvalidArgument(
        "--heartbeat-seconds: at most half of --lease-seconds, so that one may be lost");
  }
  return assay::OkStatus();
}

const Status& StatusOf(const Status& status) { return status; }
template <typename T>
Status StatusOf(const Result<T>& result) {
  return result.status();
}

// What `open` gives, tried again while the database (or our own port, for a moment after a restart)
// is not to be had. A judge that ended instead would only be started again.
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

Status Migrate(Options& o) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(o.judge.database));
  return database::Migrate(*connection, "judge", o.migrations).status();
}

Status Run(Options& o, assay::service::Context& context) {
  o.judge.hub.lease = milliseconds(static_cast<int64_t>(o.lease_seconds * 1000));
  o.judge.hub.heartbeat = milliseconds(static_cast<int64_t>(o.heartbeat_seconds * 1000));
  o.judge.upkeep.grace = o.judge.hub.heartbeat + milliseconds(1000);
  o.judge.upkeep.keep_jobs = std::chrono::hours(24 * o.keep_days);
  if (o.migrations.empty()) {
    ASSAY_ASSIGN_OR_RETURN(o.migrations, database::FindMigrations("judge/migrations", "judge"));
  }
  ASSAY_RETURN_IF_ERROR(OnceItAnswers(context, [&o] { return Migrate(o); }));
  ASSAY_ASSIGN_OR_RETURN(const auto store, blobs::OpenBlobStore(o.blobs, o.master_key));
  ASSAY_ASSIGN_OR_RETURN(const auto master, blobs::MasterKeys::Load(o.master_key));
  judge::WebhookOptions webhook_options;
  ASSAY_ASSIGN_OR_RETURN(webhook_options.policy,
                         assay::http::AddressPolicy::Public(o.webhook_networks));
  ASSAY_ASSIGN_OR_RETURN(const auto webhooks, OnceItAnswers(context, [&] {
                           return judge::Webhooks::Open(o.judge.database,
                                                        master->Derive("assay.judge.webhooks.1"),
                                                        webhook_options, context.logger());
                         }));
  ASSAY_ASSIGN_OR_RETURN(o.judge.authoring.git.policy,
                         assay::http::AddressPolicy::Public(o.git_networks));
  const judge::SecretBox tokens(master->Derive("assay.judge.git.1"));
  judge::JudgeParts parts{*store,
                          context.logger(),
                          context.metrics(),
                          context.tracer(),
                          [&context](const Status& health) {
                            if (health.ok()) {
                              context.SetReady();
                            } else {
                              context.SetNotReady(health.ToString());
                            }
                          },
                          webhooks.get(),
                          &tokens};
  ASSAY_ASSIGN_OR_RETURN(const auto server, OnceItAnswers(context, [&] {
                           return judge::JudgeServer::Start(o.judge, parts, o.tls);
                         }));
  webhooks->Start();
  context.logger().Info("serving", {{"listen", o.judge.listen}, {"port", server->port()}});
  context.WaitForStop();
  server->Stop();
  context.SetNotReady("stopping");
  webhooks->Stop();
  return assay::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Options options;
  assay::service::Definition definition;
  definition.name = "assay-judge";
  definition.description =
      "Submissions, the queue and its workers, rejudging and webhooks (assay.judge.v1).";
  definition.options = [&options](CLI::App& app) { AddOptions(app, options); };
  definition.check = [&options] { return Check(options); };
  definition.run = [&options](assay::service::Context& context) { return Run(options, context); };
  return assay::service::Run(definition, argc, argv);
}

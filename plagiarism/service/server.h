#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/blobs/master_keys.h"
#include "common/database/settings.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/rpc/rpc.h"
#include "common/status.h"
#include "common/trace/trace.h"
#include "plagiarism/service/follower.h"
#include "plagiarism/service/judge_link.h"
#include "plagiarism/service/runner.h"

namespace assay::plagiarism {

struct ServerOptions {
  std::string listen = "127.0.0.1:0";
  database::Settings database;  // schema "plagiarism" is migrated
  std::filesystem::path index;  // folder
  size_t connections = 8;
  size_t max_message_bytes = size_t{64} << 20U;  // reports, fingerprints
  Follower::Options follower;
  RunnerOptions runner;
};

struct ServerParts {
  JudgeLink& judge;
  blobs::MasterKeys& masters;
  log::Logger logger;
  metrics::Registry& metrics;
  trace::Tracer& tracer;
};

// The whole service in one object. What it is handed outlives it.
class Server {
 public:
  static Result<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                               const ServerParts& parts, const rpc::TlsFiles& tls);
  ~Server();  // as Stop
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // Ok, or why the database cannot be used; that the judge is away is no reason: what was found
  // can be read without it.
  Status Health() const;
  void Stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::plagiarism

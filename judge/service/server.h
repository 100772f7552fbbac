#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/blobs/blob_store.h"
#include "common/database/settings.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/rpc/rpc.h"
#include "common/status.h"
#include "common/trace/trace.h"
#include "judge/queue/queue.h"
#include "judge/service/authoring.h"
#include "judge/service/calls.h"
#include "judge/service/event_log.h"
#include "judge/service/hub.h"
#include "judge/service/problem_upload.h"
#include "judge/service/upkeep.h"
#include "judge/store/runner.h"

namespace assay::judge {

class Webhooks;

struct JudgeOptions {
  std::string listen = "127.0.0.1:0";
  database::Settings database;  // schema "judge" is migrated
  QueueOptions queue;
  StoreOptions store;
  HubOptions hub;
  UpkeepOptions upkeep;
  CallOptions calls;
  EventLogOptions events;
  UploadOptions upload;
  AuthoringOptions authoring;
  size_t call_threads = 8;
  size_t max_calls = 2000;  // that wait for a thread
  size_t max_message_bytes = 32U << 20U;
  size_t spec_cache_bytes = 64U << 20U;
};

// What it is handed; all of it outlives the server.
struct JudgeParts {
  blobs::BlobStore& blobs;
  log::Logger logger;
  metrics::Registry& metrics;
  trace::Tracer& tracer;
  // Ok, or why it is not ready; about once a second. May be empty.
  std::function<void(const Status&)> health;
  // nullptr: there are none, and calls about them are UNIMPLEMENTED. Its threads are the caller's.
  Webhooks* webhooks = nullptr;
  // Seals tokens for git servers; nullptr: none is kept.
  const SecretBox* tokens = nullptr;
};

// The whole judge in one object: queue, store, workers' hub, its gRPC services.
class JudgeServer {
 public:
  static Result<std::unique_ptr<JudgeServer>> Start(const JudgeOptions& options, JudgeParts parts,
                                                    const rpc::TlsFiles& tls);
  ~JudgeServer();  // as Stop
  JudgeServer(const JudgeServer&) = delete;
  JudgeServer& operator=(const JudgeServer&) = delete;

  int port() const;
  // Streams are ended, results that are here are written, calls get a moment.
  void Stop();

 private:
  struct State;
  explicit JudgeServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::judge

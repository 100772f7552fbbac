#pragma once

#include <chrono>
#include <functional>

#include "common/database/pool.h"
#include "common/status.h"

namespace assay::judge {

struct StoreOptions {
  size_t connections = 8;
  size_t list_connections = 3;
  std::chrono::milliseconds acquire_timeout{5000};
  // A server that went away is asked again for so long: it is being restarted.
  std::chrono::milliseconds retry_for{3000};
};

// Runs statements on two pools: one whose plans are made once and go by an index always, one for
// lists, whose plans are made for the values at hand. Every statement of the store may be repeated,
// so what failed with kAborted or kUnavailable is. Thread-safe.
class Runner {
 public:
  Runner(const database::Settings& settings, const StoreOptions& options);

  Result<database::Rows> Run(const database::Statement& statement,
                             const database::Params& params = {});
  Result<database::Rows> RunList(const database::Statement& statement,
                                 const database::Params& params = {});
  // One transaction on a connection for lists; `body` may run more than once.
  Status InTransaction(const std::function<Status(database::Connection&)>& body);
  // Once, without patience.
  Status Ping();
  Status Notify(const std::string& payload);

 private:
  Status Insist(database::Pool& pool, const std::function<Status(database::Connection&)>& body);

  const StoreOptions options_;
  database::Pool pool_;
  database::Pool lists_;
};

}  // namespace assay::judge

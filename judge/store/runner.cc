#include "judge/store/runner.h"

#include <algorithm>
#include <thread>

namespace assay::judge {
namespace {

using database::Connection;
using database::Rows;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kTries = 4;  // of what was undone by a deadlock

database::Settings ForLookUps(database::Settings settings) {
  // Right when the tables are large, whatever the statistics said when they were empty.
  settings.session.emplace_back("enable_seqscan", "off");
  settings.session.emplace_back("enable_bitmapscan", "off");
  settings.session.emplace_back("plan_cache_mode", "force_generic_plan");
  settings.session.emplace_back("jit", "off");
  return settings;
}

// A page is a few rows looked up by keys. What the state joins are estimated to give is far too
// much (they go by an expression), and would be answered with hash tables of everything.
database::Settings ForLists(database::Settings settings) {
  settings.session.emplace_back("enable_seqscan", "off");
  settings.session.emplace_back("enable_hashjoin", "off");
  settings.session.emplace_back("enable_mergejoin", "off");
  settings.session.emplace_back("max_parallel_workers_per_gather", "0");
  settings.session.emplace_back("plan_cache_mode", "force_custom_plan");
  settings.session.emplace_back("jit", "off");
  return settings;
}

}  // namespace

Runner::Runner(const database::Settings& settings, const StoreOptions& options)
    : options_(options),
      pool_(ForLookUps(settings), std::max<size_t>(options.connections, 1)),
      lists_(ForLists(settings), std::max<size_t>(options.list_connections, 1)) {}

Status Runner::Insist(database::Pool& pool, const std::function<Status(Connection&)>& body) {
  const auto give_up = Clock::now() + options_.retry_for;
  milliseconds pause{20};
  for (int tries = 1;; ++tries) {
    auto connection = pool.Acquire(Clock::now() + options_.acquire_timeout);
    Status status = connection.ok() ? body(**connection) : connection.status();
    if (status.code() == StatusCode::kAborted) {
      if (tries < kTries) continue;
      return status;
    }
    if (status.code() != StatusCode::kUnavailable || Clock::now() + pause >= give_up) return status;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, milliseconds(500));
  }
}

Result<Rows> Runner::Run(const database::Statement& statement, const database::Params& params) {
  Rows rows;
  ASSAY_RETURN_IF_ERROR(Insist(pool_, [&](Connection& connection) -> Status {
    ASSAY_ASSIGN_OR_RETURN(rows, connection.Execute(statement, params));
    return OkStatus();
  }));
  return rows;
}

Result<Rows> Runner::RunList(const database::Statement& statement, const database::Params& params) {
  Rows rows;
  ASSAY_RETURN_IF_ERROR(Insist(lists_, [&](Connection& connection) -> Status {
    ASSAY_ASSIGN_OR_RETURN(rows, connection.Execute(statement, params));
    return OkStatus();
  }));
  return rows;
}

Status Runner::InTransaction(const std::function<Status(Connection&)>& body) {
  return Insist(lists_, [&](Connection& connection) {
    return connection.InTransaction([&] { return body(connection); });
  });
}

Status Runner::Ping() {
  constexpr database::Statement kPing = {"store_ping", "SELECT count(*) FROM judge.migrations"};
  ASSAY_ASSIGN_OR_RETURN(const auto connection, lists_.Acquire(Clock::now() + milliseconds(1000)));
  return connection->Execute(kPing).status();
}

Status Runner::Notify(const std::string& payload) {
  constexpr database::Statement kNotify = {"store_notify", "SELECT pg_notify('judge_events', $1)"};
  ASSAY_ASSIGN_OR_RETURN(const auto connection, lists_.Acquire(Clock::now() + milliseconds(1000)));
  return connection->Execute(kNotify, database::Params().Add(payload)).status();
}

}  // namespace assay::judge

#include "supervisor/postgres_unit.h"

#include "supervisor/leftovers.h"
#include "supervisor/process_unit.h"

namespace assay::supervisor {

Status PostgresUnit::Start(const StopFlag& /*stop*/, const std::function<void(pid_t)>& begun) {
  Status status = StartServer();
  if (status.ok()) {
    begun(cluster_->pid());
    status = WritePidFile(pid_file_, cluster_->pid());
  }
  if (status.ok()) status = prepare_(*cluster_);
  if (!status.ok() && cluster_) (void)cluster_->Stop().ok();
  return status;
}

Status PostgresUnit::StartServer() {
  if (cluster_) return cluster_->Restart();
  auto cluster = database::PrivateCluster::Start(options_);
  if (!cluster.ok()) return std::move(cluster).status();
  cluster_.emplace(std::move(*cluster));
  return OkStatus();
}

std::string PostgresUnit::End() {
  const auto ended = cluster_->TakeEnd();
  const std::string how = ended.ok() && *ended ? process::DescribeEnd(**ended) : "it ended";
  return how + "; log: " + LastLine(options_.log);
}

Status PostgresUnit::Stop() {
  if (!cluster_) return OkStatus();
  const Status status = cluster_->Stop();
  cluster_.reset();  // by force where that failed
  std::error_code error;
  std::filesystem::remove(pid_file_, error);
  return status;
}

}  // namespace assay::supervisor

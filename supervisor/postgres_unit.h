#pragma once

#include <functional>
#include <optional>

#include "common/database/private_cluster.h"
#include "supervisor/unit.h"

namespace assay::supervisor {

// The private PostgreSQL. After each start `prepare` sees to it that roles and schemas are there.
class PostgresUnit final : public Unit {
 public:
  using Prepare = std::function<Status(const database::PrivateCluster&)>;
  PostgresUnit(database::ClusterOptions options, std::filesystem::path pid_file, Prepare prepare)
      : options_(std::move(options)),
        pid_file_(std::move(pid_file)),
        prepare_(std::move(prepare)) {}

  Status Start(const StopFlag& stop, const std::function<void(pid_t)>& begun) override;
  int pidfd() const override { return cluster_ ? cluster_->pidfd() : -1; }
  std::string End() override;
  Status Stop() override;

 private:
  Status StartServer();

  const database::ClusterOptions options_;
  const std::filesystem::path pid_file_;
  const Prepare prepare_;
  std::optional<database::PrivateCluster> cluster_;
};

}  // namespace assay::supervisor

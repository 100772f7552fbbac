#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "common/database/private_cluster.h"
#include "common/files.h"

namespace assay::database {

// For tests: a private cluster in a temporary folder, gone with the object. fsync is off: tests
// kill processes, not the machine.
class TestCluster {
 public:
  explicit TestCluster(std::vector<std::pair<std::string, std::string>> settings = {}) {
    Start(std::move(settings));
  }

  // The settings of a new, empty database.
  Settings NewDatabase() {
    const std::string name = "test_" + std::to_string(++databases_);
    const Status created = cluster_->CreateDatabase(name);
    if (!created.ok()) Fail(created);
    return cluster_->ConnectionSettings(name);
  }

  bool ok() const { return cluster_.has_value(); }
  PrivateCluster& operator*() { return *cluster_; }
  PrivateCluster* operator->() { return &*cluster_; }

 private:
  void Start(std::vector<std::pair<std::string, std::string>> settings) {
    auto folder = TempDir::Create("assay-pg-");
    if (!folder.ok()) return Fail(folder.status());
    folder_.emplace(std::move(*folder));
    ClusterOptions options;
    options.folder = folder_->path();
    options.fsync = false;
    options.settings = std::move(settings);
    auto cluster = PrivateCluster::Start(std::move(options));
    if (!cluster.ok()) return Fail(cluster.status());
    cluster_.emplace(std::move(*cluster));
  }

  static void Fail(const Status& status) { ADD_FAILURE() << status.ToString(); }

  std::optional<TempDir> folder_;  // removed after the server stopped
  std::optional<PrivateCluster> cluster_;
  int databases_ = 0;
};

}  // namespace assay::database

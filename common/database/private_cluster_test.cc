#include "common/database/private_cluster.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "common/database/connection.h"
#include "common/database/test_cluster.h"

namespace assay::database {
namespace {

constexpr Statement kCount = {"count", "SELECT count(*) FROM t"};

int64_t Count(const Settings& settings) {
  auto connection = Connection::Open(settings);
  EXPECT_TRUE(connection.ok()) << connection.status().ToString();
  if (!connection.ok()) return -1;
  auto rows = (*connection)->Execute(kCount);
  EXPECT_TRUE(rows.ok()) << rows.status().ToString();
  return rows.ok() ? rows->Int(0, 0) : -1;
}

TEST(PrivateCluster, StopsAndStartsAndKeepsWhatWasCommitted) {
  auto folder = TempDir::Create("assay-pg-");
  ASSERT_TRUE(folder.ok());
  ClusterOptions options;
  options.folder = folder->path();
  options.fsync = false;
  {
    auto cluster = PrivateCluster::Start(options);
    ASSERT_TRUE(cluster.ok()) << cluster.status().ToString();
    auto connection = Connection::Open(cluster->ConnectionSettings());
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE(
        (*connection)->ExecuteScript("CREATE TABLE t (v int); INSERT INTO t VALUES (1)").ok());
    // A session that is open does not hold up the stop.
    ASSERT_TRUE(cluster->Stop().ok());
    EXPECT_FALSE(cluster->running());
    ASSERT_TRUE(cluster->Restart().ok());
    EXPECT_EQ(Count(cluster->ConnectionSettings()), 1);
  }
  auto again = PrivateCluster::Start(options);
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_EQ(Count(again->ConnectionSettings()), 1);
}

TEST(PrivateCluster, ComesBackAfterItWasKilled) {
  TestCluster cluster;
  ASSERT_TRUE(cluster.ok());
  auto connection = Connection::Open(cluster->ConnectionSettings());
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE(
      (*connection)->ExecuteScript("CREATE TABLE t (v int); INSERT INTO t VALUES (1)").ok());
  ASSERT_EQ(::kill(cluster->pid(), SIGKILL), 0);
  ASSERT_TRUE(cluster->Restart().ok());
  EXPECT_EQ((*connection)->Execute(kCount).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(Count(cluster->ConnectionSettings()), 1);
}

// As after the death of everything on a machine that goes on: who starts it next is nobody who
// knows of the first.
TEST(PrivateCluster, AStartWaitsForWhatAnotherLeft) {
  auto folder = TempDir::Create("assay-pg-");
  ASSERT_TRUE(folder.ok());
  ClusterOptions options;
  options.folder = folder->path();
  options.fsync = false;
  auto first = PrivateCluster::Start(options);
  ASSERT_TRUE(first.ok()) << first.status().ToString();
  // Told to end, but it has not yet: it waits for its session, which sleeps, and then for its
  // checkpoint.
  auto connection = Connection::Open(first->ConnectionSettings());
  ASSERT_TRUE(connection.ok());
  ASSERT_EQ(::kill(first->pid(), SIGTERM), 0);
  std::jthread late([&connection] {
    EXPECT_TRUE((*connection)->ExecuteScript("SELECT pg_sleep(0.3)").ok());
    connection->reset();
  });
  auto second = PrivateCluster::Start(options);
  EXPECT_TRUE(second.ok()) << second.status().ToString();
}

TEST(PrivateCluster, NobodyElseReadsPasswordSocketOrData) {
  TestCluster cluster;
  ASSERT_TRUE(cluster.ok());
  const std::filesystem::path socket = cluster->ConnectionSettings().host;
  for (const auto& path : {socket, socket.parent_path(), socket.parent_path() / "data",
                           socket.parent_path() / "password"}) {
    struct stat st {};
    ASSERT_EQ(::stat(path.c_str(), &st), 0) << path;
    EXPECT_EQ(st.st_mode & 077U, 0U) << path;
  }
  constexpr Statement kListen = {"listen", "SHOW listen_addresses"};
  auto connection = Connection::Open(cluster->ConnectionSettings());
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ((*connection)->Execute(kListen).value().Text(0, 0), "");
}

TEST(PrivateCluster, RefusesWhatCannotWork) {
  ClusterOptions options;
  options.folder = "/tmp/" + std::string(120, 'x');
  EXPECT_EQ(PrivateCluster::Start(options).status().code(), StatusCode::kInvalidArgument);
  auto folder = TempDir::Create("assay-pg-");
  ASSERT_TRUE(folder.ok());
  std::filesystem::create_directory(folder->path() / "data");
  std::ofstream(folder->path() / "data/PG_VERSION") << "9\n";
  options.folder = folder->path();
  const Status old = PrivateCluster::Start(options).status();
  EXPECT_EQ(old.code(), StatusCode::kFailedPrecondition) << old.ToString();
}

}  // namespace
}  // namespace assay::database

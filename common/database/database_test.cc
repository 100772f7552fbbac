// Connections, pool, notifications and migrations against a real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <thread>
#include <utility>

#include "common/database/connection.h"
#include "common/database/listener.h"
#include "common/database/migrations.h"
#include "common/database/patience.h"
#include "common/database/pool.h"
#include "common/database/test_cluster.h"

namespace assay::database {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Statement kOne = {"one", "SELECT 1"};
constexpr Statement kPid = {"pid", "SELECT pg_backend_pid()"};

steady_clock::time_point In(milliseconds time) { return steady_clock::now() + time; }

class DatabaseTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    settings_ = cluster_->NewDatabase();
  }
  std::unique_ptr<Connection> Connect() {
    auto connection = Connection::Open(settings_);
    EXPECT_TRUE(connection.ok()) << connection.status().ToString();
    return connection.ok() ? std::move(*connection) : nullptr;
  }

  static std::unique_ptr<TestCluster> cluster_;
  Settings settings_;
};
std::unique_ptr<TestCluster> DatabaseTest::cluster_;

TEST_F(DatabaseTest, ParametersAreValuesWhateverTheyHold) {
  auto connection = Connect();
  ASSERT_TRUE(connection->ExecuteScript("CREATE TABLE t (v text, list text[])").ok());
  const std::vector<std::string> hostile = {
      "'; DROP TABLE t; --", "$1", "\\'", "{a,\"b\"}", "NULL", "ünïcödé", ""};
  constexpr Statement kInsert = {"insert",
                                 "INSERT INTO t VALUES ($1, $2::text[]) RETURNING v, list[1]"};
  for (const std::string& text : hostile) {
    const std::vector<std::string> list = {text};
    const auto rows = connection->Execute(kInsert, Params().Add(text).AddArray(list));
    ASSERT_TRUE(rows.ok()) << rows.status().ToString();
    EXPECT_EQ(rows->Text(0, 0), text);
    EXPECT_EQ(rows->Text(0, 1), text);
  }
  const auto nul = connection->Execute(kInsert, Params().Add(std::string("a\0b", 3)).AddNull());
  EXPECT_EQ(nul.status().code(), StatusCode::kInvalidArgument);
  const auto bytes = connection->Execute(kInsert, Params().Add("\xff\xfe").AddNull());
  EXPECT_EQ(bytes.status().code(), StatusCode::kInvalidArgument) << bytes.status().ToString();
  EXPECT_TRUE(connection->usable());
}

TEST_F(DatabaseTest, ServerErrorsHaveCodesAndNoValues) {
  auto connection = Connect();
  ASSERT_TRUE(connection->ExecuteScript("CREATE TABLE t (v text UNIQUE)").ok());
  constexpr Statement kInsert = {"insert", "INSERT INTO t VALUES ($1)"};
  ASSERT_TRUE(connection->Execute(kInsert, Params().Add("secret-value")).ok());
  const Status twice = connection->Execute(kInsert, Params().Add("secret-value")).status();
  EXPECT_EQ(twice.code(), StatusCode::kAlreadyExists);
  EXPECT_THAT(twice.message(), Not(HasSubstr("secret-value")));
  EXPECT_EQ(connection->ExecuteScript("SELEKT").code(), StatusCode::kInternal);
  EXPECT_EQ(connection->ExecuteScript("SET statement_timeout = 20; SELECT pg_sleep(60)").code(),
            StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(connection->usable());
}

TEST_F(DatabaseTest, WrongPasswordAndMissingServerAreTold) {
  auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  Settings wrong = settings_;
  wrong.password_file = folder->path() / "password";
  ASSERT_TRUE(WriteFileAtomically(wrong.password_file, "hunter2").ok());
  const Status refused = Connection::Open(wrong).status();
  EXPECT_EQ(refused.code(), StatusCode::kPermissionDenied) << refused.ToString();
  EXPECT_THAT(refused.message(), Not(HasSubstr("hunter2")));
  Settings nowhere = settings_;
  nowhere.host = folder->path().string();
  EXPECT_EQ(Connection::Open(nowhere).status().code(), StatusCode::kUnavailable);
}

TEST_F(DatabaseTest, TransactionsEndWithTheirBody) {
  auto connection = Connect();
  ASSERT_TRUE(connection->ExecuteScript("CREATE TABLE t (v int)").ok());
  const Status failed = connection->InTransaction([&] {
    EXPECT_TRUE(connection->ExecuteScript("INSERT INTO t VALUES (1)").ok());
    return NotFound("changed my mind");
  });
  EXPECT_EQ(failed.code(), StatusCode::kNotFound);
  EXPECT_TRUE(
      connection
          ->InTransaction([&] { return connection->ExecuteScript("INSERT INTO t VALUES (2)"); })
          .ok());
  constexpr Statement kSum = {"sum", "SELECT sum(v), count(*) FROM t"};
  const auto rows = connection->Execute(kSum);
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(rows->Int(0, 0), 2);
  EXPECT_EQ(rows->Int(0, 1), 1);
}

// Each takes one row and then the other's: the server ends one of them, which tries again alone.
TEST_F(DatabaseTest, OfTwoTransactionsThatDeadlockBothHappen) {
  auto setup = Connect();
  ASSERT_TRUE(setup
                  ->ExecuteScript("CREATE TABLE t (id int PRIMARY KEY, n int);"
                                  "INSERT INTO t VALUES (1, 0), (2, 0)")
                  .ok());
  constexpr Statement kAdd = {"add", "UPDATE t SET n = n + 1 WHERE id = $1"};
  std::latch both(2);
  std::atomic<int> runs = 0;
  const auto move = [&](int64_t first, int64_t second) {
    const auto connection = Connect();
    bool met = false;
    return Patiently([&] {
      ++runs;
      return connection->InTransaction([&]() -> Status {
        ASSAY_RETURN_IF_ERROR(connection->Execute(kAdd, Params().Add(first)).status());
        if (!std::exchange(met, true)) both.arrive_and_wait();
        return connection->Execute(kAdd, Params().Add(second)).status();
      });
    });
  };
  auto other = std::async(std::launch::async, move, 2, 1);
  EXPECT_TRUE(move(1, 2).ok());
  EXPECT_TRUE(other.get().ok());
  EXPECT_EQ(runs, 3);
  constexpr Statement kSum = {"sum", "SELECT sum(n) FROM t"};
  EXPECT_EQ(setup->Execute(kSum)->Int(0, 0), 4);
}

TEST_F(DatabaseTest, OnlyWhatMetAnotherIsTriedAgain) {
  for (const Status& status : {Status(StatusCode::kAborted, "it was changed since"),
                               Unavailable("gone [40"), OkStatus()}) {
    int runs = 0;
    EXPECT_EQ(Patiently([&] { return ++runs, status; }).code(), status.code());
    EXPECT_EQ(runs, 1);
  }
  int runs = 0;
  const auto always = [&] { return ++runs, Status(StatusCode::kAborted, "deadlock [40P01]"); };
  EXPECT_EQ(Patiently(always).code(), StatusCode::kAborted);
  EXPECT_EQ(runs, 4);
}

TEST_F(DatabaseTest, PoolIsBoundedAndWaitsUntilTheDeadline) {
  Pool pool(settings_, 2);
  auto first = pool.Acquire(In(seconds(10)));
  auto second = pool.Acquire(In(seconds(10)));
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(pool.Acquire(In(milliseconds(20))).status().code(), StatusCode::kResourceExhausted);
  const int pid = (*first)->backend_pid();
  std::thread giver([&] { const Pool::Borrowed returned = std::move(*first); });
  const auto third = pool.Acquire(In(seconds(30)));
  giver.join();
  ASSERT_TRUE(third.ok()) << third.status().ToString();
  EXPECT_EQ((*third)->backend_pid(), pid);
  EXPECT_EQ(pool.stats().opened, 2U);
}

TEST_F(DatabaseTest, PoolReplacesConnectionsThatBreak) {
  Pool pool(settings_, 1);
  int pid = 0;
  {
    auto used = pool.Acquire(In(seconds(10)));
    ASSERT_TRUE(used.ok());
    pid = (*used)->backend_pid();
  }
  // While it lies idle: nobody sees an error. The administrator's end leaves the other sessions be.
  auto other = Connect();
  constexpr Statement kEnd = {"end", "SELECT pg_terminate_backend($1::int, 10000)"};
  const auto ended = other->Execute(kEnd, Params().Add(pid));
  ASSERT_TRUE(ended.ok() && ended->Bool(0, 0));
  {
    auto fresh = pool.Acquire(In(seconds(10)));
    ASSERT_TRUE(fresh.ok());
    ASSERT_TRUE((*fresh)->Execute(kOne).ok());
    EXPECT_NE((*fresh)->backend_pid(), pid);
    // While it is used: the statement says so, and the next one who asks gets another.
    ASSERT_TRUE(other->Execute(kEnd, Params().Add((*fresh)->backend_pid())).ok());
    EXPECT_EQ((*fresh)->Execute(kOne).status().code(), StatusCode::kUnavailable);
    EXPECT_FALSE((*fresh)->usable());
    EXPECT_EQ((*fresh)->Execute(kOne).status().code(), StatusCode::kUnavailable);
  }
  auto last = pool.Acquire(In(seconds(10)));
  ASSERT_TRUE(last.ok());
  EXPECT_TRUE((*last)->Execute(kPid).ok());
  EXPECT_EQ(pool.stats().dropped, 2U);
}

TEST_F(DatabaseTest, ListenerWaitsForANotificationOrTheDeadline) {
  auto listener = Listener::Open(settings_, "bell");
  ASSERT_TRUE(listener.ok()) << listener.status().ToString();
  EXPECT_EQ((*listener)->Wait(In(milliseconds(5))).value(), 0);
  auto connection = Connect();
  ASSERT_TRUE(connection->ExecuteScript("NOTIFY other; NOTIFY bell").ok());
  EXPECT_EQ((*listener)->Wait(In(seconds(30))).value(), 1);
  (*listener)->Interrupt();
  EXPECT_EQ((*listener)->Wait(In(seconds(30))).value(), 0);
  std::thread ringer([&] { EXPECT_TRUE(connection->ExecuteScript("NOTIFY bell").ok()); });
  EXPECT_EQ((*listener)->Wait(In(seconds(30))).value(), 1);
  ringer.join();
  ASSERT_TRUE(connection
                  ->ExecuteScript("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                                  "WHERE query LIKE 'LISTEN%'")
                  .ok());
  EXPECT_EQ((*listener)->Wait(In(seconds(30))).status().code(), StatusCode::kUnavailable);
}

class MigrationsTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    auto folder = TempDir::Create();
    ASSERT_TRUE(folder.ok());
    folder_.emplace(std::move(*folder));
    Write("0001_first.sql", "CREATE TABLE a (v int);");
    Write("0002_second.sql", "INSERT INTO a VALUES (1); CREATE TABLE b (v int);");
  }
  void Write(const std::string& name, const std::string& sql) {
    std::ofstream(folder_->path() / name) << sql;
  }
  Result<std::vector<std::string>> Run() { return Migrate(*Connect(), "rooms", folder_->path()); }

  std::optional<TempDir> folder_;
};

TEST_F(MigrationsTest, ApplyOnceInOrder) {
  EXPECT_THAT(Run().value(), ElementsAre("0001_first.sql", "0002_second.sql"));
  EXPECT_THAT(Run().value(), IsEmpty());
  Write("0003_third.sql", "ALTER TABLE b ADD w int;");
  EXPECT_THAT(Run().value(), ElementsAre("0003_third.sql"));
  constexpr Statement kCount = {"count", "SELECT count(*) FROM rooms.a"};
  EXPECT_EQ(Connect()->Execute(kCount).value().Int(0, 0), 1);
}

TEST_F(MigrationsTest, ChangedAndMissingFilesAreRefusedByName) {
  ASSERT_TRUE(Run().ok());
  Write("0001_first.sql", "CREATE TABLE a (v bigint);");
  Status changed = Run().status();
  EXPECT_EQ(changed.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(changed.message(), HasSubstr("0001_first.sql: changed"));
  Write("0001_first.sql", "CREATE TABLE a (v int);");
  ASSERT_TRUE(Run().ok());
  fs::remove(folder_->path() / "0002_second.sql");
  changed = Run().status();
  EXPECT_EQ(changed.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(changed.message(), HasSubstr("0002_second.sql"));
}

TEST_F(MigrationsTest, GapsAndOddNamesAreRefused) {
  Write("0004_late.sql", "SELECT 1;");
  EXPECT_EQ(Run().status().code(), StatusCode::kInvalidArgument);
  fs::remove(folder_->path() / "0004_late.sql");
  Write("0003_Bad-Name.sql", "SELECT 1;");
  EXPECT_EQ(Run().status().code(), StatusCode::kInvalidArgument);
}

TEST_F(MigrationsTest, AFileThatFailsLeavesNothingOfItself) {
  Write("0003_third.sql", "CREATE TABLE c (v int); SELECT * FROM no_such_table;");
  const Status failed = Run().status();
  EXPECT_FALSE(failed.ok());
  EXPECT_THAT(failed.message(), HasSubstr("0003_third.sql"));
  constexpr Statement kExists = {"exists", "SELECT to_regclass('rooms.c') IS NULL"};
  EXPECT_TRUE(Connect()->Execute(kExists).value().Bool(0, 0));
  Write("0003_third.sql", "CREATE TABLE c (v int);");
  EXPECT_THAT(Run().value(), ElementsAre("0003_third.sql"));
}

TEST_F(MigrationsTest, TwoMigratorsAtOnceApplyEachFileOnce) {
  Write("0003_slow.sql", "SELECT pg_sleep(0.05); CREATE TABLE c (v int);");
  std::atomic<size_t> applied = 0;
  std::vector<std::thread> migrators;
  for (int i = 0; i < 4; ++i) {
    migrators.emplace_back([&] {
      const auto names = Run();
      EXPECT_TRUE(names.ok()) << names.status().ToString();
      if (names.ok()) applied += names->size();
    });
  }
  for (std::thread& t : migrators) t.join();
  EXPECT_EQ(applied, 3U);
}

TEST(FindMigrations, LooksAboveTheProgram) {
  const auto found = FindMigrations("judge/migrations", "judge");
  ASSERT_TRUE(found.ok()) << found.status().ToString();
  EXPECT_TRUE(fs::exists(*found / "0001_queue.sql"));
  EXPECT_EQ(FindMigrations("no/such/folder", "nobody").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::database

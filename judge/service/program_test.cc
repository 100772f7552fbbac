// assay-judge as it is run: a role of its own, a blob store on disk, and kill -9 at any moment.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "common/blobs/master_keys.h"
#include "common/process/child.h"
#include "judge/service/test_judge.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

class ProgramTest : public JudgeTest {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }

  void SetUp() override {
    const char* bin = std::getenv("ASSAY_BIN_DIR");
    ASSERT_NE(bin, nullptr) << "run this by ctest, or set ASSAY_BIN_DIR to the folder of programs";
    ASSERT_TRUE(cluster_->ok());
    auto folder = TempDir::Create("assay-judge-");
    ASSERT_TRUE(folder.ok());
    folder_.emplace(std::move(*folder));
    const database::Settings owner = cluster_->NewDatabase();
    admin_ = Must(database::Connection::Open(owner));
    Must(
        admin_->ExecuteScript("DROP ROLE IF EXISTS judge; CREATE ROLE judge LOGIN PASSWORD 'p'; "
                              "GRANT CREATE, CONNECT ON DATABASE " +
                              owner.database + " TO judge"));
    Must(WriteFileAtomically(Path("password"), "p\n", 0600));
    Must(blobs::CreateMasterKey(Path("master.key")));
    fs::create_directory(Path("blobs"));
    options_.listen = "unix:" + Path("judge.sock");
    const rpc::TlsFiles tls = pki_.Issue("judge");
    command_.argv = {(fs::path(bin) / "assay-judge").string(),
                     "--listen",
                     options_.listen,
                     "--tls-certificate",
                     tls.certificate,
                     "--tls-key",
                     tls.key,
                     "--tls-roots",
                     tls.roots,
                     "--blobs",
                     "file:" + Path("blobs"),
                     "--master-key",
                     Path("master.key"),
                     "--database-host",
                     owner.host,
                     "--database-port",
                     std::to_string(owner.port),
                     "--database-name",
                     owner.database,
                     "--database-user",
                     "judge",
                     "--database-password-file",
                     Path("password"),
                     "--lease-seconds",
                     "2",
                     "--heartbeat-seconds",
                     "0.5",
                     "--max-attempts",
                     "100",
                     "--ready-file",
                     Path("ready")};
    command_.log = Path("log");
    command_.death_signal = SIGKILL;
    client_ = NewClient();
  }
  void TearDown() override { client_.reset(); }

  std::string Path(const std::string& name) { return (folder_->path() / name).string(); }
  std::string Log() { return ReadFile(Path("log")).value(); }

  process::Child Launch() {
    fs::remove(Path("ready"));
    fs::remove(Path("judge.sock"));  // a killed process leaves it
    auto child = process::Child::Start(command_);
    EXPECT_TRUE(child.ok()) << child.status().ToString();
    EXPECT_TRUE(Eventually([&] { return fs::exists(Path("ready")); })) << Log();
    return child.ok() ? std::move(*child) : process::Child();
  }

  std::optional<TempDir> folder_;
  std::unique_ptr<database::Connection> admin_;
  process::Command command_;
};

// A worker as it should be: it comes back, names what it holds and repeats what was not accepted.
class FaithfulWorker {
 public:
  FaithfulWorker(std::string target, rpc::TlsFiles tls)
      : thread_([this, target, tls] { Loop(target, tls); }) {}
  ~FaithfulWorker() {
    stop_ = true;
    thread_.join();
  }

 private:
  void Loop(const std::string& target, const rpc::TlsFiles& tls) {
    std::map<int64_t, v1::LeaseId> unaccepted;
    while (!stop_) {
      TestWorker worker(target, tls);
      std::vector<v1::LeaseId> held;
      for (const auto& [job, lease] : unaccepted) held.push_back(lease);
      if (!worker.TryHello(4, held)) {
        std::this_thread::sleep_for(milliseconds(20));
        continue;
      }
      worker.Automatic(4, "AC", unaccepted);
      while (!stop_ && !worker.Ended()) std::this_thread::sleep_for(milliseconds(10));
      unaccepted = worker.Unaccepted();
    }
  }

  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

TEST_F(ProgramTest, NothingThatWasAnsweredIsLostWhenItIsKilled) {
  const char* more = std::getenv("ASSAY_KILLS");
  const int kills = more != nullptr ? std::atoi(more) : 5;
  const char* seed = std::getenv("ASSAY_SEED");
  std::mt19937 random(seed != nullptr ? std::strtoul(seed, nullptr, 10) : 4711);
  process::Child judge = Launch();
  std::mutex mutex;
  std::map<std::string, std::string> answered;  // key -> id
  std::atomic<bool> stop = false;
  {
    std::vector<std::unique_ptr<FaithfulWorker>> workers;
    for (const char* name : {"worker/w1", "worker/w2"}) {
      workers.push_back(std::make_unique<FaithfulWorker>(options_.listen, pki_.Issue(name)));
    }
    std::vector<std::thread> clients;
    for (int c = 0; c < 2; ++c) {
      clients.emplace_back([&, c] {
        const auto client = NewClient();
        for (int i = 0; !stop; ++i) {
          const std::string key = std::to_string(c) + "-" + std::to_string(i);
          for (bool done = false; !done && !stop;) {
            const auto answer = client->Submit(Noop(key));
            done = answer.ok();
            if (!done) continue;
            const std::lock_guard lock(mutex);
            answered[key] = answer->submission().id();
          }
        }
      });
    }
    const auto count = [&] {
      const std::lock_guard lock(mutex);
      return answered.size();
    };
    for (int kill = 0; kill < kills; ++kill) {
      const size_t so_far = count();
      const size_t wanted = so_far + 5 + random() % 60;
      EXPECT_TRUE(Eventually([&] { return count() >= wanted; })) << "round " << kill << Log();
      (void)judge.Stop(SIGKILL, seconds(10)).ok();
      judge = Launch();
    }
    stop = true;
    for (std::thread& client : clients) client.join();
    v1::ListSubmissionsRequest open;
    *open.mutable_caller() = Staff();
    open.mutable_filter()->add_states(v1::STATE_QUEUED);
    open.mutable_filter()->add_states(v1::STATE_RUNNING);
    EXPECT_TRUE(Eventually([&] {
      const auto list = client_->ListSubmissions(open);
      return list.ok() && list->submissions().empty();
    })) << Log();
  }
  for (const auto& [key, id] : answered) {
    EXPECT_EQ(Get(id).state(), v1::STATE_DONE) << key << ", submission " << id;
  }
  const auto number = [&](const char* name, const char* sql) {
    return Must(admin_->Execute({name, sql})).Int(0, 0);
  };
  const int64_t submissions = number("s", "SELECT count(*) FROM judge.submissions");
  EXPECT_EQ(number("r", "SELECT count(*) FROM judge.results"), submissions);
  EXPECT_EQ(number("d", "SELECT count(*) FROM judge.dead_letters"), 0);
  EXPECT_EQ(number("q", "SELECT count(*) FROM judge.workers WHERE quarantined IS NOT NULL"), 0);
  std::printf("%zu submissions answered over %d kills, %lld attempts more than submissions\n",
              answered.size(), kills,
              static_cast<long long>(
                  number("a", "SELECT coalesce(sum(attempt - 1), 0)::bigint FROM judge.jobs")));
  const auto end = judge.Stop(SIGTERM, seconds(20));
  ASSERT_TRUE(end.ok());
  EXPECT_TRUE(WIFEXITED(*end) && WEXITSTATUS(*end) == 0) << process::DescribeEnd(*end) << Log();
}

}  // namespace
}  // namespace assay::judge

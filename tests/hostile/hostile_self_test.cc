// Tests of the hostile tests themselves: that what is left behind is found, that the wall round
// them holds, and that nothing is run where there is none. What leaks here is made by harmless code
// of this file.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

#include "common/files.h"
#include "tests/hostile/control_backend.h"
#include "tests/hostile/report.h"
#include "tests/hostile/residue.h"
#include "tests/hostile/trial.h"

namespace assay::hostile {
namespace {

namespace fs = std::filesystem;
using sandbox::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;

fs::path Folder() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");  // ctest sets it
  return fs::path(source != nullptr ? source : ".") / "tests/hostile";
}

// ---- the table

TEST(Table, HoldsEveryFamilyThatCtestRuns) {
  auto attacks = LoadAttacks(Folder());
  ASSERT_TRUE(attacks.ok()) << attacks.status().ToString();
  EXPECT_GE(attacks->size(), 60U);
  std::set<std::string> listed, registered;
  for (const Attack& attack : *attacks) listed.insert(attack.family);
  std::istringstream names(HOSTILE_FAMILIES);
  for (std::string name; std::getline(names, name, ',');) registered.insert(name);
  EXPECT_EQ(listed, registered);
}

class BadTable : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadTable, IsRefusedWithTheReason) {
  auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  fs::create_directory(folder->path() / "attacks");
  std::ofstream(folder->path() / "attacks/fork-a.c") << "int main(void) {}\n";
  std::ofstream(folder->path() / "attacks.yaml")
      << "defaults: {limits: {cpu: 1s}, compile: {cpu: 1s}, disk: [1M, 10]}\nattacks:\n"
      << GetParam().first;
  const auto loaded = LoadAttacks(folder->path());
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.status().message().find(GetParam().second), std::string::npos)
      << loaded.status().message();
}

INSTANTIATE_TEST_SUITE_P(
    All, BadTable,
    ::testing::Values(
        std::pair("  fork-a.c: {what: x, expect: contained, control: breach, speed: 9}\n",
                  "unknown key \"speed\""),
        std::pair("  fork-a.c: {what: x, expect: contained, control: breach, limits: {cpu: 1h}}\n",
                  "\"1h\""),
        std::pair("  fork-a.c: {what: x, expect: contained}\n", "no verdict for control"),
        std::pair("  fork-a.c: {expect: contained, control: breach}\n",
                  "does not say what it does"),
        std::pair("  fork-b.c: {what: x, expect: contained, control: breach}\n",
                  "fork-b.c is not in"),
        std::pair("  {}\n", "fork-a.c has no entry")));

// ---- verdicts

Outcome Exited(int code, std::string out) {
  Outcome outcome;
  outcome.exit_code = code;
  outcome.out = std::move(out);
  return outcome;
}

TEST(Verdict, IsBreachForASecretInTheOutputWhateverTheProgramSays) {
  EXPECT_EQ(VerdictOf(Exited(0, "CONTAINED: see ASSAY-SECRET-1"), {"ASSAY-SECRET-1"}), "breach");
  EXPECT_EQ(VerdictOf(Exited(0, "CONTAINED: see ASSAY-SECRET-1"), {"ASSAY-SECRET-2"}), "contained");
}

TEST(Verdict, IsBreachForTheWordOrTheCode) {
  EXPECT_EQ(VerdictOf(Exited(0, "fine\nBREACH: x\nCONTAINED: y\n"), {}), "breach");
  EXPECT_EQ(VerdictOf(Exited(66, ""), {}), "breach");
  EXPECT_EQ(VerdictOf(Exited(65, "BROKEN: x"), {}), "broken");
  EXPECT_EQ(VerdictOf(Exited(0, ""), {}), "exit:0") << "silence is not success";
  Outcome killed = Exited(0, "BREACH: x");
  killed.limit = sandbox::Limit::kMemory;
  EXPECT_EQ(VerdictOf(killed, {}), "breach") << "a limit comes too late for what was printed";
}

// ---- the wall

class VirtualHostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    VirtualHostLimits limits;
    limits.memory_bytes = 96 * sandbox::kMiB;
    limits.tasks = 40;
    auto hosts = VirtualHosts::Open(limits);
    if (!hosts.ok()) GTEST_SKIP() << hosts.status().message();
    hosts_ = std::move(*hosts);
  }
  Ended Run(const std::function<void(const Ground&)>& body,
            sandbox::Nanoseconds deadline = seconds(20)) {
    auto ended = hosts_->Run(body, deadline);
    EXPECT_TRUE(ended.ok()) << ended.status().ToString();
    return ended.ok() ? *ended : Ended{};
  }
  std::unique_ptr<VirtualHosts> hosts_;
};

TEST(VirtualHost, RunsNothingWhereLimitsCannotBeEnforced) {
  sandbox::CgroupOptions options;
  options.proc_self_mountinfo = "/dev/null";
  const auto hosts = VirtualHosts::Open({}, options);
  ASSERT_FALSE(hosts.ok());
  EXPECT_EQ(hosts.status().code(), StatusCode::kFailedPrecondition);
}

TEST(VirtualHost, TheControlRefusesToRunOutsideOfOne) {
  const auto factory = ControlFactory::Create();
  ASSERT_FALSE(factory.ok());
  EXPECT_NE(factory.status().message().find("only in a virtual host"), std::string::npos);
}

TEST_F(VirtualHostTest, TheBodyIsAlone) {
  // Something of the host's in /tmp, which must be out of sight. (A checkout in /tmp stays in
  // sight, read-only: the test's own programs are in it.)
  auto outside = TempDir::Create("assay-self-test-");
  ASSERT_TRUE(outside.ok());
  const fs::path marker = outside->path();
  const Ended ended = Run([&marker](const Ground& ground) {
    std::string text = std::to_string(::getpid()) + " " + std::to_string(!fs::exists(marker));
    const bool written = std::ofstream("/etc/assay-self-test").put('x').flush().good();
    std::ignore = WriteAll(ground.report_fd, text + (written ? " writable" : " read-only"));
  });
  EXPECT_EQ(ended.how, Ended::How::kReported) << ended.detail;
  EXPECT_EQ(ended.report, "2 1 read-only");
}

TEST_F(VirtualHostTest, TheDeadlineEndsWhatDoesNotEnd) {
  // A chain of daemons, one of which holds the report open. Its identity is seen in the group,
  // which must be empty afterwards: a second body in the same hosts sees none of it.
  const Ended ended = Run(
      [](const Ground&) {
        for (int i = 0; i < 5; ++i) {
          if (::fork() == 0) ::setsid();
        }
        for (;;) ::pause();
      },
      milliseconds(300));
  EXPECT_EQ(ended.how, Ended::How::kDeadline);
}

TEST_F(VirtualHostTest, MemoryHasAnEnd) {
  const Ended ended = Run([](const Ground&) {
    for (;;) {
      auto* block = new char[1U << 20U];
      std::fill(block, block + (1U << 20U), 'x');
      __asm__ volatile("" : : "r"(block) : "memory");
    }
  });
  EXPECT_EQ(ended.how, Ended::How::kDied);
  EXPECT_GT(ended.oom_kills, 0U);
}

TEST_F(VirtualHostTest, TasksHaveAnEnd) {
  const Ended ended = Run([](const Ground& ground) {
    int made = 0;
    for (; made < 1000; ++made) {
      const pid_t pid = ::fork();
      if (pid < 0) break;
      if (pid == 0) {
        ::close(ground.report_fd);
        for (;;) ::pause();
      }
    }
    std::ignore = WriteAll(ground.report_fd, std::to_string(made));
  });
  EXPECT_EQ(ended.how, Ended::How::kReported) << ended.detail;
  EXPECT_EQ(ended.report, "38") << "of 40, process 1 and the body are two";
}

// ---- what is left behind

class FakeSandbox : public sandbox::Sandbox {
 public:
  explicit FakeSandbox(const std::function<void()>& leak) : leak_(leak) {}
  Status PutFile(std::string_view /*path*/, std::string_view /*data*/, unsigned /*mode*/) override {
    return {};
  }
  Result<Outcome> Run(const sandbox::RunSpec& spec) override {
    if (spec.argv[0] != "/bin/true") leak_();  // not in the harmless first run
    return Exited(0, "CONTAINED: so it says\n");
  }
  Result<sandbox::Collected> Collect(const sandbox::CollectLimits& /*limits*/) override {
    return sandbox::Collected{};
  }
  bool alive() const override { return true; }

 private:
  const std::function<void()>& leak_;
};

// Leaks what the test says, and knows nothing of isolation.
class LeakyFactory : public sandbox::SandboxFactory {
 public:
  explicit LeakyFactory(std::function<void()> leak) : leak_(std::move(leak)) {}
  std::string_view name() const override { return "leaky"; }
  Result<std::unique_ptr<sandbox::Sandbox>> Create(const sandbox::SandboxSpec& /*spec*/) override {
    return std::unique_ptr<sandbox::Sandbox>(std::make_unique<FakeSandbox>(leak_));
  }

 private:
  std::function<void()> leak_;
};

struct Leak {
  const char* name;
  void (*make)();
  const char* found_as;
};

void LeakChild() {
  if (::fork() != 0) return;
  for (int fd = 0; fd < 64; ++fd) ::close(fd);
  for (;;) ::pause();
}
void LeakDaemon() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setsid();
    if (::fork() == 0) {
      for (int fd = 0; fd < 64; ++fd) ::close(fd);
      for (;;) ::pause();
    }
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
}
void LeakZombie() {
  if (::fork() == 0) ::_exit(0);
}
void LeakNamespace() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::ignore = ::unshare(CLONE_NEWNET);
    for (int fd = 0; fd < 64; ++fd) ::close(fd);
    for (;;) ::pause();
  }
}
void LeakFile() { std::ofstream("/tmp/left") << "x"; }
void LeakRunFolder() { fs::create_directory("/run/left"); }
void LeakShm() { std::ofstream("/dev/shm/left") << "x"; }
void LeakQueue() {
  // The mq_open of a program: a file in the queue file system of its IPC namespace.
  ::close(::open("/run/mqueue/left", O_CREAT | O_RDWR, 0600));
}
void LeakSysv() { std::ignore = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600); }
void LeakDescriptor() { std::ignore = ::open("/dev/null", O_RDONLY); }
void LeakMount() { ::mount("left", "/run/mqueue", "tmpfs", 0, nullptr); }
void LeakSocket() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  std::ignore = ::bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any);
  ::listen(fd, 1);
}
void LeakPages() {
  // A tmpfs that is mounted nowhere, with a megabyte in it, held by a descriptor.
  const int fs_fd = static_cast<int>(::syscall(SYS_fsopen, "tmpfs", 0));
  ::syscall(SYS_fsconfig, fs_fd, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0);
  const int mount = static_cast<int>(::syscall(SYS_fsmount, fs_fd, 0, 0));
  const int file = ::openat(mount, "pages", O_CREAT | O_WRONLY, 0600);
  std::ignore = WriteAll(file, std::string(1U << 20U, 'x'));
}
void LeakKey() {
  // Of another user, as a sandbox's would be.
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::ignore = ::setuid(54321);
    ::syscall(SYS_add_key, "user", "assay-self-test", "x", 1, -4);
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
}
void RemoveKey() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    std::ignore = ::setuid(54321);
    const long key = ::syscall(SYS_keyctl, 10, -4, "user", "assay-self-test", 0);
    ::syscall(SYS_keyctl, 9, key, -4);
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
}
void LeakCgroup() {
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (line.rfind("0::", 0) == 0)
      fs::create_directory("/sys/fs/cgroup/unified" + line.substr(3) + "/left");
    const size_t pids = line.find(":pids:");
    if (pids != std::string::npos)
      fs::create_directory("/sys/fs/cgroup/pids" + line.substr(pids + 6) + "/left");
  }
}

class TrialTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto hosts = VirtualHosts::Open();
    if (!hosts.ok()) GTEST_SKIP() << hosts.status().message();
    hosts_ = std::move(*hosts);
    attack_.file = "fork-shell.sh";
    attack_.language = "sh";
    attack_.runs = {{}};
    attack_.expect["leaky"] = {"contained"};
  }
  AttackReport Trial(const std::function<void()>& leak) {
    TrialInput input;
    input.attack = &attack_;
    input.backend = "leaky";
    input.folder = Folder();
    input.settle = milliseconds(100);
    input.make_factory = [&leak] {
      return Result<std::unique_ptr<sandbox::SandboxFactory>>(std::make_unique<LeakyFactory>(leak));
    };
    return RunTrial(*hosts_, input);
  }
  Attack attack_;
  std::unique_ptr<VirtualHosts> hosts_;
};

class ResidueTest : public TrialTest, public ::testing::WithParamInterface<Leak> {};

TEST_P(ResidueTest, IsFoundAndFailsTheTest) {
  const AttackReport report = Trial(GetParam().make);
  if (std::string(GetParam().name) == "Key") RemoveKey();
  ASSERT_EQ(report.verdict, "contained") << report.detail;
  EXPECT_FALSE(report.Passed(attack_)) << "the program said CONTAINED, and that was believed";
  std::string all;
  for (const std::string& line : report.residue) all += line + "\n";
  EXPECT_NE(all.find(GetParam().found_as), std::string::npos) << all;
}

INSTANTIATE_TEST_SUITE_P(All, ResidueTest,
                         ::testing::Values(Leak{"Child", LeakChild, "processes: + "},
                                           Leak{"Daemon", LeakDaemon, "processes: + "},
                                           Leak{"Zombie", LeakZombie, "(zombie)"},
                                           Leak{"Namespace", LeakNamespace, "namespaces: + net:["},
                                           Leak{"File", LeakFile, "files: + /tmp/left"},
                                           Leak{"Folder", LeakRunFolder, "files: + /run/left"},
                                           Leak{"Shm", LeakShm, "files: + /dev/shm/left"},
                                           Leak{"Queue", LeakQueue, "files: + /run/mqueue/left"},
                                           Leak{"Sysv", LeakSysv, "sysv: + shm"},
                                           Leak{"Descriptor", LeakDescriptor, "descriptors: + "},
                                           Leak{"Mount", LeakMount, "mounts: + "},
                                           Leak{"Socket", LeakSocket, "sockets: + tcp"},
                                           Leak{"Pages", LeakPages, "tmpfs: "},
                                           Leak{"Key", LeakKey, "keys: + 54321"},
                                           Leak{"Cgroup", LeakCgroup, "cgroups: + "}),
                         [](const ::testing::TestParamInfo<Leak>& leak) {
                           return std::string(leak.param.name);
                         });

TEST_F(TrialTest, NothingIsFoundWhereNothingIsLeft) {
  const AttackReport report = Trial([] {});
  EXPECT_TRUE(report.Passed(attack_)) << report.verdict << " " << report.detail;
  EXPECT_TRUE(report.residue.empty()) << report.residue.front();
}

TEST_F(TrialTest, ALeakOfALivingFactoryIsFound) {
  const AttackReport report = Trial(LeakChild);
  ASSERT_FALSE(report.residue.empty());
  EXPECT_EQ(report.residue.front().rfind("while the factory lives: ", 0), 0U)
      << report.residue.front();
}

TEST_F(TrialTest, ADeadRunnerIsAFailure) {
  const AttackReport report = Trial([] { ::raise(SIGKILL); });
  EXPECT_EQ(report.verdict, "runner-died");
  EXPECT_FALSE(report.Passed(attack_));
}

TEST(Report, CrossesTheWallAsText) {
  AttackReport report;
  report.attack = "fork-a.c";
  report.verdict = "contained";
  report.detail = "bad \xff bytes";
  report.residue = {"files: + /tmp/x"};
  const auto back = FromJson(ToJson(report));
  ASSERT_TRUE(back.ok()) << back.status().ToString();
  EXPECT_EQ(back->residue, report.residue);
  EXPECT_FALSE(FromJson("{\"attack\":").ok());
}

}  // namespace
}  // namespace assay::hostile

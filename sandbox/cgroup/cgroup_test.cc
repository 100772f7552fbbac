#include "sandbox/cgroup/cgroup.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "common/files.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

// A child that waits for a byte, then runs `body` and exits with what it returned.
class Child {
 public:
  explicit Child(int (*body)()) {
    auto pipe = MakePipe();
    go_ = std::move(pipe->write);
    pid_ = ::fork();
    if (pid_ == 0) {
      go_.reset();
      char byte = 0;
      std::ignore = ReadExactly(pipe->read.get(), &byte, 1);
      ::_exit(body());
    }
  }
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      Wait();
    }
  }
  pid_t pid() const { return pid_; }
  void Go() { ASSERT_TRUE(WriteAll(go_.get(), "x").ok()); }
  int Wait() {
    int status = -1;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return status;
  }

 private:
  UniqueFd go_;
  pid_t pid_ = -1;
};

class CgroupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto tree = CgroupTree::Open();
    if (!tree.ok()) GTEST_SKIP() << tree.status().message();
    tree_ = std::move(*tree);
  }
  std::unique_ptr<CgroupTree> tree_;
};

int Sleep() {
  ::pause();
  return 0;
}

int Allocate64MiB() {
  const size_t size = 64U << 20U;
  auto* memory = static_cast<char*>(
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  for (size_t i = 0; i < size; i += 4096) memory[i] = 1;
  return 0;
}

int Fork5() {
  int refused = 0;
  for (int i = 0; i < 5; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::pause();
      ::_exit(0);
    }
    if (pid < 0) ++refused;
  }
  return refused;
}

int BurnCpu() {
  timespec now{};
  do {
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  } while (now.tv_sec == 0 && now.tv_nsec < 50'000'000);
  return 0;
}

TEST_F(CgroupTest, MemoryLimitKillsAndIsCounted) {
  auto group = tree_->Create("memory");
  ASSERT_TRUE(group.ok()) << group.status().ToString();
  ASSERT_TRUE(group->SetMemoryLimit(16 * kMiB).ok());
  Child child(&Allocate64MiB);
  ASSERT_TRUE(group->Attach(child.pid()).ok());
  child.Go();
  const int status = child.Wait();
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  auto usage = group->Usage();
  ASSERT_TRUE(usage.ok());
  EXPECT_GE(usage->oom_kills, 1U);
  EXPECT_LE(usage->peak_memory_bytes, 16 * kMiB);
  EXPECT_GE(usage->peak_memory_bytes, 15 * kMiB);
}

TEST_F(CgroupTest, LimitMayShrinkAndGrow) {
  auto group = tree_->Create("resize");
  ASSERT_TRUE(group.ok());
  EXPECT_TRUE(group->SetMemoryLimit(64 * kMiB).ok());
  EXPECT_TRUE(group->SetMemoryLimit(16 * kMiB).ok());
  EXPECT_TRUE(group->SetMemoryLimit(128 * kMiB).ok());
}

TEST_F(CgroupTest, PidsLimitRefusesForks) {
  auto group = tree_->Create("pids");
  ASSERT_TRUE(group.ok());
  ASSERT_TRUE(group->SetPidsLimit(3).ok());
  Child child(&Fork5);
  ASSERT_TRUE(group->Attach(child.pid()).ok());
  child.Go();
  const int status = child.Wait();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);  // itself and two more fit
  EXPECT_EQ(group->Usage()->pids_limit_hits, 3U);
  EXPECT_FALSE(group->Empty());  // two children still pause
  EXPECT_TRUE(group->KillAll().ok());
}

TEST_F(CgroupTest, MeasuresCpuTime) {
  auto group = tree_->Create("cpu");
  ASSERT_TRUE(group.ok());
  Child child(&BurnCpu);
  ASSERT_TRUE(group->Attach(child.pid()).ok());
  child.Go();
  child.Wait();
  auto cpu = group->CpuTime();
  ASSERT_TRUE(cpu.ok());
  EXPECT_GE(*cpu, std::chrono::milliseconds(45));
  EXPECT_LE(*cpu, std::chrono::milliseconds(500));
}

TEST_F(CgroupTest, DestructionKillsAndRemoves) {
  Child child(&Sleep);
  const std::string name = "residue";
  {
    auto group = tree_->Create(name);
    ASSERT_TRUE(group.ok());
    ASSERT_TRUE(group->Attach(child.pid()).ok());
    EXPECT_FALSE(tree_->Create(name).ok()) << "a name is given once";
  }
  const int status = child.Wait();
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(tree_->Create(name).ok()) << "the folder is gone";
}

// A process that is killed cannot tidy up. Whoever comes next does, also one with the same pid.
TEST_F(CgroupTest, GroupsOfAKilledProcessAreRemovedByTheNext) {
  const auto left = [this](const std::string& name) {
    const CgroupSupport& support = tree_->support();
    std::error_code error;
    bool found = !support.v2_parent.empty() && fs::exists(support.v2_parent / name, error);
    for (const auto& v1 : support.v1_parents) found = found || fs::exists(v1.parent / name, error);
    return found;
  };
  const pid_t pid = ::fork();
  ASSERT_GE(pid, 0);
  if (pid == 0) {
    auto tree = CgroupTree::Open();
    auto group = tree.ok() ? (*tree)->Create("run1") : Result<Cgroup>(tree.status());
    if (!group.ok()) ::_exit(1);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  ASSERT_TRUE(WIFSIGNALED(status));
  const std::string name = "assay." + std::to_string(pid);
  ASSERT_TRUE(left(name));
  CgroupOptions same;
  same.name = name;
  {
    auto tree = CgroupTree::Open(same);
    ASSERT_TRUE(tree.ok()) << tree.status().ToString();
    auto group = (*tree)->Create("run1");
    EXPECT_TRUE(group.ok()) << group.status().ToString();
  }
  EXPECT_FALSE(left(name));
}

TEST(CgroupProbe, HostWithoutControllersFailsClosedAndSaysWhatToDo) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  std::ofstream(dir->path() / "mountinfo") << "25 1 0:22 / /proc rw - proc proc rw\n";
  std::ofstream(dir->path() / "cgroup") << "0::/\n";
  auto tree = CgroupTree::Open({.proc_self_mountinfo = dir->path() / "mountinfo",
                                .proc_self_cgroup = dir->path() / "cgroup",
                                .name = {}});
  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(tree.status().message().find("no memory controller"), std::string::npos);
}

TEST(CgroupProbe, V2UsesTheGroupThatGivesControllersToItsChildren) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  const fs::path top = dir->path() / "fs";
  fs::create_directories(top / "user/service");
  std::ofstream(top / "cgroup.controllers") << "cpu memory pids\n";
  std::ofstream(top / "cgroup.subtree_control") << "memory pids\n";
  std::ofstream(top / "user/service/cgroup.subtree_control") << "\n";
  std::ofstream(top / "user/cgroup.kill") << "";
  std::ofstream(dir->path() / "mountinfo")
      << "30 1 0:26 / " << top.string() << " rw - cgroup2 cgroup2 rw\n";
  std::ofstream(dir->path() / "cgroup") << "0::/user/service\n";
  const CgroupSupport support = CgroupTree::Probe({.proc_self_mountinfo = dir->path() / "mountinfo",
                                                   .proc_self_cgroup = dir->path() / "cgroup",
                                                   .name = {}});
  EXPECT_EQ(support.layout(), "v2");
  EXPECT_TRUE(support.v2_memory);
  EXPECT_EQ(support.v2_parent, top);
  EXPECT_TRUE(support.v2_kill);
}

TEST(CgroupProbe, V2WithoutDelegationSaysHowToGetIt) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  const fs::path top = dir->path() / "fs";
  fs::create_directories(top / "user");
  std::ofstream(top / "cgroup.controllers") << "memory pids\n";
  std::ofstream(dir->path() / "mountinfo")
      << "30 1 0:26 / " << top.string() << " rw - cgroup2 cgroup2 rw\n";
  std::ofstream(dir->path() / "cgroup") << "0::/user\n";
  const CgroupSupport support = CgroupTree::Probe({.proc_self_mountinfo = dir->path() / "mountinfo",
                                                   .proc_self_cgroup = dir->path() / "cgroup",
                                                   .name = {}});
  EXPECT_FALSE(support.Enforceable());
  ASSERT_FALSE(support.problems.empty());
  EXPECT_NE(support.problems[0].find("Delegate=yes"), std::string::npos);
}

TEST(CgroupProbe, AFolderThatCannotBeUsedIsNamedOnce) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  std::ofstream(dir->path() / "mountinfo")
      << "30 1 0:26 / " << (dir->path() / "gone").string() << " ro - cgroup cgroup ro,memory\n"
      << "31 1 0:26 / " << (dir->path() / "gone").string() << " ro - cgroup cgroup ro,pids\n";
  std::ofstream(dir->path() / "cgroup") << "3:memory:/\n2:pids:/\n";
  const CgroupSupport support = CgroupTree::Probe({.proc_self_mountinfo = dir->path() / "mountinfo",
                                                   .proc_self_cgroup = dir->path() / "cgroup",
                                                   .name = {}});
  EXPECT_FALSE(support.Enforceable());
  ASSERT_EQ(support.problems.size(), 3U);
  EXPECT_NE(support.problems[0].find("No such file"), std::string::npos) << support.problems[0];
  EXPECT_NE(support.problems[2].find("cpuacct"), std::string::npos) << support.problems[2];
}

}  // namespace
}  // namespace assay::sandbox

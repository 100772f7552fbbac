#include "sandbox/gvisor/gvisor.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <thread>

#include "common/files.h"
#include "sandbox/cgroup/cgroup.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

fs::path BinDir() {
  return std::getenv("ASSAY_BIN_DIR") != nullptr ? std::getenv("ASSAY_BIN_DIR") : ".";
}

// An image of one static program, and a factory; one of each for the whole binary, made when first
// asked for.
struct World {
  // What sandboxes leave is counted in a folder of our own: others' come and go in the machine's.
  Result<TempDir> temp = TempDir::Create("assay-gvisor-world-");
  Result<TempDir> root = Internal("not made");
  std::unique_ptr<GvisorFactory> factory;
  RootImage image;
  Status status;

  World() {
    if (!temp.ok()) {
      status = temp.status();
      return;
    }
    std::error_code error;
    fs::permissions(temp->path(), fs::perms(0755), error);
    ::setenv("TMPDIR", temp->path().c_str(), 1);
    root = TempDir::Create("assay-gvisor-test-");
    if (!root.ok()) {
      status = root.status();
      return;
    }
    fs::create_directories(root->path() / "bin", error);
    fs::copy_file(BinDir() / "gvisor_test_program", root->path() / "bin/prog", error);
    fs::permissions(root->path(), fs::perms(0755), error);
    image = {.name = "test",
             .digest = "sha256:test",
             .rootfs = root->path(),
             .erofs = {},
             .warm_up = {}};
    auto made = GvisorFactory::Create(GvisorOptions{});
    if (made.ok()) {
      factory = std::move(*made);
    } else {
      status = made.status();
    }
  }
};

class GvisorTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
  static void TearDownTestSuite() { world_.reset(); }

  void SetUp() override {
    const auto runsc = FindRunsc();
    if (!runsc.ok()) GTEST_SKIP() << runsc.status().ToString();
    ASSERT_TRUE(world_->status.ok()) << world_->status.ToString();
    auto box = world_->factory->Create({.image = world_->image,
                                        .disk = {.bytes = 16 * kMiB, .inodes = 1024},
                                        .max_memory_bytes = kGiB});
    ASSERT_TRUE(box.ok()) << box.status().ToString();
    box_ = std::move(*box);
  }

  static RunSpec Spec(std::vector<std::string> words) {
    RunSpec spec;
    spec.argv = {"/bin/prog"};
    spec.argv.insert(spec.argv.end(), words.begin(), words.end());
    return spec;
  }
  Outcome Run(const RunSpec& spec) {
    auto outcome = box_->Run(spec);
    EXPECT_TRUE(outcome.ok()) << outcome.status().ToString();
    return outcome.ok() ? *outcome : Outcome();
  }
  Outcome Run(std::vector<std::string> words) { return Run(Spec(std::move(words))); }

  static std::unique_ptr<World> world_;
  std::unique_ptr<Sandbox> box_;
};
std::unique_ptr<World> GvisorTest::world_;

TEST_F(GvisorTest, HelloThenAgain) {
  for (int i = 0; i < 3; ++i) {
    const Outcome outcome = Run({"hello"});
    EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
    EXPECT_EQ(outcome.out, "hello\n");
    EXPECT_GT(outcome.cpu.count(), 0);
    EXPECT_GT(outcome.wall.count(), 0);
  }
}

TEST_F(GvisorTest, RunsAsAnotherUserThanTheAgent) { EXPECT_EQ(Run({"id"}).out, "1000 1000\n"); }

TEST_F(GvisorTest, MakesNoUserNamespaceAndNoMount) {
  const Outcome outcome = Run({"userns"});
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome) << outcome.err;
}

TEST_F(GvisorTest, ExitCodesAndSignalsAreTheProgramsOwn) {
  EXPECT_EQ(Run({"exit", "37"}).exit_code, 37);
  for (const int signal : {SIGKILL, SIGXFSZ, SIGSYS, SIGSEGV, SIGTERM}) {
    const Outcome outcome = Run({"raise", std::to_string(signal)});
    EXPECT_EQ(outcome.signal, signal);
    EXPECT_EQ(outcome.limit, Limit::kNone) << Describe(outcome);
    EXPECT_FALSE(outcome.evidence.killed_by_supervisor);
  }
}

TEST_F(GvisorTest, MissingProgramIs127) {
  RunSpec spec;
  spec.argv = {"/bin/nothing"};
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.exit_code, 127);
  EXPECT_EQ(outcome.evidence.exec_errno, ENOENT);
  EXPECT_THAT(outcome.err, HasSubstr("cannot execute /bin/nothing"));
}

TEST_F(GvisorTest, AProgramsOwn127IsNoFailureToStart) {
  const Outcome own = Run({"exit", "127"});
  EXPECT_EQ(own.exit_code, 127);
  EXPECT_EQ(own.evidence.exec_errno, 0);
  ASSERT_TRUE(box_->PutFile("text", "no program", 0644).ok());
  RunSpec spec;
  spec.argv = {"/work/text"};
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.exit_code, 126);
  EXPECT_EQ(outcome.evidence.exec_errno, EACCES);
}

TEST_F(GvisorTest, StdinLargerThanTheWindowComesBack) {
  RunSpec spec = Spec({"cat"});
  std::string input;
  for (int i = 0; i < 100'000; ++i) input += std::to_string(i) + "\n";
  spec.stdin_bytes = input;
  spec.out.keep_bytes = 4 * kMiB;
  const Outcome outcome = Run(spec);
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(outcome.out, spec.stdin_bytes);
}

TEST_F(GvisorTest, AProgramThatReadsNothingDoesNotBlock) {
  RunSpec spec = Spec({"hello"});
  const std::string input(8 * kMiB, 'x');
  spec.stdin_bytes = input;
  EXPECT_TRUE(Run(spec).Succeeded());
  EXPECT_TRUE(Run({"hello"}).Succeeded());
}

TEST_F(GvisorTest, FloodingStdoutWhileStdinIsSentDoesNotDeadlock) {
  RunSpec spec = Spec({"out", std::to_string(32 * kMiB)});
  const std::string input(8 * kMiB, 'x');
  spec.stdin_bytes = input;
  const Outcome outcome = Run(spec);
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(outcome.stdout_bytes, 32 * kMiB);
  EXPECT_EQ(outcome.out.size(), 64 * kKiB);
}

TEST_F(GvisorTest, InteractiveThroughDescriptors) {
  auto in = MakePipe();
  auto out = MakePipe();
  ASSERT_TRUE(in.ok() && out.ok());
  RunSpec spec = Spec({"cat"});
  spec.stdin_fd = in->read.get();
  spec.out.fd = out->write.get();
  std::thread other([&] {
    char reply[5];
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(WriteAll(in->write.get(), "ping\n").ok());
      EXPECT_TRUE(ReadExactly(out->read.get(), reply, sizeof reply).ok());
      EXPECT_EQ(std::string(reply, 5), "ping\n");
    }
    in->write.reset();
  });
  const Outcome outcome = Run(spec);
  other.join();
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(outcome.stdout_bytes, 15U);
}

TEST_F(GvisorTest, AnOutputThatIsClosedEndsBeforeTheProgramDoes) {
  auto in = MakePipe();
  auto out = MakePipe();
  ASSERT_TRUE(in.ok() && out.ok());
  RunSpec spec = Spec({"hang-up"});
  spec.stdin_fd = in->read.get();
  spec.out.fd = out->write.get();
  spec.out.at_end = [&out] { out->write.reset(); };
  std::jthread other([&] {
    char text[8];
    size_t size = 0;
    ssize_t n = 0;
    while (size < sizeof text &&
           (n = ::read(out->read.get(), text + size, sizeof text - size)) > 0) {
      size += static_cast<size_t>(n);
    }
    EXPECT_EQ(std::string(text, size), "bye");
    in->write.reset();  // only now may the program end
  });
  EXPECT_EQ(Run(spec).exit_code, 0);
  EXPECT_FALSE(out->write.valid());
}

TEST_F(GvisorTest, CpuLimit) {
  for (const char* word : {"spin", "spin2"}) {
    RunSpec spec = Spec({word});
    spec.limits.cpu = milliseconds(200);
    const Outcome outcome = Run(spec);
    EXPECT_EQ(outcome.limit, Limit::kCpuTime) << Describe(outcome);
    EXPECT_EQ(outcome.signal, SIGKILL);
    EXPECT_TRUE(outcome.evidence.killed_by_supervisor);
    EXPECT_GE(outcome.cpu, milliseconds(200));
  }
  EXPECT_TRUE(box_->alive());
  EXPECT_TRUE(Run({"hello"}).Succeeded());
}

TEST_F(GvisorTest, WallAndIdleLimits) {
  RunSpec spec = Spec({"sleep", "60"});
  spec.limits.wall = milliseconds(300);
  const Outcome wall = Run(spec);
  EXPECT_EQ(wall.limit, Limit::kWallTime) << Describe(wall);
  EXPECT_GE(wall.wall, milliseconds(300));
  spec = Spec({"stubborn"});
  spec.limits.wall = seconds(30);
  spec.limits.idle = milliseconds(400);
  const Outcome idle = Run(spec);
  EXPECT_EQ(idle.limit, Limit::kIdleTime) << Describe(idle);
  EXPECT_LT(idle.wall, seconds(10));
}

TEST_F(GvisorTest, MemoryLimit) {
  RunSpec spec = Spec({"alloc", "900"});
  spec.limits.memory_bytes = 64 * kMiB;
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kMemory) << Describe(outcome);
  EXPECT_EQ(outcome.evidence.memory_limit_bytes, 64 * kMiB);
  EXPECT_EQ(outcome.out, "");
  auto again =
      world_->factory->Create({.image = world_->image, .disk = {}, .max_memory_bytes = kGiB});
  ASSERT_TRUE(again.ok());
  box_ = std::move(*again);
  spec = Spec({"alloc", "100"});
  spec.limits.memory_bytes = 256 * kMiB;
  const Outcome enough = Run(spec);
  EXPECT_TRUE(enough.Succeeded()) << Describe(enough);
  EXPECT_GE(enough.peak_memory_bytes, 95 * kMiB);
}

TEST_F(GvisorTest, OutputLimits) {
  RunSpec spec = Spec({"out", std::to_string(kGiB)});
  spec.limits.stdout_bytes = kMiB;
  EXPECT_EQ(Run(spec).limit, Limit::kStdout);
  spec = Spec({"err", std::to_string(kGiB)});
  spec.limits.stderr_bytes = 100 * kKiB;
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kStderr);
  EXPECT_GT(outcome.stderr_bytes, 100 * kKiB);
}

TEST_F(GvisorTest, FileSizeLimitNeedsAFileAtTheLimit) {
  RunSpec spec = Spec({"write", "/work/big", std::to_string(4 * kMiB)});
  spec.limits.file_bytes = kMiB;
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kFileSize) << Describe(outcome) << outcome.err;
  EXPECT_EQ(outcome.evidence.file_at_limit, "/work/big");
}

TEST_F(GvisorTest, DiskIsBounded) {
  for (const char* path : {"/work/big", "/tmp/big", "/dev/shm/big"}) {
    RunSpec spec = Spec({"write", path, std::to_string(32 * kMiB)});
    const Outcome outcome = Run(spec);
    EXPECT_EQ(outcome.exit_code, 1) << path << Describe(outcome);
    EXPECT_THAT(outcome.err, HasSubstr("No space left"));
  }
}

TEST_F(GvisorTest, EmptyFilesWithoutEndAreMemory) {
  RunSpec spec = Spec({"empty-files", "100000000"});
  spec.limits.memory_bytes = 32 * kMiB;
  spec.limits.cpu = spec.limits.wall = seconds(60);
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kMemory) << Describe(outcome);
}

TEST_F(GvisorTest, ProcessLimit) {
  RunSpec spec = Spec({"forks", "40"});
  spec.limits.processes = 10;
  EXPECT_EQ(Run(spec).out, "9\n");
}

TEST_F(GvisorTest, NothingOfARunOutlivesIt) {
  EXPECT_EQ(Run({"daemon"}).out, "1\n");
  // The next run sees its namespace's init and itself.
  EXPECT_EQ(Run({"survivors"}).out, "2 processes, shm gone\n");
}

TEST_F(GvisorTest, ScratchIsForgottenAndKeepStays) {
  ASSERT_TRUE(box_->PutFile("given/in.txt", "data").ok());
  EXPECT_TRUE(Run({"write", "/work/made", "3"}).Succeeded());
  EXPECT_TRUE(Run({"write", "/work/given/in.txt", "9"}).Succeeded());
  EXPECT_TRUE(Run({"write", "/tmp/made", "3"}).Succeeded());
  EXPECT_EQ(Run({"exists", "/work/made"}).exit_code, 1);
  EXPECT_EQ(Run({"exists", "/tmp/made"}).exit_code, 1);
  RunSpec keep = Spec({"write", "/work/kept", "7"});
  keep.work = Work::kKeep;
  EXPECT_TRUE(Run(keep).Succeeded());
  EXPECT_EQ(Run({"exists", "/work/kept"}).exit_code, 0);
  auto collected = box_->Collect({});
  ASSERT_TRUE(collected.ok()) << collected.status().ToString();
  ASSERT_EQ(collected->files.size(), 2U);
  EXPECT_EQ(collected->files[0].path, "given/in.txt");
  EXPECT_EQ(collected->files[0].data, "data");
  EXPECT_EQ(collected->files[1].path, "kept");
  EXPECT_EQ(collected->files[1].data, "xxxxxxx");
}

TEST_F(GvisorTest, CollectRefusesWhatIsNoFile) {
  RunSpec keep = Spec({"odd"});
  keep.work = Work::kKeep;
  keep.limits.file_bytes = 2048 * kGiB;
  EXPECT_TRUE(Run(keep).Succeeded());
  keep = Spec({"deep", "100"});
  keep.work = Work::kKeep;
  EXPECT_TRUE(Run(keep).Succeeded());
  auto collected = box_->Collect({.max_files = 10, .max_file_bytes = kMiB});
  ASSERT_TRUE(collected.ok()) << collected.status().ToString();
  ASSERT_EQ(collected->files.size(), 1U);
  EXPECT_EQ(collected->files[0].path, "sub/a\nb");
  const std::set<std::string> refused(collected->refused.begin(), collected->refused.end());
  EXPECT_TRUE(refused.count("link: symbolic link"));
  EXPECT_TRUE(refused.count("sub/root: symbolic link"));
  EXPECT_TRUE(refused.count("fifo: not a regular file"));
  EXPECT_TRUE(refused.count("plain: has more than one hard link"));
  EXPECT_TRUE(refused.count("sparse: larger than the limit for one file"));
  EXPECT_EQ(refused.size(), 7U) << testing::PrintToString(refused);
}

TEST_F(GvisorTest, PutFileGoesThroughNoLink) {
  RunSpec keep = Spec({"odd"});
  keep.work = Work::kKeep;
  keep.limits.file_bytes = 2048 * kGiB;
  EXPECT_TRUE(Run(keep).Succeeded());
  EXPECT_FALSE(box_->PutFile("sub/root/tmp/x", "data").ok());
  EXPECT_FALSE(box_->PutFile("../x", "data").ok());
  EXPECT_FALSE(box_->PutFile("big", std::string(17 * kMiB, 'x')).ok());
  EXPECT_TRUE(box_->PutFile("link", "now a file").ok());
  EXPECT_TRUE(box_->alive());
  EXPECT_TRUE(Run({"hello"}).Succeeded());
}

TEST_F(GvisorTest, StopTokenEndsARun) {
  std::stop_source stop;
  RunSpec spec = Spec({"spin"});
  spec.limits.cpu = spec.limits.wall = seconds(30);
  spec.stop = stop.get_token();
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());
  std::thread other([&] { stop.request_stop(); });
  const Outcome outcome = Run(spec);
  other.join();
  EXPECT_EQ(outcome.limit, Limit::kCancelled);
}

// Names below a folder that begin with one of ours.
std::multiset<std::string> Listing(const fs::path& folder, const std::string& prefix) {
  std::multiset<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().filename().string().rfind(prefix, 0) == 0) names.insert(entry.path().string());
  }
  return names;
}

struct Residue {
  std::multiset<std::string> folders, groups;
  size_t descriptors = 0, children = 0;
  std::string mounts;
  bool operator==(const Residue&) const = default;
};

Residue Look() {
  Residue residue;
  residue.folders = Listing(fs::temp_directory_path(), "assay-gvisor-");
  const CgroupSupport support = CgroupTree::Probe({});
  std::vector<fs::path> parents = {support.v2_parent};
  for (const auto& v1 : support.v1_parents) parents.push_back(v1.parent);
  for (const fs::path& parent : parents) {
    residue.groups.merge(Listing(parent / ("assay." + std::to_string(::getpid())), "gvisor-"));
  }
  residue.descriptors = Listing("/proc/self/fd", "").size();
  std::ifstream children("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  for (std::string pid; children >> pid;) ++residue.children;
  residue.mounts = ReadFile("/proc/self/mountinfo").value();
  return residue;
}

TEST_F(GvisorTest, DestroyingLeavesNothing) {
  box_.reset();
  const Residue before = Look();
  for (int i = 0; i < 10; ++i) {
    auto box =
        world_->factory->Create({.image = world_->image, .disk = {}, .max_memory_bytes = kGiB});
    ASSERT_TRUE(box.ok()) << box.status().ToString();
    RunSpec spec = Spec({i % 2 == 0 ? "daemon" : "hello"});
    ASSERT_TRUE((*box)->Run(spec).ok());
  }
  const Residue after = Look();
  EXPECT_EQ(after.folders, before.folders);
  EXPECT_EQ(after.groups, before.groups);
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.children, before.children);
  EXPECT_EQ(after.mounts, before.mounts);
}

TEST_F(GvisorTest, AFailedCreateLeavesNothing) {
  box_.reset();
  const Residue before = Look();
  RootImage broken = world_->image;
  broken.rootfs = "/nonexistent";
  auto box = world_->factory->Create({.image = broken, .disk = {}, .max_memory_bytes = kGiB});
  ASSERT_FALSE(box.ok());
  EXPECT_THAT(box.status().message(), HasSubstr("nonexistent"));
  // Here runsc itself fails, after everything was set up for it.
  broken.erofs = BinDir() / "gvisor_test_program";
  box = world_->factory->Create({.image = broken, .disk = {}, .max_memory_bytes = kGiB});
  ASSERT_FALSE(box.ok());
  EXPECT_EQ(box.status().code(), StatusCode::kUnavailable) << box.status().ToString();
  broken = world_->image;
  broken.warm_up = {{"/bin/prog", "exit", "3"}};
  box = world_->factory->Create({.image = broken, .disk = {}, .max_memory_bytes = kGiB});
  ASSERT_FALSE(box.ok());
  EXPECT_THAT(box.status().message(), HasSubstr("warm-up"));
  EXPECT_EQ(Look(), before);
}

// Processes whose command line names `text`.
size_t ProcessesNaming(const std::string& text) {
  size_t found = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const auto line = ReadFile(entry.path() / "cmdline");
    if (line.ok() && line->find(text) != std::string::npos) ++found;
  }
  return found;
}

TEST_F(GvisorTest, AKilledWorkerTakesItsSandboxesWithIt) {
  box_.reset();
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());
  const pid_t worker = ::fork();
  ASSERT_GE(worker, 0);
  if (worker == 0) {
    auto factory = GvisorFactory::Create(GvisorOptions{});
    auto box =
        factory.ok()
            ? (*factory)->Create({.image = world_->image, .disk = {}, .max_memory_bytes = kGiB})
            : Result<std::unique_ptr<Sandbox>>(factory.status());
    std::ignore = ::write(pipe->write.get(), box.ok() ? "y" : "n", 1);
    RunSpec spec = Spec({"spin"});
    spec.limits.cpu = spec.limits.wall = seconds(60);
    if (box.ok()) std::ignore = (*box)->Run(spec);
    ::_exit(0);
  }
  pipe->write.reset();
  char made = 0;
  ASSERT_TRUE(ReadExactly(pipe->read.get(), &made, 1).ok());
  ASSERT_EQ(made, 'y');
  ASSERT_EQ(::kill(worker, SIGKILL), 0);
  ASSERT_EQ(::waitpid(worker, nullptr, 0), worker);
  const std::string group = "assay." + std::to_string(worker);
  const CgroupSupport support = CgroupTree::Probe({});
  const auto gone = [&] {
    std::error_code error;
    bool groups = !support.v2_parent.empty() && fs::exists(support.v2_parent / group, error);
    for (const auto& v1 : support.v1_parents)
      groups = groups || fs::exists(v1.parent / group, error);
    return !groups && ProcessesNaming(group + "/") == 0;
  };
  const auto deadline = std::chrono::steady_clock::now() + seconds(20);
  while (!gone() && std::chrono::steady_clock::now() < deadline) ::poll(nullptr, 0, 20);
  EXPECT_TRUE(gone());
  // The folder of its agent waits for the next worker.
  const auto agents = [] {
    size_t found = 0;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path())) {
      if (entry.path().filename().string().rfind("assay-agent-", 0) == 0) ++found;
    }
    return found;
  };
  const size_t left = agents();
  auto next = GvisorFactory::Create(GvisorOptions{});
  ASSERT_TRUE(next.ok());
  EXPECT_LE(agents(), left);
  EXPECT_TRUE((*next)->Create({.image = world_->image, .disk = {}, .max_memory_bytes = kGiB}).ok());
}

}  // namespace
}  // namespace assay::sandbox

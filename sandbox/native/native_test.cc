#include "sandbox/native/native.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "common/files.h"
#include "sandbox/cgroup/cgroup.h"

// Runs a small static program (native_test_program.cc) in an image that holds nothing else: what is
// tested is the backend, not a language.
namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class NativeTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (::geteuid() != 0) return;
    auto dir = TempDir::Create("assay-native-test-");
    ASSERT_TRUE(dir.ok());
    image_ = new TempDir(std::move(*dir));
    fs::permissions(image_->path(), fs::perms(0755));
    for (const char* folder : {"proc", "dev", "tmp", "work", "bin", "etc"}) {
      fs::create_directory(image_->path() / folder);
    }
    fs::copy_file(fs::path(::getenv("ASSAY_BIN_DIR")) / "native_test_program",
                  image_->path() / "bin/program");
    auto factory = NativeFactory::Create();
    ASSERT_TRUE(factory.ok()) << factory.status().ToString();
    factory_ = factory->release();
  }
  static void TearDownTestSuite() {
    delete factory_;
    delete image_;
  }

  void SetUp() override {
    if (factory_ == nullptr) GTEST_SKIP() << "the native sandbox needs root";
    SandboxSpec spec;
    spec.image = {"test", "sha256:test", image_->path(), {}, {}};
    spec.disk = {.bytes = 16 * kMiB, .inodes = 128};
    auto box = factory_->Create(spec);
    ASSERT_TRUE(box.ok()) << box.status().ToString();
    box_ = std::move(*box);
  }

  RunSpec Spec(std::vector<std::string> args) {
    RunSpec spec;
    spec.argv = {"/bin/program"};
    spec.argv.insert(spec.argv.end(), args.begin(), args.end());
    spec.limits.memory_bytes = 32 * kMiB;
    spec.limits.processes = 8;
    return spec;
  }
  Outcome Run(const RunSpec& spec) {
    auto outcome = box_->Run(spec);
    EXPECT_TRUE(outcome.ok()) << outcome.status().ToString();
    return outcome.ok() ? std::move(*outcome) : Outcome{};
  }

  static TempDir* image_;
  static NativeFactory* factory_;
  std::unique_ptr<Sandbox> box_;
};
TempDir* NativeTest::image_ = nullptr;
NativeFactory* NativeTest::factory_ = nullptr;

TEST_F(NativeTest, AHelperThatIsNoneIsAnErrorAtOnce) {
  EXPECT_FALSE(NativeFactory::Create({.helper = "/bin/false"}).ok());
  EXPECT_FALSE(NativeFactory::Create({.helper = "/nowhere/helper"}).ok());
}

TEST_F(NativeTest, EchoesStandardInput) {
  RunSpec spec = Spec({"cat"});
  spec.stdin_bytes = "3 4\n";
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kNone);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "3 4\n");
  EXPECT_GT(outcome.wall.count(), 0);
  EXPECT_GT(outcome.peak_memory_bytes, 0U);
}

TEST_F(NativeTest, ALargeInputPassesThrough) {
  RunSpec spec = Spec({"cat"});
  const std::string input(3 * kMiB, 'x');
  spec.stdin_bytes = input;
  spec.out.keep_bytes = 4 * kMiB;
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.stdout_bytes, 3 * kMiB);
  EXPECT_EQ(outcome.out, spec.stdin_bytes);
}

TEST_F(NativeTest, InputThatNobodyReadsDoesNoHarm) {
  RunSpec spec = Spec({"exit", "0"});
  const std::string input(3 * kMiB, 'x');
  spec.stdin_bytes = input;
  EXPECT_EQ(Run(spec).exit_code, 0);
}

TEST_F(NativeTest, ReportsExitCode) {
  const Outcome outcome = Run(Spec({"exit", "3"}));
  EXPECT_EQ(outcome.limit, Limit::kNone);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_FALSE(outcome.signal);
}

class OwnSignal : public NativeTest, public ::testing::WithParamInterface<int> {};
TEST_P(OwnSignal, IsTheProgramsOwnAndNoLimit) {
  const Outcome outcome = Run(Spec({"raise", std::to_string(GetParam())}));
  EXPECT_EQ(outcome.limit, Limit::kNone) << LimitName(outcome.limit);
  EXPECT_EQ(outcome.signal, GetParam());
  EXPECT_FALSE(outcome.evidence.killed_by_supervisor);
}
INSTANTIATE_TEST_SUITE_P(Signals, OwnSignal,
                         ::testing::Values(SIGKILL, SIGXFSZ, SIGSYS, SIGXCPU, SIGSEGV, SIGABRT));

TEST_F(NativeTest, CpuLimit) {
  RunSpec spec = Spec({"spin"});
  spec.limits.cpu = milliseconds(200);
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kCpuTime);
  EXPECT_GE(outcome.cpu, milliseconds(200));
  EXPECT_LT(outcome.cpu, milliseconds(400));
  EXPECT_TRUE(outcome.evidence.killed_by_supervisor);
}

TEST_F(NativeTest, CpuLimitCountsChildren) {
  RunSpec spec = Spec({"spin-in-child"});
  spec.limits.cpu = milliseconds(200);
  EXPECT_EQ(Run(spec).limit, Limit::kCpuTime);
}

TEST_F(NativeTest, WallLimit) {
  RunSpec spec = Spec({"sleep"});
  spec.limits.wall = milliseconds(150);
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kWallTime);
  EXPECT_GE(outcome.wall, milliseconds(150));
}

TEST_F(NativeTest, IdleLimit) {
  RunSpec spec = Spec({"sleep"});
  spec.limits.idle = milliseconds(100);
  EXPECT_EQ(Run(spec).limit, Limit::kIdleTime);
}

TEST_F(NativeTest, MemoryLimit) {
  const Outcome outcome = Run(Spec({"allocate", "64"}));
  EXPECT_EQ(outcome.limit, Limit::kMemory);
  EXPECT_GE(outcome.evidence.oom_kills, 1U);
  EXPECT_EQ(outcome.evidence.memory_limit_bytes, 32 * kMiB);
}

TEST_F(NativeTest, MemoryBelowTheLimitIsMeasured) {
  const Outcome outcome = Run(Spec({"allocate", "16"}));
  EXPECT_EQ(outcome.limit, Limit::kNone);
  EXPECT_GE(outcome.peak_memory_bytes, 16 * kMiB);
  EXPECT_LE(outcome.peak_memory_bytes, 18 * kMiB);
}

// What a compilation left in /work is charged to the control group that it ran in, which on hybrid
// hosts is that of every second run.
TEST_F(NativeTest, KeptFilesCostLaterRunsNoMemory) {
  RunSpec keep = Spec({"fill", "big", "12"});
  keep.work = Work::kKeep;
  ASSERT_EQ(Run(keep).exit_code, 0);
  for (int run = 0; run < 4; ++run) {
    const Outcome outcome = Run(Spec({"allocate", "24"}));
    EXPECT_EQ(outcome.limit, Limit::kNone) << "run " << run;
    EXPECT_GE(outcome.peak_memory_bytes, 24 * kMiB);
    EXPECT_LE(outcome.peak_memory_bytes, 26 * kMiB);
  }
  for (int run = 0; run < 2; ++run) {
    EXPECT_EQ(Run(Spec({"allocate", "34"})).limit, Limit::kMemory) << "run " << run;
  }
}

TEST_F(NativeTest, MemoryOfAKilledChildIsStillMemory) {
  EXPECT_EQ(Run(Spec({"allocate-in-child", "64"})).limit, Limit::kMemory);
}

TEST_F(NativeTest, ProcessLimitIsEvidence) {
  const Outcome outcome = Run(Spec({"fork-many", "20"}));
  EXPECT_EQ(outcome.limit, Limit::kNone);
  EXPECT_EQ(outcome.exit_code, 13);  // 8 processes: itself and 7 children
  EXPECT_EQ(outcome.evidence.process_limit_hits, 13U);
}

TEST_F(NativeTest, StdoutLimit) {
  RunSpec spec = Spec({"flood"});
  spec.limits.stdout_bytes = 1 * kMiB;
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kStdout);
  EXPECT_EQ(outcome.out.size(), 64 * kKiB);
}

TEST_F(NativeTest, FileSizeLimitNamesTheFile) {
  RunSpec spec = Spec({"fill", "big", "4"});
  spec.limits.file_bytes = 1 * kMiB;
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.limit, Limit::kFileSize);
  EXPECT_EQ(outcome.signal, SIGXFSZ);
  EXPECT_EQ(outcome.evidence.file_at_limit, "/work/big");
}

TEST_F(NativeTest, DiskLimitIsAnErrorTheProgramSees) {
  const Outcome outcome = Run(Spec({"fill", "big", "24"}));
  EXPECT_EQ(outcome.limit, Limit::kNone);
  EXPECT_EQ(outcome.exit_code, 28);  // ENOSPC
}

TEST_F(NativeTest, ForbiddenCallIsNamed) {
  const Outcome outcome = Run(Spec({"syscall", "321"}));
  EXPECT_EQ(outcome.limit, Limit::kSecurity);
  EXPECT_EQ(outcome.evidence.syscall, "x86_64/bpf(321)");
}

TEST_F(NativeTest, OtherAbisAreKilled) {
  const Outcome i386 = Run(Spec({"int80"}));
  EXPECT_EQ(i386.limit, Limit::kSecurity);
  EXPECT_EQ(i386.evidence.syscall, "i386/getpid(20)");
  const Outcome x32 = Run(Spec({"syscall", std::to_string(0x40000000 + 39)}));
  EXPECT_EQ(x32.limit, Limit::kSecurity);
  EXPECT_EQ(x32.evidence.syscall, "x32/getpid(39)");
}

TEST_F(NativeTest, LeasesAndNotificationAreRefusedWhateverTheHighBits) {
  EXPECT_EQ(Run(Spec({"watch-files"})).exit_code, 0);
}

TEST_F(NativeTest, HasNoPrivilegesAndSeesNothing) {
  const Outcome outcome = Run(Spec({"inspect"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
}

TEST_F(NativeTest, ScratchForgetsAndKeepRemembers) {
  RunSpec write = Spec({"write", "note", "text"});
  EXPECT_EQ(Run(write).exit_code, 0);
  EXPECT_NE(Run(Spec({"read", "note"})).exit_code, 0);
  write.work = Work::kKeep;
  EXPECT_EQ(Run(write).exit_code, 0);
  const Outcome read = Run(Spec({"read", "note"}));
  EXPECT_EQ(read.exit_code, 0);
  EXPECT_EQ(read.out, "text");
}

TEST_F(NativeTest, TmpIsFreshForEachRun) {
  RunSpec write = Spec({"write", "/tmp/note", "text"});
  write.work = Work::kKeep;
  EXPECT_EQ(Run(write).exit_code, 0);
  EXPECT_NE(Run(Spec({"read", "/tmp/note"})).exit_code, 0);
}

TEST_F(NativeTest, PutFileIsSeenByTheNextRun) {
  EXPECT_EQ(Run(Spec({"exit", "0"})).exit_code, 0);
  ASSERT_TRUE(box_->PutFile("in/put.txt", "first", 0644).ok());
  EXPECT_EQ(Run(Spec({"read", "in/put.txt"})).out, "first");
  ASSERT_TRUE(box_->PutFile("in/put.txt", "second", 0644).ok());
  EXPECT_EQ(Run(Spec({"read", "in/put.txt"})).out, "second");
}

TEST_F(NativeTest, DaemonsAreGoneAfterTheRun) {
  const Outcome outcome = Run(Spec({"daemon"}));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_LT(outcome.wall, std::chrono::seconds(2));
}

TEST_F(NativeTest, SharedMemorySegmentsAreGoneAfterTheRun) {
  EXPECT_EQ(Run(Spec({"shm-make"})).exit_code, 0);
  EXPECT_EQ(Run(Spec({"shm-find"})).exit_code, 0);
}

TEST_F(NativeTest, StopTokenCancels) {
  std::stop_source source;
  RunSpec spec = Spec({"sleep"});
  spec.stop = source.get_token();
  std::jthread stopper([&source] { source.request_stop(); });
  EXPECT_EQ(Run(spec).limit, Limit::kCancelled);
}

TEST_F(NativeTest, MissingProgramIs127) {
  RunSpec spec = Spec({});
  spec.argv = {"/bin/nothing"};
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.exit_code, 127);
  EXPECT_EQ(outcome.evidence.exec_errno, ENOENT);
  EXPECT_NE(outcome.err.find("cannot execute /bin/nothing"), std::string::npos);
}

TEST_F(NativeTest, AProgramsOwn127IsNoFailureToStart) {
  const Outcome own = Run(Spec({"exit", "127"}));
  EXPECT_EQ(own.exit_code, 127);
  EXPECT_EQ(own.evidence.exec_errno, 0);
  ASSERT_TRUE(box_->PutFile("text", "no program", 0644).ok());
  RunSpec spec;
  spec.argv = {"/work/text"};
  const Outcome outcome = Run(spec);
  EXPECT_EQ(outcome.exit_code, 126);
  EXPECT_EQ(outcome.evidence.exec_errno, EACCES);
}

TEST_F(NativeTest, CollectsRegularFilesOnly) {
  RunSpec spec = Spec({"litter"});
  spec.limits.file_bytes = 2 * kGiB;  // it makes a sparse file of 1 GiB
  spec.work = Work::kKeep;
  ASSERT_EQ(Run(spec).exit_code, 0);
  auto collected = box_->Collect({});
  ASSERT_TRUE(collected.ok()) << collected.status().ToString();
  std::vector<std::string> names;
  for (const auto& file : collected->files) names.push_back(file.path);
  EXPECT_EQ(names, (std::vector<std::string>{"dir/file", "line\nbreak"}));
  EXPECT_EQ(collected->refused,
            (std::vector<std::string>{
                "fifo: FIFO", "hard: has more than one hard link",
                "hard2: has more than one hard link", "link: symbolic link", "out: symbolic link",
                "sparse: 1073741824 bytes, more than the 67108864 of one file"}));
}

TEST_F(NativeTest, PutFileRefusesWaysOut) {
  for (const char* path : {"", "/etc/passwd", "../x", "a/../../x", "a//b", "."}) {
    EXPECT_EQ(box_->PutFile(path, "x", 0644).code(), StatusCode::kInvalidArgument) << path;
  }
  RunSpec spec = Spec({"litter"});
  spec.limits.file_bytes = 2 * kGiB;  // it makes a sparse file of 1 GiB
  spec.work = Work::kKeep;
  ASSERT_EQ(Run(spec).exit_code, 0);
  EXPECT_FALSE(box_->PutFile("out/evil", "x", 0644).ok()) << "out is a link to /etc";
  EXPECT_TRUE(box_->PutFile("link", "x", 0644).ok()) << "a link is replaced, not followed";
}

TEST_F(NativeTest, InteractiveDescriptors) {
  auto to = MakePipe();
  auto from = MakePipe();
  RunSpec spec = Spec({"cat"});
  spec.stdin_fd = to->read.get();
  spec.out.fd = from->write.get();
  std::jthread writer([&to] {
    std::ignore = WriteAll(to->write.get(), "ping");
    to->write.reset();
  });
  EXPECT_EQ(Run(spec).exit_code, 0);
  from->write.reset();
  char text[5] = {};
  EXPECT_TRUE(ReadExactly(from->read.get(), text, 4).ok());
  EXPECT_STREQ(text, "ping");
}

TEST_F(NativeTest, AnOutputThatIsClosedEndsBeforeTheProgramDoes) {
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

TEST_F(NativeTest, ManySandboxesLeaveNothingBehind) {
  const auto count = [] {
    size_t n = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++n;
    return n;
  };
  SandboxSpec spec;
  spec.image = {"test", "sha256:test", image_->path(), {}, {}};
  const size_t before = count();
  for (int i = 0; i < 20; ++i) {
    auto box = factory_->Create(spec);
    ASSERT_TRUE(box.ok());
    ASSERT_TRUE((*box)->Run(Spec({"exit", "0"})).ok());
  }
  EXPECT_LE(count(), before + 8) << "descriptors leak";
}

}  // namespace
}  // namespace assay::sandbox

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>

#include "common/files.h"
#include "sandbox/gvisor/gvisor.h"
#include "sandbox/native/native.h"

// Runs whose input and output are other people's pipes: readers that are slow, gone or never read,
// and two runs that talk to each other, in every pair of backends.
namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

enum class Backend : uint8_t { kNative, kGvisor };

// An image of one static program, and both factories; made once.
struct World {
  std::optional<TempDir> root;
  RootImage image;
  std::unique_ptr<SandboxFactory> factories[2];
  std::string why_not[2];

  World() {
    auto made = TempDir::Create("assay-interactive-test-");
    if (!made.ok()) return;
    root = std::move(*made);
    fs::permissions(root->path(), fs::perms(0755));
    for (const char* folder : {"proc", "dev", "tmp", "work", "bin", "etc"}) {
      fs::create_directory(root->path() / folder);
    }
    fs::copy_file(fs::path(std::getenv("ASSAY_BIN_DIR")) / "interactive_test_program",
                  root->path() / "bin/program");
    image = {"test", "sha256:test", root->path(), {}, {}};
    if (::geteuid() != 0) {
      why_not[0] = why_not[1] = "the sandboxes need root";
      return;
    }
    auto native = NativeFactory::Create();
    EXPECT_TRUE(native.ok()) << native.status().ToString();
    if (native.ok()) factories[0] = std::move(*native);
    const auto runsc = FindRunsc();
    if (!runsc.ok()) {
      why_not[1] = runsc.status().ToString();
      return;
    }
    auto gvisor = GvisorFactory::Create(GvisorOptions{});
    EXPECT_TRUE(gvisor.ok()) << gvisor.status().ToString();
    if (gvisor.ok()) factories[1] = std::move(*gvisor);
  }
};

class InteractiveTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
  static void TearDownTestSuite() { world_.reset(); }

  static std::string WhyNot(Backend backend) { return world_->why_not[static_cast<int>(backend)]; }
  static std::unique_ptr<Sandbox> Box(Backend backend) {
    const auto& factory = world_->factories[static_cast<int>(backend)];
    if (!factory) return nullptr;
    auto box = factory->Create(
        {.image = world_->image, .disk = {.bytes = 16 * kMiB}, .max_memory_bytes = kGiB});
    EXPECT_TRUE(box.ok()) << box.status().ToString();
    return box.ok() ? std::move(*box) : nullptr;
  }
  static RunSpec Spec(std::vector<std::string> words) {
    RunSpec spec;
    spec.argv = {"/bin/program"};
    spec.argv.insert(spec.argv.end(), words.begin(), words.end());
    spec.limits.cpu = spec.limits.wall = seconds(20);
    spec.limits.stdout_bytes = 4 * kGiB;
    return spec;
  }
  static std::unique_ptr<World> world_;
};
std::unique_ptr<World> InteractiveTest::world_;

Outcome RunIn(Sandbox& box, const RunSpec& spec) {
  auto outcome = box.Run(spec);
  EXPECT_TRUE(outcome.ok()) << outcome.status().ToString();
  return outcome.ok() ? std::move(*outcome) : Outcome{};
}

int Readable(int fd) {
  int bytes = 0;
  return ::ioctl(fd, FIONREAD, &bytes) == 0 ? bytes : -1;
}

// Until the pipe holds all that it can.
void AwaitFullPipe(int write_end) {
  const auto deadline = Clock::now() + seconds(20);
  pollfd room{write_end, POLLOUT, 0};
  while (::poll(&room, 1, 0) != 0 && Clock::now() < deadline) ::poll(nullptr, 0, 1);
  ASSERT_EQ(::poll(&room, 1, 0), 0);
}

uint64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  uint64_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

class ReaderTest : public InteractiveTest, public ::testing::WithParamInterface<Backend> {
 protected:
  void SetUp() override {
    if (!WhyNot(GetParam()).empty()) GTEST_SKIP() << WhyNot(GetParam());
    box_ = Box(GetParam());
    ASSERT_NE(box_, nullptr);
    auto pipe = MakePipe();
    ASSERT_TRUE(pipe.ok());
    pipe_ = std::move(*pipe);
  }
  RunSpec ToPipe(std::vector<std::string> words) const {
    RunSpec spec = Spec(std::move(words));
    spec.out.fd = pipe_.write.get();
    return spec;
  }
  std::unique_ptr<Sandbox> box_;
  Pipe pipe_;
};

TEST_P(ReaderTest, WallLimitEndsARunWhoseReaderNeverReadsAndMemoryStaysFlat) {
  RunSpec spec = ToPipe({"flood", std::to_string(kGiB)});
  spec.limits.wall = milliseconds(500);
  const uint64_t before = ResidentBytes();
  const auto start = Clock::now();
  const Outcome outcome = RunIn(*box_, spec);
  EXPECT_EQ(outcome.limit, Limit::kWallTime) << Describe(outcome);
  EXPECT_LT(Clock::now() - start, seconds(10));
  EXPECT_LT(ResidentBytes(), before + 16 * kMiB);
  // What the pipe holds was taken; the rest is accounted for.
  const int taken = Readable(pipe_.read.get());
  EXPECT_GT(taken, 60'000);
  EXPECT_EQ(outcome.evidence.undelivered_bytes, outcome.stdout_bytes - taken);
  EXPECT_LT(outcome.stdout_bytes, kGiB);
}

TEST_P(ReaderTest, StopTokenEndsARunWhoseReaderNeverReads) {
  std::stop_source stop;
  RunSpec spec = ToPipe({"flood", std::to_string(kGiB)});
  spec.stop = stop.get_token();
  std::jthread other([&stop, write = pipe_.write.get()] {
    AwaitFullPipe(write);
    stop.request_stop();
  });
  const Outcome outcome = RunIn(*box_, spec);
  EXPECT_EQ(outcome.limit, Limit::kCancelled) << Describe(outcome);
  EXPECT_LT(outcome.wall, seconds(15));
}

TEST_P(ReaderTest, AProgramThatHasEndedKeepsItsOutcomeWhateverTheReaderDoes) {
  RunSpec spec = ToPipe({"flood", "200000"});
  spec.limits.wall = seconds(1);
  const auto start = Clock::now();
  const Outcome outcome = RunIn(*box_, spec);
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(outcome.stdout_bytes, 200'000U);
  EXPECT_EQ(outcome.evidence.undelivered_bytes, 200'000U - Readable(pipe_.read.get()));
  EXPECT_LT(outcome.wall, seconds(1));
  EXPECT_GE(Clock::now() - start, seconds(1)) << "the reader has until the wall limit";
  EXPECT_TRUE(RunIn(*box_, Spec({"exit", "0"})).Succeeded());
}

TEST_P(ReaderTest, StopTokenEndsTheWaitForAReader) {
  std::stop_source stop;
  RunSpec spec = ToPipe({"flood", "200000"});
  spec.stop = stop.get_token();
  // The program ends soon after the pipe is full, so that the token may come before or after it.
  std::jthread other([&stop, write = pipe_.write.get()] {
    AwaitFullPipe(write);
    stop.request_stop();
  });
  const Outcome outcome = RunIn(*box_, spec);
  EXPECT_TRUE(outcome.Succeeded() || outcome.limit == Limit::kCancelled) << Describe(outcome);
  // Told to stop before the program could write more than the pipe holds, nothing is left over.
  EXPECT_EQ(outcome.evidence.undelivered_bytes, outcome.stdout_bytes - Readable(pipe_.read.get()));
  EXPECT_LT(outcome.wall, seconds(15));
}

TEST_P(ReaderTest, ASlowReaderGetsEveryByte) {
  constexpr size_t kBytes = 3'000'000;
  RunSpec spec = ToPipe({"flood", std::to_string(kBytes)});
  std::string got;
  std::jthread other([&got, read = pipe_.read.get(), write = pipe_.write.get()] {
    AwaitFullPipe(write);
    char buffer[3000];
    while (got.size() < kBytes) {
      const ssize_t n = ::read(read, buffer, sizeof buffer);
      if (n <= 0) break;
      got.append(buffer, static_cast<size_t>(n));
    }
  });
  const Outcome outcome = RunIn(*box_, spec);
  pipe_.write.reset();
  other.join();
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(outcome.evidence.undelivered_bytes, 0U);
  ASSERT_EQ(got.size(), kBytes);
  for (size_t i = 0; i < kBytes; ++i) ASSERT_EQ(got[i], static_cast<char>('0' + i % 10)) << i;
}

TEST_P(ReaderTest, AReaderThatIsGoneDoesNotEndTheProgram) {
  pipe_.read.reset();
  const Outcome outcome = RunIn(*box_, ToPipe({"flood", "1000000"}));
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(outcome.stdout_bytes, 1'000'000U);
  EXPECT_EQ(outcome.evidence.undelivered_bytes, 1'000'000U);
}

TEST_P(ReaderTest, BothOutputsToOnePipe) {
  RunSpec spec = ToPipe({"drain"});
  spec.err.fd = pipe_.write.get();
  const Outcome outcome = RunIn(*box_, spec);
  EXPECT_TRUE(outcome.Succeeded()) << Describe(outcome);
  EXPECT_EQ(Readable(pipe_.read.get()), 1);  // "0"
}

std::string Name(Backend backend) { return backend == Backend::kNative ? "Native" : "Gvisor"; }
INSTANTIATE_TEST_SUITE_P(Both, ReaderTest, ::testing::Values(Backend::kNative, Backend::kGvisor),
                         [](const auto& test) { return Name(test.param); });

class TalkTest : public InteractiveTest,
                 public ::testing::WithParamInterface<std::pair<Backend, Backend>> {
 protected:
  void SetUp() override {
    for (const Backend backend : {GetParam().first, GetParam().second}) {
      if (!WhyNot(backend).empty()) GTEST_SKIP() << WhyNot(backend);
    }
    first_box_ = Box(GetParam().first);
    second_box_ = Box(GetParam().second);
    ASSERT_TRUE(first_box_ && second_box_);
  }

  // Each run's output is the other's input. Whoever ends closes both of its ends.
  void Talk(std::vector<std::string> first, std::vector<std::string> second) {
    auto there = MakePipe(), back = MakePipe();
    ASSERT_TRUE(there.ok() && back.ok());
    const auto side = [](Sandbox& box, std::vector<std::string> words, UniqueFd in, UniqueFd out,
                         Outcome* outcome) {
      RunSpec spec = Spec(std::move(words));
      spec.stdin_fd = in.get();
      spec.out.fd = out.get();
      *outcome = RunIn(box, spec);
    };
    std::thread other(side, std::ref(*second_box_), std::move(second), std::move(there->read),
                      std::move(back->write), &second_);
    side(*first_box_, std::move(first), std::move(back->read), std::move(there->write), &first_);
    other.join();
  }
  std::unique_ptr<Sandbox> first_box_, second_box_;
  Outcome first_, second_;
};

TEST_P(TalkTest, GuessingGame) {
  for (const char* secret : {"1", "777777", "1000000"}) {
    Talk({"host", secret}, {"guess", "1000000"});
    EXPECT_TRUE(first_.Succeeded()) << Describe(first_);
    EXPECT_TRUE(second_.Succeeded()) << Describe(second_);
    EXPECT_EQ(first_.evidence.undelivered_bytes + second_.evidence.undelivered_bytes, 0U);
    EXPECT_LT(first_.wall, seconds(10));
  }
}

TEST_P(TalkTest, WhoReadsSeesTheEndOfOneThatExitsEarly) {
  Talk({"exit", "3"}, {"drain"});
  EXPECT_EQ(first_.exit_code, 3);
  EXPECT_TRUE(second_.Succeeded()) << Describe(second_);
  EXPECT_EQ(second_.err, "0");
  Talk({"drain"}, {"raise", "11"});
  EXPECT_TRUE(first_.Succeeded()) << Describe(first_);
  EXPECT_EQ(second_.signal, 11);
}

TEST_P(TalkTest, WhoWaitsForAnAnswerSeesTheEnd) {
  Talk({"exit", "0"}, {"guess", "1000"});
  EXPECT_EQ(second_.exit_code, 2) << Describe(second_);
  EXPECT_LT(second_.wall, seconds(10));
}

TEST_P(TalkTest, WhoWritesIsNotHeldUpByOneThatExitsEarly) {
  Talk({"exit", "0"}, {"flood-then-drain", "5000000"});
  EXPECT_TRUE(first_.Succeeded()) << Describe(first_);
  EXPECT_TRUE(second_.Succeeded()) << Describe(second_);
  EXPECT_EQ(second_.stdout_bytes, 5'000'000U);
  EXPECT_GT(second_.evidence.undelivered_bytes, 4'000'000U);
  EXPECT_EQ(second_.err, "0");
}

TEST_P(TalkTest, MuchIsPassedOnWhole) {
  Talk({"flood", "5000000"}, {"drain"});
  EXPECT_TRUE(first_.Succeeded()) << Describe(first_);
  EXPECT_EQ(first_.evidence.undelivered_bytes, 0U);
  EXPECT_EQ(second_.err, "5000000");
}

INSTANTIATE_TEST_SUITE_P(Pairs, TalkTest,
                         ::testing::Values(std::pair(Backend::kNative, Backend::kNative),
                                           std::pair(Backend::kGvisor, Backend::kGvisor),
                                           std::pair(Backend::kNative, Backend::kGvisor),
                                           std::pair(Backend::kGvisor, Backend::kNative)),
                         [](const auto& test) {
                           return Name(test.param.first) + Name(test.param.second);
                         });

}  // namespace
}  // namespace assay::sandbox

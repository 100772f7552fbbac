// A zygote's copies (sandbox/agent/zygote.h) are what starts are: for a program, for its limits,
// and for its neighbours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

#include "runtime-images/proofs/proof_room.h"

namespace assay::runtime_images {
namespace {

using sandbox::Limit;
using sandbox::Outcome;
using testing::HasSubstr;

// Everything that a program can learn of how it was started, but what differs between two starts as
// well.
constexpr const char* kLook = R"(
import os, resource, signal, sys, threading
print(sys.argv, sys.orig_argv, sys.path, sys.flags, sys.executable, sys.prefix, __name__, __file__, __spec__)
print(sorted(set(sys.modules) - {"resource", "signal", "threading"}))
print(sorted(os.environ.items()), open("/proc/self/cmdline").read())
for stream in sys.stdin, sys.stdout, sys.stderr:
    print(stream.name, stream.mode, stream.encoding, stream.errors, stream.line_buffering, stream.isatty(), stream.seekable())
print(os.getpid(), os.getppid(), os.getsid(0) == os.getpid(), os.getresuid(), os.getresgid(), os.getgroups())
print([(name, resource.getrlimit(getattr(resource, name))) for name in sorted(dir(resource)) if name.startswith("RLIMIT_")])
print([(int(s), str(signal.getsignal(s))) for s in sorted(signal.valid_signals())], signal.pthread_sigmask(0, []))
print(os.getcwd(), sorted(os.listdir("/")), sorted(os.listdir("/tmp")), sorted(os.listdir("/work")), oct(os.umask(0)))
print(sorted(os.listdir("/proc/self/fd")), [p for p in os.listdir("/proc") if p.isdigit()])
print([line for line in open("/proc/self/status") if line.split(":")[0] in ("Name", "Uid", "Gid", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Threads")])
print(sorted(line.split()[1] for line in open("/proc/self/mounts")))
depth = 0
def deeper():
    global depth
    depth += 1
    deeper()
try:
    deeper()
except RecursionError:
    print(depth, sys.getrecursionlimit())
print(threading.main_thread() is threading.current_thread(), sys._getframe().f_back, sys.exception())
print(hash("text"), sys.stdin.read())
1 / 0
)";

class ZygoteProofTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto image = ProofImage("python");
    if (!image.ok()) GTEST_SKIP() << image.status().message();
    const auto factory = ProofFactory("gvisor");
    if (!factory.ok()) GTEST_SKIP() << factory.status().message();
    image_ = *image;
    factory_ = *factory;
  }

  std::unique_ptr<sandbox::Sandbox> Box() {
    auto box = factory_->Create({.image = image_, .disk = {}});
    EXPECT_TRUE(box.ok()) << box.status().ToString();
    return box.ok() ? *std::move(box) : nullptr;
  }

  static sandbox::RunSpec Spec(std::vector<std::string> words) {
    sandbox::RunSpec spec;
    spec.argv = std::move(words);
    spec.argv.insert(spec.argv.begin(), "/usr/bin/python3");
    spec.env = sandbox::DefaultEnvironment();
    spec.env.emplace_back("PYTHONHASHSEED=0");
    spec.limits.processes = 8;
    return spec;
  }

  static Outcome Run(sandbox::Sandbox& box, const sandbox::RunSpec& spec) {
    auto outcome = box.Run(spec);
    EXPECT_TRUE(outcome.ok()) << outcome.status().ToString();
    return outcome.ok() ? *outcome : Outcome();
  }

  // Whether a program that says its maps was copied.
  static bool IsCopy(const Outcome& outcome) {
    return outcome.out.find("assay-zygote.so") != std::string::npos;
  }
  static constexpr const char* kMaps = "print(open('/proc/self/maps').read())";

  sandbox::RootImage image_;
  sandbox::SandboxFactory* factory_ = nullptr;
};

TEST_F(ZygoteProofTest, AProgramSeesNoDifference) {
  const auto started = Box();
  const auto copied = Box();
  ASSERT_TRUE(started && copied);
  auto spec = Spec({"look.py", "word", "--option"});
  spec.argv
      .pop_back();  // an option behind the program would be the program's, but is not told apart
  spec.stdin_bytes = "of this run";
  for (auto* box : {started.get(), copied.get()}) {
    ASSERT_TRUE(box->PutFile("look.py", kLook).ok());
  }
  copied->Expect(spec);
  const Outcome one = Run(*started, spec);
  const Outcome other = Run(*copied, spec);
  EXPECT_EQ(one.exit_code, 1);
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_EQ(one.out, other.out);
  EXPECT_EQ(one.err, other.err);
  EXPECT_THAT(other.err, HasSubstr("ZeroDivisionError"));
  EXPECT_THAT(other.out, HasSubstr("of this run"));
}

TEST_F(ZygoteProofTest, RunsKnowNothingOfEachOther) {
  const auto box = Box();
  ASSERT_TRUE(box);
  auto spec = Spec({"main.py"});
  ASSERT_TRUE(box->PutFile("main.py", R"(
import os, sys
print(open('/proc/self/maps').read())
assert not hasattr(os, "left"), "a value of another run"
os.left = 1
for folder in "/work", "/tmp", "/dev/shm":
    path = folder + "/left"
    assert not os.path.exists(path), path
    open(path, "w").write("x")
if os.fork() == 0:
    os.setsid()
    while True: pass
print("line", sys.stdin.read())
)")
                  .ok());
  box->Expect(spec);
  for (const char* line : {"one", "two", "three"}) {
    spec.stdin_bytes = line;
    const Outcome outcome = Run(*box, spec);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(std::string("line ") + line));
    EXPECT_TRUE(IsCopy(outcome));
  }
}

TEST_F(ZygoteProofTest, LimitsHoldAndTheNextRunIsRight) {
  const auto box = Box();
  ASSERT_TRUE(box);
  auto spec = Spec({"main.py"});
  ASSERT_TRUE(box->PutFile("main.py", R"(
import os, signal, sys, time
what = sys.stdin.read()
if what == "loop":
    while True: pass
if what == "sleep": time.sleep(100)
if what == "memory": x = bytearray(500 << 20)
if what == "signal": os.kill(os.getpid(), signal.SIGSEGV)
if what == "everyone":
    try: os.kill(-1, signal.SIGKILL)
    except ProcessLookupError: pass
if what == "file":
    with open("big", "wb") as f:
        while True: f.write(b"x" * 65536)
if what == "fork":
    n = 0
    try:
        while os.fork(): n += 1
        time.sleep(1)
    except OSError: print("forked", n)
print("fine")
)")
                  .ok());
  spec.limits.cpu = std::chrono::milliseconds(1500);
  spec.limits.wall = std::chrono::milliseconds(3000);
  spec.limits.memory_bytes = 128 * sandbox::kMiB;
  spec.limits.file_bytes = sandbox::kMiB;
  box->Expect(spec);
  const auto run = [&](std::string_view what) {
    spec.stdin_bytes = what;
    return Run(*box, spec);
  };
  EXPECT_EQ(run("loop").limit, Limit::kCpuTime);
  EXPECT_EQ(run("").exit_code, 0);
  EXPECT_EQ(run("sleep").limit, Limit::kWallTime);
  EXPECT_EQ(run("signal").signal, SIGSEGV);
  EXPECT_EQ(run("everyone").exit_code, 0);  // all but itself: there is nobody
  EXPECT_EQ(run("file").exit_code, 1);      // Python ignores SIGXFSZ and raises
  const Outcome forks = run("fork");
  EXPECT_THAT(forks.out, HasSubstr("forked 7"));
  EXPECT_EQ(run("").exit_code, 0);
  EXPECT_EQ(run("memory").limit, Limit::kMemory);
}

TEST_F(ZygoteProofTest, OtherCommandsAndOptionsAreStarted) {
  const auto box = Box();
  ASSERT_TRUE(box);
  ASSERT_TRUE(box->PutFile("main.py", kMaps).ok());
  ASSERT_TRUE(box->PutFile("other.py", kMaps).ok());
  ASSERT_TRUE(box->PutFile("usercustomize.py", "raise SystemExit('as the zygote')").ok());
  const auto spec = Spec({"main.py"});
  box->Expect(spec);
  EXPECT_TRUE(IsCopy(Run(*box, spec)));
  EXPECT_FALSE(IsCopy(Run(*box, Spec({"other.py"}))));
  EXPECT_FALSE(IsCopy(Run(*box, Spec({"main.py", "word"}))));
  EXPECT_TRUE(IsCopy(Run(*box, spec)));
  auto kept = spec;
  kept.work = sandbox::Work::kKeep;
  EXPECT_TRUE(IsCopy(Run(*box, kept)));
  auto elsewhere = spec;
  elsewhere.env.emplace_back("MORE=1");
  EXPECT_FALSE(IsCopy(Run(*box, elsewhere)));
}

// What would run before the hook, with the agent's rights, is refused: the run itself is a start.
TEST_F(ZygoteProofTest, NoOptionGoesToAZygote) {
  for (const auto& words : {std::vector<std::string>{"-S", "main.py"},
                            {"-cprint(open('/proc/self/maps').read())"},
                            {"-m", "main"}}) {
    const auto box = Box();
    ASSERT_TRUE(box);
    ASSERT_TRUE(box->PutFile("main.py", kMaps).ok());
    box->Expect(Spec(words));
    const Outcome outcome = Run(*box, Spec(words));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_FALSE(IsCopy(outcome)) << words[0];
  }
  // A command that is no interpreter at all ends instead of waiting.
  const auto box = Box();
  ASSERT_TRUE(box);
  sandbox::RunSpec spec;
  spec.argv = {"/bin/echo", "here"};
  box->Expect(spec);
  EXPECT_EQ(Run(*box, spec).out, "here\n");
  EXPECT_EQ(Run(*box, spec).out, "here\n");
}

}  // namespace
}  // namespace assay::runtime_images

#include "sandbox/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace assay::sandbox {
namespace {

using std::chrono::seconds;

// A factory whose sandboxes are in memory: they hold the files that were put in, and running one
// answers with its standard input. Creates can be held up, made to fail, and counted.
class MemoryFactory : public SandboxFactory {
 public:
  class Box : public Sandbox {
   public:
    Box(MemoryFactory& factory, std::string image) : factory_(factory), image_(std::move(image)) {
      ++factory_.living;
    }
    ~Box() override { --factory_.living; }
    Status PutFile(std::string_view path, std::string_view data, unsigned mode) override {
      files_.push_back({std::string(path), std::string(data), mode});
      return OkStatus();
    }
    Result<Outcome> Run(const RunSpec& spec) override {
      Outcome outcome;
      outcome.exit_code = 0;
      outcome.out = image_ + ":" + std::string(spec.stdin_bytes);
      return outcome;
    }
    Result<Collected> Collect(const CollectLimits&) override { return Collected{files_, {}}; }
    bool alive() const override { return !factory_.kill_all; }

   private:
    MemoryFactory& factory_;
    std::string image_;
    std::vector<CollectedFile> files_;
  };

  std::string_view name() const override { return "memory"; }
  Result<std::unique_ptr<Sandbox>> Create(const SandboxSpec& spec) override {
    ++creates;
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
    if (failures > 0) {
      --failures;
      return Unavailable("no room");
    }
    return std::unique_ptr<Sandbox>(std::make_unique<Box>(*this, spec.image.name));
  }

  void SetOpen(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
    opened_.notify_all();
  }

  std::atomic<int> living{0}, creates{0}, failures{0};
  std::atomic<bool> kill_all{false};

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = true;
};

SandboxSpec Spec(const std::string& name, uint64_t memory = kGiB) {
  SandboxSpec spec;
  spec.image.name = name;
  spec.image.digest = "sha256:" + name;
  spec.max_memory_bytes = memory;
  return spec;
}

TEST(PoolTest, ColdFirstThenWarmAndRefilled) {
  MemoryFactory factory;
  SandboxPool pool(factory, {.ready_per_key = 2});
  auto first = pool.Create(Spec("python"));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(pool.stats().cold, 1U);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  EXPECT_EQ(pool.stats().ready, 2U);
  for (int i = 0; i < 2; ++i) {
    auto box = pool.Create(Spec("python"));
    ASSERT_TRUE(box.ok());
    RunSpec run;
    run.stdin_bytes = "hi";
    EXPECT_EQ((*box)->Run(run)->out, "python:hi");
  }
  EXPECT_GE(pool.stats().warm, 2U);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  EXPECT_EQ(pool.stats().ready, 2U);
}

TEST(PoolTest, WhatIsStillReadyIsMadeFullLater) {
  MemoryFactory factory;
  SandboxPool pool(factory, {.rest = std::chrono::hours(1)});
  pool.Keep(Spec("python"), 2);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  ASSERT_TRUE(pool.Create(Spec("python")).ok());
  // Another spec's shelf is made after it: the thread has passed the resting one.
  pool.Keep(Spec("java"), 1);
  while (pool.stats().refilled < 3) std::this_thread::yield();
  EXPECT_EQ(pool.stats().ready, 2U);
  // With the last one gone it waits no longer.
  ASSERT_TRUE(pool.Create(Spec("python")).ok());
  while (pool.stats().refilled < 4) std::this_thread::yield();
  EXPECT_EQ(pool.stats().warm, 2U);
  EXPECT_EQ(pool.stats().cold, 0U);
}

TEST(PoolTest, SpecsDoNotMix) {
  MemoryFactory factory;
  SandboxPool pool(factory, {.ready_per_key = 1});
  pool.Keep(Spec("python"), 1);
  pool.Keep(Spec("java"), 1);
  pool.Keep(Spec("java", 2 * kGiB), 1);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  EXPECT_EQ(pool.stats().ready, 3U);
  auto box = pool.Create(Spec("java", 2 * kGiB));
  ASSERT_TRUE(box.ok());
  EXPECT_EQ((*box)->Run({})->out, "java:");
  EXPECT_EQ(pool.stats().warm, 1U);
  SandboxSpec disk = Spec("java");
  disk.disk.inodes = 7;
  ASSERT_TRUE(pool.Create(disk).ok());
  EXPECT_EQ(pool.stats().cold, 1U);
}

TEST(PoolTest, KeepZeroGivesUp) {
  MemoryFactory factory;
  SandboxPool pool(factory, {});
  pool.Keep(Spec("python"), 3);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  pool.Keep(Spec("python"), 0);
  EXPECT_EQ(pool.stats().ready, 0U);
  pool.Stop();
  EXPECT_EQ(factory.living, 0);
}

TEST(PoolTest, ADeadSandboxIsNotHandedOut) {
  MemoryFactory factory;
  SandboxPool pool(factory, {});
  pool.Keep(Spec("python"), 2);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  factory.SetOpen(false);  // no refill meanwhile
  factory.kill_all = true;
  std::thread opener([&] {
    while (factory.creates < 3) std::this_thread::yield();
    factory.SetOpen(true);
  });
  auto box = pool.Create(Spec("python"));
  opener.join();
  ASSERT_TRUE(box.ok());
  EXPECT_EQ(pool.stats().dead, 2U);
  EXPECT_EQ(pool.stats().cold, 1U);
}

TEST(PoolTest, AFailedRefillIsTriedAgain) {
  MemoryFactory factory;
  factory.failures = 2;
  SandboxPool pool(factory, {.ready_per_key = 1, .first_retry = std::chrono::milliseconds(1)});
  pool.Keep(Spec("python"), 1);
  ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  EXPECT_EQ(pool.stats().failed, 2U);
  EXPECT_EQ(pool.stats().refilled, 1U);
}

TEST(PoolTest, AFailedColdCreateIsTheCallersToKnow) {
  MemoryFactory factory;
  SandboxPool pool(factory, {});
  pool.Stop();
  factory.failures = 1;
  const auto box = pool.Create(Spec("python"));
  EXPECT_EQ(box.status().code(), StatusCode::kUnavailable);
}

TEST(PoolTest, TheLongestUnusedGivesWay) {
  MemoryFactory factory;
  SandboxPool pool(factory, {.ready_per_key = 2, .max_ready = 4});
  for (const char* name : {"a", "b", "c"}) {
    ASSERT_TRUE(pool.Create(Spec(name)).ok());
    ASSERT_TRUE(pool.WaitUntilReady(seconds(10)));
  }
  PoolStats stats = pool.stats();
  EXPECT_EQ(stats.ready, 4U);
  EXPECT_EQ(stats.evicted, 2U);
  ASSERT_TRUE(pool.Create(Spec("c")).ok());
  EXPECT_EQ(pool.stats().warm, 1U);
  ASSERT_TRUE(pool.Create(Spec("a")).ok());
  EXPECT_EQ(pool.stats().cold, 4U);
}

TEST(PoolTest, StopDestroysWhatIsReadyAndCreateGoesOnCold) {
  MemoryFactory factory;
  auto pool = std::make_unique<SandboxPool>(factory, PoolOptions{});
  pool->Keep(Spec("python"), 4);
  ASSERT_TRUE(pool->WaitUntilReady(seconds(10)));
  EXPECT_EQ(factory.living, 4);
  pool->Stop();
  EXPECT_EQ(factory.living, 0);
  EXPECT_FALSE(pool->WaitUntilReady(seconds(0)));
  auto box = pool->Create(Spec("python"));
  ASSERT_TRUE(box.ok());
  pool.reset();
  EXPECT_EQ(factory.living, 1);
}

TEST(PoolTest, StopDuringACreateWaitsForItAndLeavesNothing) {
  MemoryFactory factory;
  factory.SetOpen(false);
  {
    SandboxPool pool(factory, {});
    pool.Keep(Spec("python"), 1);
    while (factory.creates < 1) std::this_thread::yield();
    std::thread opener([&] { factory.SetOpen(true); });
    pool.Stop();
    opener.join();
  }
  EXPECT_EQ(factory.living, 0);
}

TEST(PoolTest, ManyTakersGetASandboxEach) {
  MemoryFactory factory;
  SandboxPool pool(factory, {.ready_per_key = 4});
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> takers;
    for (int t = 0; t < 8; ++t) {
      takers.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i) {
          auto box = pool.Create(Spec(t % 2 == 0 ? "python" : "java"));
          if (box.ok() && (*box)->Run({})->out == (t % 2 == 0 ? "python:" : "java:")) ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 800);
  const PoolStats stats = pool.stats();
  EXPECT_EQ(stats.warm + stats.cold, 800U);
  pool.Stop();
  EXPECT_EQ(factory.living, 0);
}

}  // namespace
}  // namespace assay::sandbox

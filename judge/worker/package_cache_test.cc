#include "judge/worker/package_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <latch>
#include <optional>
#include <thread>

#include "common/files.h"
#include "judge/worker/test_packages.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Gives the blob in pieces.
BlobFetch Serve(const std::string& data, std::atomic<int>* calls = nullptr) {
  return [data, calls](const std::string&, const ChunkSink& sink) -> Status {
    if (calls != nullptr) ++*calls;
    for (size_t at = 0; at < data.size(); at += 1000) {
      ASSAY_RETURN_IF_ERROR(sink(std::string_view(data).substr(at, 1000)));
    }
    return OkStatus();
  };
}

BlobFetch Refuse() {
  return [](const std::string&, const ChunkSink&) { return Unavailable("the judge is away"); };
}

size_t CountFiles(const fs::path& folder) {
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    count += entry.is_regular_file() ? 1 : 0;
  }
  return count;
}

class PackageCacheTest : public ::testing::Test {
 protected:
  PackageCacheTest() : dir_(*TempDir::Create()) { Reopen(); }
  void Reopen() {
    cache_.reset();
    auto cache = PackageCache::Open(options());
    ASSERT_TRUE(cache.ok()) << cache.status().ToString();
    cache_ = *std::move(cache);
  }
  PackageCacheOptions options() const {
    PackageCacheOptions options;
    options.folder = dir_.path() / "cache";
    options.max_bytes = max_bytes_;
    return options;
  }
  Result<PackageCache::Use> Get(const std::string& data, const BlobFetch& fetch) {
    return cache_->Get(Sha256Hex(data), fetch, {});
  }
  fs::path Archive(const std::string& data) const {
    return dir_.path() / "cache/blobs" / Sha256Hex(data);
  }

  TempDir dir_;
  uint64_t max_bytes_ = 8ULL << 30U;
  std::unique_ptr<PackageCache> cache_;
};

TEST_F(PackageCacheTest, FetchesAndReadsOnce) {
  const std::string data = SumPackage();
  std::atomic<int> calls = 0;
  for (int i = 0; i < 3; ++i) {
    auto use = Get(data, Serve(data, &calls));
    ASSERT_TRUE(use.ok()) << use.status().ToString();
    EXPECT_EQ((*use)->title, "Sum");
    EXPECT_EQ((*use)->parts.size(), 1U);
  }
  EXPECT_EQ(calls, 1);
  const PackageCacheStats stats = cache_->stats();
  EXPECT_EQ(stats.fetched, 1U);
  EXPECT_EQ(stats.hits, 2U);
  EXPECT_GT(stats.bytes, data.size());
}

TEST_F(PackageCacheTest, ManyAtOnceShareOneFetch) {
  const std::string data = SumPackage();
  std::atomic<int> calls = 0;
  std::latch all(8);
  std::vector<std::jthread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      all.arrive_and_wait();
      good += Get(data, Serve(data, &calls)).ok() ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(good, 8);
  EXPECT_EQ(calls, 1);
}

TEST_F(PackageCacheTest, AFetchThatFailedIsTriedWithTheNextLease) {
  const std::string data = SumPackage();
  auto refused = Get(data, Refuse());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable);
  EXPECT_TRUE(Get(data, Serve(data)).ok());
}

TEST_F(PackageCacheTest, OtherBytesThanAskedForAreRefused) {
  const std::string data = SumPackage();
  auto use = Get(data, Serve(SumPackage("Another")));
  ASSERT_FALSE(use.ok());
  EXPECT_EQ(use.status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(CountFiles(dir_.path() / "cache/blobs"), 1U);  // its lock
  EXPECT_EQ(cache_->stats().packages, 0U);
}

TEST_F(PackageCacheTest, SaysWhatIsWrongWithAPackage) {
  const std::string data = Tar({{"assignment.yaml", "titel: Sum\n"}});
  auto use = Get(data, Serve(data));
  ASSERT_FALSE(use.ok());
  EXPECT_THAT(use.status().message(), HasSubstr("titel"));
  EXPECT_EQ(cache_->Get("../../etc/passwd", Refuse(), {}).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_F(PackageCacheTest, AnArchiveSurvivesARestart) {
  const std::string data = SumPackage();
  ASSERT_TRUE(Get(data, Serve(data)).ok());
  Reopen();
  ASSERT_TRUE(Get(data, Refuse()).ok());
  EXPECT_EQ(cache_->stats().restored, 1U);
}

TEST_F(PackageCacheTest, ATornArchiveIsFetchedAgain) {
  const std::string data = SumPackage();
  ASSERT_TRUE(Get(data, Serve(data)).ok());
  cache_.reset();
  fs::permissions(Archive(data), fs::perms::owner_all);
  fs::resize_file(Archive(data), data.size() / 2);
  Reopen();
  ASSERT_TRUE(Get(data, Serve(data)).ok());
  EXPECT_EQ(cache_->stats().damaged, 1U);
  EXPECT_EQ(cache_->stats().fetched, 1U);
}

TEST_F(PackageCacheTest, AChangedUnpackedFileIsNoticedBeforeTheNextUse) {
  const std::string data = SumPackage();
  fs::path answer;
  {
    auto use = Get(data, Serve(data));
    ASSERT_TRUE(use.ok());
    answer = (*use)->folder / "open/1.ans";
  }
  fs::permissions(answer, fs::perms::owner_all);
  std::ofstream(answer) << "3\n";
  auto use = Get(data, Refuse());
  ASSERT_TRUE(use.ok()) << use.status().ToString();
  EXPECT_EQ(*ReadFile((*use)->folder / "open/1.ans"), "2\n");
  EXPECT_EQ(cache_->stats().damaged, 1U);
}

TEST_F(PackageCacheTest, TheLongestUnusedGivesWayAndNeverOneInUse) {
  max_bytes_ = 100'000;  // each takes about 40,000 with its unpacked files
  Reopen();
  const std::string a = SumPackage("A");
  const std::string b = SumPackage("B");
  const std::string c = SumPackage("C");
  std::optional<PackageCache::Use> held = std::move(*Get(a, Serve(a)));
  ASSERT_TRUE(Get(b, Serve(b)).ok());
  ASSERT_TRUE(Get(c, Serve(c)).ok());
  EXPECT_TRUE(fs::exists(Archive(a)));  // oldest, but in use
  EXPECT_FALSE(fs::exists(Archive(b)));
  EXPECT_EQ(*ReadFile((*held)->folder / "open/1.ans"), "2\n");
  held.reset();
  ASSERT_TRUE(Get(b, Serve(b)).ok());
  EXPECT_FALSE(fs::exists(Archive(a)));
  EXPECT_GE(cache_->stats().evicted, 2U);
  EXPECT_LE(cache_->stats().bytes, max_bytes_);
}

TEST_F(PackageCacheTest, OneProcessAFolder) {
  EXPECT_EQ(PackageCache::Open(options()).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(PackageCacheTest, WhoWaitsForAFetchCanBeCancelled) {
  const std::string data = SumPackage();
  std::latch fetching(1);
  std::latch go_on(1);
  std::jthread first([&] {
    EXPECT_TRUE(Get(data, [&](const std::string& name, const ChunkSink& sink) {
                  fetching.count_down();
                  go_on.wait();
                  return Serve(data)(name, sink);
                }).ok());
  });
  fetching.wait();
  std::stop_source stop;
  std::jthread second([&] {
    EXPECT_EQ(cache_->Get(Sha256Hex(data), Refuse(), stop.get_token()).status().code(),
              StatusCode::kCancelled);
  });
  stop.request_stop();
  second.join();
  go_on.count_down();
}

}  // namespace
}  // namespace assay::judge

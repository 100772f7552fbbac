#include "sandbox/compile_cache.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>

#include "common/files.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

CompileResult Sample() {
  CompileResult result;
  result.outcome.exit_code = 0;
  result.outcome.err = "warning: x\n";
  result.outcome.cpu = std::chrono::milliseconds(120);
  result.outcome.peak_memory_bytes = 42;
  result.files = {{"main.cpp", "int main(){}", 0644},
                  {"program",
                   std::string("\x7f"
                               "ELF\0",
                               5),
                   0755}};
  return result;
}

class CompileCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(std::move(*dir));
  }
  CompileCache Open(uint64_t max_bytes = 1 * kMiB) {
    return *CompileCache::Open(dir_->path() / "cache", max_bytes);
  }
  std::unique_ptr<TempDir> dir_;
};

TEST_F(CompileCacheTest, GivesBackWhatWasStored) {
  const CompileCache cache = Open();
  EXPECT_FALSE(cache.Find("k"));
  ASSERT_TRUE(cache.Store("k", Sample()).ok());
  const auto found = cache.Find("k");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->outcome.err, "warning: x\n");
  EXPECT_EQ(found->outcome.cpu, std::chrono::milliseconds(120));
  ASSERT_EQ(found->files.size(), 2U);
  EXPECT_EQ(found->files[1].data, Sample().files[1].data);
  EXPECT_EQ(found->files[1].mode, 0755U);
}

TEST_F(CompileCacheTest, KeepsCompileErrorsButNotLimits) {
  const CompileCache cache = Open();
  CompileResult error = Sample();
  error.outcome.exit_code = 1;
  ASSERT_TRUE(cache.Store("error", error).ok());
  EXPECT_EQ(cache.Find("error")->outcome.exit_code, 1);
  CompileResult limited = Sample();
  limited.outcome.limit = Limit::kCpuTime;
  ASSERT_TRUE(cache.Store("limited", limited).ok());
  EXPECT_FALSE(cache.Find("limited"));
  CompileResult not_started = Sample();
  not_started.outcome.exit_code = 127;
  not_started.outcome.evidence.exec_errno = ENOENT;
  ASSERT_TRUE(cache.Store("not-started", not_started).ok());
  EXPECT_FALSE(cache.Find("not-started"));
}

TEST_F(CompileCacheTest, DamageIsAMiss) {
  const CompileCache cache = Open();
  ASSERT_TRUE(cache.Store("k", Sample()).ok());
  const fs::path path = dir_->path() / "cache/k";
  std::string bytes = *ReadFile(path);
  bytes.back() ^= 1;
  ASSERT_TRUE(WriteFileAtomically(path, bytes).ok());
  EXPECT_FALSE(cache.Find("k"));
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(CompileCacheTest, EveryCutIsRefused) {
  const std::string whole = CompileCache::Encode(Sample());
  EXPECT_TRUE(CompileCache::Decode(whole).ok());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(CompileCache::Decode(std::string_view(whole).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(CompileCache::Decode(whole + "x").ok());
}

TEST_F(CompileCacheTest, OldestGoesFirst) {
  const CompileCache cache = Open(3000);
  CompileResult big = Sample();
  big.files[0].data.assign(1200, 'x');
  ASSERT_TRUE(cache.Store("a", big).ok());
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(dir_->path() / "cache/a", old);
  ASSERT_TRUE(cache.Store("b", big).ok());
  ASSERT_TRUE(cache.Store("c", big).ok());
  EXPECT_FALSE(cache.Find("a"));
  EXPECT_TRUE(cache.Find("c"));
}

TEST_F(CompileCacheTest, KeyDependsOnAllThatMatters) {
  const RunSpec spec;
  const std::vector<CollectedFile> files = {{"a", "1", 0644}, {"b", "2", 0644}};
  const std::string key = CompileCache::Key("sha256:1", {{"gcc", "a"}}, spec, files);
  EXPECT_EQ(key, CompileCache::Key("sha256:1", {{"gcc", "a"}}, spec, {files[1], files[0]}));
  EXPECT_NE(key, CompileCache::Key("sha256:2", {{"gcc", "a"}}, spec, files));
  EXPECT_NE(key, CompileCache::Key("sha256:1", {{"gcc", "-O2", "a"}}, spec, files));
  EXPECT_NE(key, CompileCache::Key("sha256:1", {{"gcc"}, {"a"}}, spec, files));
  EXPECT_NE(key, CompileCache::Key("sha256:1", {{"gcc", "a"}}, spec, {files[0], {"b", "3", 0644}}));
  RunSpec other = spec;
  other.limits.memory_bytes += 1;
  EXPECT_NE(key, CompileCache::Key("sha256:1", {{"gcc", "a"}}, other, files));
  other = spec;
  other.limits.stack_bytes = kMiB;
  EXPECT_NE(key, CompileCache::Key("sha256:1", {{"gcc", "a"}}, other, files));
  // The same words, but the last is a command's in one and a variable in the other.
  other = spec;
  other.env = {"1", "b"};
  EXPECT_NE(CompileCache::Key("sha256:1", {{"a"}, {"b"}}, spec, files),
            CompileCache::Key("sha256:1", {{"a"}}, other, files));
}

}  // namespace
}  // namespace assay::sandbox

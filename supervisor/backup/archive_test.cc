#include "supervisor/backup/archive.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/files.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

class StringSink final : public ByteSink {
 public:
  Status Write(std::string_view bytes) override {
    text.append(bytes);
    return OkStatus();
  }
  Status Finish() override { return OkStatus(); }
  std::string text;
};

class Collector final : public BackupVisitor {
 public:
  Status Begin(const std::string& name, uint64_t /*bytes*/) override {
    current = &files[name];
    return OkStatus();
  }
  Status Data(std::string_view bytes) override {
    current->append(bytes);
    return OkStatus();
  }
  Status End() override { return OkStatus(); }
  std::map<std::string, std::string> files;
  std::string* current = nullptr;
};

class ArchiveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create("assay-archive-");
    ASSERT_TRUE(made.ok());
    folder_.emplace(std::move(*made));
  }
  fs::path Write(const std::string& name, const std::string& text) {
    const fs::path file = folder_->path() / name;
    EXPECT_TRUE(WriteFileAtomically(file, text).ok());
    return file;
  }
  std::string MakeArchive(const std::map<std::string, std::string>& files) {
    StringSink sink;
    auto writer = BackupWriter::Start(sink);
    EXPECT_TRUE(writer.ok());
    size_t number = 0;
    for (const auto& [name, text] : files) {
      EXPECT_TRUE((*writer)->AddFile(name, Write(std::to_string(++number), text)).ok()) << name;
    }
    Manifest manifest;
    manifest.created = "2026-11-29T01:50:00Z";
    manifest.program = "0.1.0";
    manifest.postgres = 15;
    manifest.rows = {{"judge.jobs", 7}};
    EXPECT_TRUE((*writer)->Finish(manifest).ok());
    return sink.text;
  }
  std::optional<TempDir> folder_;
};

Result<Manifest> Read(std::string_view archive, BackupVisitor* visitor = nullptr) {
  MemorySource source(archive);
  return ReadBackup(source, visitor);
}

TEST_F(ArchiveTest, WhatWasWrittenIsRead) {
  const std::map<std::string, std::string> files = {
      {"assay.toml", "x"}, {"blobs/a/b", std::string(3'000'000, 'b')}, {"blobs/empty", ""}};
  Collector collector;
  const auto manifest = Read(MakeArchive(files), &collector);
  ASSERT_TRUE(manifest.ok()) << manifest.status().ToString();
  EXPECT_EQ(collector.files, files);
  EXPECT_EQ(manifest->rows.at("judge.jobs"), 7U);
  EXPECT_EQ(manifest->files.size(), 3U);
  EXPECT_EQ(manifest->files.at("blobs/a/b").bytes, 3'000'000U);
}

TEST_F(ArchiveTest, EveryChangedByteIsFound) {
  const std::string archive = MakeArchive({{"a", "first"}, {"b", "second"}});
  const Manifest whole = Read(archive).value();
  size_t unchanged = 0;
  for (size_t at = 0; at < archive.size(); ++at) {
    std::string changed = archive;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    const auto manifest = Read(changed);
    // Padding and times of the archive hold nothing of ours; what is read then is what was written.
    if (manifest.ok()) {
      EXPECT_EQ(manifest->files, whole.files) << at;
      EXPECT_EQ(manifest->rows, whole.rows) << at;
      ++unchanged;
    }
  }
  EXPECT_LT(unchanged, archive.size() / 4);
}

TEST_F(ArchiveTest, EveryCutIsFound) {
  const std::string archive = MakeArchive({{"a", "first"}, {"b", "second"}});
  size_t whole = 0;
  for (size_t size = 0; size < archive.size(); ++size) whole += Read(archive.substr(0, size)).ok();
  EXPECT_LE(whole, 4U);  // the end of zstd's frame, after all that is ours
}

TEST_F(ArchiveTest, OnlyPlainFilesWithPlainNamesGoIn) {
  StringSink sink;
  auto writer = BackupWriter::Start(sink);
  ASSERT_TRUE(writer.ok());
  const fs::path file = Write("file", "x");
  for (const char* name : {"", "/a", "../a", "a/../b", "a//b", "a/", "a b", "a\nb", "./a"}) {
    EXPECT_EQ((*writer)->AddFile(name, file).code(), StatusCode::kInvalidArgument) << name;
  }
  fs::create_symlink(file, folder_->path() / "link");
  EXPECT_FALSE((*writer)->AddFile("link", folder_->path() / "link").ok());
  EXPECT_FALSE((*writer)->AddFile("folder", folder_->path()).ok());
  EXPECT_EQ((*writer)->AddFile("gone", folder_->path() / "gone").code(), StatusCode::kNotFound);
}

TEST(Manifest, WhatIsNotOneIsRefused) {
  Manifest manifest;
  manifest.created = "2026-11-29T01:50:00Z";
  manifest.program = "0.1.0";
  manifest.postgres = 15;
  manifest.rows = {{"judge.jobs", 7}};
  manifest.files = {{"assay.toml", {std::string(64, 'a'), 12}}};
  const std::string text = FormatManifest(manifest);
  const auto read = ParseManifest(text);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(FormatManifest(*read), text);
  for (size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(ParseManifest(changed).ok()) << changed;
    EXPECT_FALSE(ParseManifest(text.substr(0, at)).ok()) << at;
  }
  EXPECT_EQ(ParseManifest("assay-backup 2\n").status().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay::supervisor

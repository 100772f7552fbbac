#include "common/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <clocale>
#include <fstream>
#include <set>

#include "common/archive/tree_writer.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

struct Item {
  std::string name, data = {};
  unsigned type = AE_IFREG;
  unsigned mode = 0644;
  std::string link = {};
  bool hard = false;
};

enum class Format { kTar, kTarGz, kTarXz, kTarZst, kZip, k7z };

// As libarchive writes it.
std::string Pack(const std::vector<Item>& items, Format format = Format::kTar) {
  // 7z holds UTF-16: only its writer needs to know what the names are in. The reader under test
  // runs in the "C" locale, as programs do.
  std::setlocale(LC_CTYPE, format == Format::k7z ? "C.UTF-8" : "C");
  struct archive* writer = archive_write_new();
  if (format == Format::kZip) {
    archive_write_set_format_zip(writer);
  } else if (format == Format::k7z) {
    archive_write_set_format_7zip(writer);
  } else {
    archive_write_set_format_pax_restricted(writer);
  }
  if (format == Format::kTarGz) archive_write_add_filter_gzip(writer);
  if (format == Format::kTarXz) archive_write_add_filter_xz(writer);
  if (format == Format::kTarZst) archive_write_add_filter_zstd(writer);
  std::string bytes(1U << 20U, '\0');
  size_t used = 0;
  EXPECT_EQ(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used), ARCHIVE_OK);
  for (const Item& item : items) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_copy_pathname(entry, item.name.c_str());
    archive_entry_set_filetype(entry, item.type);
    archive_entry_set_perm(entry, static_cast<mode_t>(item.mode));
    archive_entry_set_mtime(entry, 1, 0);
    archive_entry_set_size(entry, static_cast<la_int64_t>(item.data.size()));
    if (item.hard) {
      archive_entry_copy_hardlink(entry, item.link.c_str());
    } else if (!item.link.empty()) {
      archive_entry_copy_symlink(entry, item.link.c_str());
    }
    EXPECT_GE(archive_write_header(writer, entry), ARCHIVE_WARN) << archive_error_string(writer);
    archive_write_data(writer, item.data.data(), item.data.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  std::setlocale(LC_CTYPE, "C");
  return bytes;
}

class ArchiveTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::Create();
    ASSERT_TRUE(folder.ok());
    folder_.emplace(std::move(*folder));
    // What Unpack makes stands below the system's temporary folder: its own here, to see what is
    // left there.
    ASSERT_EQ(::setenv("TMPDIR", Temporary().c_str(), 1), 0);
    fs::create_directory(Temporary());
  }
  void TearDown() override { ::unsetenv("TMPDIR"); }

  fs::path Temporary() const { return folder_->path() / "tmp"; }

  Result<std::shared_ptr<TempDir>> Unpacked(const std::string& bytes,
                                            const ArchiveLimits& limits = {}) {
    const fs::path path = folder_->path() / "package.bin";
    std::ofstream(path, std::ios::binary) << bytes;
    return Unpack(path, limits);
  }
  // The message of a refusal, after which nothing may be left.
  std::string Refused(const std::string& bytes, const ArchiveLimits& limits = {}) {
    const auto folder = Unpacked(bytes, limits);
    if (folder.ok()) return "accepted";
    EXPECT_TRUE(fs::is_empty(Temporary())) << "a refused archive left files";
    return folder.status().message();
  }

  std::optional<TempDir> folder_;
};

TEST_F(ArchiveTest, EveryFormatComesOutTheSame) {
  const std::vector<Item> items = {{"p/", "", AE_IFDIR, 0700},
                                   {"p/run", "#!/bin/sh\n", AE_IFREG, 0711},
                                   {"p/data/1.in", "3 4\n"},
                                   {"p/data/größe", std::string(100000, 'x'), AE_IFREG, 0600},
                                   {"p/empty", ""}};
  for (const Format format :
       {Format::kTar, Format::kTarGz, Format::kTarXz, Format::kTarZst, Format::kZip, Format::k7z}) {
    SCOPED_TRACE(static_cast<int>(format));
    auto folder = Unpacked(Pack(items, format));
    ASSERT_TRUE(folder.ok()) << folder.status().message();
    const fs::path root = PackageRoot((*folder)->path());
    EXPECT_EQ(root, (*folder)->path() / "p");
    EXPECT_EQ(ReadFile(root / "data/1.in").value(), "3 4\n");
    EXPECT_EQ(ReadFile(root / "data/größe").value(), std::string(100000, 'x'));
    EXPECT_EQ(ReadFile(root / "empty").value(), "");
    struct stat st {};
    ASSERT_EQ(::stat((root / "run").c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 07777U, 0755U);
    ASSERT_EQ(::stat((root / "data/größe").c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 07777U, 0644U);
    folder = Internal("gone");
    EXPECT_TRUE(fs::is_empty(Temporary()));
  }
}

TEST_F(ArchiveTest, RefusesWhatIsNeitherFileNorFolder) {
  EXPECT_THAT(Refused(Pack({{"ok"}, {"l", "", AE_IFLNK, 0777, "/etc/passwd"}})),
              AllOf(HasSubstr("package.bin: the entry \"l\" is a symbolic link"),
                    HasSubstr("/etc/passwd")));
  EXPECT_THAT(Refused(Pack({{"l", "", AE_IFLNK, 0777, "../x"}}, Format::kZip)),
              HasSubstr("the entry \"l\" is a symbolic link"));
  EXPECT_THAT(Refused(Pack({{"a", "x"}, {"b", "", AE_IFREG, 0644, "a", true}})),
              HasSubstr("the entry \"b\" is a hard link to \"a\""));
  EXPECT_THAT(Refused(Pack({{"n", "", AE_IFCHR}})), HasSubstr("\"n\" is a device"));
  EXPECT_THAT(Refused(Pack({{"n", "", AE_IFBLK}})), HasSubstr("\"n\" is a device"));
  EXPECT_THAT(Refused(Pack({{"n", "", AE_IFIFO}})), HasSubstr("\"n\" is a FIFO"));
  EXPECT_THAT(Refused(Pack({{"s", "x", AE_IFREG, 04755}})), HasSubstr("\"s\" is set-user-id"));
  EXPECT_THAT(Refused(Pack({{"s", "x", AE_IFREG, 02755}})), HasSubstr("\"s\" is set-user-id"));
}

TEST_F(ArchiveTest, RefusesNamesThatLeaveTheFolder) {
  for (const Format format : {Format::kTar, Format::kZip, Format::k7z}) {
    EXPECT_THAT(Refused(Pack({{"ok"}, {"../evil", "x"}}, format)), HasSubstr("\"../evil\""));
    EXPECT_THAT(Refused(Pack({{"ok"}, {"/tmp/evil", "x"}}, format)), HasSubstr("absolute"));
    EXPECT_THAT(Refused(Pack({{"a/b/../../../evil", "x"}}, format)), HasSubstr("leaves"));
  }
  EXPECT_THAT(Refused(Pack({{"C:evil", "x"}}, Format::kZip)), HasSubstr("drive letter"));
  EXPECT_THAT(Refused(Pack({{"a\nb", "x"}}, Format::kZip)), HasSubstr("\"a\\x0ab\""));
  EXPECT_THAT(Refused(Pack({{"caf\xe9", "x"}}, Format::kZip)), HasSubstr("caf\\xe9"));
}

TEST_F(ArchiveTest, ANameEndsAtItsNulAndIsCheckedAsThat) {
  std::string bytes = Pack({{"okXtail", "one"}, {"okYtail", "two"}}, Format::kZip);
  for (char& c : bytes) {
    if (c == 'X' || c == 'Y') c = '\0';
  }
  EXPECT_THAT(Refused(bytes), HasSubstr("\"ok\" stands in the archive twice"));
}

TEST_F(ArchiveTest, DuplicatesAreOnesOnlyWhenIdentical) {
  EXPECT_THAT(Refused(Pack({{"a", "1"}, {"./a", "2"}})),
              HasSubstr("the entry \"a\" stands in the archive twice"));
  EXPECT_THAT(Refused(Pack({{"a", "1"}, {"a/b", "2"}})), HasSubstr("a file and a folder"));
  EXPECT_THAT(Refused(Pack({{"a/b", "1"}, {"a", "2"}})), HasSubstr("\"a\" stands"));
  auto folder =
      Unpacked(Pack({{"d/", "", AE_IFDIR}, {"a", "1"}, {"A", "2"}, {"d/", "", AE_IFDIR}}));
  ASSERT_TRUE(folder.ok()) << folder.status().message();
  EXPECT_EQ(ReadFile((*folder)->path() / "a").value(), "1");
  EXPECT_EQ(ReadFile((*folder)->path() / "A").value(), "2");
}

TEST_F(ArchiveTest, EveryBoundHolds) {
  ArchiveLimits limits;
  limits.total_bytes = 1000;
  EXPECT_THAT(Refused(Pack({{"a", std::string(600, 'x')}, {"b", std::string(600, 'x')}}), limits),
              HasSubstr("\"b\" takes the archive over 1000 bytes"));
  limits = {};
  limits.file_bytes = 1000;
  EXPECT_THAT(Refused(Pack({{"a", std::string(1001, 'x')}}), limits),
              HasSubstr("\"a\" unpacks to more than 1000 bytes"));
  limits = {};
  limits.entries = 3;
  EXPECT_THAT(Refused(Pack({{"a"}, {"b"}, {"c"}, {"d"}}), limits), HasSubstr("more than 3"));
  // Folders that only paths name count too.
  EXPECT_THAT(Refused(Pack({{"a/b/c/d"}}), limits), HasSubstr("more than 3"));
  limits = {};
  limits.depth = 2;
  EXPECT_THAT(Refused(Pack({{"a/b/c"}}), limits), HasSubstr("folders deep"));
  limits = {};
  limits.archive_bytes = 100;
  EXPECT_THAT(Refused(Pack({{"a"}}), limits), HasSubstr("more than the 100 allowed"));
}

TEST_F(ArchiveTest, ABombIsStoppedByItsRatio) {
  const std::string zeros(32U << 20U, '\0');
  const std::string bomb = Pack({{"a", zeros}, {"b", zeros}, {"c", zeros}}, Format::kZip);
  ASSERT_LT(bomb.size(), 200'000U);
  EXPECT_THAT(Refused(bomb), HasSubstr("\"c\" takes the archive over 250 times its packed size"));
  // The same inside of another is a file like any other.
  auto folder = Unpacked(Pack({{"bomb.zip", bomb}, {"x", "y"}}, Format::kTarGz));
  ASSERT_TRUE(folder.ok()) << folder.status().message();
  EXPECT_EQ(fs::file_size((*folder)->path() / "bomb.zip"), bomb.size());
  EXPECT_FALSE(fs::exists((*folder)->path() / "a"));
}

TEST_F(ArchiveTest, DamageIsAnErrorAndLeavesNothing) {
  EXPECT_THAT(Refused("this is no archive"), HasSubstr("not an archive"));
  EXPECT_THAT(Refused(""), HasSubstr("archive"));
  std::string noise(200'000, '\0');
  uint32_t state = 1;
  for (char& c : noise) {
    c = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  }
  for (const Format format : {Format::kTarGz, Format::kTarXz, Format::kZip, Format::k7z}) {
    std::string bytes = Pack({{"a", "1"}, {"b", noise}}, format);
    bytes.resize(bytes.size() / 2);
    EXPECT_NE(Refused(bytes), "accepted") << static_cast<int>(format);
  }
  EXPECT_THAT(Unpack(folder_->path() / "none.zip", {}).status().message(), HasSubstr("none.zip"));
  ASSERT_EQ(::mkfifo((folder_->path() / "fifo.zip").c_str(), 0600), 0);
  EXPECT_THAT(Unpack(folder_->path() / "fifo.zip", {}).status().message(),
              HasSubstr("not a regular file"));
}

TEST_F(ArchiveTest, TheRootIsTheOnlyFolder) {
  auto folder = Unpacked(Pack({{"p/a"}, {"__MACOSX/p/._a"}, {".DS_Store"}}));
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(PackageRoot((*folder)->path()).filename(), "p");
  folder = Unpacked(Pack({{"p/a"}, {"readme"}}));
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(PackageRoot((*folder)->path()), (*folder)->path());
}

TEST_F(ArchiveTest, NothingIsWrittenThroughALink) {
  const fs::path inside = folder_->path() / "in", outside = folder_->path() / "out";
  fs::create_directories(inside);
  fs::create_directories(outside);
  fs::create_directory_symlink(outside, inside / "link");
  fs::create_symlink(outside / "file", inside / "file");
  auto writer = TreeWriter::Open(inside, 100);
  ASSERT_TRUE(writer.ok());
  EXPECT_FALSE(writer->BeginFile("link/x", false).ok());
  EXPECT_FALSE(writer->MakeFolder("link").ok());
  EXPECT_FALSE(writer->BeginFile("file", false).ok());
  EXPECT_TRUE(fs::is_empty(outside));
  EXPECT_FALSE(TreeWriter::Open(inside / "link", 100).ok());
}

TEST(ArchiveName, ByItsEnding) {
  EXPECT_TRUE(IsArchiveName("a/b.zip"));
  EXPECT_TRUE(IsArchiveName("b.tar.gz"));
  EXPECT_FALSE(IsArchiveName("b.gz"));
  EXPECT_FALSE(IsArchiveName(".zip"));
  EXPECT_FALSE(IsArchiveName("folder"));
}

}  // namespace
}  // namespace assay

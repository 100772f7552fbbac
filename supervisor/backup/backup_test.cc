// Backups of a running platform: real PostgreSQL, real files, the real program.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "common/files.h"
#include "supervisor/test_platform.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class BackupTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = TestPlatform::Make();
    ASSERT_NE(platform_, nullptr);
    const Ran up = platform_->Run({"up"});
    ASSERT_EQ(up.exit_code, 0) << up.output;
    ASSERT_TRUE(platform_
                    ->ExecuteAs("judge",
                                "CREATE TABLE judge.jobs (id bigint PRIMARY KEY, blob text);"
                                "INSERT INTO judge.jobs SELECT g, md5(g::text) FROM "
                                "generate_series(1, 1000) g; CREATE SEQUENCE judge.s START 42")
                    .ok());
    ASSERT_TRUE(platform_->ExecuteAs("identity", "CREATE TABLE identity.people (name text)").ok());
    WriteBlob("tenant/aa/blob", std::string(3'000'000, 'x'));
    WriteBlob(".new/unfinished", "x");
    for (const char* name :
         {"journal", "key-check", "segment-1", "segment-12", "lock", "segment-13.tmp"}) {
      const fs::path file = platform_->data() / "similarity/0a1b" / name;
      fs::create_directories(file.parent_path());
      ASSERT_TRUE(WriteFileAtomically(file, std::string("index ") + name, 0600).ok());
    }
  }
  static void TearDownTestSuite() { platform_.reset(); }
  void SetUp() override { ASSERT_NE(platform_, nullptr); }

  static void WriteBlob(const std::string& name, const std::string& text) {
    const fs::path file = platform_->data() / "blobs" / name;
    fs::create_directories(file.parent_path());
    ASSERT_TRUE(WriteFileAtomically(file, text, 0600).ok());
  }
  static fs::path NewFile() {
    static int number = 0;
    return platform_->folder() / ("backup-" + std::to_string(++number));
  }
  static fs::path Passphrase(const std::string& text) {
    const fs::path file = platform_->folder() / "passphrase";
    EXPECT_TRUE(WriteFileAtomically(file, text + "\n", 0600).ok());
    return file;
  }
  static std::vector<fs::path> Siblings() {
    std::vector<fs::path> names;
    for (const auto& entry : fs::directory_iterator(platform_->folder())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  static std::unique_ptr<TestPlatform> platform_;
};
std::unique_ptr<TestPlatform> BackupTest::platform_;

TEST_F(BackupTest, WithoutProtectionItIsRefusedUnlessSaid) {
  const fs::path file = NewFile();
  const Ran refused = platform_->Run({"backup", file});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.output, HasSubstr("master key"));
  EXPECT_FALSE(fs::exists(file));
  const Ran made = platform_->Run({"backup", file, "--include-keys"});
  EXPECT_EQ(made.exit_code, 0) << made.output;
  EXPECT_THAT(made.output, HasSubstr("unprotected"));
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(platform_->Run({"backup", file, "--include-keys"}).output,
              HasSubstr("there is such a file"));
  for (const auto& entry : fs::directory_iterator(platform_->data() / "run")) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("backup-")) << entry;
  }
}

TEST_F(BackupTest, ARestoredFolderHasAllOfIt) {
  const fs::path file = NewFile();
  const fs::path passphrase = Passphrase("correct horse battery");
  const Ran made = platform_->Run({"backup", file, "--passphrase-file", passphrase});
  ASSERT_EQ(made.exit_code, 0) << made.output;
  EXPECT_EQ(platform_->Run({"backup", "--verify", file}).exit_code, 64);
  const fs::path restored = platform_->folder() / "restored";
  const Ran ran =
      platform_->Run({"restore", file, "--passphrase-file", passphrase, "--data", restored});
  ASSERT_EQ(ran.exit_code, 0) << ran.output;
  for (const char* name :
       {"keys/master.key", "pki/root.key", "secrets/admin.token", "assay.toml",
        "blobs/tenant/aa/blob", "similarity/0a1b/journal", "similarity/0a1b/key-check",
        "similarity/0a1b/segment-1", "similarity/0a1b/segment-12"}) {
    EXPECT_TRUE(ReadFile(restored / name).value() == ReadFile(platform_->data() / name).value())
        << name;
  }
  EXPECT_FALSE(fs::exists(restored / "blobs/.new/unfinished"));
  EXPECT_FALSE(fs::exists(restored / "database.dump"));
  EXPECT_FALSE(fs::exists(restored / "similarity/0a1b/lock"));
  EXPECT_FALSE(fs::exists(restored / "similarity/0a1b/segment-13.tmp"));

  const Ran up = platform_->Run({"up", "--data", restored, "--port", platform_->OtherPort()});
  ASSERT_EQ(up.exit_code, 0) << up.output;
  const auto check = [&](const std::string& role, const std::string& sql) {
    return platform_->ExecuteIn(restored, role, sql);
  };
  EXPECT_TRUE(check("judge", "SELECT 1 / (count(*) = 1000)::int FROM judge.jobs").ok());
  EXPECT_TRUE(check("judge", "SELECT 1 / (nextval('judge.s') = 42)::int").ok());
  // Owners and rights are those of before.
  EXPECT_TRUE(check("judge", "ALTER TABLE judge.jobs ADD COLUMN more int").ok());
  EXPECT_FALSE(check("identity", "SELECT * FROM judge.jobs").ok());
  EXPECT_EQ(platform_->Run({"down", "--data", restored}).exit_code, 0);
}

TEST_F(BackupTest, AChangedBackupIsRefusedBeforeAnythingIsMade) {
  for (const bool sealed : {false, true}) {
    const fs::path file = NewFile();
    const fs::path passphrase = Passphrase("correct horse battery");
    std::vector<std::string> protection = {"--include-keys"};
    if (sealed) protection = {"--passphrase-file", passphrase};
    std::vector<std::string> words = {"backup", file};
    words.insert(words.end(), protection.begin(), protection.end());
    ASSERT_EQ(platform_->Run(words).exit_code, 0);
    const std::string good = ReadFile(file).value();
    std::string bad = good;
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
    const std::vector<std::string> texts = {bad, good.substr(0, good.size() / 2), "", "hello"};
    for (const std::string& text : texts) {
      ASSERT_TRUE(WriteFileAtomically(file, text, 0600).ok());
      const auto before = Siblings();
      const Ran ran = platform_->Run({"restore", file, "--passphrase-file", passphrase, "--data",
                                      platform_->folder() / "never"});
      EXPECT_EQ(ran.exit_code, 1) << ran.output;
      EXPECT_FALSE(fs::exists(platform_->folder() / "never"));
      EXPECT_EQ(Siblings(), before);
    }
  }
}

TEST_F(BackupTest, AFolderWithSomethingInItIsLeftAlone) {
  const fs::path file = NewFile();
  ASSERT_EQ(platform_->Run({"backup", file, "--include-keys"}).exit_code, 0);
  const fs::path full = platform_->folder() / "full";
  fs::create_directory(full);
  ASSERT_TRUE(WriteFileAtomically(full / "file", "mine").ok());
  const Ran ran = platform_->Run({"restore", file, "--data", full});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.output, HasSubstr("not an empty folder"));
  EXPECT_EQ(ReadFile(full / "file").value(), "mine");
}

TEST_F(BackupTest, ItIsOfOneMomentWhileOthersWrite) {
  // Every row names a blob that was there before it: so must it be in the backup.
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; !stop && i < 100'000; ++i) {
      const std::string name = "written/" + std::to_string(i);
      WriteBlob(name, name);
      const Status status =
          platform_->ExecuteAs("judge", "INSERT INTO judge.jobs VALUES (" +
                                            std::to_string(1'000'000 + i) + ", '" + name + "')");
      if (status.ok()) ++written;
    }
  });
  EXPECT_TRUE(WaitFor([&] { return written > 20; }));
  const fs::path file = NewFile();
  const Ran made = platform_->Run({"backup", file, "--include-keys"});
  stop = true;
  writer.join();
  ASSERT_EQ(made.exit_code, 0) << made.output;
  const fs::path restored = platform_->folder() / "moment";
  const Ran ran = platform_->Run({"restore", file, "--data", restored});
  ASSERT_EQ(ran.exit_code, 0) << ran.output;
  const Ran up = platform_->Run({"up", "--data", restored, "--port", platform_->OtherPort()});
  ASSERT_EQ(up.exit_code, 0) << up.output;
  const auto names = platform_->ReadColumn(
      restored, "judge", "SELECT blob FROM judge.jobs WHERE blob LIKE 'written/%'");
  ASSERT_TRUE(names.ok()) << names.status().ToString();
  EXPECT_GT(names->size(), 20U);
  for (const std::string& name : *names) EXPECT_TRUE(fs::exists(restored / "blobs" / name)) << name;
  EXPECT_EQ(platform_->Run({"down", "--data", restored}).exit_code, 0);
}

}  // namespace
}  // namespace assay::supervisor

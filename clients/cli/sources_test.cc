#include "clients/cli/sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "common/files.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SourcesTest : public ::testing::Test {
 protected:
  SourcesTest() : folder_(std::move(*TempDir::Create())) {}
  fs::path Write(const std::string& name, const std::string& text) {
    const fs::path path = folder_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }
  static std::vector<std::string> Names(const std::vector<SourceFile>& files) {
    std::vector<std::string> names;
    for (const SourceFile& file : files) names.push_back(file.path);
    return names;
  }
  TempDir folder_;
};

TEST_F(SourcesTest, FilesHaveTheirNamesAndFoldersWhatIsInThem) {
  Write("app/src/main.py", "1");
  Write("app/a.txt", "2");
  Write("app/.git/config", "secret");
  const auto files = CollectSources({folder_.path() / "app/", Write("x/extra.py", "3")});
  ASSERT_TRUE(files.ok()) << files.status().ToString();
  EXPECT_THAT(Names(*files), ElementsAre("a.txt", "extra.py", "src/main.py"));
}

TEST_F(SourcesTest, WhatCannotBeMeantIsRefused) {
  const fs::path one = Write("a/main.py", "1"), two = Write("b/main.py", "2");
  EXPECT_THAT(CollectSources({one, two}).status().message(), HasSubstr("would be called main.py"));
  EXPECT_EQ(CollectSources({folder_.path() / "none"}).status().code(), StatusCode::kNotFound);
  fs::create_directory(folder_.path() / "empty");
  EXPECT_EQ(CollectSources({folder_.path() / "empty"}).status().code(),
            StatusCode::kInvalidArgument);
  fs::create_directory_symlink(folder_.path() / "a", folder_.path() / "b/link");
  EXPECT_THAT(CollectSources({folder_.path() / "b"}).status().message(), HasSubstr("link"));
  for (int i = 0; i < 501; ++i) Write("many/" + std::to_string(i), "");
  EXPECT_THAT(CollectSources({folder_.path() / "many"}).status().message(), HasSubstr("500 files"));
}

TEST_F(SourcesTest, BytesThatAreNoTextTravelAsBase64) {
  const nlohmann::json list =
      ToJson({{"a.py", "print('ä')\n"}, {"b.bin", std::string("\xff\0", 2)}, {"c", "x\ty\r\n"}});
  EXPECT_EQ(list[0]["text"], "print('ä')\n");
  EXPECT_EQ(list[1]["data"], "/wA=");
  EXPECT_EQ(list[2]["text"], "x\ty\r\n") << "as it is, whatever a terminal would do";
  EXPECT_FALSE(list[1].contains("text"));
}

TEST_F(SourcesTest, AFolderIsPackedTheSameWayEveryTime) {
  Write("p/assignment.yaml", "title: x\n");
  const fs::path program = Write("p/checker/run.sh", "#!/bin/sh\n");
  fs::permissions(program, fs::perms::owner_all);
  fs::create_symlink("assignment.yaml", folder_.path() / "p/link.yaml");
  const auto first = PackFolder(folder_.path() / "p");
  ASSERT_TRUE(first.ok()) << first.status().ToString();
  Write("p/.git/HEAD", "not part of it");
  fs::last_write_time(program, fs::file_time_type::clock::now() - std::chrono::hours(5));
  EXPECT_EQ(*PackFolder(folder_.path() / "p"), *first);
  Write("p/checker/run.sh", "#!/bin/sh\ntrue\n");
  EXPECT_NE(*PackFolder(folder_.path() / "p"), *first);
}

TEST_F(SourcesTest, ALinkOutOfThePackageIsRefused) {
  Write("p/a", "1");
  fs::create_symlink(Write("secret", "key"), folder_.path() / "p/b");
  EXPECT_THAT(PackFolder(folder_.path() / "p").status().message(), HasSubstr("leads out"));
  fs::remove(folder_.path() / "p/b");
  fs::create_symlink("nowhere", folder_.path() / "p/b");
  EXPECT_FALSE(PackFolder(folder_.path() / "p").ok());
}

}  // namespace
}  // namespace assay::client

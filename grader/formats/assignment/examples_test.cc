// Every assignment.yaml of examples/ is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "common/files.h"
#include "grader/formats/assignment/assignment.h"
#include "grader/formats/assignment/document.h"
#include "grader/formats/assignment/keys.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

fs::path Examples() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  return fs::path(source != nullptr ? source : ".") / "examples";
}

std::map<std::string, Package> ReadAll() {
  std::map<std::string, Package> packages;
  for (const auto& entry : fs::directory_iterator(Examples())) {
    if (!LooksLikeAssignment(entry.path())) continue;
    auto package = ReadAssignment(entry.path());
    EXPECT_TRUE(package.ok()) << package.status().message();
    if (package.ok()) packages.emplace(entry.path().filename(), *std::move(package));
  }
  return packages;
}

TEST(Examples, AreReadAndLabelled) {
  const auto packages = ReadAll();
  EXPECT_GE(packages.size(), 12U);
  for (const auto& [name, package] : packages) {
    EXPECT_TRUE(package.warnings.empty()) << name << ": " << package.warnings.front();
    EXPECT_FALSE(package.title.empty()) << name;
    EXPECT_FALSE(package.statement.empty()) << name;
    EXPECT_GE(package.submissions.size(), 2U) << name;
  }
}

TEST(Examples, TellEditorsWhereTheSchemaIs) {
  for (const auto& entry : fs::directory_iterator(Examples())) {
    if (!LooksLikeAssignment(entry.path())) continue;
    std::ifstream file(entry.path() / "assignment.yaml");
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line, "# yaml-language-server: $schema=../../docs/assignment.schema.json")
        << entry.path();
  }
}

TEST(Examples, SubtasksShareOutTheirPoints) {
  const auto packages = ReadAll();
  ASSERT_TRUE(packages.contains("lemonade"));
  const auto& io = std::get<StandardIo>(packages.at("lemonade").parts.at(0).task);
  EXPECT_TRUE(io.scoring);
  ASSERT_EQ(io.root.groups.size(), 3U);
  EXPECT_EQ(io.root.groups[2].requires_groups, (std::vector<std::string>{"small", "medium"}));
  EXPECT_EQ(io.root.groups[2].points, 40);
  // One test decides in a group scored by its minimum, so each may have everything.
  EXPECT_EQ(io.root.groups[2].tests[0].points, 40);
  EXPECT_TRUE(std::holds_alternative<Generated>(io.root.groups[2].tests[0].input));
  const auto& submissions = packages.at("lemonade").submissions;
  const auto pair = std::find_if(submissions.begin(), submissions.end(),
                                 [](const auto& s) { return s.name.ends_with("every_pair.py"); });
  ASSERT_NE(pair, submissions.end());
  EXPECT_EQ(pair->min_score, 60);
  EXPECT_EQ(pair->required, (std::vector<std::set<Verdict>>{{Verdict::kTimeLimit}}));
  EXPECT_TRUE(pair->permitted.contains(Verdict::kWrongAnswer)) << "the folder's label stays";
}

void CollectKeys(const assignment::Value& value, std::set<std::string>* keys) {
  for (const auto& item : value.items) CollectKeys(item, keys);
  for (const auto& [key, item] : value.entries) {
    keys->insert(key.text);
    CollectKeys(item, keys);
  }
}

std::string Text(const fs::path& path) {
  auto text = ReadFile(path);
  EXPECT_TRUE(text.ok()) << text.status().message();
  return text.ok() ? *std::move(text) : std::string();
}

TEST(Examples, UseEveryKey) {
  std::set<std::string> used;
  for (const auto& entry : fs::directory_iterator(Examples())) {
    if (!LooksLikeAssignment(entry.path())) continue;
    assignment::Errors errors("assignment.yaml");
    assignment::Value root;
    ASSERT_TRUE(assignment::ParseDocument(Text(entry.path() / "assignment.yaml"), &root, &errors));
    CollectKeys(root, &used);
  }
  // Only packages that were converted from Kattis' legacy format score by these.
  used.insert({"accept_score", "reject_score"});
  for (const assignment::KeyTable* table : assignment::AllKeyTables()) {
    for (const std::string_view key : table->keys) {
      EXPECT_TRUE(used.contains(std::string(key))) << table->name << ": no example has " << key;
    }
  }
}

// What the handbook shows is read by the reader. Its files do not exist, and alternatives stand
// one below the other; but every key and every value must be right.
TEST(Handbook, ShowsWhatTheReaderReads) {
  const std::string page = Text(Examples().parent_path() / "docs/assignment.md");
  auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  size_t blocks = 0;
  for (size_t at = page.find("```yaml\n"); at != std::string::npos;
       at = page.find("```yaml\n", at + 1)) {
    const size_t begin = at + 8;
    std::string block = page.substr(begin, page.find("```", begin) - begin);
    if (block.find("title:") == std::string::npos) block = "title: shown\n" + block;
    const auto package = assignment::ParseAssignment(block, folder->path());
    blocks += 1;
    for (const char* wrong : {"unknown", "must be", "cannot be read", "fault of the grader"}) {
      EXPECT_TRUE(package.ok() || package.status().message().find(wrong) == std::string::npos)
          << block << package.status().message();
    }
  }
  EXPECT_GE(blocks, 15U);
}

}  // namespace
}  // namespace assay::grader

// Every assignment.yaml of examples/ is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

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

}  // namespace
}  // namespace assay::grader

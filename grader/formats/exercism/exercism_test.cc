#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/files.h"
#include "grader/formats/exercism/tracks.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class ExercismTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(std::move(*dir));
  }
  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((dir_->path() / name).parent_path());
    std::ofstream(dir_->path() / name) << text;
  }
  std::string Error() { return ReadExercism(dir_->path()).status().message(); }
  static std::string Text(const fs::path& path) {
    auto text = ReadFile(path);
    return text.ok() ? *text : text.status().message();
  }
  std::unique_ptr<TempDir> dir_;
};

TEST_F(ExercismTest, Python) {
  Write("add.py", "def add(a, b):\n    pass\n");
  Write("add_test.py", "from add import add\n");
  Write("data.json", "{}");
  Write(".meta/example.py", "def add(a, b):\n    return a + b\n");
  Write(".docs/instructions.md", "Add.");
  Write(
      ".meta/config.json",
      R"({"blurb":"Adds.","files":{"solution":["add.py"],"test":["add_test.py"],"example":[".meta/example.py"]}})");
  ASSERT_TRUE(LooksLikeExercism(dir_->path()));
  auto package = ReadExercism(dir_->path());
  ASSERT_TRUE(package.ok()) << package.status().ToString();
  EXPECT_EQ(package->format, "exercism");
  EXPECT_EQ(package->statement, "Adds.");
  ASSERT_EQ(package->submissions.size(), 2U);
  EXPECT_THAT(Text(package->submissions[0].path / "add.py"), HasSubstr("return a + b"));
  EXPECT_THAT(Text(package->submissions[1].path / "add.py"), HasSubstr("pass"));
  EXPECT_EQ(package->submissions[0].result, std::set<Verdict>{Verdict::kAccepted});
  EXPECT_FALSE(package->submissions[1].result.contains(Verdict::kAccepted));
  const auto& unit = std::get<UnitTests>(package->parts.at(0).task);
  EXPECT_EQ(unit.framework, "pytest");
  ASSERT_EQ(package->parts[0].given.size(), 1U);
  EXPECT_EQ(package->parts[0].given[0].files.at(0).filename(), "data.json");
}

TEST_F(ExercismTest, AStubToBeRefactoredWorksAndHasNoLabel) {
  Write("add.py", "def add(a, b):\n    return a + b\n");
  Write("add_test.py", "from add import add\n");
  Write(".meta/example.py", "add = int.__add__\n");
  Write(
      ".meta/config.json",
      R"({"blurb":"Refactor an adder.","files":{"solution":["add.py"],"test":["add_test.py"],"example":[".meta/example.py"]}})");
  auto package = ReadExercism(dir_->path());
  ASSERT_TRUE(package.ok()) << package.status().ToString();
  ASSERT_EQ(package->submissions.size(), 1U);
  EXPECT_EQ(package->submissions[0].name, "example");
  // Exercises about threads start a thousand of them.
  EXPECT_GE(package->parts.at(0).limits.processes, 1024U);
}

TEST_F(ExercismTest, RustTakesNameAndEditionFromTheManifest) {
  Write("src/lib.rs", "");
  Write("Cargo.toml", "[package]\nname = \"two-fer\"\nedition = \"2024\"\n");
  Write("tests/two-fer.rs", "");
  Write(".meta/example.rs", "");
  Write(
      ".meta/config.json",
      R"({"files":{"solution":["src/lib.rs","Cargo.toml"],"test":["tests/two-fer.rs"],"example":[".meta/example.rs"]}})");
  auto package = ReadExercism(dir_->path());
  ASSERT_TRUE(package.ok()) << package.status().ToString();
  const auto& unit = std::get<UnitTests>(package->parts.at(0).task);
  ASSERT_EQ(unit.compile.size(), 2U);
  EXPECT_THAT(unit.compile[0], ::testing::IsSupersetOf({"2024", "two_fer", "src/lib.rs"}));
  EXPECT_THAT(unit.run.at(0), ElementsAre("./tests-0", "--include-ignored"));
  Write("Cargo.toml", "[package]\nname = \"a b; c\"\n");
  EXPECT_THAT(Error(), HasSubstr("not a plain word"));
}

TEST_F(ExercismTest, JavaScriptBringsWhatItsTestsImport) {
  Write("a.js", "");
  Write("a.spec.js", "");
  Write("package.json", "{}");
  Write(".meta/proof.ci.js", "import { b } from '../b';\nimport c from \"../lib/c\";\n");
  Write(".meta/config.json",
        R"({"files":{"solution":["a.js"],"test":["a.spec.js"],"example":[".meta/proof.ci.js"]}})");
  auto package = ReadExercism(dir_->path());
  ASSERT_TRUE(package.ok()) << package.status().ToString();
  const auto& given = package->parts.at(0).given;
  ASSERT_EQ(given.size(), 1U);
  std::set<std::string> names;
  for (const auto& file : given[0].files)
    names.insert(file.lexically_relative(given[0].base).string());
  EXPECT_EQ(names, (std::set<std::string>{"jest-shim/globals.mjs", "jest-shim/register.mjs",
                                          "jest-shim/resolve.mjs", "package.json"}));
  EXPECT_THAT(Text(given[0].base / "jest-shim/globals.mjs"), HasSubstr("export function expect"));
  // The example is moved out of .meta/, and with it what it imports.
  EXPECT_EQ(Text(package->submissions.at(0).path / "a.js"),
            "import { b } from './b';\nimport c from \"./lib/c\";\n");
}

TEST_F(ExercismTest, MistakesNameTheFileAndTheKey) {
  EXPECT_FALSE(LooksLikeExercism(dir_->path()));
  EXPECT_THAT(Error(), HasSubstr("config.json"));
  Write("a.py", "");
  Write("a_test.py", "");
  const std::pair<const char*, const char*> wrong[] = {
      {"[", "not a JSON object"},
      {"{}", "\"files\" is missing"},
      {R"({"files":{"solution":"a.py"}})", "files.solution: expected a list"},
      {R"({"files":{"solution":[1]}})", "files.solution: expected a list"},
      {R"({"files":{"solution":["gone.py"]}})", "files.solution names no file"},
      {R"({"files":{"solution":["a.py"]}})", "files.test names no file"},
      {R"({"files":{"solution":["../../etc/passwd"],"test":["a_test.py"]}})", "outside"},
      {R"({"files":{"solution":["/etc/passwd"],"test":["a_test.py"]}})", "absolute"},
  };
  for (const auto& [config, error] : wrong) {
    Write(".meta/config.json", config);
    EXPECT_THAT(Error(), HasSubstr(error)) << config;
    EXPECT_THAT(Error(), HasSubstr("config.json"));
  }
  Write("a.cob", "");
  Write(".meta/config.json", R"({"files":{"solution":["a.cob"],"test":["a_test.py"]}})");
  EXPECT_THAT(Error(), HasSubstr("no track"));
}

TEST(PlaceExample, ByNameByKindAndByJavasFolders) {
  exercism::Exercise cpp;
  cpp.solution = {"a.cpp", "a.h"};
  cpp.example = {".meta/example.h", ".meta/example.cpp"};
  EXPECT_THAT(exercism::PlaceExample(cpp),
              ElementsAre(Pair(".meta/example.h", "a.h"), Pair(".meta/example.cpp", "a.cpp")));
  exercism::Exercise java;
  java.solution = {"src/main/java/A.java"};
  java.example = {".meta/src/reference/java/A.java", ".meta/src/reference/java/B.java"};
  EXPECT_THAT(exercism::PlaceExample(java),
              ElementsAre(Pair(".meta/src/reference/java/A.java", "src/main/java/A.java"),
                          Pair(".meta/src/reference/java/B.java", "src/main/java/B.java")));
  exercism::Exercise rust;
  rust.solution = {"src/lib.rs", "Cargo.toml"};
  rust.example = {".meta/example.rs", ".meta/Cargo-example.toml"};
  EXPECT_THAT(exercism::PlaceExample(rust),
              ElementsAre(Pair(".meta/example.rs", "src/lib.rs"),
                          Pair(".meta/Cargo-example.toml", "Cargo.toml")));
  exercism::Exercise python;
  python.solution = {"main.py"};
  python.example = {".meta/helper.py", ".meta/main.py"};
  EXPECT_THAT(exercism::PlaceExample(python),
              ElementsAre(Pair(".meta/main.py", "main.py"), Pair(".meta/helper.py", "helper.py")));
}

}  // namespace
}  // namespace assay::grader

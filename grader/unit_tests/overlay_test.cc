#include "grader/unit_tests/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Paths(const Overlay& overlay) {
  std::vector<std::string> paths;
  for (const auto& file : overlay.files) paths.push_back(file.path + "=" + file.data);
  return paths;
}

TEST(PutOver, TheSuitesFilesWin) {
  const Overlay overlay =
      PutOver("python", {{"calc.py", "s", 0644}, {"calc_test.py", "fake", 0644}},
              {{"calc_test.py", "real", 0644}}, {});
  EXPECT_THAT(Paths(overlay), ElementsAre("calc.py=s", "calc_test.py=real"));
  EXPECT_THAT(overlay.refused, IsEmpty());
}

TEST(PutOver, FilesAndFoldersOfOneNameDoNotHideTheSuite) {
  const Overlay overlay = PutOver(
      "python", {{"tests", "s", 0644}, {"calc_test.py/x.py", "s", 0644}, {"a.py", "s", 0644}},
      {{"tests/calc.py", "t", 0644}, {"calc_test.py", "t", 0644}}, {});
  EXPECT_THAT(Paths(overlay), ElementsAre("a.py=s", "tests/calc.py=t", "calc_test.py=t"));
  EXPECT_THAT(overlay.refused,
              ElementsAre("tests: is a folder of the tests",
                          "calc_test.py/x.py: calc_test.py is a file of the tests"));
}

TEST(PutOver, ResultsCannotBeBroughtAlong) {
  const Overlay overlay = PutOver(
      "java", {{"reports/TEST-junit-jupiter.xml", "<testsuite/>", 0644}, {"reports2", "", 0644}},
      {}, {"reports"});
  EXPECT_THAT(overlay.refused,
              ElementsAre("reports/TEST-junit-jupiter.xml: is where the results are written"));
}

TEST(HijackReason, WhatSteersTheFrameworkIsRefused) {
  const std::pair<const char*, const char*> refused[] = {
      {"python", "conftest.py"},
      {"python", "lib/conftest.py"},
      {"python", "pytest.ini"},
      {"python", "_pytest/main.py"},
      {"python", "pytest.py"},
      {"javascript", "package.json"},
      {"javascript", "node_modules/node/index.js"},
      {"javascript", "jest.config.mjs"},
      {"go", "main_test.go"},
      {"go", "go.mod"},
      {"rust", "build.rs"},
      {"rust", ".cargo/config.toml"},
      {"java", "org/junit/jupiter/api/Test.java"},
      {"java", "A.class"},
      {"java", "META-INF/services/x"},
      {"cpp", "gtest/gtest.h"},
      {"cpp", "catch.hpp"},
      {"cpp", "test/catch_amalgamated.hpp"},
  };
  for (const auto& [language, path] : refused)
    EXPECT_NE(HijackReason(language, path), "") << language << " " << path;
  const std::pair<const char*, const char*> taken[] = {
      {"python", "calc.py"}, {"python", "data/input.txt"}, {"javascript", "clock.js"},
      {"go", "clock.go"},    {"rust", "src/lib.rs"},       {"java", "Clock.java"},
      {"cpp", "clock.h"},    {"python", "package.json"},
  };
  for (const auto& [language, path] : taken)
    EXPECT_EQ(HijackReason(language, path), "") << language << " " << path;
}

}  // namespace
}  // namespace assay::grader

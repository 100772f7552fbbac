// The keys "frameworks" and "linters" of a language file.
#include "runtime-images/language_tools.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kLanguage = R"(name: toy
title: Toy
version: "1.0"
image: {name: toy, packages: [toy]}
source: {extensions: [.toy]}
run: [/usr/bin/toy, "{source}"]
)";

constexpr const char* kFrameworks = R"(frameworks:
  - name: toytest
    files: ["test_*.toy"]
    marks: [use toytest]
    compile: [[/usr/bin/toyc, "{sources}"]]
    run: [/usr/bin/toytest, "{tests}"]
    result: reports/all.xml
    format: junit-xml
)";

constexpr const char* kLinters = R"(linters:
  - name: toylint
    run: [/usr/bin/toylint, "{sources}"]
    format: gcc
)";

Result<Language> Parse(const std::string& tools) {
  return ParseLanguage(kLanguage + tools, "toy.yaml");
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string FrameworkError(const std::string& from, const std::string& to) {
  const auto language = Parse(Replaced(kFrameworks, from, to));
  return language.ok() ? "no error" : language.status().message();
}

std::string LinterError(const std::string& from, const std::string& to) {
  const auto language = Parse(Replaced(kLinters, from, to));
  return language.ok() ? "no error" : language.status().message();
}

TEST(LanguageToolsTest, ReadsFrameworksAndLinters) {
  const auto language = Parse(std::string(kFrameworks) + kLinters);
  ASSERT_TRUE(language.ok()) << language.status().ToString();
  ASSERT_EQ(language->frameworks.size(), 1U);
  const Framework& framework = language->frameworks[0];
  EXPECT_EQ(framework.name, "toytest");
  EXPECT_THAT(framework.files, ElementsAre("test_*.toy"));
  EXPECT_THAT(framework.marks, ElementsAre("use toytest"));
  EXPECT_THAT(framework.compile, ElementsAre(ElementsAre("/usr/bin/toyc", "{sources}")));
  EXPECT_EQ(framework.result, "reports/all.xml");
  EXPECT_EQ(framework.format, TestFormat::kJUnitXml);
  ASSERT_EQ(language->linters.size(), 1U);
  EXPECT_EQ(language->linters[0].name, "toylint");
  EXPECT_EQ(language->linters[0].result, "");
  EXPECT_EQ(language->linters[0].format, LintFormat::kGcc);
}

TEST(LanguageToolsTest, EveryFormatHasAName) {
  for (const char* name : {"junit-xml", "go-json", "libtest"}) {
    const auto language = Parse(Replaced(kFrameworks, "junit-xml", name));
    ASSERT_TRUE(language.ok()) << language.status().ToString();
    EXPECT_EQ(TestFormatName(language->frameworks[0].format), name);
  }
  for (const char* name : {"flake8", "gcc", "checkstyle-xml"}) {
    const auto language = Parse(Replaced(kLinters, "gcc", name));
    ASSERT_TRUE(language.ok()) << language.status().ToString();
    EXPECT_EQ(LintFormatName(language->linters[0].format), name);
  }
}

TEST(LanguageToolsTest, UnknownFormatsAreErrors) {
  EXPECT_EQ(FrameworkError("junit-xml", "junit"),
            "toy.yaml:8: unknown format \"junit\"; it must be one of junit-xml, go-json, libtest");
  EXPECT_THAT(FrameworkError("junit-xml", "gcc"), HasSubstr("unknown format \"gcc\""));
  EXPECT_THAT(LinterError("gcc", "gccc"),
              HasSubstr("it must be one of flake8, gcc, checkstyle-xml"));
}

TEST(LanguageToolsTest, WhatAGraderNeedsMustBeThere) {
  EXPECT_THAT(FrameworkError("    format: junit-xml\n", ""), HasSubstr("needs the key \"format\""));
  EXPECT_THAT(FrameworkError("    files: [\"test_*.toy\"]\n", ""),
              HasSubstr("needs the key \"files\""));
  EXPECT_THAT(FrameworkError("[\"test_*.toy\"]", "[]"), HasSubstr("must not be empty"));
  EXPECT_THAT(LinterError("    format: gcc\n", ""), HasSubstr("needs the key \"format\""));
  EXPECT_THAT(LinterError("format: gcc", "fromat: gcc"), HasSubstr("needs the key \"format\""));
  EXPECT_THAT(LinterError("format: gcc\n", "format: gcc\n    marks: [x]\n"),
              HasSubstr("unknown key \"marks\" in a linter"));
}

TEST(LanguageToolsTest, AResultStaysBelowTheWorkFolder) {
  for (const char* path :
       {"/etc/passwd", "../x.xml", "a/../x.xml", "./x.xml", "a/", "a//b", ".", "..", "a/./b"}) {
    EXPECT_THAT(FrameworkError("reports/all.xml", path), HasSubstr("below the work folder"))
        << path;
  }
  EXPECT_EQ(FrameworkError("reports/all.xml", "..x/.y"), "no error");
  EXPECT_THAT(LinterError("format: gcc\n", "format: gcc\n    result: /tmp/x\n"),
              HasSubstr("below the work folder"));
}

TEST(LanguageToolsTest, PatternsAreOfFileNames) {
  EXPECT_THAT(FrameworkError("test_*.toy", "tests/*.toy"), HasSubstr("is no pattern"));
  EXPECT_THAT(FrameworkError("test_*.toy", ""), HasSubstr("is no pattern"));
}

TEST(LanguageToolsTest, NamesAreGivenOnce) {
  EXPECT_THAT(Parse(std::string(kLinters) + std::string(kLinters).substr(9)).status().message(),
              HasSubstr("\"toylint\" is there twice"));
}

TEST(LanguageToolsTest, CommandsAreChecked) {
  EXPECT_THAT(FrameworkError("{tests}", "{test}"), HasSubstr("did you mean \"tests\"?"));
  EXPECT_THAT(FrameworkError("{tests}", "x{tests}"),
              HasSubstr("{tests} must be a word of its own"));
  EXPECT_THAT(FrameworkError("{sources}", "{sorces}"), HasSubstr("did you mean \"sources\"?"));
  EXPECT_THAT(LinterError("{sources}", "{sorces}"), HasSubstr("did you mean \"sources\"?"));
}

TEST(LanguageToolsTest, ListsAreLists) {
  EXPECT_THAT(Parse("frameworks: {a: b}\n").status().message(),
              HasSubstr("toy.yaml:7: \"frameworks\" must be a list"));
  EXPECT_THAT(Parse("linters: x\n").status().message(), HasSubstr("\"linters\" must be a list"));
  EXPECT_THAT(Parse("linters: [x]\n").status().message(), HasSubstr("must be a mapping"));
}

TEST(IsTestFileTest, NameAndMarkDecide) {
  const Framework framework{.name = "toytest",
                            .files = {"test_*.toy", "*_test.toy"},
                            .marks = {"use toytest"},
                            .compile = {},
                            .run = {},
                            .result = {}};
  EXPECT_TRUE(IsTestFile(framework, {"test_a.toy", "use toytest;"}));
  EXPECT_TRUE(IsTestFile(framework, {"deep/er/a_test.toy", "x\nuse toytest"}));
  EXPECT_FALSE(IsTestFile(framework, {"test_a.toy", "use nothing"}));
  EXPECT_FALSE(IsTestFile(framework, {"a.toy", "use toytest"}));
  EXPECT_FALSE(IsTestFile(framework, {"test_a.toy/b", "use toytest"}));
  Framework any = framework;
  any.marks.clear();
  EXPECT_TRUE(IsTestFile(any, {"test_.toy", ""}));
}

}  // namespace
}  // namespace assay::runtime_images
